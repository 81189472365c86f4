package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Operation;
import java.util.function.IntFunction;

/**
 * A snapshot of a send or receive that is not complete, or of a message that no receive has
 * matched.
 *
 * @param context the number of its context
 * @param peer the other rank, in the group, or {@link Operation#ANY}
 * @param tag or {@link Operation#ANY}
 * @param bytes of the message, or of the receive buffer if there is no message
 * @param state the state
 * @param moved bytes that were copied, as far as this side knows
 */
public record Pending(int context, int peer, int tag, long bytes, State state, long moved) {
  /** The state of the operation or message. */
  public enum State {
    /** A receive for which no message has arrived. */
    NO_MESSAGE,
    /** A receive whose message is being copied. */
    RECEIVING,
    /** A send for which there is no space in the ring. */
    NO_ROOM,
    /** A send that is announced, but not received yet, as far as is known. */
    ANNOUNCED,
    /** A send whose message is being copied. */
    SENDING,
    /** A message that no receive has matched, and whose send waits. */
    UNRECEIVED_SEND,
    /** A message that no receive has matched, and which is here in full. */
    UNRECEIVED
  }

  /** Whether it is a send that waits for the other rank. */
  boolean isStalledSend() {
    return state == State.NO_ROOM || state == State.ANNOUNCED;
  }

  /**
   * The text for users.
   *
   * @param name the name of a rank of the group
   */
  public String words(IntFunction<String> name) {
    String other = peer == Operation.ANY ? "any rank" : name.apply(peer);
    return switch (state) {
      case NO_MESSAGE ->
          "receive from "
              + other
              + key()
              + ", buffer of "
              + bytes
              + " bytes: no message has arrived";
      case RECEIVING ->
          "receive from " + other + key() + length() + ": " + moved + " bytes have been received";
      case NO_ROOM -> send(other) + ": " + other + " has not taken earlier messages yet";
      case ANNOUNCED -> send(other) + ": " + other + " has not received it yet";
      case SENDING -> send(other) + ": " + moved + " bytes have been copied";
      case UNRECEIVED_SEND, UNRECEIVED ->
          "message from " + other + key() + length() + ": no receive here matches it";
    };
  }

  private String send(String dest) {
    return "send to " + dest + key() + length();
  }

  private String length() {
    return ", " + bytes + " bytes";
  }

  /** Tags of collective operations are internal. */
  private String key() {
    boolean isCollective = (context & 1) == 1;
    return isCollective
        ? " in a collective operation"
        : tag == Operation.ANY ? ", any tag" : ", tag " + tag;
  }
}
