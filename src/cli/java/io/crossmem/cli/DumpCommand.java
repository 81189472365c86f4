package io.crossmem.cli;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Saves all readable memory. */
@Command(
    name = "dump",
    description = {
      "Saves each readable region of a process to a separate file, and an index of them,"
          + " index.json.",
      "Each byte is at the same offset in the file as in the region. Left out are memory that"
          + " cannot be read, such as [vvar] or a guard page, holes of a sparse file, and memory that"
          + " the process has never touched: reading that would make the process grow. The index"
          + " lists what is left out; memory that cannot be read is also reported on standard error."
          + " It is not an error.",
      "If the dump is interrupted, the index has \"complete\": false."
    })
final class DumpCommand implements Callable<Integer> {
  @Mixin private Target target;

  @Parameters(
      index = "1",
      paramLabel = "<dir>",
      description = "An empty folder; it is created if it does not exist.")
  private Path folder;

  @Option(names = "--json", description = "Print JSON, sizes in bytes.")
  private boolean json;

  @Spec private CommandSpec spec;

  private DumpIndex index;
  private long bytes;
  private long untouched;
  private int incomplete;

  @Override
  public Integer call() throws IOException {
    int count;
    try (ProcessMemory process = target.open();
        RegionReader reader = new RegionReader(process)) {
      List<MemoryRegion> readable =
          Target.regions(process).stream().filter(MemoryRegion::isReadable).toList();
      count = readable.size();
      makeFolder();
      index = new DumpIndex(target.pid(), folder.resolve("index.json"));
      index.write();
      Thread interrupted = new Thread(this::writeIndexIfPossible);
      Runtime.getRuntime().addShutdownHook(interrupted);
      long total = readable.stream().mapToLong(MemoryRegion::length).sum();
      try (ProgressBar progress = new ProgressBar(spec.commandLine().getErr(), total)) {
        for (MemoryRegion region : readable) {
          save(region, reader, progress);
        }
        index.complete();
        index.write();
      } catch (IOException e) {
        writeIndexIfPossible(); // of the regions saved so far
        throw e;
      } finally {
        removeHook(interrupted);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(toMap(count)));
      return 0;
    }
    out.printf(Locale.ROOT, "%d regions, %s in %s", count, Numbers.size(bytes), folder);
    out.print(untouched == 0 ? "" : "; " + Numbers.size(untouched) + " were never touched");
    out.println(incomplete == 0 ? "" : "; " + incomplete + " regions could not be read completely");
    return 0;
  }

  private Map<String, Object> toMap(int count) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("folder", folder.toString());
    map.put("regions", count);
    map.put("saved", bytes);
    map.put("untouched", untouched);
    map.put("incomplete", incomplete);
    return map;
  }

  /** Called after a failure, and at an interrupt, while the main thread continues. */
  private void writeIndexIfPossible() {
    try {
      index.write();
    } catch (IOException e) {
      // the first index stays, which says that the dump is not complete
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it is already running
    }
  }

  /** The folder must be empty: files of another dump would seem to belong to this one. */
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

  private void save(MemoryRegion region, RegionReader reader, ProgressBar progress)
      throws IOException {
    String name = Long.toHexString(region.start()) + "-" + Long.toHexString(region.end()) + ".bin";
    DumpedRegion saved = new DumpedRegion(name, region);
    ProcessMemoryException end = null;
    try (FileChannel file =
        FileChannel.open(
            folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      reader.read(region, saved.into(file, progress));
    } catch (ProcessMemoryException e) {
      end = e; // also goes into the index
    }
    index.add(saved.entry(end));
    bytes += saved.bytes();
    untouched += saved.bytesLeftOut(RegionReader.Cause.UNTOUCHED);
    long unreadable = saved.bytesLeftOut(RegionReader.Cause.UNREADABLE);
    if (unreadable > 0) {
      incomplete++;
      progress.clear();
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          Locale.ROOT,
          "%s %s: %d of %d bytes could not be read%n",
          name,
          Printable.of(region.path()),
          unreadable,
          region.length());
      err.flush();
    }
    if (end != null) {
      throw end;
    }
  }
}
