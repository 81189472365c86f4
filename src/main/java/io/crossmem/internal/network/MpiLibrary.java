package io.crossmem.internal.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.internal.sys.OffHeap;
import io.crossmem.internal.sys.Setting;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The libmpi of this cluster. One is loaded in a process, for MPI cannot be started twice; its kind
 * is detected from what it reports, not from its name.
 *
 * @param name by which it was found
 * @param version what it reports, in one line
 */
public record MpiLibrary(String name, String version) {
  /** Whose launcher started this process, and so whose library is looked for first. */
  public enum Family {
    OPEN_MPI,
    /** Also compatible libraries: Intel MPI, MVAPICH, Cray MPI. */
    MPICH;

    private static final int OPEN_MPI_PIECE = 48 << 10;

    /**
     * Into pieces of how many bytes to cut a short transfer. Open MPI sends a message of less than
     * 64 KiB at once; before a longer one, it asks the receiver by another message. Over TCP in C,
     * an announcement and 64 KiB in pieces took two thirds of the time. With MPICH, pieces took
     * longer.
     */
    int pieceBytes(int length) {
      return switch (this) {
        case OPEN_MPI -> OPEN_MPI_PIECE;
        case MPICH -> length;
      };
    }

    private List<String> names() {
      return switch (this) {
        case OPEN_MPI -> List.of("libmpi.so.40", "libmpi.so.80");
        case MPICH -> List.of("libmpi.so.12", "libmpich.so.12", "libmpi_cray.so.12");
      };
    }
  }

  /** Of the standard ABI, and those that a developer's package adds. */
  private static final List<String> LAST_NAMES =
      List.of("libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.so", "libmpi.so");

  /**
   * Finds and loads it.
   *
   * @param first the launcher's
   * @param launcher the program that started the ranks, whose library is the right one
   * @throws NetworkException if there is none that can be used
   */
  public static MpiLibrary load(Family first, Optional<Path> launcher) throws NetworkException {
    Optional<String> refusal = Mpi.refusal();
    if (refusal.isPresent()) {
      throw new NetworkException(refusal.get());
    }
    String chosen = Setting.MPI.text();
    List<String> names = chosen != null ? List.of(chosen) : names(first, launcher);
    List<String> failures = new ArrayList<>();
    for (String name : names) {
      ByteBuffer why = OffHeap.allocate(Mpi.TEXT_BYTES);
      long library = open(name, why);
      if (library != 0) {
        return use(library, name);
      }
      failures.add(UTF_8.decode(why).toString().replaceAll("\\x00.*", ""));
    }
    throw new NetworkException(
        chosen != null
            ? option() + "=" + chosen + " cannot be loaded: " + failures.get(0)
            : "no libmpi was found (" + String.join(", ", names) + "): name it with " + option());
  }

  /** What it is, or what it was made from. */
  Family family() {
    return kind(version) == Mpi.MPICH ? Family.MPICH : Family.OPEN_MPI;
  }

  /** How the library is named by the user. */
  public static String option() {
    return "-D" + Setting.MPI.property();
  }

  /** Beside the launcher first, then where the dynamic linker looks. */
  static List<String> names(Family first, Optional<Path> launcher) {
    List<String> usual = new ArrayList<>(first.names());
    for (Family other : Family.values()) {
      if (other != first) {
        usual.addAll(other.names());
      }
    }
    usual.addAll(LAST_NAMES);
    List<String> all = new ArrayList<>();
    Path prefix = launcher.map(Path::getParent).map(Path::getParent).orElse(null);
    if (prefix != null) {
      for (String folder : List.of("lib", "lib64")) {
        first.names().forEach(name -> all.add(prefix.resolve(folder).resolve(name).toString()));
      }
    }
    all.addAll(usual);
    return all;
  }

  private static MpiLibrary use(long library, String name) throws NetworkException {
    int missing = Mpi.bind(library);
    if (missing != 0) {
      String function = text((address, room) -> Mpi.functionName(missing, address, room));
      throw new NetworkException(
          name + " is not a library of MPI 3 or later: it has no " + function);
    }
    String version = text((address, room) -> Mpi.version(address)).lines().findFirst().orElse("");
    int kind = Mpi.isStandardAbi(library) ? Mpi.STANDARD : kind(version);
    if (kind < 0) {
      throw new NetworkException(
          name
              + " is of a kind that crossmem does not know (\""
              + version
              + "\"): name another with "
              + option());
    }
    if (!Mpi.use(library, kind)) {
      throw new NetworkException(name + " says that it is Open MPI, but lacks its symbols");
    }
    return new MpiLibrary(name, version);
  }

  /** By what a library says of itself; -1 for one that is not known. */
  static int kind(String version) {
    String words = version.toLowerCase(Locale.ROOT);
    if (words.startsWith("open mpi")) {
      return Mpi.OPEN_MPI;
    }
    boolean isKin =
        words.contains("mpich") || words.contains("intel(r) mpi") || words.contains("mvapich");
    return isKin ? Mpi.MPICH : -1;
  }

  private static long open(String name, ByteBuffer why) {
    byte[] letters = name.getBytes(UTF_8);
    ByteBuffer text = OffHeap.allocate(letters.length + 1).put(0, letters); // and a zero byte
    return Mpi.open(
        OffHeap.addressOfRemaining(text, "name"),
        OffHeap.addressOfRemaining(why, "why"),
        why.capacity());
  }

  /** An error of MPI's in words, in one line. */
  static String errorText(int error) {
    return text((address, room) -> Mpi.errorText(error, address)).replaceAll("\\s+", " ");
  }

  private interface Writer {
    int write(long address, int room);
  }

  private static String text(Writer writer) {
    ByteBuffer memory = OffHeap.allocate(Mpi.TEXT_BYTES);
    int length = writer.write(OffHeap.addressOfRemaining(memory, "text"), Mpi.TEXT_BYTES);
    byte[] letters = new byte[Math.max(0, Math.min(length, Mpi.TEXT_BYTES))];
    memory.get(0, letters);
    return new String(letters, UTF_8).strip();
  }
}
