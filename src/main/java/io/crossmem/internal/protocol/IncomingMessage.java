package io.crossmem.internal.protocol;

import io.crossmem.internal.data.RemoteMapping;
import io.crossmem.internal.protocol.LinkedQueue.Link;
import io.crossmem.internal.shm.RingDescriptor;
import io.crossmem.internal.sys.MessageEvents;
import java.util.ArrayDeque;

/** The receiver's half of a message that was announced. Used again and again. */
public final class IncomingMessage {
  /** What the sender calls it in DATA. */
  public final int number;

  public RecvState state = RecvState.FREE;
  public Peer peer;
  public Operation operation; // null while nobody asks for it, and once its receive is over
  public int send; // the sender's number of the message
  public int tag;
  public long length; // bytes
  public long address; // in the sender's memory; 0 if it has none
  public long place; // in this process's memory, for a sender that writes there
  public int flags; // of RTS

  // Of shared memory in which it lies, if the flags say that it does:
  public int descriptor; // the number that the sender has it open under
  public long inode;
  public long offset; // of the message in it
  public RemoteMapping mapping; // null while it is not used

  public FailureCause cause; // ABANDONED: why it does not come; HELD: what its receive fails with

  public Protocol protocol; // by which it travels; null until that is chosen
  private long began; // when it was, by System.nanoTime
  private Object event; // of a recording; null if there is none

  boolean learned; // it belongs to a burst of the peer's learner

  public long received; // bytes that are in place

  // PIPELINE, DRAINING: the range that comes as DATA.
  public long expected; // where the next part begins
  public long end;
  public boolean whole; // it is all of the message: the sender needs no ATS

  /** Ranges that neither side could copy and have to come as DATA: pairs of from and to. */
  public final ArrayDeque<long[]> missing = new ArrayDeque<>();

  // GET, PUT, SPLIT: the parts.
  public int part; // bytes of a part
  public int parts;
  public int taken; // parts that this side took
  public int counter; // -1 if only this side copies
  public boolean atpPending; // the sender holds the counter
  public long heldUntil; // HELD: by System.nanoTime

  final Link<IncomingMessage> link = new Link<>(this); // by the sender's number

  /** Among those that have parts to copy. */
  public final Link<IncomingMessage> active = new Link<>(this);

  IncomingMessage(int number) {
    this.number = number;
  }

  /** The number of the protocol that its sender tries for what it receives; -1 if none. */
  int triedByPeer() {
    return (flags >> RingDescriptor.TRIED_SHIFT & RingDescriptor.TRIED_MASK) - 1;
  }

  /** Nothing more comes of it. {@code whole}: all of it is in place. Does nothing twice. */
  public void endTiming(boolean whole) {
    if (learned) {
      learned = false;
      peer.learner.end(whole);
    }
  }

  /** Both ends are there: it travels from here on. */
  public void begin(Protocol by) {
    protocol = by;
    began = System.nanoTime();
    event = MessageEvents.begin();
  }

  /** All of it is in its place. */
  public void count() {
    if (protocol == null) { // it has no bytes
      peer.received.addEager(length);
    } else {
      peer.received.add(protocol, length, System.nanoTime() - began);
      if (event != null) {
        MessageEvents.commit(event, false, peer.rank, tag, length, protocol.propertyName());
        event = null;
      }
    }
  }

  /** The sender's memory is needed no more. */
  public void releaseMapping() {
    if (mapping != null) {
      mapping.release();
      mapping = null;
    }
  }

  /** Cuts the message for those who copy it. */
  public void cut(int partBytes) {
    part = partBytes;
    parts = (int) ((length + part - 1) / part);
  }

  public void miss(int index) {
    missing.add(new long[] {partStart(index), partStart(index) + partLength(index)});
  }

  public long partStart(int index) {
    return (long) index * part;
  }

  public long partLength(int index) {
    return Math.min(part, length - partStart(index));
  }
}
