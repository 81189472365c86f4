package io.crossmem.internal.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of native/mpi/abi.h against the headers of each MPI that this machine has. */
class MpiHeadersTest {
  private static final Path LIBRARIES = Path.of("/usr/lib");

  private static final String COMPARE =
      """
      #include <mpi/abi.h>
      #include MPI_HEADER
      #include <stdio.h>

      static int differ(const char *name, intptr_t ours, intptr_t theirs)
      {
        if (ours != theirs)
          printf("%s is %#lx, not %#lx. ", name, (long)theirs, (long)ours);
        return ours != theirs;
      }

      int main(void)
      {
        const struct abi *abi = &ABIS[KIND];
        int wrong = differ("MPI_ANY_SOURCE", abi->any_source, MPI_ANY_SOURCE);

        wrong |= differ("MPI_THREAD_SERIALIZED", abi->serialized, MPI_THREAD_SERIALIZED);
        wrong |= differ("MPI_SOURCE", 4 * abi->source_word, offsetof(MPI_Status, MPI_SOURCE));
        wrong |= differ("an int", abi->int_handles, sizeof(MPI_Comm) == sizeof(int));
        wrong |= sizeof(MPI_Status) > sizeof(union status);
        if (KIND != 1) {
          wrong |= differ("MPI_COMM_WORLD", (intptr_t)abi->comm_world, (intptr_t)MPI_COMM_WORLD);
          wrong |= differ("MPI_BYTE", (intptr_t)abi->byte, (intptr_t)MPI_BYTE);
          wrong |= differ("MPI_ERRORS_RETURN", (intptr_t)abi->errors_return, (intptr_t)MPI_ERRORS_RETURN);
        }
        return wrong;
      }
      """;

  @TempDir private Path folder;

  private static Optional<Path> header(String pattern) throws Exception {
    try (Stream<Path> files = Files.list(LIBRARIES)) {
      return files.map(each -> each.resolve(pattern)).filter(Files::exists).findFirst();
    }
  }

  private void compare(int kind, String pattern, String compiler, String command) throws Exception {
    Optional<Path> header = header(pattern);
    Requires.that(header.isPresent(), "needs /usr/lib/*/" + pattern + ": " + command);
    Path source = Files.writeString(folder.resolve("compare.c"), COMPARE);
    String program = folder.resolve("compare").toString();
    String defined = "-DMPI_HEADER=\"" + header.orElseThrow() + "\"";
    run(compiler, "-Inative", "-DKIND=" + kind, defined, source.toString(), "-o", program);
    run(program);
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), List.of(command) + ": " + output);
  }

  @Test
  void mpichsAreThoseOfItsHeader() throws Exception {
    compare(Mpi.MPICH, "mpich/include/mpi.h", "mpicc.mpich", "apt-get install libmpich-dev");
  }

  @Test
  void openMpisAreThoseOfItsHeader() throws Exception {
    compare(
        Mpi.OPEN_MPI, "openmpi/include/mpi.h", "mpicc.openmpi", "apt-get install libopenmpi-dev");
  }

  @Test
  void thoseOfTheStandardAbiAreThoseOfMpich() throws Exception {
    compare(Mpi.STANDARD, "mpich/include/mpi_abi.h", "gcc", "MPICH 5");
  }

  @Test
  void thoseOfTheStandardAbiAreThoseOfOpenMpi() throws Exception {
    compare(Mpi.STANDARD, "openmpi/include/standard_abi/mpi.h", "gcc", "Open MPI 6");
  }
}
