package io.crossmem.internal.sys;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/**
 * What an operator should know, for whoever turns the logger {@code io.crossmem} on. All of it is
 * at DEBUG, so that nothing is printed unless asked for. The logger is looked up when there is
 * something to say, which is rare: looking it up may start the whole of java.logging.
 *
 * <p>Never to be called under a lock: a logger is code of the user's. What it throws stays here.
 */
public final class OperatorLog {
  private static final String NAME = "io.crossmem";

  private OperatorLog() {}

  /** Whether anything that is said is heard. */
  public static boolean isOn() {
    try {
      return System.getLogger(NAME).isLoggable(Level.DEBUG);
    } catch (Throwable e) { // a broken logger is no reason for a message to fail
      return false;
    }
  }

  /** Says something; the words are made only if they are heard. */
  public static void say(Supplier<String> words) {
    try {
      Logger logger = System.getLogger(NAME);
      if (logger.isLoggable(Level.DEBUG)) {
        logger.log(Level.DEBUG, words.get());
      }
    } catch (Throwable e) {
      // The same.
    }
  }
}
