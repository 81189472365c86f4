package io.crossmem.internal.protocol;

import static io.crossmem.internal.shm.RingDescriptor.*;

import java.nio.ByteBuffer;

/** An entry without payload that waits for space in a ring; see {@link ControlSender}. */
sealed interface ControlMessage {
  /** Its kind in {@code RingDescriptor}. */
  int kind();

  /** Writes the fields into an entry. */
  void fill(ByteBuffer bytes, int entry);

  /** The receiver requests a range as DATA. */
  record CtsData(int send, int receive, long from, long to) implements ControlMessage {
    @Override
    public int kind() {
      return CTS_DATA;
    }

    @Override
    public void fill(ByteBuffer bytes, int entry) {
      fill(bytes, entry, send, receive, from, to);
    }

    static void fill(ByteBuffer bytes, int entry, int send, int receive, long from, long to) {
      bytes.putInt(entry + CTS_SEND, send);
      bytes.putInt(entry + CTS_RECEIVE, receive);
      bytes.putLong(entry + CTS_FROM, from);
      bytes.putLong(entry + CTS_TO, to);
    }
  }

  /** The receiver requests a range by the network. */
  record CtsNetwork(int send, int tag, long from, int bytes) implements ControlMessage {
    @Override
    public int kind() {
      return CTS_NETWORK;
    }

    @Override
    public void fill(ByteBuffer memory, int entry) {
      fill(memory, entry, send, tag, from, bytes);
    }

    static void fill(ByteBuffer memory, int entry, int send, int tag, long from, int bytes) {
      memory.putInt(entry + NETWORK_SEND, send);
      memory.putInt(entry + NETWORK_TAG, tag);
      memory.putLong(entry + NETWORK_FROM, from);
      memory.putInt(entry + NETWORK_BYTES, bytes);
    }
  }

  /** The sender may write parts. */
  record CtsPut(
      int send, int counter, int part, long address, int descriptor, long inode, long offset)
      implements ControlMessage {
    @Override
    public int kind() {
      return CTS_PUT;
    }

    @Override
    public void fill(ByteBuffer bytes, int entry) {
      fill(bytes, entry, send, counter, part, address);
      fillShared(bytes, entry, descriptor, inode, offset);
    }

    static void fill(ByteBuffer bytes, int entry, int send, int counter, int part, long address) {
      bytes.putInt(entry + PUT_SEND, send);
      bytes.putInt(entry + PUT_COUNTER, counter);
      bytes.putInt(entry + PUT_PART, part);
      bytes.putLong(entry + PUT_ADDRESS, address);
    }

    static void fillShared(ByteBuffer bytes, int entry, int descriptor, long inode, long offset) {
      bytes.putInt(entry + PUT_DESCRIPTOR, descriptor);
      bytes.putLong(entry + PUT_INODE, inode);
      bytes.putLong(entry + PUT_OFFSET, offset);
    }
  }

  /** The receiver no longer needs the sender's memory. */
  record Ats(int send, int status, int protocol) implements ControlMessage {
    @Override
    public int kind() {
      return ATS;
    }

    @Override
    public void fill(ByteBuffer bytes, int entry) {
      fill(bytes, entry, send, status, protocol);
    }

    static void fill(ByteBuffer bytes, int entry, int send, int status, int protocol) {
      bytes.putInt(entry + ATS_SEND, send);
      bytes.putInt(entry + ATS_STATUS, status);
      bytes.putInt(entry + ATS_PROTOCOL, protocol);
    }
  }

  /** The sender will not write any more parts. */
  record Atp(int counter, int failed, long written) implements ControlMessage {
    @Override
    public int kind() {
      return ATP;
    }

    @Override
    public void fill(ByteBuffer bytes, int entry) {
      fill(bytes, entry, counter, failed, written);
    }

    static void fill(ByteBuffer bytes, int entry, int counter, int failed, long written) {
      bytes.putInt(entry + ATP_COUNTER, counter);
      bytes.putInt(entry + ATP_FAILED, failed);
      bytes.putLong(entry + ATP_WRITTEN, written);
    }
  }

  /** The sender cancels a message. */
  record Cancel(int send, int reason, int rank) implements ControlMessage {
    @Override
    public int kind() {
      return CANCEL;
    }

    @Override
    public void fill(ByteBuffer bytes, int entry) {
      fill(bytes, entry, send, reason, rank);
    }

    static void fill(ByteBuffer bytes, int entry, int send, int reason, int rank) {
      bytes.putInt(entry + CANCEL_SEND, send);
      bytes.putInt(entry + CANCEL_REASON, reason);
      bytes.putInt(entry + CANCEL_RANK, rank);
    }
  }

  /** The receiver will not refer to a message again. */
  record CancelAck(int send) implements ControlMessage {
    @Override
    public int kind() {
      return CANCEL_ACK;
    }

    @Override
    public void fill(ByteBuffer bytes, int entry) {
      bytes.putInt(entry + CANCEL_SEND, send);
    }
  }
}
