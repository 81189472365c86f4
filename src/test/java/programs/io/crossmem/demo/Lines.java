package io.crossmem.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;

/** Lines that two ranks exchange between the measured messages. */
record Lines(Communicator communicator) {
  private static final int TAG = 1;

  void tell(String line) throws MessageException {
    communicator.send(Data.of(line.getBytes(UTF_8)), 1 - communicator.rank(), TAG);
  }

  String answer() throws MessageException {
    int other = 1 - communicator.rank();
    byte[] line = new byte[Math.toIntExact(communicator.probe(other, TAG).bytes())];
    communicator.recv(Data.of(line), other, TAG);
    return new String(line, UTF_8);
  }
}
