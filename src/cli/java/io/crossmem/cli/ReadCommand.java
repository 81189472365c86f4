package io.crossmem.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints or saves memory. */
@Command(
    name = "read",
    description = {
      "Prints memory of a process as a hex dump, as values, or as raw bytes.",
      "After an error, everything that was read before it is still printed."
    })
final class ReadCommand implements Callable<Integer> {
  private static final long DEFAULT_LENGTH = 256;
  private static final int MOST_STRING_BYTES = 1 << 20;

  @ParentCommand private Main main;

  @Mixin private Target target;

  @Parameters(index = "1", paramLabel = "<address>", description = Place.HELP)
  private String address;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "<length>",
      converter = LengthConverter.class,
      description = {
        "Bytes: 4096, 0x1000, 64K, 1M, 2G. The default is one value with --as, otherwise "
            + DEFAULT_LENGTH
            + " bytes, or fewer if the mapping ends before."
      })
  private Long length;

  @ArgGroup private Form form = new Form();

  /** At most one of these options. */
  private static final class Form {
    @Option(
        names = "--raw",
        paramLabel = "<file>",
        description = "Save the raw bytes; - is standard output.")
    private String raw;

    @Option(
        names = "--as",
        paramLabel = "<type>",
        converter = ValueType.Converter.class,
        description = "Print values: i8 to i64, u8 to u64, f32, f64, pointer, string.")
    private ValueType as;
  }

  @Option(names = "--json", description = "Print JSON: bytes as hex digits, values as text.")
  private boolean json;

  @Option(
      names = "--watch",
      paramLabel = "<seconds>",
      description =
          "Read again after this number of seconds, repeatedly, and print if something has"
              + " changed.")
  private Double watch;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (length == null && form.raw != null) {
      throw new BadInput("expected a length, such as 64 or 4K, for --raw");
    }
    if (form.raw != null && (json || watch != null)) {
      throw new BadInput("expected --raw alone, without --json and --watch");
    }
    if (watch != null && !(watch > 0 && watch <= 86400)) {
      throw new BadInput("expected seconds between 0 and 86400 for --watch, not " + watch);
    }
    try (ProcessMemory process = target.open()) {
      Place place = target.place(process);
      long start = place.resolve(address);
      try (Pieces pieces = new Pieces(process, place)) {
        if (form.raw != null) {
          save(pieces, start);
        } else if (watch == null) {
          print(process, pieces, place, start, out());
        } else {
          watch(process, pieces, place, start);
        }
      }
    }
    return 0;
  }

  /** Runs until it is interrupted or the process ends. */
  private void watch(ProcessMemory process, Pieces pieces, Place place, long start)
      throws IOException {
    String before = "";
    while (true) {
      StringWriter now = new StringWriter();
      print(process, pieces, place, start, new PrintWriter(now));
      if (!now.toString().equals(before)) {
        before = now.toString();
        out().print(before);
        out().flush();
      }
      LockSupport.parkNanos((long) (watch * 1e9));
    }
  }

  private void print(ProcessMemory process, Pieces pieces, Place place, long start, PrintWriter out)
      throws IOException {
    long bytes = length == null ? defaultLength(place, start) : length;
    if (form.as == null && json) {
      new ReadJson(pieces, place, start, out).bytes(start, bytes);
    } else if (form.as == null) {
      dump(pieces, start, bytes, out);
    } else if (form.as == ValueType.STRING) {
      String text = string(process, start);
      if (json) {
        new ReadJson(pieces, place, start, out).string(text);
      } else {
        out.println(Terminal.OUT.isTerminal() ? Printable.of(text) : text);
      }
    } else if (json) {
      Values values = new Values(process, pieces, form.as, place);
      new ReadJson(pieces, place, start, out).values(values, start, length);
    } else {
      new Values(process, pieces, form.as, place).print(start, length, out);
    }
  }

  private static long defaultLength(Place place, long start) {
    return place
        .region(start)
        .map(region -> Math.min(DEFAULT_LENGTH, region.end() - start))
        .orElse(DEFAULT_LENGTH);
  }

  private static void dump(Pieces pieces, long start, long bytes, PrintWriter out)
      throws IOException {
    HexDump dump = new HexDump(out, start + bytes - 1);
    pieces.readFully(
        start,
        bytes,
        (at, piece) -> {
          dump.print(at, piece);
          out.flush();
        });
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private String string(ProcessMemory process, long start) throws ProcessMemoryException {
    int most = (int) Math.min(length == null ? MOST_STRING_BYTES : length, Integer.MAX_VALUE - 8);
    return process.readCString(start, most);
  }

  private void save(Pieces pieces, long start) throws IOException {
    try (WritableByteChannel channel =
            form.raw.equals("-")
                ? Channels.newChannel(main.output())
                : FileChannel.open(Arguments.path(form.raw), CREATE, WRITE, TRUNCATE_EXISTING);
        ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), length)) {
      pieces.readFully(
          start,
          length,
          (at, bytes) -> {
            progress.advance(bytes.remaining());
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          });
    }
  }
}
