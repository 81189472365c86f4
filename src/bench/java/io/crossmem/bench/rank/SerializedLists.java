package io.crossmem.bench.rank;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** A list in the bytes of Java's serialization, and a message with these. */
final class SerializedLists implements Transport {
  private static final int TAG = 1;
  private static final int MOST = 4 << 20; // bytes, also for the lists of a warm-up

  private final Communicator communicator = Communicator.fromEnvironment();
  private final int peer = 1 - communicator.rank();
  private final byte[] received = new byte[MOST];
  private final Data into = Data.of(received);

  SerializedLists() throws IOException {}

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    return new Channel() {
      @Override
      public void send(int slot) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
          objects.writeObject(ListOfWords.of(out));
        }
        communicator.send(Data.of(bytes.toByteArray()), peer, TAG);
      }

      @Override
      public void receive(int slot) throws IOException {
        int length = (int) communicator.recv(into, peer, TAG).bytes();
        try (ObjectInputStream objects =
            new ObjectInputStream(new ByteArrayInputStream(received, 0, length))) {
          ListOfWords.put(objects.readObject(), in);
        } catch (ClassNotFoundException e) {
          throw new IOException(e);
        }
      }
    };
  }

  @Override
  public void close() {
    communicator.close();
  }
}
