package io.crossmem.message;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Runs another program, and leaves a file in a folder if that ended as it should: a launcher may
 * kill a rank afterwards. Arguments: the folder, the program's class, and what it takes.
 */
public final class FinishingRank {
  private FinishingRank() {}

  public static void main(String... arguments) throws Throwable {
    Method program = Class.forName(arguments[1]).getDeclaredMethod("main", String[].class);
    program.setAccessible(true);
    try {
      program.invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    Files.createTempFile(Path.of(arguments[0]), "done", "");
  }
}
