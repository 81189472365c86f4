package io.crossmem.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where crossmem is the fastest and where not to use it, as text for the terminal. */
final class VerdictText {
  private VerdictText() {}

  static String of(List<Case> cases) {
    List<String> lines = new ArrayList<>(List.of("Where crossmem is the fastest"));
    List<WhereFastest> fastest = WhereFastest.of(cases);
    fastest.forEach(
        each ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "  %s: %s: %s: %s",
                    each.where().suite(),
                    each.where().name(),
                    each.sizes(),
                    each.sentence())));
    if (fastest.isEmpty()) {
      lines.add("  nowhere beyond noise");
    }
    lines.addAll(List.of("", "Where not to use crossmem"));
    add(lines, Verdict.onSpeed(cases));
    Verdict processors = Verdict.onProcessors(cases);
    if (processors.compared() > 0) {
      lines.add("");
      add(lines, processors);
    }
    addRegret(lines, Regret.of(cases));
    return String.join("\n", lines);
  }

  private static void addRegret(List<String> lines, List<Regret> regrets) {
    if (regrets.isEmpty()) {
      return;
    }
    lines.addAll(List.of("", "Regret", Regret.sentence(regrets)));
    for (Regret each : regrets) {
      Result best = each.ratio().peer();
      Result chosen = each.ratio().ours();
      lines.add(
          String.format(
              Locale.ROOT,
              "  %.2f  %s, %s: %s, %s %s",
              each.ratio().median(),
              each.where().name(),
              chosen.size(),
              chosen.metric().format(chosen.median()),
              each.protocol(),
              best.metric().format(best.median())));
    }
  }

  private static void add(List<String> lines, Verdict verdict) {
    lines.add(verdict.sentence());
    for (WhereNot each : verdict.worse()) {
      Ratio worst = each.worst();
      String noise = each.noise().isEmpty() ? "" : "; " + each.noise();
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s: %s: %s%s",
              each.where().suite(),
              each.where().name(),
              each.sizes(),
              noise));
      lines.add(
          String.format(
              Locale.ROOT,
              "    ratio up to %.2f, at %s: %s, %s",
              worst.median(),
              worst.ours().size(),
              text(worst.peer()),
              text(worst.ours())));
    }
  }

  private static String text(Result result) {
    return result.system() + " " + result.metric().format(result.median());
  }
}
