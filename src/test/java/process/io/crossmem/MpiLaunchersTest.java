package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.mpi.LaunchedRank;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mpirun} and {@code mpjrun}: programs for MPI, started by lines of other systems. */
class MpiLaunchersTest {
  private static final String MAIN = LaunchedRank.class.getName();

  @TempDir Path folder;

  /** Only what the program brings: the launcher adds package mpi and the library. */
  private Path program() throws Exception {
    String file = MAIN.replace('.', '/') + ".class";
    Path copy = folder.resolve("classes").resolve(file);
    if (!Files.exists(copy)) {
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of("target/test-classes", file), copy);
    }
    return folder.resolve("classes");
  }

  private Path jar() throws Exception {
    Path jar = folder.resolve("program.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, MAIN);
    String file = MAIN.replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      entries.putNextEntry(new JarEntry(file));
      Files.copy(program().resolve(file), entries);
    }
    return jar;
  }

  private static List<String> sorted(Cli.Result result) {
    assertEquals(0, result.status(), result.err());
    return result.out().lines().sorted().toList();
  }

  @Test
  void mpirunStartsRanksWithOnlyTheUsersArguments() throws Exception {
    Cli.Result result =
        Cli.run("mpirun", "-n", 2, "java", "-Xmx128m", "-cp", program(), MAIN, "a b", "-n");
    assertEquals(
        List.of("0 of 2: main [a b, -n], Init [a b, -n]", "1 of 2: main [a b, -n], Init [a b, -n]"),
        sorted(result));
    assertEquals("", result.err());
  }

  @Test
  void mpirunTakesAJarAndTheOptionsOfOpenMpi() throws Exception {
    Cli.Result result =
        Cli.run(
            "mpirun",
            "--oversubscribe",
            "-np",
            2,
            "--tag-output",
            "-x",
            "SEEN=yes",
            "--wdir",
            folder,
            "--hostfile",
            "hosts",
            "java",
            "-Dshow=SEEN",
            "-jar",
            jar(),
            "x");
    assertEquals(
        List.of(
            "[0] 0 of 2: main [x], Init [x] yes in " + folder.toRealPath(),
            "[1] 1 of 2: main [x], Init [x] yes in " + folder.toRealPath()),
        sorted(result));
    assertTrue(result.err().contains("hosts"), result.err());
  }

  @Test
  void mpirunStartsWhatIsNoJavaProgram() throws Exception {
    assertEquals("0\n", Cli.run("mpirun", "-n", 1, "sh", "-c", "echo $CROSSMEM_RANK").succeeded());
  }

  @Test
  void mpjrunPassesRankSizeAndDeviceBeforeTheUsersArguments() throws Exception {
    Cli.Result result =
        Cli.run(
            "mpjrun",
            "-np",
            2,
            "-Xmx128m",
            "-dev",
            "niodev",
            "-cp",
            program(),
            "-Dshow=HOME_NOT_SET",
            "-psl",
            100,
            MAIN,
            "-np",
            "b");
    assertEquals(
        List.of(
            "0 of 2: main [0, 2, niodev, -np, b], Init [-np, b] null in " + here(),
            "1 of 2: main [1, 2, niodev, -np, b], Init [-np, b] null in " + here()),
        sorted(result));
    assertTrue(result.err().contains("-dev niodev is ignored"), result.err());
    assertTrue(result.err().contains("-psl 100 is ignored"), result.err());
  }

  private static Path here() throws Exception {
    return Path.of("").toRealPath();
  }

  @Test
  void mpjrunTakesAJarAndAFolder() throws Exception {
    Cli.Result result =
        Cli.run("mpjrun", "-wdir", folder, "-np", 1, "-Dshow=X", "-jar", jar(), "c");
    assertEquals(
        List.of("0 of 1: main [0, 1, multicore, c], Init [c] null in " + folder.toRealPath()),
        sorted(result));
  }

  @Test
  void abortEndsAllRanksWithItsCode() throws Exception {
    Cli.Result result = Cli.run("mpjrun", "-np", 3, "-cp", program(), MAIN, "abort");
    assertEquals(5, result.status(), result.err());
    assertTrue(result.err().contains("ended with status 5"), result.err());
  }

  @Test
  void badLinesAreNamed() throws Exception {
    Cli.call("mpjrun").failed(2);
    Cli.call("mpjrun", "-np").failed(2, "-np");
    Cli.call("mpjrun", "-np", "x", "Main").failed(2, "'x'");
    Cli.call("mpjrun", "-np", 2).failed(2, "main class");
    Cli.call("mpjrun", "-np", 0, "Main").failed(2, "not 0");
    Cli.call("mpjrun", "-jar", folder.resolve("no.jar")).failed(2, "no.jar");
    Cli.call("mpirun", "-n", 2, "-wdir", folder.resolve("none"), "true").failed(2, "none");
    Cli.call("mpirun", "-n", 2).failed(2, "<command>");
    Cli.run("mpirun", "-n", 2, "no-such-command").failed(127, "no-such-command");
  }
}
