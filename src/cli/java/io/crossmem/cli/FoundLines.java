package io.crossmem.cli;

import io.crossmem.ProcessMemoryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;

/** Prints a line for each place, and if requested a line of a hex dump below it. */
final class FoundLines implements Hits.Listing {
  private final PrintWriter out;
  private final Place place;
  private final FoundBytes context;

  /** {@code context}: null for none. */
  FoundLines(PrintWriter out, Place place, FoundBytes context) {
    this.out = out;
    this.place = place;
    this.context = context;
  }

  @Override
  public void add(long address) throws IOException {
    out.println(Numbers.hex(address) + "  " + place.describe(address));
    if (context != null) {
      out.print("  ");
      try {
        ByteBuffer bytes = context.at(address);
        new HexDump(out, address).print(address, bytes);
      } catch (ProcessMemoryException e) {
        out.println(e.errno().words());
      }
    }
  }

  @Override
  public void flush() {
    out.flush();
  }
}
