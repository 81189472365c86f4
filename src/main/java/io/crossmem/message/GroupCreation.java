package io.crossmem.message;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.protocol.Context;
import java.util.Arrays;

/**
 * How some ranks agree on the number of a new communicator: the first rank takes a new number and
 * sends it to the others. The messages are in the context of collective operations, with tags that
 * these do not use. Ranks that are not in the list may be gone.
 */
final class GroupCreation {
  private static final int FIRST_TAG = -2; // collective operations use 0 and more; -1 means any

  private final Engine engine;
  private final Context context;
  private final PointToPoint messages;

  GroupCreation(Engine engine, Context collective, Outcomes outcomes) {
    this.engine = engine;
    context = collective.ofSome();
    messages = new PointToPoint(engine, context, outcomes);
  }

  Context context() {
    return context;
  }

  /**
   * Returns the number that all members use.
   *
   * @param members ranks in the group
   */
  int number(int tag, int... members) throws MessageException {
    engine.requireOpen(context);
    int[] words = {0, Arrays.hashCode(members)};
    if (engine.rank() == members[0]) {
      words[0] = engine.newNumber();
      sendToOthers(Data.of(words).payload(), tag, members);
      return words[0];
    }
    int own = words[1];
    // Not by receive, which may match a message without an operation, where tags are 0 or more.
    messages.ireceive(Data.of(words).payload(), members[0], FIRST_TAG - tag).await();
    if (words[1] != own) {
      throw new MessageException("the first rank has called this with other ranks");
    }
    return words[0];
  }

  private void sendToOthers(Payload message, int tag, int... members) throws MessageException {
    MessageException first = null;
    for (int i = 1; i < members.length; i++) {
      try {
        messages.send(message, members[i], FIRST_TAG - tag);
      } catch (MessageException e) { // still send to the other ranks
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
