package io.crossmem.internal.protocol;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.data.HugePagePayload;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.sys.Proc;
import io.crossmem.internal.sys.Syscalls;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * What copying costs on this machine, in picoseconds for a byte: found in some 30 ms by the first
 * process after a boot, which leaves it in the user's cache folder for the others; not one that the
 * kernel forbids these copies.
 *
 * <p>This process copies from itself to itself. That is enough, since what tells the ways apart is
 * the kernel's work for each page, and that is the same.
 *
 * @param copy by the processor, within its cache
 * @param reach by the kernel, from ordinary pages
 * @param reachFar the same, of more than the cache holds
 * @param reachHuge by the kernel, from 2 MiB pages
 * @param reachHugeFar the same, of more than the cache holds
 * @param call the kernel's cost of a copy of nothing, in ns
 */
public record CopyCosts(
    long copy, long reach, long reachFar, long reachHuge, long reachHugeFar, long call) {
  private static final int NEAR = 256 << 10;
  private static final int FAR = 8 << 20;

  /** What the kernel's copies cost where it makes none: more than any other way. */
  private static final long FORBIDDEN = 1_000_000;

  /** Once for all communicators, also where it cannot be left for others. */
  private static final class Holder {
    static final CopyCosts FOUND = find();
  }

  /** What was found on this machine since it was booted; if that is nothing, finds it. */
  static CopyCosts get() {
    return Holder.FOUND;
  }

  private static CopyCosts find() {
    Optional<Path> file = file();
    Optional<CopyCosts> cached = file.flatMap(CopyCosts::read);
    if (cached.isPresent()) {
      return cached.get();
    }
    CopyCosts measured = measure();
    file.filter(any -> measured.reach < FORBIDDEN).ifPresent(measured::write);
    return measured;
  }

  /** Two buffers of each kind, so that nothing is read from where it was written just before. */
  static CopyCosts measure() {
    KernelCopy copy = new KernelCopy();
    HugePageMemory huge = HugePageMemory.allocatePrivate(2L * FAR);
    try (RemoteProcess self = RemoteProcess.of((int) ProcessHandle.current().pid(), 0)) {
      ByteBuffer from = ByteBuffer.allocateDirect(FAR);
      ByteBuffer to = ByteBuffer.allocateDirect(FAR);
      Payload target = new BufferPayload(ElementType.BYTE).view(to);
      long source = new BufferPayload(ElementType.BYTE).view(from).address();
      long sink = target.address();
      Payload hugeTarget = new HugePagePayload(huge, 0, FAR, ElementType.BYTE);
      long hugeSource = huge.address() + FAR;
      try {
        return new CopyCosts(
            perByte(NEAR, () -> Syscalls.copy(sink, source, NEAR)),
            reachPerByte(copy, self, target, source, NEAR),
            reachPerByte(copy, self, target, source, FAR),
            reachPerByte(copy, self, hugeTarget, hugeSource, NEAR),
            reachPerByte(copy, self, hugeTarget, hugeSource, FAR),
            Math.max(1, fastest(5000, () -> copy.read(self, target, 0, source, 8))));
      } finally {
        Reference.reachabilityFence(from);
        Reference.reachabilityFence(to);
      }
    } finally {
      huge.close();
    }
  }

  /** A copy that is refused is over at once, which says nothing of what copies cost. */
  private static long reachPerByte(
      KernelCopy copy, RemoteProcess self, Payload to, long from, int bytes) {
    return copy.read(self, to, 0, from, bytes) == 0
        ? perByte(bytes, () -> copy.read(self, to, 0, from, bytes))
        : FORBIDDEN;
  }

  private static long perByte(int bytes, Runnable copy) {
    return Math.max(1, fastest(bytes == NEAR ? 40 : 4, copy) * 1000 / bytes);
  }

  /** The fastest of several times, in ns: what a busy machine adds is not the copy's cost. */
  private static long fastest(int times, Runnable copy) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      copy.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  // ---- the cache

  /**
   * Named by the boot's id, which tells machines apart too, where they share home folders. None if
   * the user has no home: Java says "?" then, which would be a folder wherever this process happens
   * to be.
   */
  private static Optional<Path> file() {
    String folder = System.getenv("XDG_CACHE_HOME");
    Path cache =
        folder == null || folder.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(folder);
    return Proc.readIfPossible(Path.of("/proc/sys/kernel/random/boot_id"))
        .map(boot -> cache.resolve("crossmem").resolve("calibration-" + boot))
        .filter(Path::isAbsolute);
  }

  private static Optional<CopyCosts> read(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      Properties found = new Properties();
      found.load(reader);
      return Optional.of(
          new CopyCosts(
              number(found, "copy"),
              number(found, "reach"),
              number(found, "reachFar"),
              number(found, "reachHuge"),
              number(found, "reachHugeFar"),
              number(found, "call")));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // not there, or of another version
    }
  }

  private static long number(Properties found, String name) {
    long value = Long.parseLong(found.getProperty(name, ""));
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value);
    }
    return value;
  }

  /** Aside, then moved: others may read it at any moment. That it cannot be kept does no harm. */
  private void write(Path file) {
    Properties found = new Properties();
    found.setProperty("copy", Long.toString(copy));
    found.setProperty("reach", Long.toString(reach));
    found.setProperty("reachFar", Long.toString(reachFar));
    found.setProperty("reachHuge", Long.toString(reachHuge));
    found.setProperty("reachHugeFar", Long.toString(reachHugeFar));
    found.setProperty("call", Long.toString(call));
    Path aside = null;
    try {
      Files.createDirectories(file.getParent());
      aside = Files.createTempFile(file.getParent(), ".calibration", "");
      try (Writer writer = Files.newBufferedWriter(aside)) {
        found.store(writer, "crossmem: picoseconds for a byte; call: ns");
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteIfPossible(aside);
    }
  }

  private static void deleteIfPossible(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // a few bytes in a cache folder that has become read-only meanwhile
    }
  }
}
