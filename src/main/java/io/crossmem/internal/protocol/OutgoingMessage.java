package io.crossmem.internal.protocol;

import io.crossmem.internal.data.RemoteMapping;
import io.crossmem.internal.network.Transfer;
import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.MessageEvents;

/** The sender's record of an announced message. Reused. */
public final class OutgoingMessage {
  /** The send number, which the receiver uses. */
  public final int number;

  public SendState state = SendState.FREE;
  public Peer peer;
  public Operation operation; // null after it is complete

  private long began; // when it was announced, by System.nanoTime
  private Object event; // of a recording; null if there is none

  // SENDING: the range that is sent as DATA.
  public int receive; // the receiver's number of the message
  public long position; // of the next part
  public long end;
  public boolean whole; // the range is all of the message: when it is sent, the send is complete

  // PUTTING: the parts.
  public long address; // of the receive buffer
  public int counter;
  public int part; // bytes of a part
  public long written; // bytes
  public RemoteMapping mapping; // of the receiver's shared memory; null if there is none
  public long offset; // of the receive buffer in it

  // NETWORK, HELD:
  public Transfer transfer; // null if there is none
  public TypedView copy; // that is sent instead of the user's memory; else null
  public FailureCause cause; // HELD: why the send fails
  public long heldUntil; // HELD: by System.nanoTime

  /** In the queue of messages with parts to send or write. */
  public final LinkedQueue.Link<OutgoingMessage> active = new LinkedQueue.Link<>(this);

  OutgoingMessage(int number) {
    this.number = number;
  }

  /** Starts timing when it is announced. */
  public void begin() {
    began = System.nanoTime();
    event = MessageEvents.begin();
  }

  /**
   * Counts it: the receiver no longer needs it.
   *
   * @param protocol by which it was received; null if it was not received or has no bytes
   */
  public void count(Protocol protocol) {
    long bytes = operation.length();
    if (protocol != null) {
      peer.sent.add(protocol, bytes, System.nanoTime() - began);
      if (event != null) {
        int tag = operation.tag();
        MessageEvents.commit(event, true, peer.rank, tag, bytes, protocol.propertyName());
        event = null;
      }
    } else if (bytes == 0) {
      peer.sent.addEager(0);
    }
  }

  /** Releases the mapping of the receiver's memory. */
  public void releaseMapping() {
    if (mapping != null) {
      mapping.release();
      mapping = null;
    }
  }
}
