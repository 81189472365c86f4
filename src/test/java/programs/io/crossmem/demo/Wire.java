package io.crossmem.demo;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Transfers the slots of a round between two ranks. */
interface Wire {
  /** Sends the whole slot. */
  void send(int slot) throws IOException;

  /** Fills the whole slot. */
  void receive(int slot) throws IOException;

  /** Confirms to the other rank that everything has arrived. */
  void acknowledge() throws IOException;

  /** Waits for the confirmation. */
  void awaitAcknowledgement() throws IOException;

  /** crossmem's messages. */
  final class Messages implements Wire {
    private static final int TAG = 0;
    private static final Data NOTHING = Data.of(new byte[0]);

    private final Communicator communicator;
    private final Data[] slots;
    private final int other;

    Messages(Communicator communicator, Data[] slots) {
      this.communicator = communicator;
      this.slots = slots;
      other = 1 - communicator.rank();
    }

    @Override
    public void send(int slot) throws IOException {
      communicator.send(slots[slot], other, TAG);
    }

    @Override
    public void receive(int slot) throws IOException {
      communicator.recv(slots[slot], other, TAG);
    }

    @Override
    public void acknowledge() throws IOException {
      communicator.send(NOTHING, other, TAG);
    }

    @Override
    public void awaitAcknowledgement() throws IOException {
      communicator.recv(NOTHING, other, TAG);
    }
  }

  /** A socket, for comparison. */
  final class Socket implements Wire {
    private final SocketChannel channel;
    private final ByteBuffer[] slots;

    Socket(SocketChannel channel, ByteBuffer[] slots) {
      this.channel = channel;
      this.slots = slots;
    }

    @Override
    public void send(int slot) throws IOException {
      write(slots[slot].clear());
    }

    @Override
    public void receive(int slot) throws IOException {
      read(slots[slot].clear());
    }

    @Override
    public void acknowledge() throws IOException {
      write(ByteBuffer.allocate(1));
    }

    @Override
    public void awaitAcknowledgement() throws IOException {
      read(ByteBuffer.allocate(1));
    }

    private void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    private void read(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw new EOFException("the other rank has closed its socket");
        }
      }
    }
  }
}
