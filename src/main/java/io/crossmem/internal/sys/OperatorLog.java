package io.crossmem.internal.sys;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/**
 * Log messages for operators, in the logger {@code io.crossmem}: at level DEBUG, so that nothing is
 * printed by default, except for warnings of what makes a whole job slow. The logger is looked up
 * only when there is something to log, which is rare: the lookup may start all of java.logging.
 *
 * <p>Must not be called under a lock: a logger is the user's code. Its exceptions are ignored.
 */
public final class OperatorLog {
  private static final String NAME = "io.crossmem";

  private OperatorLog() {}

  /** Whether messages are logged at all. */
  public static boolean isOn() {
    try {
      return System.getLogger(NAME).isLoggable(Level.DEBUG);
    } catch (Throwable e) { // a message must not fail because of a broken logger
      return false;
    }
  }

  /** Logs a message at level DEBUG; the text is made only if it is logged. */
  public static void say(Supplier<String> words) {
    log(Level.DEBUG, words);
  }

  /** The same at level WARNING, which is printed by default. */
  public static void warn(Supplier<String> words) {
    log(Level.WARNING, words);
  }

  private static void log(Level level, Supplier<String> words) {
    try {
      Logger logger = System.getLogger(NAME);
      if (logger.isLoggable(level)) {
        logger.log(level, words.get());
      }
    } catch (Throwable e) {
      // a message must not fail because of a broken logger
    }
  }
}
