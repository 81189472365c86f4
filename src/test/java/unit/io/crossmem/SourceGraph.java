package io.crossmem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which source file names which: by an import, or by its simple name in the same package. Class
 * files tell less, since the compiler leaves no trace of a constant's owner.
 */
final class SourceGraph {
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?(io\\.crossmem[a-z.]*)\\.([A-Z]\\w*)");
  private static final Pattern NAME = Pattern.compile("\\b[A-Z]\\w*");
  private static final Pattern NO_CODE =
      Pattern.compile(
          "(?s)/\\*.*?\\*/|//[^\n]*|\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)+'");

  /** The files that each file names, all as {@code package.Type}. */
  private final Map<String, Set<String>> named = new TreeMap<>();

  private final Map<String, Integer> lines = new TreeMap<>();

  SourceGraph(Path... roots) throws IOException {
    Map<String, String> code = new HashMap<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(path -> path.toString().matches(".*/\\w+\\.java")).toList()) {
          String type = root.relativize(file).toString().replace(".java", "").replace('/', '.');
          String text = Files.readString(file);
          code.put(type, NO_CODE.matcher(text).replaceAll(" "));
          lines.put(type, (int) text.lines().count());
        }
      }
    }
    code.forEach((type, text) -> named.put(type, namesIn(type, text, code.keySet())));
  }

  private static Set<String> namesIn(String type, String code, Set<String> all) {
    Set<String> names = new TreeSet<>();
    Matcher imports = IMPORT.matcher(code);
    while (imports.find()) {
      names.add(imports.group(1) + "." + imports.group(2));
    }
    Matcher words = NAME.matcher(code);
    while (words.find()) {
      names.add(packageOf(type) + "." + words.group());
    }
    names.retainAll(all);
    names.remove(type);
    return names;
  }

  static String packageOf(String type) {
    return type.substring(0, type.lastIndexOf('.'));
  }

  /** Every file with the number of its lines. */
  Map<String, Integer> lines() {
    return lines;
  }

  /** The files that a file names. */
  Set<String> namedBy(String type) {
    return named.get(type);
  }

  /** Each set of files that name one another in circles. */
  Set<Set<String>> circles() {
    Map<String, Set<String>> reached = new HashMap<>();
    named.keySet().forEach(type -> reached.put(type, reachedFrom(type)));
    Set<Set<String>> circles = new HashSet<>();
    for (String type : named.keySet()) {
      Set<String> circle = new TreeSet<>(reached.get(type));
      circle.removeIf(other -> !reached.get(other).contains(type));
      if (!circle.isEmpty()) {
        circles.add(circle);
      }
    }
    return circles;
  }

  private Set<String> reachedFrom(String type) {
    Set<String> reached = new HashSet<>();
    Deque<String> toVisit = new ArrayDeque<>(List.of(type));
    while (!toVisit.isEmpty()) {
      for (String next : named.get(toVisit.pop())) {
        if (reached.add(next)) {
          toVisit.push(next);
        }
      }
    }
    return reached;
  }
}
