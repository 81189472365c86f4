package io.crossmem.cli;

import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints or saves memory. */
@Command(
    name = "read",
    description = {
      "Prints memory of a process as a hex dump, as values, or as it is.",
      "What could be read before an error is printed all the same."
    })
final class ReadCommand implements Callable<Integer> {
  private static final long DEFAULT_LENGTH = 256;
  private static final int MOST_STRING_BYTES = 1 << 20;

  @Mixin private Target target;

  @Parameters(index = "1", paramLabel = "<address>", description = Place.HELP)
  private String address;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "<length>",
      converter = LengthConverter.class,
      description = {
        "Bytes: 4096, 0x1000, 64K, 1M, 2G. Left out, it is one value with --as, and else "
            + DEFAULT_LENGTH
            + " bytes, or fewer where the mapping ends before."
      })
  private Long length;

  @ArgGroup private Form form = new Form();

  /** One or the other. */
  private static final class Form {
    @Option(
        names = "--raw",
        paramLabel = "<file>",
        description = "Save the bytes as they are; - is standard output.")
    private String raw;

    @Option(
        names = "--as",
        paramLabel = "<type>",
        converter = ValueType.Converter.class,
        description = "Print values: i8 to i64, u8 to u64, f32, f64, pointer, string.")
    private ValueType as;
  }

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (length == null && form.raw != null) {
      throw new BadInput("expected a length, such as 64 or 4K, for --raw");
    }
    try (ProcessMemory process = target.open()) {
      Place place = new Place(process.regions());
      long start = place.resolve(address);
      if (form.raw != null) {
        save(process, start);
      } else if (form.as == ValueType.STRING) {
        printString(process, start);
      } else if (form.as != null) {
        new Values(process, form.as, place).print(start, length, out());
      } else {
        dump(process, start, length == null ? defaultLength(place, start) : length);
      }
    }
    return 0;
  }

  private static long defaultLength(Place place, long start) {
    return place
        .region(start)
        .map(region -> Math.min(DEFAULT_LENGTH, region.end() - start))
        .orElse(DEFAULT_LENGTH);
  }

  private void dump(ProcessMemory process, long start, long bytes) throws IOException {
    HexDump dump = new HexDump(out(), start + bytes - 1);
    new Pieces(process)
        .readFully(
            start,
            bytes,
            (at, piece) -> {
              dump.print(at, piece);
              requireReader();
            });
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Whoever reads a pipe may have seen enough. */
  private void requireReader() {
    if (out().checkError()) {
      throw new Refused("standard output was closed");
    }
  }

  private void printString(ProcessMemory process, long start) throws ProcessMemoryException {
    int most = (int) Math.min(length == null ? MOST_STRING_BYTES : length, Integer.MAX_VALUE - 8);
    out().println(process.readCString(start, most));
  }

  private void save(ProcessMemory process, long start) throws IOException {
    try (FileOutputStream file =
            form.raw.equals("-")
                ? new FileOutputStream(FileDescriptor.out)
                : new FileOutputStream(new File(form.raw));
        FileChannel channel = file.getChannel();
        ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), length)) {
      new Pieces(process)
          .readFully(
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
