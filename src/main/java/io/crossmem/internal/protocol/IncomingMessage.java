package io.crossmem.internal.protocol;

import io.crossmem.internal.data.RemoteMapping;
import io.crossmem.internal.network.FollowingData;
import io.crossmem.internal.network.Transfer;
import io.crossmem.internal.protocol.LinkedQueue.Link;
import io.crossmem.internal.shm.RingDescriptor;
import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.MessageEvents;
import java.util.ArrayDeque;

/** The receiver's record of an announced message. Reused. */
public final class IncomingMessage {
  /** The receive number, which the sender uses in DATA. */
  public final int number;

  public RecvState state = RecvState.FREE;
  public Peer peer;
  public Operation operation; // null before a receive is posted and after it is complete
  public int send; // the sender's number of the message
  public int tag;
  public long length; // bytes
  public long address; // in the sender's memory; 0 if there is none
  public long place; // of the receive buffer, for a sender that writes there
  public int flags; // of RTS

  // The shared memory that contains it, if the flags say so:
  public int descriptor; // the sender's descriptor number
  public long inode;
  public long offset; // of the message in it
  public RemoteMapping mapping; // null while it is not used

  public FailureCause cause; // ABANDONED: why it was cancelled; HELD: why its receive fails

  public Protocol protocol; // null until it is chosen
  private long began; // when it was chosen, by System.nanoTime
  private Object event; // of a recording; null if there is none

  boolean learned; // it belongs to a burst of the peer's learner

  public long received; // bytes that are in the receive buffer

  // PIPELINE, DRAINING: the range that arrives as DATA.
  public long expected; // where the next part begins
  public long end;
  public boolean whole; // the range is all of the message: the sender needs no ATS

  /** Ranges that neither side could copy and must be sent as DATA: pairs of from and to. */
  public final ArrayDeque<long[]> missing = new ArrayDeque<>();

  // GET, PUT, SPLIT: the parts.
  public int part; // bytes of a part
  public int parts;
  public int taken; // number of parts that this side has taken
  public int counter; // -1 if only this side copies
  public boolean atpPending; // the sender may still use the counter
  public long heldUntil; // HELD: by System.nanoTime

  public Transfer transfer; // NETWORK, STORING, HELD, QUARANTINED: null if there is none
  public long following; // its number, if its data follows its RTS
  public TypedView storage; // STORING: where the network stores it; else null

  final Link<IncomingMessage> link = new Link<>(this); // in the table by send number

  /** In the queue of messages with parts to copy. */
  public final Link<IncomingMessage> active = new Link<>(this);

  IncomingMessage(int number) {
    this.number = number;
  }

  /** Whether its data follows its RTS: no CTS or ATS is sent. */
  public boolean follows() {
    return (flags & RingDescriptor.DATA_FOLLOWS) != 0;
  }

  /** Whether its data came with its RTS. */
  public boolean isAttached() {
    return follows() && FollowingData.isAttached(length);
  }

  /**
   * Whether it can be received though its sender has left: the sender has sent all of it. That its
   * data may still be on the way matters only if the sender's node fails.
   */
  public boolean outlivesSender() {
    return follows()
        && peer.state() == PeerState.LEFT
        && switch (state) {
          case ANNOUNCED, NETWORK, STORING -> true;
          default -> false;
        };
  }

  /** The number of the protocol that its sender tries for its receives; -1 if none. */
  int triedByPeer() {
    return (flags >> RingDescriptor.TRIED_SHIFT & RingDescriptor.TRIED_MASK) - 1;
  }

  /** Ends its timing. {@code whole}: it was received completely. A second call does nothing. */
  public void endTiming(boolean whole) {
    if (learned) {
      learned = false;
      peer.learner.end(whole);
    }
  }

  /** Both sides are ready: the transfer begins. */
  public void begin(Protocol by) {
    protocol = by;
    began = System.nanoTime();
    event = MessageEvents.begin();
  }

  /** Counts it: it was received completely. */
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

  /** Releases the mapping of the sender's memory. */
  public void releaseMapping() {
    if (mapping != null) {
      mapping.release();
      mapping = null;
    }
  }

  /** Divides the message into parts. */
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
