package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.sys.Proc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Why access is refused: each cause is produced by the kernel, in another JVM if this one has too
 * many permissions. The levels of Yama need a kernel that has it: scripts/test-yama.
 */
class DiagnosisTest {
  private static final String NOBODY = "65534";
  private static final String[] AS_NOBODY = {
    "setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"
  };

  @TempDir static Path classes;

  @BeforeAll
  static void copyClasses() throws Exception {
    Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
    Jvm.copyForOtherUsers(classes);
  }

  private static String probe(Jvm jvm, long pid, long address) throws Exception {
    Jvm.Result result =
        jvm.classPath(classes).run(AccessProbe.class, pid, "0x" + Long.toHexString(address));
    assertEquals(0, result.status(), result.output());
    return result.output();
  }

  private static String probe(Jvm jvm, Foreign foreign) throws Exception {
    return probe(jvm, foreign.pid(), foreign.value("rw"));
  }

  private static void assertRefused(
      String output, String errno, AccessReport.Cause cause, String... words) {
    assertTrue(output.contains("allowed false\ncause " + cause + "\n"), output);
    assertTrue(output.contains("errno " + errno + "\n"), output);
    String report = output.lines().filter(l -> l.startsWith("report ")).findFirst().orElseThrow();
    String message = output.lines().filter(l -> l.startsWith("message ")).findFirst().orElseThrow();
    for (String word : words) {
      assertTrue(report.contains(word), report);
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void aProcessOfTheSameUserIsAllowed() {
    try (Foreign foreign = Foreign.start()) {
      AccessReport report = ProcessMemory.diagnose(foreign.pid());
      assertTrue(report.isAllowed());
      assertEquals(AccessReport.Cause.NONE, report.cause());
      assertEquals(foreign.pid(), report.pid());
    }
    assertTrue(ProcessMemory.diagnose(ProcessHandle.current().pid()).isAllowed());
  }

  @Test
  void anUnusedPidIsNoSuchProcess() {
    Foreign ended = Foreign.start();
    ended.kill();
    AccessReport report = ProcessMemory.diagnose(ended.pid());
    assertEquals(AccessReport.Cause.NO_SUCH_PROCESS, report.cause());
    assertFalse(report.remedy().isEmpty());
  }

  @Test
  void aZombieIsNamed() throws Exception {
    try (Foreign parent = Foreign.start(Foreign.program("zombie", 64))) {
      while (Proc.stat(parent.pid()).orElseThrow().state() != 'Z') {
        Thread.onSpinWait();
      }
      assertEquals(AccessReport.Cause.ZOMBIE, ProcessMemory.diagnose(parent.pid()).cause());
      assertRefused(
          probe(new Jvm(), parent.pid(), 4096), "ESRCH", AccessReport.Cause.ZOMBIE, "has ended");
    }
  }

  @Test
  void aKernelThreadIsNamed() {
    long thread =
        Proc.pids().stream()
            .filter(pid -> Proc.stat(pid).map(Proc.Stat::kernelThread).orElse(false))
            .findFirst()
            .orElse(-1L);
    Requires.that(thread > 0, "needs a kernel thread in sight: run outside a container");
    assertEquals(AccessReport.Cause.KERNEL_THREAD, ProcessMemory.diagnose(thread).cause());
  }

  @Test
  void aProcessOfAnotherUserIsNamedWithItsIds() throws Exception {
    Requires.root();
    try (Foreign foreign = Foreign.start()) {
      String output = probe(Jvm.under(AS_NOBODY), foreign);
      assertRefused(output, "EPERM", AccessReport.Cause.OTHER_USER, "uids 0/0/0", "CAP_SYS_PTRACE");
      String regions = value(output, "regions ");
      assertTrue(regions.contains("EPERM") && regions.contains("uids 0/0/0"), regions);
    }
  }

  @Test
  void theCapabilityOverridesTheUser() throws Exception {
    Requires.root();
    try (Foreign foreign =
        Foreign.start(under(AS_NOBODY, copyForNobody("foreign64", "rwxr-xr-x")))) {
      assertTrue(probe(new Jvm(), foreign).contains("read right"));
    }
  }

  @Test
  void aSetUidProgramIsNamedWithItsIds() throws Exception {
    Requires.root();
    Path program = copyForNobody("setuid", "rwxr-xr-x");
    new ProcessBuilder("chmod", "4755", program.toString()).inheritIO().start().waitFor();
    try (Foreign foreign = Foreign.start(under(AS_NOBODY, program))) {
      Requires.that(
          Proc.status(foreign.pid()).get("Uid").startsWith(NOBODY + "\t0\t0"),
          "needs a temporary folder not mounted nosuid: mvn test -DargLine=-Djava.io.tmpdir=FOLDER");
      String output = probe(Jvm.under(AS_NOBODY), foreign);
      assertRefused(output, "EPERM", AccessReport.Cause.OTHER_USER, "uids 65534/0/0", "set-uid");
    }
  }

  @Test
  void aProcessThatIsNotDumpableIsNamed() throws Exception {
    Requires.root();
    try (Foreign foreign =
        Foreign.start(under(AS_NOBODY, copyForNobody("dumpable", "rwxr-xr-x")))) {
      assertTrue(probe(Jvm.under(AS_NOBODY), foreign).contains("read right"), "as long as it is");
      foreign.ask("dumpable", 0);
      String output = probe(Jvm.under(AS_NOBODY), foreign);
      assertRefused(output, "EPERM", AccessReport.Cause.NOT_DUMPABLE, "PR_SET_DUMPABLE");
    }
  }

  @Test
  void aProcessWithMoreCapabilitiesIsNamed() throws Exception {
    Requires.root();
    try (Foreign foreign = Foreign.start()) {
      Jvm jvm = Jvm.under("setpriv", "--bounding-set", "-sys_ptrace", "--inh-caps", "-sys_ptrace");
      String output = probe(jvm, foreign);
      assertRefused(output, "EPERM", AccessReport.Cause.MORE_CAPABILITIES, "capabilities");
    }
  }

  @Test
  void aProcessOutsideTheOwnUserNamespaceIsNamed() throws Exception {
    Requires.root();
    try (Foreign foreign = Foreign.start()) {
      String output = probe(Jvm.under("unshare", "--user", "--map-root-user"), foreign);
      assertRefused(output, "EPERM", AccessReport.Cause.USER_NAMESPACE, "user namespace");
    }
  }

  @Test
  void aPidFromInsideAPidNamespaceIsNamedWithThePidToUse() throws Exception {
    Requires.root();
    long last = 30_000; // a pid below every pid_max, unused outside the namespace
    while (Proc.stat(last + 1).isPresent()) {
      last--;
    }
    String script =
        "echo "
            + last
            + " >/proc/sys/kernel/ns_last_pid; \"$0\"; true"; // not exec: a pid of its own
    try (Foreign foreign =
        Foreign.start(
            "unshare", "--pid", "--fork", "sh", "-c", script, Foreign.program("foreign", 64))) {
      long inner = foreign.pid();
      assertEquals(last + 1, inner);
      AccessReport report = ProcessMemory.diagnose(inner);
      assertEquals(AccessReport.Cause.PID_NAMESPACE, report.cause(), report.toString());
      long outer = Long.parseLong(report.remedy().replaceAll("\\D", ""));
      assertTrue(ProcessMemory.diagnose(outer).isAllowed());
      assertTrue(Proc.status(outer).get("NSpid").endsWith("\t" + inner));
    }
  }

  @Test
  void aProcFileSystemOfAnotherPidNamespaceIsNamed() throws Exception {
    Requires.root();
    try (Foreign foreign = Foreign.start()) {
      String output = probe(Jvm.under("unshare", "--pid", "--fork"), foreign);
      assertRefused(output, "ESRCH", AccessReport.Cause.PID_NAMESPACE, "/proc");
    }
  }

  @Test
  void insideAPidNamespaceAMissingPidIsSaidToBeMissingThere() throws Exception {
    Requires.root();
    try (Foreign foreign = Foreign.start()) {
      String output = probe(Jvm.under("unshare", "--pid", "--fork", "--mount-proc"), foreign);
      assertRefused(
          output, "ESRCH", AccessReport.Cause.NO_SUCH_PROCESS, "in this process's pid namespace");
    }
  }

  @Test
  void aSeccompFilterIsNamedAndMakesThePlatformUnsupported() throws Exception {
    try (Foreign foreign = Foreign.start()) {
      for (Errno errno : List.of(Errno.EPERM, Errno.ENOSYS)) {
        String output =
            probe(
                Jvm.under(Foreign.program("deny", 64), Integer.toString(errno.number()), "310,311"),
                foreign);
        assertTrue(output.contains("supported false\n"), output);
        assertTrue(output.contains("cause SECCOMP\n"), output);
        String reason = value(output, "reason ");
        assertTrue(reason.contains("seccomp") && reason.contains(errno.name()), reason);
        assertEquals(reason, value(output, "unsupported "));
      }
    }
  }

  @Test
  void anUnknownMachineOrSystemIsNamedAndEveryCallSaysSo() throws Exception {
    for (String property : List.of("os.arch=sparcv9", "os.name=Plan 9")) {
      String output = probe(new Jvm().with("-D" + property), 1, 4096);
      String seen = property.substring(property.indexOf('=') + 1);
      assertTrue(output.contains("supported false\n"), output);
      assertTrue(output.contains("cause UNSUPPORTED_PLATFORM\n"), output);
      assertTrue(value(output, "reason ").contains(seen), output);
      assertEquals(value(output, "reason "), value(output, "unsupported "));
    }
  }

  @Test
  void whereYamaIsAbsentNothingNeedsToBeAllowed() throws Exception {
    boolean yama = Files.exists(Yama.SCOPE);
    try (Foreign foreign = Foreign.start()) {
      assertEquals(yama, ProcessMemory.allowAccessFrom(foreign.pid()));
      assertEquals(yama, ProcessMemory.allowAccessFromAnyone());
    }
  }

  private static String value(String output, String name) {
    return output
        .lines()
        .filter(l -> l.startsWith(name))
        .findFirst()
        .orElseThrow()
        .substring(name.length());
  }

  private static Path copyForNobody(String name, String permissions) throws Exception {
    Path copy = Files.copy(Path.of(Foreign.program("foreign", 64)), classes.resolve(name));
    return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(permissions));
  }

  private static String[] under(String[] prefix, Path program) {
    String[] command = java.util.Arrays.copyOf(prefix, prefix.length + 1);
    command[prefix.length] = program.toString();
    return command;
  }
}
