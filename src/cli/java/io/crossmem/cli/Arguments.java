package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The bytes of this process's arguments. A JVM decodes them with the locale's encoding; with {@code
 * LC_ALL=C} each byte that is not ASCII becomes U+FFFD.
 */
final class Arguments {
  private static final String LOST = "\ufffd";
  private static final Charset LOCALES = charset(System.getProperty("sun.jnu.encoding", ""));

  private Arguments() {}

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      return US_ASCII;
    }
  }

  /** Decodes the arguments as UTF-8 if the locale could not decode them. */
  static String[] decode(String[] arguments) throws IOException {
    if (Arrays.stream(arguments).noneMatch(argument -> argument.contains(LOST))) {
      return arguments;
    }
    return last(arguments.length).stream()
        .map(argument -> new String(argument.getBytes(ISO_8859_1), UTF_8))
        .toArray(String[]::new);
  }

  /**
   * A command with exactly the bytes that were typed.
   *
   * @param command the last arguments of this process
   * @return the same command if a JVM can pass it on, else a shell command that executes it
   */
  static List<String> passedOn(List<String> command) throws IOException {
    if (command.stream().allMatch(Arguments::isSpelled)) {
      return command;
    }
    String words =
        last(command.size()).stream().map(Arguments::quoted).collect(Collectors.joining(" "));
    return List.of("sh", "-c", "exec " + words);
  }

  /**
   * For commands that change the line.
   *
   * @throws BadInput if this locale has lost bytes of it
   */
  static void requireSpelled(List<String> command) {
    if (!command.stream().allMatch(Arguments::isSpelled)) {
      throw new BadInput(
          "this locale has no letters for the command: start crossmem with LC_ALL=C.UTF-8");
    }
  }

  /**
   * The path of a file.
   *
   * @throws BadInput if this locale's encoding has lost bytes of it, or cannot encode it
   */
  static Path path(String text) {
    try {
      if (!text.contains(LOST)) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // the same message
    }
    throw new BadInput(
        "the locale's encoding lacks characters of '"
            + text
            + "': start crossmem with LC_ALL=C.UTF-8");
  }

  private static boolean isSpelled(String argument) {
    return !argument.contains(LOST) && LOCALES.newEncoder().canEncode(argument);
  }

  /** One char for each byte. */
  private static List<String> last(int count) throws IOException {
    String all = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), ISO_8859_1);
    List<String> words = List.of(all.substring(0, all.length() - 1).split("\0", -1));
    return words.subList(words.size() - count, words.size());
  }

  /** A word for a shell, in ASCII; the shell's printf produces the other bytes. */
  static String quoted(String bytes) {
    StringBuilder word = new StringBuilder();
    int next;
    for (int at = 0; at < bytes.length(); at = next) {
      boolean ascii = isAscii(bytes.charAt(at));
      next = at + 1;
      while (next < bytes.length() && isAscii(bytes.charAt(next)) == ascii) {
        next++;
      }
      String part = bytes.substring(at, next);
      word.append(ascii ? "'" + part.replace("'", "'\\''") + "'" : printed(part));
    }
    return word.isEmpty() ? "''" : word.toString();
  }

  private static boolean isAscii(char c) {
    return c < 0x80;
  }

  private static String printed(String bytes) {
    String octal =
        bytes.chars().mapToObj(c -> "\\" + Integer.toOctalString(c)).collect(Collectors.joining());
    return "\"$(printf '" + octal + "')\"";
  }
}
