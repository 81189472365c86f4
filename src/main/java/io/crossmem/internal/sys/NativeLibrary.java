package io.crossmem.internal.sys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Loads the native shim, once, out of the jar, by way of a file of mode 0600 without a name.
 *
 * <p>A platform without a shim, or one that refuses it, is a reason in words and never an {@code
 * UnsatisfiedLinkError}.
 */
public final class NativeLibrary {
  /** System property: the folder to extract the shim into, where the temporary one is noexec. */
  public static final String DIRECTORY_PROPERTY = "crossmem.native.dir";

  private static final String UNSUPPORTED = load();

  private NativeLibrary() {}

  /** Why the native methods cannot be called; empty where they can. */
  public static Optional<String> unsupportedReason() {
    return Optional.ofNullable(UNSUPPORTED);
  }

  /**
   * Must have passed before any native method is called.
   *
   * @throws UnsupportedOperationException with {@link #unsupportedReason} where there is one
   */
  public static void ensureLoaded() {
    if (UNSUPPORTED != null) {
      throw new UnsupportedOperationException(UNSUPPORTED);
    }
  }

  private static String load() {
    String os = System.getProperty("os.name");
    if (!os.equals("Linux")) {
      return "crossmem needs Linux: process_vm_readv does not exist on " + os;
    }
    String machine = System.getProperty("os.arch");
    String resource = "/io/crossmem/native/linux/" + architecture(machine) + "/libcrossmem.so";
    try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
      return library == null ? missing(machine) : extract(library);
    } catch (IOException e) {
      return "cannot read " + resource + " in the crossmem jar: " + e;
    }
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

  private static String missing(String machine) {
    String architecture = architecture(machine);
    return "this crossmem jar holds no native library for the architecture '"
        + machine
        + "': crossmem's sources, if they have native/arch/"
        + architecture
        + ".h, build a jar that does with 'scripts/build-native --all && mvn package'";
  }

  private static String extract(InputStream library) throws IOException {
    byte[] bytes = library.readAllBytes();
    String folder = System.getProperty(DIRECTORY_PROPERTY, System.getProperty("java.io.tmpdir"));
    String remedy =
        "; name a writable folder that is not mounted noexec with -D" + DIRECTORY_PROPERTY + "=...";
    try {
      UnlinkedLibrary.load(bytes, Path.of(folder));
    } catch (IOException | InvalidPathException e) { // a locale may not know the path's letters
      return "cannot extract the native library into " + folder + ": " + e + remedy;
    } catch (UnsatisfiedLinkError e) {
      return "cannot load the native library from " + folder + ": " + e.getMessage() + remedy;
    } catch (IllegalCallerException e) { // JDK 24 on, under --illegal-native-access=deny
      Module module = NativeLibrary.class.getModule();
      return "this JVM forbids native code: start it with --enable-native-access="
          + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
          + " ("
          + e.getMessage()
          + ")";
    }
    return linked();
  }

  /** The library's functions bear the name of the class in the way that the JVM looks for. */
  private static String linked() {
    try {
      Syscalls.epollReady(-1); // harmless: that is no epoll
      return null;
    } catch (UnsatisfiedLinkError e) {
      return "the native library has no functions for "
          + Syscalls.class.getName()
          + ": shade crossmem without relocating its packages ("
          + e.getMessage()
          + ")";
    }
  }
}
