package io.crossmem;

import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Reads the /proc files about a process's memory. The caller checks that the pid was not reused.
 */
final class ProcFiles {
  private static final int EI_CLASS = 4; // see elf(5)
  private static final int ELFCLASS32 = 1;

  private ProcFiles() {}

  static List<MemoryRegion> regions(int pid) throws IOException {
    try {
      return Proc.lines(Proc.read(Proc.memoryPath(pid, "maps"))).map(MemoryRegion::parse).toList();
    } catch (IOException e) {
      throw explained(pid, e);
    }
  }

  static int pointerSize(int pid) throws IOException {
    try (InputStream program = Files.newInputStream(Proc.memoryPath(pid, "exe"))) {
      byte[] header = program.readNBytes(EI_CLASS + 1);
      if (header.length <= EI_CLASS) {
        throw new IOException("the program of process " + pid + " has no ELF header");
      }
      return header[EI_CLASS] == ELFCLASS32 ? Integer.BYTES : Long.BYTES;
    } catch (IOException e) {
      throw explained(pid, e);
    }
  }

  /** The messages of the JDK's exceptions have only the name of the file. */
  private static IOException explained(int pid, IOException e) {
    if (e instanceof AccessDeniedException) {
      return Failure.look(pid, Errno.EPERM.number());
    }
    boolean gone = e instanceof NoSuchFileException || Proc.stat(pid).isEmpty();
    return gone ? Failure.look(pid, Errno.ESRCH.number()) : e;
  }
}
