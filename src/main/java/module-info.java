/**
 * Single-copy reads and writes between the processes of one Linux machine, and messages on top.
 *
 * <p>Needs nothing but {@code java.base}.
 */
module io.crossmem {
  exports io.crossmem;
  exports io.crossmem.message;
}
