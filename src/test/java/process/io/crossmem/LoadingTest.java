package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the native library is loaded from the jar, and the messages if it cannot be. */
class LoadingTest {
  @TempDir Path folder;

  private static String probe(Jvm jvm) throws Exception {
    return probe(jvm, 64);
  }

  private static String probe(Jvm jvm, int bits) throws Exception {
    try (Foreign foreign = Foreign.start(bits)) {
      Jvm.Result result =
          jvm.run(AccessProbe.class, foreign.pid(), "0x" + Long.toHexString(foreign.value("rw")));
      assertEquals(0, result.status(), result.output());
      return result.output();
    }
  }

  private List<Path> left() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 32})
  void nothingIsLeftInTheTemporaryFolder(int bits) throws Exception {
    Requires.jvmOfBits(bits);
    String output = probe(Jvm.ofBits(bits).with("-Djava.io.tmpdir=" + folder), bits);
    assertTrue(output.contains("read right"), output);
    assertEquals(List.of(), left());
  }

  @Test
  void theFolderCanBeChosen() throws Exception {
    Path chosen = Files.createDirectory(folder.resolve("a folder with spaces"));
    Jvm jvm =
        Jvm.ofBits(64).with("-Djava.io.tmpdir=/proc/nowhere", "-Dcrossmem.native.dir=" + chosen);
    String output = probe(jvm);
    assertTrue(output.contains("read right"), output);
    assertEquals(List.of(chosen), left());
  }

  @Test
  void aChosenFolderThatIsNotThereIsNamedAndNoOtherIsTried() throws Exception {
    String output = probe(Jvm.ofBits(64).with("-Dcrossmem.native.dir=/proc/nowhere"));
    assertTrue(output.contains("supported false"), output);
    assertTrue(
        output.contains(
            "unsupported NO_LIBRARY_FOLDER: the native library cannot be loaded from /proc/nowhere"
                + " (does not exist); set a writable folder that is not mounted noexec with"
                + " -Dcrossmem.native.dir=FOLDER\n"),
        output);
  }

  @Test
  void anEmptyFolderNameIsRefusedAndNoFolderIsTried() throws Exception {
    String output = probe(Jvm.ofBits(64).with("-Dcrossmem.native.dir="));
    assertTrue(
        output.contains(
            "unsupported NO_LIBRARY_FOLDER: the system property crossmem.native.dir is \"\", but must"
                + " be the name of a folder; set a writable folder"),
        output);
  }

  /** A command that runs a program with these folders mounted with the given options. */
  private String[] withFolders(String temporary, String runtime, String shared, String cache)
      throws IOException {
    Requires.root();
    for (String name : List.of("tmp", "run", "cache")) {
      Files.createDirectory(folder.resolve(name));
    }
    return new String[] {
      "unshare",
      "--mount",
      "sh",
      "-c",
      mount(temporary, "$0/tmp")
          + mount(runtime, "$0/run")
          + mount(shared, "/dev/shm")
          + mount(cache, "$0/cache")
          + "export XDG_RUNTIME_DIR=$0/run XDG_CACHE_HOME=$0/cache"
          + " && \"$@\" && ls $0/* /dev/shm | sed 's/^libcrossmem/left: &/'",
      folder.toString()
    };
  }

  private static String mount(String options, String place) {
    return "mount -t tmpfs -o " + options + " none " + place + " && ";
  }

  private String temporary() {
    return "-Djava.io.tmpdir=" + folder.resolve("tmp");
  }

  @ParameterizedTest
  @CsvSource({
    "ro, exec, noexec, noexec",
    "noexec, ro, exec, noexec",
    "noexec, noexec, noexec, exec",
    "noexec, noexec, ro, exec"
  })
  void theNextFolderIsTaken(String temporary, String runtime, String shared, String cache)
      throws Exception {
    String[] folders = withFolders(temporary, runtime, shared, cache);
    String output = probe(Jvm.under(folders).with(temporary()));
    assertTrue(output.contains("read right"), output);
    assertFalse(output.contains("left: "), output);
  }

  @Test
  void whereNoFolderDoesOneMessageNamesThemAllAndOneRemedy() throws Exception {
    String output =
        probe(Jvm.under(withFolders("noexec", "ro", "noexec", "noexec")).with(temporary()));
    assertTrue(output.contains("supported false"), output);
    assertTrue(output.contains("cause NO_LIBRARY_FOLDER\n"), output);
    String noexec = " (mounted noexec: failed to map segment from shared object), ";
    assertTrue(
        output.contains(
            "unsupported NO_LIBRARY_FOLDER: the native library cannot be loaded from "
                + folder.resolve("tmp")
                + noexec
                + folder.resolve("run")
                + " (Read-only file system), /dev/shm"
                + noexec
                + folder.resolve("cache")
                + noexec.replace(", ", "")
                + "; set a writable folder that is not mounted noexec with"
                + " -Dcrossmem.native.dir=FOLDER\n"),
        output);
    assertFalse(output.contains("left: "), output);
  }

  @Test
  void theDoctorHasACauseForIt() throws Exception {
    String[] folders = withFolders("noexec", "noexec", "noexec", "noexec");
    Cli.Result result = Cli.under(folders).option(temporary()).with("doctor");
    assertEquals(1, result.status(), result.out());
    assertEquals(1, result.out().split("NO_LIBRARY_FOLDER", -1).length - 1, result.out());
    assertEquals(1, result.out().split("crossmem.native.dir", -1).length - 1, result.out());
  }

  @Test
  void aJvmThatForbidsNativeAccessIsNamedWithTheFlag() throws Exception {
    Requires.that(
        Runtime.version().feature() >= 24, "needs JDK 24 or later: JAVA_HOME=FOLDER mvn test");
    String output = probe(Jvm.under().withoutNativeAccess().with("--illegal-native-access=deny"));
    assertTrue(output.contains("supported false"), output);
    assertTrue(output.contains("--enable-native-access=ALL-UNNAMED"), output);
    String allowed = probe(Jvm.ofBits(64).with("--illegal-native-access=deny"));
    assertTrue(allowed.contains("read right"), allowed);
  }
}
