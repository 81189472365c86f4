package io.crossmem.cli;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A line of MPJ Express's command: its options, those of a JVM between them, the main class or a
 * jar, and the program's arguments.
 *
 * @param ranks how many
 * @param folder that the ranks are started in; null for that of this process
 * @param device what the program is told
 * @param options of the JVM
 * @param classPath of the program
 * @param main class
 * @param arguments of the program
 */
record MpjLine(
    int ranks,
    File folder,
    String device,
    List<String> options,
    String classPath,
    String main,
    List<String> arguments) {
  private static final Set<String> IGNORED = Set.of("-src", "-profile", "-yarn", "-debugYarn");
  private static final Set<String> IGNORED_WITH_VALUE =
      Set.of(
          "-machinesfile",
          "-dport",
          "-psl",
          "-mxboardnum",
          "-debug",
          "-amMem",
          "-amCores",
          "-containerMem",
          "-containerCores",
          "-yarnQueue",
          "-appName",
          "-amPriority",
          "-mpjContainerPriority",
          "-hdfsFolder");

  static MpjLine parse(List<String> words, Consumer<String> note) {
    return new Parser(words, note).parse();
  }

  private static final class Parser {
    private final List<String> words;
    private final Consumer<String> note;
    private int at;
    private int ranks = Runtime.getRuntime().availableProcessors();
    private File folder;
    private String device = "multicore";
    private String classPath;
    private final List<String> options = new ArrayList<>();

    Parser(List<String> words, Consumer<String> note) {
      this.words = words;
      this.note = note;
    }

    MpjLine parse() {
      for (; at < words.size(); at++) {
        String word = words.get(at);
        if (word.equals("-jar")) {
          String jar = value();
          return line(jar, JavaCommand.ofJar(jar));
        } else if (!word.startsWith("-")) {
          return line(classPath == null ? "." : classPath + File.pathSeparator + ".", word);
        }
        option(word);
      }
      throw new BadInput("expected a main class, or -jar and a jar");
    }

    private void option(String word) {
      switch (word) {
        case "-np" -> ranks = number(value());
        case "-wdir" -> folder = new File(value());
        case "-cp", "-classpath" -> classPath = value();
        case "-dev" -> {
          device = value();
          note.accept("-dev " + device + " is ignored: messages are copied inside this machine");
        }
        default -> other(word);
      }
    }

    private void other(String word) {
      if (IGNORED.contains(word)) {
        note.accept(word + " is ignored");
      } else if (IGNORED_WITH_VALUE.contains(word)) {
        note.accept(word + " " + value() + " is ignored");
      } else {
        options.add(word);
      }
    }

    private String value() {
      if (at + 1 == words.size()) {
        throw new BadInput("expected a value after " + words.get(at));
      }
      return words.get(++at);
    }

    private static int number(String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new BadInput("expected a number of ranks after -np, not '" + text + "'");
      }
    }

    private MpjLine line(String classes, String main) {
      return new MpjLine(
          ranks, folder, device, options, classes, main, words.subList(at + 1, words.size()));
    }
  }
}
