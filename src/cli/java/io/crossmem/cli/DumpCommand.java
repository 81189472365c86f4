package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.Errno;
import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Saves all readable memory. */
@Command(
    name = "dump",
    description = {
      "Saves each readable region of a process to a file of its own, and an index.json of them.",
      "A region that ends early is named on standard error and in the index; as long as the process"
          + " lives, that is no failure: some, such as [vvar], can never be read."
    })
final class DumpCommand implements Callable<Integer> {
  @Mixin private Target target;

  @Parameters(
      index = "1",
      paramLabel = "<dir>",
      description = "A folder that is empty, or that is not there and will be made.")
  private Path folder;

  @Spec private CommandSpec spec;

  private final List<Map<String, Object>> index = new ArrayList<>();
  private long bytes;
  private int shortRegions;

  @Override
  public Integer call() throws IOException {
    try (ProcessMemory process = target.open()) {
      List<MemoryRegion> readable =
          process.regions().stream().filter(MemoryRegion::isReadable).toList();
      makeFolder();
      long total = readable.stream().mapToLong(MemoryRegion::length).sum();
      try (ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), total)) {
        Pieces pieces = new Pieces(process);
        for (MemoryRegion region : readable) {
          save(region, pieces, progress);
        }
      } finally {
        writeIndex(); // also of what there was before a failure
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "%d regions, %s in %s", index.size(), Numbers.size(bytes), folder);
    out.println(shortRegions == 0 ? "" : "; " + shortRegions + " of them ended early");
    return 0;
  }

  /** Files of another dump among these would be taken for this one's. */
  private void makeFolder() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new BadInput("expected a folder, but " + folder + " is a file");
    }
    try (var entries = Files.newDirectoryStream(folder)) {
      if (entries.iterator().hasNext()) {
        throw new BadInput("expected an empty folder, but there are files in " + folder);
      }
    }
  }

  private void save(MemoryRegion region, Pieces pieces, ProgressBar progress) throws IOException {
    String name = Long.toHexString(region.start()) + "-" + Long.toHexString(region.end()) + ".bin";
    ProcessMemoryException stop;
    Path file = folder.resolve(name);
    try {
      stop = copy(region, pieces, file, progress);
    } catch (ProcessMemoryException e) {
      stop = e; // goes into the index, too
    }
    long saved = Files.size(file);
    bytes += saved;
    index.add(entry(name, region, saved, stop));
    if (stop != null) {
      shortRegions++;
      progress.clear();
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          Locale.ROOT,
          "%s %s: only %d of %d bytes: %s%n",
          name,
          region.path(),
          saved,
          region.length(),
          stop.errno().words());
      err.flush();
    }
    if (stop != null && stop.errno() != Errno.EFAULT) {
      throw stop;
    }
  }

  private static ProcessMemoryException copy(
      MemoryRegion region, Pieces pieces, Path file, ProgressBar progress) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      return pieces.read(
          region.start(),
          region.length(),
          (at, piece) -> {
            progress.advance(piece.remaining());
            while (piece.hasRemaining()) {
              channel.write(piece);
            }
          });
    }
  }

  private static Map<String, Object> entry(
      String name, MemoryRegion region, long saved, ProcessMemoryException stop) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("file", name);
    entry.put("start", Numbers.hex(region.start()));
    entry.put("end", Numbers.hex(region.end()));
    entry.put("permissions", region.permissions());
    entry.put("path", region.path());
    entry.put("offset", region.offset());
    entry.put("size", region.length());
    entry.put("saved", saved);
    entry.put("stoppedBy", stop == null ? null : stop.errno().toString());
    return entry;
  }

  private void writeIndex() throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("pid", target.pid());
    all.put("regions", index);
    Files.write(folder.resolve("index.json"), (Json.of(all) + "\n").getBytes(UTF_8));
  }
}
