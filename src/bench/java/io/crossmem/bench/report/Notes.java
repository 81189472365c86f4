package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The texts of a report. */
final class Notes {
  private static final List<String> OF_ALL =
      List.of(
          "The systems take turns, so that changes in the machine's speed affect all of them"
              + " equally.",
          "Processor time of other processes shows that other programs ran. A round in which they"
              + " used more than a tenth of a core is repeated, a limited number of times; points"
              + " that stayed disturbed are named.",
          "Numbers are medians of the turns. The tables show minimum and maximum as tooltips, and"
              + " results.csv has all values.",
          "Received data is compared with what was sent. Rows that were not verified, or for"
              + " which this failed, are rejected.",
          "The ratio to the best peer is the time of the best crossmem variant divided by the time"
              + " of the best peer, in the same case at the same size, by their medians. For"
              + " bandwidths and rates it is the peer's value divided by crossmem's. Below 1,"
              + " crossmem is faster.",
          "The range of a ratio is the widest possible one: from crossmem's best run relative to"
              + " the peer's worst to crossmem's worst run relative to the peer's best.",
          "\"Within noise\" means that the best run of the slower system is at least as good as the"
              + " median of the faster one. Worst runs are not considered.",
          "Limits show what the mechanism itself can achieve: the bare system call in C, or a"
              + " memcpy. They are not alternatives, so they are shown but never count as the best"
              + " peer.",
          "KiB and MiB are powers of two; 1 GB is 10^9 bytes.");

  private final List<String> cautions = new ArrayList<>();
  private final Map<String, List<String>> howMeasured = new LinkedHashMap<>();
  private final Map<String, String> versions = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private final Disturbances disturbances = new Disturbances();

  Notes() {
    howMeasured.put("all suites", new ArrayList<>(OF_ALL));
  }

  /** Warnings to read before the numbers. */
  List<String> cautions() {
    return cautions;
  }

  /** Sentences for each suite. */
  Map<String, List<String>> howMeasured() {
    return howMeasured;
  }

  /** The versions of the systems. */
  Map<String, String> versions() {
    return versions;
  }

  /** Systems that are not installed, with the command that installs them. */
  Map<String, String> missing() {
    return missing;
  }

  /** Disturbances by other programs. */
  Disturbances disturbances() {
    return disturbances;
  }

  /** Systems or cases that could not be measured, and why. */
  Map<String, String> leftOut() {
    return leftOut;
  }
}
