package io.crossmem.bench.report;

/** The style of the page, on light and dark screens and on paper. */
final class HtmlStyle {
  static final String CSS =
      """
      :root { color-scheme: light dark; --ink: #1c1e21; --quiet: #6a7077; --paper: #ffffff; --line: #dfe3e8;
        --ours: #eaf2fd; --slower: #b3261e; --link: #0b5cd6; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e4e6ea; --quiet: #9aa1aa; --paper: #16181c; --line: #33373d; --ours: #1c2a3f;
          --slower: #ff8a80; --link: #8ab4f8; } }
      body { max-width: 1000px; margin: 2.5rem auto 5rem; padding: 0 1rem; background: var(--paper); color: var(--ink);
        font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
      h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
      h2 { font-size: 1.4rem; margin: 3rem 0 .8rem; padding-top: .8rem; border-top: 1px solid var(--line); }
      h2::first-letter, #how-this-was-measured ~ h3::first-letter { text-transform: uppercase; }
      h3 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
      a { color: var(--link); text-decoration: none; }
      a:hover { text-decoration: underline; }
      p, ul { max-width: 46rem; }
      li { margin: .2rem 0; }
      code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; }
      dl { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: .1rem 1.2rem; font-size: .9rem; }
      dt { color: var(--quiet); }
      dd { margin: 0; }
      nav { margin: 1.2rem 0; }
      nav a { margin-right: 1.2rem; }
      img { display: block; width: 100%; height: auto; margin: .6rem 0 1rem; border: 1px solid var(--line);
        border-radius: 6px; }
      details { margin: .4rem 0; }
      summary { cursor: pointer; color: var(--quiet); font-size: .9rem; }
      .wide { overflow-x: auto; width: max-content; max-width: min(50vw + 470px, 100vw - 2rem); }
      .words { max-width: 1000px; }
      .words td:nth-child(4) { white-space: nowrap; }
      table { border-collapse: collapse; font-size: .82rem; margin: .4rem 0 .8rem; }
      th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
      th { font-weight: 600; }
      .numbers { font-variant-numeric: tabular-nums; font-size: .76rem; line-height: 1.3; }
      .numbers th, .numbers td { padding: .2rem .5rem; text-align: right; }
      .numbers td { white-space: nowrap; }
      .numbers tr:first-child th { vertical-align: bottom; font-weight: 500; }
      .numbers th:first-child { position: sticky; left: 0; background: var(--paper); white-space: nowrap; }
      .ours { background: var(--ours); }
      .limit { color: var(--quiet); font-style: italic; }
      .best { font-weight: 700; }
      .slower { color: var(--slower); font-weight: 700; }
      .quiet { color: var(--quiet); font-size: .85rem; margin: .2rem 0; }
      .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 2rem; }
      .two h2 { margin-top: 1rem; font-size: 1.2rem; }
      .two ul { padding-left: 1.1rem; font-size: .92rem; }
      .noise { color: var(--quiet); }
      @media print { body { max-width: none; margin: 0; font-size: 11px; } img { break-inside: avoid; }
        nav { display: none; } .wide { overflow: visible; max-width: none; } .numbers { font-size: 6.5px; } }
      """;

  private HtmlStyle() {}
}
