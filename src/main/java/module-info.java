/**
 * Single-copy reads and writes between the processes of one Linux machine.
 *
 * <p>Needs nothing but {@code java.base}; picocli only for the command line, which has a jar of its
 * own.
 */
module io.crossmem {
  requires static info.picocli;

  exports io.crossmem;
  exports io.crossmem.message;

  opens io.crossmem.cli to
      info.picocli;
}
