package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a report says besides its numbers. */
final class Notes {
  private static final List<String> OF_ALL =
      List.of(
          "What is compared takes turns, so that the machine's moods meet all alike.",
          "Processor time that is none of the systems' shows that other programs ran. A round of turns"
              + " in which they took more than a tenth of a core is repeated, for a while; what stayed"
              + " disturbed is named.",
          "Numbers are medians of the turns. The tables show the least and the most when the"
              + " pointer rests on one, and results.csv has them all.",
          "What was received is compared with what was sent. A row of which that was not done, or"
              + " for which it did not agree, is refused.",
          "The ratio to the best peer is time over time: the best of crossmem's ways over the best"
              + " of the peers, in the same case at the same size, by their medians. For bandwidths"
              + " and rates it is theirs over ours. Below 1, crossmem is faster.",
          "The range behind a ratio is as wide as it can be: our best run over their worst, to our"
              + " worst over their best.",
          "\"Within noise\" means that the best run of the slower one reaches the median of the"
              + " faster one. Worst runs excuse nothing.",
          "Limits say what the mechanism itself can do: the bare system call in C, or a memcpy."
              + " Nobody could take them instead, so they are shown and are never the best peer.",
          "KiB and MiB are powers of two; GB are 10^9 bytes.");

  private final List<String> cautions = new ArrayList<>();
  private final Map<String, List<String>> howMeasured = new LinkedHashMap<>();
  private final Map<String, String> versions = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private final Disturbances disturbances = new Disturbances();

  Notes() {
    howMeasured.put("all suites", new ArrayList<>(OF_ALL));
  }

  /** What is to be known before any number is looked at. */
  List<String> cautions() {
    return cautions;
  }

  /** Sentences, for each suite. */
  Map<String, List<String>> howMeasured() {
    return howMeasured;
  }

  /** Of the systems. */
  Map<String, String> versions() {
    return versions;
  }

  /** Systems that are not installed, with the command that installs them. */
  Map<String, String> missing() {
    return missing;
  }

  /** By other programs. */
  Disturbances disturbances() {
    return disturbances;
  }

  /** What could not be measured, and why. */
  Map<String, String> leftOut() {
    return leftOut;
  }
}
