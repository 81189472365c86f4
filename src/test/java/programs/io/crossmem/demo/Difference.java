package io.crossmem.demo;

import java.util.Locale;

/**
 * A wrong byte.
 *
 * @param slot which transfer of the round
 * @param offset from the slot's first byte; outside of the slot if nothing should have been written
 *     there
 */
record Difference(int slot, int offset, byte expected, byte got) {

  /** Parses the result of {@link #toString}. */
  static Difference parse(String text) {
    String[] field = text.split(" ");
    return new Difference(
        Integer.parseInt(field[0]),
        Integer.parseInt(field[1]),
        Byte.parseByte(field[2]),
        Byte.parseByte(field[3]));
  }

  String describe(Round round) {
    int size = round.layout().size();
    return String.format(
        Locale.ROOT,
        "transfer %d of %d in round %d: byte %d%s is 0x%02x, expected 0x%02x",
        slot + 1,
        round.layout().slots(),
        round.seed(),
        offset,
        offset < 0 || offset >= size ? ", outside of the transfer's " + size + "," : "",
        got,
        expected);
  }

  @Override
  public String toString() {
    return slot + " " + offset + " " + expected + " " + got;
  }
}
