package io.crossmem.internal.sys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Loads the native shim once. It is copied from the jar into an unlinked file of mode 0600.
 *
 * <p>If the platform has no shim or cannot load it, this class gives the reason as text; it never
 * throws an {@code UnsatisfiedLinkError}.
 */
public final class NativeLibrary {
  /** Why the shim is not loaded. */
  public enum Cause {
    /** This platform, jar or JVM has no shim, or does not allow native code. */
    PLATFORM,
    /** There is a shim, but no folder to load it from. */
    NO_LIBRARY_FOLDER
  }

  /**
   * The reason why the shim is not loaded.
   *
   * @param explanation what was found, in one line
   * @param remedy what to do about it, in one line; empty if nothing helps
   */
  public record Refusal(Cause cause, String explanation, String remedy) {
    /** All of it in one line. */
    @Override
    public String toString() {
      return (cause == Cause.PLATFORM ? "" : cause + ": ")
          + explanation
          + (remedy.isEmpty() ? "" : "; " + remedy);
    }
  }

  private static final Optional<Refusal> REFUSAL = load();

  // Made now: later there may be no file descriptor left to load the class Refusal.
  private static final Optional<String> REASON = REFUSAL.map(Refusal::toString);

  private NativeLibrary() {}

  /** Why the native methods cannot be called; empty if they can. */
  public static Optional<Refusal> refusal() {
    return REFUSAL;
  }

  /** {@link #refusal} in one line. */
  public static Optional<String> unsupportedReason() {
    return REASON;
  }

  /**
   * Must be called before any native method.
   *
   * @throws UnsupportedOperationException with {@link #unsupportedReason} if there is one
   */
  public static void ensureLoaded() {
    if (REFUSAL.isPresent()) {
      throw new UnsupportedOperationException(REFUSAL.get().toString());
    }
  }

  private static Optional<Refusal> load() {
    String os = System.getProperty("os.name");
    if (!os.equals("Linux")) {
      return platform("crossmem needs Linux: process_vm_readv does not exist on " + os, "");
    }
    Optional<Refusal> refusal = load("libcrossmem.so");
    return refusal.isPresent() ? refusal : linked();
  }

  private static Optional<Refusal> load(String file) {
    String machine = System.getProperty("os.arch");
    String resource = "/io/crossmem/native/linux/" + architecture(machine) + "/" + file;
    try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
      return library == null ? missing(machine, file) : extract(library.readAllBytes());
    } catch (IOException e) {
      return platform("cannot read " + resource + " in the crossmem jar: " + e, "");
    }
  }

  /** Loads another library of the jar, once; empty, or why it cannot be, in one line. */
  public static Optional<String> loadAnother(String file) {
    return REFUSAL.isPresent() ? REASON : load(file).map(Refusal::toString);
  }

  private static Optional<Refusal> platform(String explanation, String remedy) {
    return Optional.of(new Refusal(Cause.PLATFORM, explanation, remedy));
  }

  /**
   * The folder of the shim in the jar, for the JVM's {@code os.arch}. Only names that differ are
   * listed, so that a new architecture needs no change here.
   */
  static String architecture(String machine) {
    String name = machine.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86-64" -> "x86_64";
      case "i486", "i586", "i686", "x86" -> "i386";
      case "arm64" -> "aarch64";
      case "aarch32", "armv7", "armv7l", "armv8l" -> "arm";
      default -> name;
    };
  }

  private static Optional<Refusal> missing(String machine, String file) {
    return platform(
        "this crossmem jar has no native library "
            + file
            + " for the architecture '"
            + machine
            + "'",
        "if crossmem's sources have native/arch/"
            + architecture(machine)
            + ".h, build a jar that has it: scripts/build-native --all && mvn package");
  }

  private static Optional<Refusal> extract(byte[] library) {
    List<String> failures = new ArrayList<>();
    try {
      for (String folder : LibraryFolders.candidates(Setting.NATIVE_DIR.text())) {
        Optional<String> failure = load(library, folder);
        if (failure.isEmpty()) {
          return Optional.empty();
        }
        failures.add(folder + " (" + failure.get() + ")");
      }
    } catch (IllegalCallerException e) { // JDK 24 and later, with --illegal-native-access=deny
      Module module = NativeLibrary.class.getModule();
      String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
      return platform(
          "this JVM denies native access (" + e.getMessage() + ")",
          "start it with --enable-native-access=" + name);
    } catch (IllegalArgumentException e) { // the property is invalid
      return noFolder(e.getMessage());
    }
    return noFolder("the native library cannot be loaded from " + String.join(", ", failures));
  }

  private static Optional<Refusal> noFolder(String explanation) {
    return Optional.of(
        new Refusal(
            Cause.NO_LIBRARY_FOLDER,
            explanation,
            "set a writable folder that is not mounted noexec with -D"
                + Setting.NATIVE_DIR.property()
                + "=FOLDER"));
  }

  /** Returns why the library cannot be loaded from a folder; empty if it was. */
  private static Optional<String> load(byte[] library, String folder) {
    try {
      UnlinkedLibrary.load(library, Path.of(folder));
      return Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.of("the locale's encoding lacks characters of this path");
    } catch (IOException e) {
      return Optional.of(LibraryFolders.why(e));
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(LibraryFolders.why(e));
    }
  }

  /** Whether the names of the library's functions match the name of the class. */
  private static Optional<Refusal> linked() {
    try {
      Syscalls.epollReady(-1); // harmless: not a valid descriptor
      return Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      return platform(
          "the native library has no functions for "
              + Syscalls.class.getName()
              + " ("
              + e.getMessage()
              + ")",
          "shade crossmem without relocating its packages");
    }
  }
}
