package io.crossmem.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The title of a case, for readers who do not know the suites and their terms. */
final class Headline {
  private static final Map<String, String> SUBJECTS =
      Map.ofEntries(
          Map.entry("half round trip", "One message between two processes"),
          Map.entry("streaming", "Many messages in one direction"),
          Map.entry("both directions", "Many messages in both directions at once"),
          Map.entry("message rate", "Small messages, one after another"),
          Map.entry("written and read", "Writing and reading a buffer"),
          Map.entry(
              "start to the first message", "From the start of a process to its first message"),
          Map.entry("ring", "Messages around a ring of processes"),
          Map.entry("allgather", "Each process gives its part to all (allgather)"),
          Map.entry("alltoall", "Each process gives each other a part (alltoall)"),
          Map.entry("barrier", "All processes wait for each other (barrier)"),
          Map.entry("broadcast", "One process gives the same to all (broadcast)"),
          Map.entry("reduce", "The sum over all processes, for one (reduce)"),
          Map.entry("allreduce", "The sum over all processes, for all (allreduce)"));

  private static final Map<String, String> CONDITIONS =
      Map.of(
          "read", "", // the only direction
          "4 KiB pages", "", // the default
          "2 MiB pages", "in huge pages",
          "hot", "data in the cache",
          "cold", "data not in the cache",
          "fresh", "written before and read after",
          "not pinned", "processes not bound to cores",
          "in all", "with the computation",
          "communication", "the communication alone");

  private static final String NEIGHBOUR = " beside a neighbour";
  private static final Pattern RANKS = Pattern.compile("(\\d+) ranks");
  private static final Pattern BLOCKS = Pattern.compile("blocks of (\\d+) B");

  private Headline() {}

  static String of(Case each) {
    OptionalDouble age = Ages.of(each);
    if (age.isEmpty()) {
      return of(each.suite(), each.name());
    }
    String seconds = Ages.text(age.getAsDouble());
    return of(each.suite(), Ages.what(each)) + ", " + seconds + " after their start";
  }

  /** The title of cases that differ only in the age of their processes. */
  static String ofAges(Case each) {
    return of(each.suite(), Ages.what(each)) + ", by the age of the processes";
  }

  private static String of(String suite, String name) {
    boolean busy = name.endsWith(NEIGHBOUR);
    String quiet = busy ? name.substring(0, name.length() - NEIGHBOUR.length()) : name;
    Stream<String> parts = Arrays.stream(quiet.split(", ")).map(Headline::plain);
    Stream<String> subject =
        switch (suite) {
          case "copy" -> Stream.of("Copying from another process");
          case "overhead" -> Stream.of("One call that copies from another process");
          case "nodes" -> Stream.of("Two hosts");
          case "vectors" -> Stream.of("A column of a matrix");
          default -> Stream.empty();
        };
    List<String> all = Stream.concat(subject, parts).filter(each -> !each.isEmpty()).toList();
    String headline = all.stream().collect(Collectors.joining(", "));
    return capital(busy ? headline + ", beside a busy program" : headline);
  }

  private static String plain(String part) {
    String known = SUBJECTS.getOrDefault(part, CONDITIONS.get(part));
    if (known != null) {
      return known;
    }
    Matcher ranks = RANKS.matcher(part);
    if (ranks.matches()) {
      return ranks.group(1) + " processes";
    }
    Matcher blocks = BLOCKS.matcher(part);
    return blocks.matches()
        ? "in pieces of " + Quantities.bytes(Long.parseLong(blocks.group(1)))
        : part;
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
