package io.crossmem.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The tables of a report. */
final class HtmlTables {
  private static final int SHOWN = 5;

  private static final List<String> WHERE_NOT =
      List.of("Suite", "Case", "Sizes", "Worst ratio", "Peer", "crossmem", "");

  private static final List<String> REGRET =
      List.of("Case", "Size", "crossmem", "Ratio", "Best protocol");

  private final Html html;

  HtmlTables(Html html) {
    this.html = html;
  }

  /** The cases where crossmem is the fastest, and where it is not, for the first screen. */
  void standings(List<WhereFastest> fastest, List<WhereNot> not) {
    html.open("div class=\"two\"").open("section");
    html.element("h2", "Where crossmem is the fastest").open("ul");
    fastest.stream()
        .limit(SHOWN)
        .forEach(each -> standing(each.where(), each.sizes(), each.sentence()));
    rest(fastest.size(), "nowhere beyond noise");
    html.close("ul").close("section").open("section");
    html.element("h2", "Where it is not").open("ul");
    not.stream()
        .filter(each -> each.withinNoise() < each.slower().size())
        .limit(SHOWN)
        .forEach(each -> standing(each.where(), each.sizes(), each.sentence()));
    rest(
        (int) not.stream().filter(each -> each.withinNoise() < each.slower().size()).count(),
        "nowhere beyond noise");
    html.close("ul").close("section").close("div");
  }

  private void standing(Case where, String sizes, String sentence) {
    html.open("li").open("a href=\"#" + anchor(where) + "\"").text(Headline.of(where)).close("a");
    html.text(sizes.isEmpty() ? ": " : ", " + sizes + ": ").text(sentence).close("li");
  }

  private void rest(int all, String none) {
    if (all == 0) {
      html.element("li", none);
    } else if (all > SHOWN) {
      html.element("li", "and in " + (all - SHOWN) + " more cases");
    }
  }

  void whereNot(Verdict verdict) {
    html.element("p", verdict.sentence());
    if (verdict.worse().isEmpty()) {
      return;
    }
    html.open("div class=\"wide\"").open("table class=\"words\"").open("tr");
    WHERE_NOT.forEach(heading -> html.element("th", heading));
    html.close("tr");
    verdict.worse().forEach(this::whereNot);
    html.close("table").close("div");
  }

  private void whereNot(WhereNot row) {
    Ratio worst = row.worst();
    boolean noise = row.withinNoise() == row.slower().size();
    html.open(noise ? "tr class=\"noise\"" : "tr");
    html.element("td", row.where().suite());
    html.open("td").open("a href=\"#" + anchor(row.where()) + "\"");
    html.text(row.where().name()).close("a").close("td");
    html.element("td", row.sizes());
    ratioOf(worst);
    html.element("td", text(worst.peer()));
    html.element("td", text(worst.ours()));
    html.element("td", row.noise());
    html.close("tr");
  }

  /** Sorted, the worst first. */
  void regret(List<Regret> regrets) {
    html.element("p", Regret.sentence(regrets));
    html.open("details").element("summary", "Where");
    html.open("div class=\"wide\"").open("table class=\"words\"").open("tr");
    REGRET.forEach(heading -> html.element("th", heading));
    html.close("tr");
    for (Regret each : regrets) {
      html.open("tr").element("td", each.where().name());
      html.element("td", each.ratio().ours().size());
      html.element("td", each.ratio().ours().metric().format(each.ratio().ours().median()));
      html.open("td").open("b").text(two(each.ratio().median())).close("b").close("td");
      html.element("td", text(each.ratio().peer()));
      html.close("tr");
    }
    html.close("table").close("div").close("details");
  }

  private void ratioOf(Ratio worst) {
    html.open("td").open("b").text(two(worst.median())).close("b");
    html.text(" at " + worst.ours().size()).open("br");
    html.text("(" + two(worst.low()) + " .. " + two(worst.high()) + ")").close("td");
  }

  private static String two(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  private static String text(Result result) {
    return result.system() + ": " + result.metric().format(result.median());
  }

  static String anchor(Case each) {
    return Charts.slug(each.suite() + " " + each.name());
  }

  /** A row for each size, a column for each system; only the first table is unfolded. */
  void numbers(Case each) {
    List<Metric> metrics = each.metrics();
    for (Metric metric : metrics) {
      boolean first = metric == metrics.get(0);
      html.open(first ? "details open" : "details").element("summary", metric.title());
      html.open("div class=\"wide\"").open("table class=\"numbers\"");
      boolean compared = !Ratio.ofBest(each, metric).isEmpty();
      headings(each, metric, compared);
      each.sizes().forEach(size -> row(each, size, metric, compared));
      html.close("table").close("div").close("details");
    }
  }

  private void headings(Case each, Metric metric, boolean compared) {
    html.open("tr").element("th", "Size");
    if (compared) {
      html.element("th", "Ratio to the best peer");
    }
    each.systems(metric)
        .forEach((system, role) -> html.element("th class=\"" + style(role) + "\"", system));
    html.close("tr");
  }

  private void row(Case each, long size, Metric metric, boolean compared) {
    html.open("tr").element("th", size == 0 ? "-" : Quantities.bytes(size));
    if (compared) {
      ratio(Ratio.between(each.best(size, Role.OURS, metric), each.best(size, Role.PEER, metric)));
    }
    Optional<Result> best = bestOfAll(each, size, metric);
    for (Map.Entry<String, Role> system : each.systems(metric).entrySet()) {
      Optional<Result> result = each.at(size, system.getKey(), metric);
      cell(style(system.getValue()) + (result.equals(best) ? " best" : ""), result);
    }
    html.close("tr");
  }

  private static Optional<Result> bestOfAll(Case each, long size, Metric metric) {
    Optional<Result> ours = each.best(size, Role.OURS, metric);
    Optional<Result> peer = each.best(size, Role.PEER, metric);
    if (ours.isEmpty() || peer.isEmpty()) {
      return ours.or(() -> peer);
    }
    return metric.isBetter(ours.get().median(), peer.get().median()) ? ours : peer;
  }

  private void cell(String style, Optional<Result> result) {
    if (result.isEmpty()) {
      html.element("td", "");
      return;
    }
    Result r = result.get();
    String spread =
        String.format(
            Locale.ROOT,
            "%s .. %s in %d runs",
            r.metric().format(r.min()),
            r.metric().format(r.max()),
            r.runs());
    html.element(
        String.format(Locale.ROOT, "td class=\"%s\" title=\"%s\"", style, Html.escape(spread)),
        r.metric().format(r.median()));
  }

  private void ratio(Optional<Ratio> ratio) {
    boolean slower = ratio.filter(Ratio::isSlower).isPresent();
    String text = ratio.map(found -> two(found.median())).orElse("");
    html.element(slower ? "td class=\"slower\"" : "td", text);
  }

  private static String style(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
