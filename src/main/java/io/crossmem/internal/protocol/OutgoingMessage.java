package io.crossmem.internal.protocol;

import io.crossmem.internal.data.RemoteMapping;
import io.crossmem.internal.sys.MessageEvents;

/** The sender's half of a message that was announced. Used again and again. */
public final class OutgoingMessage {
  /** What the receiver calls it. */
  public final int number;

  public SendState state = SendState.FREE;
  public Peer peer;
  public Operation operation; // null once it is over

  private long began; // when it was announced, by System.nanoTime
  private Object event; // of a recording; null if there is none

  // SENDING: the range that goes as DATA.
  public int receive; // the receiver's number of the message
  public long position; // of the next part
  public long end;
  public boolean whole; // it is all of the message: sent means done

  // PUTTING: the parts.
  public long address; // of the message's place in the receiver
  public int counter;
  public int part; // bytes of a part
  public long written; // bytes
  public RemoteMapping mapping; // of shared memory that they are written to; null if there is none
  public long offset; // of the message's place in it

  /** Among those that have parts to send or to write. */
  public final LinkedQueue.Link<OutgoingMessage> active = new LinkedQueue.Link<>(this);

  OutgoingMessage(int number) {
    this.number = number;
  }

  /** It is announced. */
  public void begin() {
    began = System.nanoTime();
    event = MessageEvents.begin();
  }

  /**
   * The receiver needs it no more.
   *
   * @param protocol by which it was received; null if it was not, or has no bytes
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

  /** The receiver's memory is needed no more. */
  public void releaseMapping() {
    if (mapping != null) {
      mapping.release();
      mapping = null;
    }
  }
}
