package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that lie under a prefix, as {@code scripts/bench --with} names them. */
class InstallationTest {
  @TempDir Path prefix;

  /** What {@code scripts/build-native} says of a prefix that it refuses, before it builds. */
  private static String refused(String with) throws IOException, InterruptedException {
    Process build =
        new ProcessBuilder("scripts/build-native", "--with=" + with)
            .redirectErrorStream(true)
            .start();
    String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(2, build.waitFor(), said);
    assertEquals(1, said.lines().count(), said);
    return said;
  }

  private void make(String file, String content) throws IOException {
    Path path = prefix.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void prefixesAreTakenApartInTheirOrder() {
    List<Installation> parsed = Installation.parse("ucx=/opt/ucx:openmpi=/a=b:ucx=/opt/other");

    assertEquals(
        List.of(
            new Installation("ucx", "/opt/ucx"),
            new Installation("openmpi", "/a=b"),
            new Installation("ucx", "/opt/other")),
        parsed);
    assertEquals(List.of(), Installation.parse(""));
  }

  @Test
  void eachPrefixHasProgramsOfItsOwnAndItsOwnLauncher() {
    Installation other = new Installation("openmpi", "/opt/openmpi");
    Installation debian = Installation.ofDebian("openmpi");

    assertEquals("with/openmpi/opt/openmpi/rank", other.program());
    assertEquals("/opt/openmpi/bin/mpirun", other.command());
    assertEquals(" /opt/openmpi", other.suffix());
    assertEquals("openmpi_rank", debian.program());
    assertEquals("mpirun.openmpi", debian.command());
    assertEquals("", debian.suffix());
  }

  @Test
  void prefixThatLacksWhatItShouldHaveIsRefusedInOneLine() throws Exception {
    assertTrue(refused("openmpi=" + prefix).contains("there is no " + prefix + "/bin/mpicc"));
    assertTrue(refused("mpich=" + prefix).contains("there is no " + prefix + "/bin/mpicc"));
    assertTrue(refused("ucx=" + prefix).contains("/include/ucp/api/ucp.h"));
    make("include/ucp/api/ucp.h", "");
    assertTrue(refused("ucx=" + prefix).contains("no libucp.so in its lib or lib64"));
  }

  @Test
  void prefixThatHoldsAnotherMpiIsRefused() throws Exception {
    make("bin/mpicc", "");
    make("bin/mpirun", "#!/bin/sh\necho HYDRA build details\n");
    make("bin/mpiexec", "#!/bin/sh\necho mpirun (Open MPI) 4.1.4\n");

    assertTrue(refused("openmpi=" + prefix).contains("does not contain Open MPI"));
    assertTrue(refused("mpich=" + prefix).contains("does not contain HYDRA"));
  }

  @Test
  void whatIsNoKindOrNoAbsolutePathIsRefused() throws Exception {
    for (String with : List.of("", "ucx", "lam=/opt/lam", "ucx=opt/ucx")) {
      assertTrue(refused(with).contains("and an absolute path"), with);
    }
    assertTrue(refused("ucx=/opt/a:b").contains("colon"));
  }
}
