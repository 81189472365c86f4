package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.Errno;
import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes memory. */
@Command(
    name = "write",
    description = "Writes bytes into the memory of a process, after asking for confirmation.")
final class WriteCommand implements Callable<Integer> {
  private static final int PIECE_BYTES = 1 << 20;
  private static final int MOST_SHOWN = 64;

  @Mixin private Target target;

  @Parameters(index = "1", paramLabel = "<address>", description = Place.HELP)
  private String address;

  @Parameters(
      index = "2",
      paramLabel = "<value|@file>",
      description =
          "7f454c46, " + TypedBytes.HELP + ", or @ and the name of a file with the bytes.")
  private String bytes;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (InputStream source = open();
        ProcessMemory process = target.open()) {
      Place place = target.place(process);
      long start = place.resolve(address);
      byte[] first = source.readNBytes(MOST_SHOWN);
      if (first.length == 0) {
        throw new BadInput("expected at least one byte to write, '" + bytes + "' has none");
      }
      if (!yes) {
        ask(process, start, place, first, source.available() > 0);
      }
      long written = new Writing(process, place).write(start, first, source);
      String words = "wrote " + written + (written == 1 ? " byte" : " bytes");
      spec.commandLine()
          .getOut()
          .println(
              json
                  ? Json.of(Map.of("address", Numbers.hex(start), "written", written))
                  : words + " at " + Numbers.hex(start));
    }
    return 0;
  }

  private InputStream open() {
    if (!bytes.startsWith("@")) {
      return new ByteArrayInputStream(
          TypedBytes.parse(bytes).orElseGet(() -> TypedBytes.hex(bytes)).bytes());
    }
    try {
      return Files.newInputStream(Arguments.path(bytes.substring(1)));
    } catch (IOException e) {
      throw new BadInput("expected a readable file, not '" + bytes.substring(1) + "'");
    }
  }

  private void ask(ProcessMemory process, long start, Place place, byte[] first, boolean more)
      throws IOException {
    if (!Terminal.IN.isTerminal()) {
      throw new BadInput(
          "expected --yes, since there is no terminal to confirm on; nothing was written");
    }
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        Locale.ROOT,
        "to process %d at %s (%s):%n  old %s%n  new %s%s%nWrite? [y/N] ",
        target.pid(),
        Numbers.hex(start),
        place.describe(start),
        old(process, start, first.length),
        HexBytes.format(first, MOST_SHOWN),
        more ? " ... (" + bytes.substring(1) + ")" : "");
    err.flush();
    String answer = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
    if (answer == null || !answer.strip().matches("(?i)y(es)?")) {
      throw new Refused("nothing was written");
    }
  }

  private static String old(ProcessMemory process, long start, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      process.read(start, bytes);
    } catch (ProcessMemoryException e) {
      return "cannot be read: " + e.errno().words(); // it may still be writable
    }
    return HexBytes.format(Arrays.copyOf(bytes.array(), bytes.position()), MOST_SHOWN);
  }

  /** Writes bytes in pieces; an exception says where and why it stopped early. */
  private record Writing(ProcessMemory process, Place place) {
    long write(long start, byte[] first, InputStream rest) throws IOException {
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES).put(first);
      ReadableByteChannel source = Channels.newChannel(rest);
      long done = 0;
      boolean more = true;
      while (more) {
        while (piece.hasRemaining() && more) {
          more = source.read(piece) >= 0;
        }
        done += write(start + done, piece.flip(), done);
        piece.clear();
      }
      return done;
    }

    private long write(long address, ByteBuffer piece, long before) throws IOException {
      int length = piece.remaining();
      try {
        process.writeFully(address, piece);
      } catch (ProcessMemoryException e) {
        if (e.errno() == Errno.EFAULT) {
          throw stopped(e, before + e.bytesTransferred(), before + length);
        }
        throw e;
      }
      return length;
    }

    private Refused stopped(ProcessMemoryException e, long done, long length) {
      Refused stopped = Pieces.stopped("wrote", e, done, length);
      return place
          .region(e.faultAddress())
          .filter(region -> !region.isWritable())
          .map(
              region ->
                  new Refused(
                      stopped.getMessage()
                          + "; this mapping is "
                          + region.permissions()
                          + ", which the process itself cannot write to",
                      e))
          .orElse(stopped);
    }
  }
}
