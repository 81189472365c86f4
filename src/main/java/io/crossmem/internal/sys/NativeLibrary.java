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
 * Loads the native shim, once, out of the jar, by way of a file of mode 0600 without a name.
 *
 * <p>A platform without a shim, or one that refuses it, is a reason in words and never an {@code
 * UnsatisfiedLinkError}.
 */
public final class NativeLibrary {
  /** System property: the only folder to extract the shim into; without it several are tried. */
  public static final String DIRECTORY_PROPERTY = "crossmem.native.dir";

  /** Why the shim is not loaded. */
  public enum Cause {
    /** This platform, jar or JVM has none, or does not allow it. */
    PLATFORM,
    /** There is one, but no folder that it can be loaded from. */
    NO_LIBRARY_FOLDER
  }

  /**
   * That the shim is not loaded.
   *
   * @param explanation what was found, in one line
   * @param remedy what to do about it, in one line; empty where nothing helps
   */
  public record Refusal(Cause cause, String explanation, String remedy) {
    /** One line. */
    @Override
    public String toString() {
      return (cause == Cause.PLATFORM ? "" : cause + ": ")
          + explanation
          + (remedy.isEmpty() ? "" : "; " + remedy);
    }
  }

  private static final Optional<Refusal> REFUSAL = load();

  // Made at once: later there may be no file descriptor left to load the class Refusal with.
  private static final Optional<String> REASON = REFUSAL.map(Refusal::toString);

  private NativeLibrary() {}

  /** Why the native methods cannot be called; empty where they can. */
  public static Optional<Refusal> refusal() {
    return REFUSAL;
  }

  /** {@link #refusal} in one line. */
  public static Optional<String> unsupportedReason() {
    return REASON;
  }

  /**
   * Must have passed before any native method is called.
   *
   * @throws UnsupportedOperationException with {@link #unsupportedReason} where there is one
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
    String machine = System.getProperty("os.arch");
    String resource = "/io/crossmem/native/linux/" + architecture(machine) + "/libcrossmem.so";
    try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
      return library == null ? missing(machine) : extract(library.readAllBytes());
    } catch (IOException e) {
      return platform("cannot read " + resource + " in the crossmem jar: " + e, "");
    }
  }

  private static Optional<Refusal> platform(String explanation, String remedy) {
    return Optional.of(new Refusal(Cause.PLATFORM, explanation, remedy));
  }

  /**
   * The folder of the shim in the jar, for what JVMs call their machine in {@code os.arch}. Only
   * names that differ are listed, so that a new architecture needs nothing here.
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

  private static Optional<Refusal> missing(String machine) {
    return platform(
        "this crossmem jar holds no native library for the architecture '" + machine + "'",
        "crossmem's sources, if they have native/arch/"
            + architecture(machine)
            + ".h, build a jar that does with 'scripts/build-native --all && mvn package'");
  }

  private static Optional<Refusal> extract(byte[] library) {
    List<String> failures = new ArrayList<>();
    try {
      String chosen = System.getProperty(DIRECTORY_PROPERTY);
      for (String folder : LibraryFolders.candidates(chosen)) {
        Optional<String> failure = load(library, folder);
        if (failure.isEmpty()) {
          return linked();
        }
        failures.add(folder + " (" + failure.get() + ")");
      }
    } catch (IllegalCallerException e) { // JDK 24 on, under --illegal-native-access=deny
      Module module = NativeLibrary.class.getModule();
      String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
      return platform(
          "this JVM forbids native code (" + e.getMessage() + ")",
          "start it with --enable-native-access=" + name);
    }
    return Optional.of(
        new Refusal(
            Cause.NO_LIBRARY_FOLDER,
            "the native library cannot be loaded from " + String.join(", ", failures),
            "name a writable folder that is not mounted noexec with -D"
                + DIRECTORY_PROPERTY
                + "=FOLDER"));
  }

  /** Returns why the library cannot be loaded from a folder; empty if it was. */
  private static Optional<String> load(byte[] library, String folder) {
    try {
      UnlinkedLibrary.load(library, Path.of(folder));
      return Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.of("the locale has no such letters");
    } catch (IOException e) {
      return Optional.of(LibraryFolders.why(e));
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(LibraryFolders.why(e));
    }
  }

  /** The library's functions bear the name of the class in the way that the JVM looks for. */
  private static Optional<Refusal> linked() {
    try {
      Syscalls.epollReady(-1); // harmless: that is no epoll
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
