package io.crossmem.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page: one file without scripts and external files. It begins with where crossmem is the
 * fastest and where it is not.
 */
final class HtmlReport {
  private static final String TITLE = "crossmem, measured";
  private static final String HOW = "How this was measured";
  private static final String NOT_MEASURED = "Not measured here";
  private static final int OPEN = 2; // charts of a case that are visible at once

  private final Run run;
  private final List<Machine> otherMachines;
  private final Notes notes;
  private final Map<String, List<Illustrated>> suites;
  private final Html html = new Html();
  private final HtmlTables tables = new HtmlTables(html);

  /** {@code runs}: first the one that the page describes, then those shown only in the charts. */
  HtmlReport(List<Run> runs, Notes notes, List<Illustrated> cases) {
    this.run = runs.get(0);
    this.otherMachines = runs.stream().skip(1).map(Run::machine).toList();
    this.notes = notes;
    this.suites =
        cases.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.subject().suite(), LinkedHashMap::new, Collectors.toList()));
  }

  String text() {
    html.open("!DOCTYPE html").open("html lang=\"en\"").open("head");
    html.open("meta charset=\"utf-8\"");
    html.open("meta name=\"viewport\" content=\"width=device-width\"");
    html.element("title", TITLE).open("style").raw(HtmlStyle.CSS).close("style").close("head");
    html.open("body");
    top();
    if (!run.isQuick()) {
      tables.standings(WhereFastest.of(run.cases()), Verdict.onSpeed(run.cases()).worse());
      whereNot();
    }
    machines();
    suites.forEach(this::suite);
    howMeasured();
    notMeasured();
    html.close("body").close("html");
    return html.toString();
  }

  private void top() {
    html.element("h1", TITLE);
    List<String> summary = run.summary();
    if (!summary.isEmpty()) {
      html.open("p").element("b", summary.get(summary.size() - 1)).close("p");
    }
    html.element("p", "Copies and messages between the processes of one machine: " + systems());
    notes.cautions().forEach(caution -> html.element("p", caution));
    html.open("nav");
    suites.keySet().forEach(suite -> link(suite, suite));
    link(Charts.slug(HOW), HOW);
    link(Charts.slug(NOT_MEASURED), NOT_MEASURED);
    html.close("nav");
  }

  private String systems() {
    long peers =
        run.cases().stream()
            .flatMap(each -> each.systems().entrySet().stream())
            .filter(system -> system.getValue() == Role.PEER)
            .map(Map.Entry::getKey)
            .distinct()
            .count();
    return peers == 0
        ? "only crossmem, verified."
        : String.format(
            Locale.ROOT, "crossmem and %d other systems, each of them verified.", peers);
  }

  private void machines() {
    html.element("h2", "The machine").open("dl");
    run.machine().lines().forEach(this::definition);
    notes.versions().forEach(this::definition);
    html.close("dl");
    disturbances();
    for (Machine other : otherMachines) {
      html.element("h3", "Another machine in the charts").open("dl");
      other.lines().forEach(this::definition);
      html.close("dl");
    }
  }

  private void disturbances() {
    List<String> stayed = notes.disturbances().stayed();
    html.element("p", notes.disturbances().sentence());
    if (!stayed.isEmpty()) {
      html.open("details").element("summary", "Where").open("ul");
      stayed.forEach(line -> html.element("li", line));
      html.close("ul").close("details");
    }
  }

  private void definition(String name, String value) {
    html.element("dt", name).element("dd", value);
  }

  private void link(String anchor, String text) {
    html.open("a href=\"#" + Charts.slug(anchor) + "\"").text(text).close("a");
  }

  private void whereNot() {
    List<String> summary = run.summary();
    if (summary.size() > 1) {
      html.element("h2", "Suite by suite").open("ul");
      summary.forEach(sentence -> html.element("li", sentence));
      html.close("ul");
    }
    html.element("h2", "Where not to use crossmem");
    tables.whereNot(Verdict.onSpeed(run.cases()));
    Verdict processors = Verdict.onProcessors(run.cases());
    if (processors.compared() > 0) {
      html.element("h3", "CPU time");
      tables.whereNot(processors);
    }
    List<Regret> regrets = Regret.of(run.cases());
    if (!regrets.isEmpty()) {
      html.element("h3", "Regret: cost of the protocol choice");
      tables.regret(regrets);
    }
  }

  private void suite(String suite, List<Illustrated> illustrated) {
    heading("h2", Charts.slug(suite), suite);
    for (Illustrated each : illustrated) {
      heading("h3", HtmlTables.anchor(each.subject()), Headline.of(each.subject()));
      html.element("p class=\"quiet\"", "In results.csv: " + suite + ", " + each.subject().name());
      List<Picture> pictures = each.pictures();
      pictures.stream().limit(OPEN).forEach(html::image);
      if (pictures.size() > OPEN) {
        html.open("details").element("summary", "More charts");
        pictures.stream().skip(OPEN).forEach(html::image);
        html.close("details");
      }
      tables.numbers(each.subject());
    }
  }

  private void heading(String tag, String anchor, String text) {
    html.element(String.format(Locale.ROOT, "%s id=\"%s\"", tag, anchor), text);
  }

  private void howMeasured() {
    heading("h2", Charts.slug(HOW), HOW);
    notes
        .howMeasured()
        .forEach(
            (suite, sentences) -> {
              html.element("h3", suite).open("ul");
              sentences.forEach(sentence -> html.element("li", sentence));
              html.close("ul");
            });
  }

  private void notMeasured() {
    heading("h2", Charts.slug(NOT_MEASURED), NOT_MEASURED);
    if (notes.missing().isEmpty() && notes.leftOut().isEmpty()) {
      html.element("p", "Nothing: all known peers were installed.");
      return;
    }
    html.open("ul");
    notes
        .missing()
        .forEach(
            (system, command) -> {
              html.open("li").text(system + " is not installed; install it with ");
              html.element("code", command).close("li");
            });
    notes.leftOut().forEach((what, why) -> html.element("li", what + ": " + why));
    html.close("ul");
  }
}
