package io.crossmem.internal.protocol;

/** The sender's half of a message that was announced. Used again and again. */
public final class OutgoingMessage {
  /** What the receiver calls it. */
  public final int number;

  public SendState state = SendState.FREE;
  public Peer peer;
  public Operation operation; // null once it is over

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

  /** Among those that have parts to send or to write. */
  public final LinkedQueue.Link<OutgoingMessage> active = new LinkedQueue.Link<>(this);

  OutgoingMessage(int number) {
    this.number = number;
  }
}
