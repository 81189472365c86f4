package io.crossmem.bench.rank;

import java.util.Locale;

/** How a message's memory is used between messages. */
public enum State {
  /** One word is changed and one is checked, so most of the message stays in the caches. */
  HOT,
  /** Like {@link #HOT}, but each message has separate memory, which is in no cache. */
  COLD,
  /** The sender writes all of it before each message, and the receiver reads all of it after. */
  FRESH;

  /** Parses the word in a task. */
  static State parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
