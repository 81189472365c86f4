package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Operation;
import java.util.function.IntFunction;

/**
 * A send or receive that is not over, or a message that no receive asks for, as it was at one
 * moment.
 *
 * @param context the number of the one that it belongs to
 * @param peer the other rank, in the group, or {@link Operation#ANY}
 * @param tag or {@link Operation#ANY}
 * @param bytes of the message, or of the room for it while there is none
 * @param state where it stands
 * @param moved bytes that are copied; as far as this side knows
 */
public record Pending(int context, int peer, int tag, long bytes, State state, long moved) {
  /** Where it stands. */
  public enum State {
    /** A receive for which no message has come. */
    NO_MESSAGE,
    /** A receive whose message is being copied. */
    RECEIVING,
    /** A send for which there is no room in the ring. */
    NO_ROOM,
    /** A send that is announced, and that the other rank does not receive, as far as is known. */
    ANNOUNCED,
    /** A send whose message is being copied. */
    SENDING,
    /** No receive asks for this message, and its send waits for one. */
    UNRECEIVED_SEND,
    /** No receive asks for this message, which is here in full. */
    UNRECEIVED
  }

  /** Whether it is a send that waits until the other rank does something. */
  boolean isStalledSend() {
    return state == State.NO_ROOM || state == State.ANNOUNCED;
  }

  /**
   * In words.
   *
   * @param name what a rank of the group is called
   */
  public String words(IntFunction<String> name) {
    String other = peer == Operation.ANY ? "any rank" : name.apply(peer);
    return switch (state) {
      case NO_MESSAGE ->
          "receive from " + other + key() + ", room for " + bytes + " bytes: no message has come";
      case RECEIVING ->
          "receive from " + other + key() + length() + ": " + moved + " bytes of it are here";
      case NO_ROOM -> send(other) + ": " + other + " has not taken what was sent before";
      case ANNOUNCED -> send(other) + ": " + other + " has not received it";
      case SENDING -> send(other) + ": " + moved + " bytes of it are copied";
      case UNRECEIVED_SEND, UNRECEIVED ->
          "message from " + other + key() + length() + ": no receive here asks for it";
    };
  }

  private String send(String dest) {
    return "send to " + dest + key() + length();
  }

  private String length() {
    return ", " + bytes + " bytes";
  }

  /** The tags of collective operations are nobody's but theirs. */
  private String key() {
    boolean isCollective = (context & 1) == 1;
    return isCollective
        ? " in a collective operation"
        : tag == Operation.ANY ? ", any tag" : ", tag " + tag;
  }
}
