package io.crossmem.bench.rank;

import java.util.Locale;

/** What becomes of a message's memory from one message to the next. */
public enum State {
  /** One word is changed, and one looked at. So most of the message stays in the caches. */
  HOT,
  /** As {@link #HOT}, but each message lies in a place of its own, which is in no cache. */
  COLD,
  /** The sender writes all of it before each message, and the receiver reads all of it after. */
  FRESH;

  /** As it stands in a task. */
  static State parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
