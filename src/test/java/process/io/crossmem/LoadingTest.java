package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the native library comes out of the jar, and what is said where it cannot. */
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
  void aFolderThatCannotBeWrittenIsNamedWithTheProperty() throws Exception {
    String output = probe(Jvm.ofBits(64).with("-Djava.io.tmpdir=/proc/nowhere"));
    assertTrue(output.contains("supported false"), output);
    assertTrue(output.contains("/proc/nowhere"), output);
    assertTrue(output.contains("unsupported cannot extract"), output);
    assertTrue(output.contains("-Dcrossmem.native.dir="), output);
  }

  @Test
  void aNoexecFolderIsNamedWithTheProperty() throws Exception {
    Requires.root();
    String mount = "mount -t tmpfs -o noexec none \"$0\" && exec \"$@\"";
    String output =
        probe(
            Jvm.under("unshare", "--mount", "sh", "-c", mount, folder.toString())
                .with("-Djava.io.tmpdir=" + folder));
    assertTrue(output.contains("supported false"), output);
    assertTrue(output.contains("cannot load the native library from " + folder), output);
    assertTrue(output.contains("noexec"), output);
    assertTrue(output.contains("-Dcrossmem.native.dir="), output);
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
