package io.crossmem.internal.network;

/**
 * The messages from one rank to another whose data follows their RTS at once. They are numbered.
 * The number selects one of {@link #WINDOW} tags, so the sender sends no message whose tag may
 * still belong to an older one: the receiver tells it in each frame which ones it has begun to
 * receive.
 *
 * <pre>
 *   begun                      sent
 *     |  x  |     |  x  | ...    |        x: begun, but not all before it
 *     |<------- WINDOW at most ->|
 * </pre>
 */
public final class FollowingData {
  /** Maximum bytes of such a message. */
  public static final int MOST_BYTES = 256 << 10;

  /**
   * Up to so many bytes are in the frame of the RTS. Two copies take less time there than another
   * message of MPI.
   */
  public static final int MOST_ATTACHED = 32 << 10;

  /** Maximum number of messages from the oldest that is not begun to the newest that is sent. */
  public static final int WINDOW = Long.SIZE;

  // As sender:
  private long sent;
  private long begunThere; // as the receiver has told

  // As receiver:
  private long begun; // all messages with smaller numbers
  private long later; // bit i: also begun + i

  /** Whether another message may be sent. */
  boolean maySend() {
    return sent - begunThere < WINDOW;
  }

  /** The number of the next message that is sent. */
  long next() {
    return sent;
  }

  /** Whether the data of a message is in the frame of its RTS. */
  public static boolean isAttached(long bytes) {
    return bytes <= MOST_ATTACHED;
  }

  /** It is being sent. */
  void onSent() {
    sent++;
  }

  /** Notes the receiver's number; false if it is invalid. */
  boolean noteBegun(long number) {
    boolean isValid = number >= begunThere && number <= sent;
    if (isValid) {
      begunThere = number;
    }
    return isValid;
  }

  /** The receiver's number. */
  long begun() {
    return begun;
  }

  /** Whether a message with this number may arrive. */
  boolean isExpected(long number) {
    return number >= begun && number - begun < WINDOW && (later & bit(number)) == 0;
  }

  /** A receive of the message with this number has been posted. */
  void begin(long number) {
    later |= bit(number);
    int done = Long.numberOfTrailingZeros(~later);
    begun += done;
    later = done == Long.SIZE ? 0 : later >>> done;
  }

  private long bit(long number) {
    return 1L << (number - begun);
  }
}
