package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Sizes as text; consecutive sizes are joined: {@code 8 B to 1 KiB, 64 MiB}. */
final class Stretches {
  private Stretches() {}

  /** {@code compared}: all ratios of a case, ascending by size. */
  static String of(List<Ratio> compared, Predicate<Ratio> wanted) {
    List<List<Ratio>> stretches = new ArrayList<>();
    boolean inside = false;
    for (Ratio each : compared) {
      boolean now = wanted.test(each);
      if (now) {
        if (!inside) {
          stretches.add(new ArrayList<>());
        }
        stretches.get(stretches.size() - 1).add(each);
      }
      inside = now;
    }
    return stretches.stream().map(Stretches::ends).collect(Collectors.joining(", "));
  }

  private static String ends(List<Ratio> stretch) {
    String first = stretch.get(0).ours().size();
    String last = stretch.get(stretch.size() - 1).ours().size();
    return stretch.size() == 1 ? first : first + " to " + last;
  }
}
