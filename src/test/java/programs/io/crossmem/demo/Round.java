package io.crossmem.demo;

/** One filling, transferring and checking of all slots; no two rounds have the same bytes. */
record Round(Layout layout, long seed) {

  /** Parses the result of {@link #toString}. */
  static Round parse(String text) {
    String[] field = text.split(" ");
    Layout layout = new Layout(Integer.parseInt(field[0]), Integer.parseInt(field[1]));
    return new Round(layout, Long.parseLong(field[2]));
  }

  Pattern pattern() {
    return new Pattern(seed, 0);
  }

  @Override
  public String toString() {
    return layout.size() + " " + layout.slots() + " " + seed;
  }
}
