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
  private static final int MOST_STRING_BYTES = 1 << 20;

  @Mixin private Target target;

  @Parameters(
      index = "1",
      paramLabel = "<address>",
      description = "0x7f0012345678, [heap], [stack], libc.so.6+0x1000.")
  private String address;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "<length>",
      converter = LengthConverter.class,
      description = "Bytes: 4096, 0x1000, 64K, 1M, 2G. May be left out with --as: one value.")
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
    if (length == null && form.as == null) {
      throw new BadInput("expected a length, such as 64 or 4K, after the address");
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
        HexDump dump = new HexDump(out(), start + length - 1);
        new Pieces(process)
            .readFully(
                start,
                length,
                (at, bytes) -> {
                  dump.print(at, bytes);
                  requireReader();
                });
      }
    }
    return 0;
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
        ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), length())) {
      new Pieces(process)
          .readFully(
              start,
              length(),
              (at, bytes) -> {
                progress.advance(bytes.remaining());
                while (bytes.hasRemaining()) {
                  channel.write(bytes);
                }
              });
    }
  }

  private long length() {
    return length;
  }
}
