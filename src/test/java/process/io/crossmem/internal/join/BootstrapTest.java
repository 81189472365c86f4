package io.crossmem.internal.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Held;
import io.crossmem.Jvm;
import io.crossmem.Requires;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.message.NumbersRank;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Joining under difficulties: namespaces, users, dead groups, too little memory. */
@Timeout(120)
class BootstrapTest {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final String STRANGER = "54322"; // a user that nobody is

  private final String name = "bootstrap-" + UUID.randomUUID();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Process> processes = new ArrayList<>();

  @TempDir static Path classes;

  @AfterEach
  void nothingIsLeft() throws Exception {
    threads.shutdown();
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    assertEquals(List.of(), left());
  }

  private List<String> left() throws Exception {
    String[] files = folder().toFile().list();
    return files == null
        ? List.of()
        : List.of(files).stream().filter(f -> f.contains(name)).toList();
  }

  private static Path folder() throws Exception {
    return SHARED_MEMORY.resolve(
        "crossmem-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private Future<Membership> join(int rank, int size) {
    return threads.submit(() -> GroupRank.join(name, rank, size));
  }

  private static void closeAll(List<Future<Membership>> all) throws Exception {
    for (Future<Membership> one : all) {
      one.get().segment().close();
    }
  }

  private Process start(Jvm jvm, Object... arguments) throws Exception {
    Process process = jvm.start(GroupRank.class, arguments);
    processes.add(process);
    return process;
  }

  private Process startRank(int rank, int size) throws Exception {
    int before = joined();
    Process process = start(Jvm.ofBits(64), "join", name, rank, size, 30_000);
    while (joined() <= before) {
      if (!process.isAlive()) {
        throw new AssertionError("it did not join: " + Jvm.finish(process).output());
      }
      Thread.sleep(1);
    }
    return process;
  }

  private void awaitJoined(int count) throws Exception {
    while (joined() < count) {
      Thread.sleep(1);
    }
  }

  private int joined() throws Exception {
    Path file = folder().resolve(name);
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file))
          .order(ByteOrder.nativeOrder())
          .getInt(SegmentDescriptor.JOINED);
    } catch (java.nio.file.NoSuchFileException e) {
      return 0;
    }
  }

  private static Jvm withSharedMemory(String size) {
    Requires.root();
    return Jvm.under(
        "unshare",
        "-m",
        "sh",
        "-c",
        "mount -t tmpfs -o size=" + size + " tmpfs /dev/shm && exec \"$@\"",
        "-");
  }

  private static Jvm inShell(String script) {
    Requires.root();
    return Jvm.under("unshare", "-m", "sh", "-c", script + " && exec \"$@\"", "-");
  }

  private static String output(Jvm jvm, Object... arguments) throws Exception {
    return jvm.run(GroupRank.class, arguments).output().strip();
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), text);
  }

  // ---- dead groups

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void aDeadGroupIsReplacedByOneOfAnySize(int size) throws Exception {
    startRank(0, 3).destroyForcibly().waitFor();
    List<Future<Membership>> all = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      all.add(join(rank, size));
    }
    closeAll(all);
  }

  @Test
  void theRankOfADeadProcessIsFree() throws Exception {
    Future<Membership> waits = join(0, 3);
    awaitJoined(1);
    startRank(1, 3).destroyForcibly().waitFor();
    Future<Membership> takesIt = join(1, 3);
    ExecutionException e = assertThrows(ExecutionException.class, waits::get);
    assertContains(e.getMessage(), "rank 1 (pid ");
    // Only now is rank 0 free: until then its process lives, and has it.
    closeAll(List.of(takesIt, join(2, 3), join(0, 3)));
  }

  /** Whatever it does at that moment: create the file, link it, or remove the name. */
  @Test
  void aKillAtAnyMomentLeavesNothingForLong() throws Exception {
    for (int i = 0; i < 8; i++) { // two at a time, each mostly on a core of its own
      Process victim = start(Jvm.ofBits(64), "threads", name, 3, 1_000_000);
      Process other = start(Jvm.ofBits(64), "threads", name + "-2", 3, 1_000_000);
      Thread.sleep(400 + ThreadLocalRandom.current().nextInt(100));
      victim.destroyForcibly();
      Thread.sleep(ThreadLocalRandom.current().nextInt(100));
      other.destroyForcibly().waitFor();
      victim.waitFor();
    }
    Set<String> ofVictims = asideFiles();
    String collector = name.replace("bootstrap", "collector");
    Bootstrap.join(collector, 0, 1, OptionalLong.empty(), Duration.ofSeconds(5)).segment().close();
    assertEquals(List.of(), left());
    // Those of living processes, which this user may have as well, go by themselves.
    assertTrue(Held.becomes(() -> Collections.disjoint(ofVictims, asideFiles())));
  }

  private static Set<String> asideFiles() throws Exception {
    String[] files = folder().toFile().list((any, file) -> file.startsWith(MeetingFolder.ASIDE));
    return files == null ? Set.of() : Set.of(files);
  }

  // ---- namespaces and users

  private static Jvm inPidNamespace() {
    Requires.root();
    return Jvm.under("unshare", "-p", "-f", "--mount-proc").with("-XX:-UsePerfData");
  }

  @Test
  void twoPidNamespacesDoNotHarmEachOther() throws Exception {
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      all.add(start(inPidNamespace(), "alone", name + "-" + i, 3000));
    }
    all.add(start(Jvm.ofBits(64), "alone", name + "-2", 3000));
    for (Process process : all) {
      assertEquals("joined true", Jvm.finish(process).output().strip());
    }
  }

  @Test
  void aGroupOfAnotherPidNamespaceIsReportedAtOnceAndNotChanged() throws Exception {
    Jvm other = inPidNamespace();
    Future<Membership> first = join(0, 2);
    awaitJoined(1);
    String output = output(other, "join", name, 1, 2, 20_000);
    assertEquals("its processes are in another pid namespace (container)", output);
    closeAll(List.of(first, join(1, 2)));
  }

  @Test
  void aDeadGroupOfAnotherPidNamespaceIsReplaced() throws Exception {
    Process first = start(inPidNamespace(), "join", name, 0, 2, 30_000);
    awaitJoined(1);
    first.descendants().forEach(ProcessHandle::destroyForcibly);
    first.waitFor();
    closeAll(List.of(join(0, 2), join(1, 2)));
  }

  @Test
  void aGroupOfAnotherTimeNamespaceIsReportedAtOnce() throws Exception {
    Requires.root();
    Requires.that(Files.exists(Path.of("/proc/self/ns/time")), "needs Linux 5.6: time namespaces");
    Future<Membership> first = join(0, 2);
    awaitJoined(1);
    Jvm shifted = Jvm.under("unshare", "-T", "--boottime", "100000", "--fork");
    String output = output(shifted, "join", name, 1, 2, 20_000);
    assertEquals("its processes are in another time namespace (container)", output);
    closeAll(List.of(first, join(1, 2)));
  }

  @Test
  void theErrorListsWhyOthersCannotJoin() throws Exception {
    Requires.root();
    Future<Membership> first = join(0, 2);
    awaitJoined(1);
    String output = output(stranger("true"), "join", name, 1, 2, 300);
    assertContains(output, "only 1 of 2 ranks joined within 300 ms; the others cannot join if");
    assertContains(output, "there are groups of user 0");
    closeAll(List.of(first, join(1, 2)));
  }

  @Test
  void aRankWithAnotherSharedMemoryThanItsLauncherSaysSo() throws Exception {
    long launcher = ProcessHandle.current().pid();
    String environment =
        "mount -t tmpfs tmpfs /dev/shm && export CROSSMEM_RANK=0 CROSSMEM_SIZE=2"
            + (" CROSSMEM_NAME=" + name + " CROSSMEM_LAUNCHER=" + launcher);
    Jvm jvm = inShell(environment).with("-Dcrossmem.join.seconds=1");
    String output = jvm.run(NumbersRank.class).output();
    assertContains(
        output, "only 1 of 2 ranks joined within 1 s; this rank has a different /dev/shm than");
    assertContains(output, "than process " + launcher + ", which started it: share it");
  }

  // ---- memory

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-o ro | /dev/shm is read-only: mount -o remount,rw /dev/shm",
        "-o nr_inodes=2 | /dev/shm has no room for another file: remove some, or allow more",
        "-o nr_inodes=1 | /dev/shm has no room for another file: remove some, or allow more",
      })
  void unusableSharedMemoryIsReportedWithTheRemedy(String options, String words) throws Exception {
    Jvm jvm = inShell("mount -t tmpfs " + options + " tmpfs /dev/shm");
    assertContains(output(jvm, "join", name, 0, 2, 20_000), words);
  }

  @Test
  void sharedMemoryThatIsNotThereIsNamedWithTheRemedy() throws Exception {
    String devices =
        "cp -a /dev/null /dev/random /dev/urandom $0 && mount --bind $0 /dev && rm -f $0/shm";
    Path folder = Files.createTempDirectory("crossmem-devices");
    try {
      Jvm jvm =
          Jvm.under("unshare", "-m", "sh", "-c", devices + " && exec \"$@\"", folder.toString());
      Requires.root();
      String output = output(jvm, "join", name, 0, 2, 20_000);
      assertContains(output, "/dev/shm does not exist: mount a tmpfs (mount -t tmpfs");
    } finally {
      for (String device : List.of("null", "random", "urandom", "")) {
        Files.deleteIfExists(folder.resolve(device));
      }
    }
  }

  private static Jvm stranger(String script) throws Exception {
    Requires.root();
    if (!Files.exists(classes.resolve("io/crossmem/ProcessMemory.class"))) {
      Jvm.copyForOtherUsers(classes);
    }
    new ProcessBuilder("chmod", "a+rx", classes.toString()).start().waitFor();
    String become = " && exec setpriv --reuid $0 --regid $0 --clear-groups \"$@\"";
    return Jvm.under("unshare", "-m", "sh", "-c", script + become, STRANGER)
        .classPath(classes)
        .with("-XX:-UsePerfData");
  }

  @Test
  void sharedMemoryOfAnotherUserIsNamedWithTheRemedy() throws Exception {
    Jvm jvm = stranger("mount -t tmpfs -o mode=0755,uid=1 tmpfs /dev/shm");
    String output = output(jvm, "join", name, 0, 2, 20_000);
    assertContains(output, "/dev/shm is not writable for this user: it belongs to ");
    assertContains(output, "and has mode rwxr-xr-x: chmod 1777 /dev/shm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0777", "0277", "0000"})
  void anUmaskIsNoObstacle(String umask) throws Exception {
    String own = "mount -t tmpfs -o mode=1777 tmpfs /dev/shm && umask " + umask;
    assertEquals("joined true", output(stranger(own), "alone", name, 20));
  }

  /** 8 ranks need 8.9 MiB in total. */
  @Test
  void ranksThatJoinAtTheSameTimeAllocateMemoryOnce() throws Exception {
    assertEquals("all met", output(withSharedMemory("10m"), "threads", name, 8, 10));
  }

  @Test
  void unreachableGroupsAreCollectedIfMemoryIsShort() throws Exception {
    assertEquals("all met", output(withSharedMemory("3m"), "drop", name, 40));
  }

  @Test
  void everyRankThatJoinsReportsALackOfMemory() throws Exception {
    String output = output(withSharedMemory("2m"), "join", name, 0, 8, 20_000);
    assertContains(output, "not enough shared memory in /dev/shm: ");
    assertContains(output, "of 2048 KiB are free");
  }

  @Test
  void joiningAndLeavingManyTimesLeaksNothing() throws Exception {
    meetAgain(100);
    Set<Integer> before = Held.settled(BootstrapTest::ofGroups);
    meetAgain(1000);
    assertTrue(
        Held.becomes(() -> ofGroups().size() <= before.size()), before + " -> " + ofGroups());
  }

  private void meetAgain(int rounds) throws Exception {
    for (int i = 0; i < rounds; i++) {
      closeAll(List.of(join(0, 2), join(1, 2)));
    }
  }

  private static Set<Integer> ofGroups() throws IOException {
    return Held.descriptors("/dev/shm/", "pidfd", "eventpoll");
  }

  // ---- many ranks

  @Test
  void manyRanksOfOneProcessMeet() throws Exception {
    List<Future<Membership>> all = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      all.add(join(-1, 256));
    }
    closeAll(all);
  }

  @Test
  void virtualThreadsMeetThoughCarriersAreFew() throws Exception {
    Requires.that(Runtime.version().feature() >= 21, "needs Java 21: virtual threads");
    Jvm jvm = Jvm.ofBits(64).with("-Djdk.virtualThreadScheduler.maxPoolSize=2");
    assertEquals("all met", output(jvm, "virtual", name, 32));
  }

  @Test
  void aRankWithoutDescriptorsTreatsNoPeerAsDead() throws Exception {
    Jvm few = Jvm.under("prlimit", "--nofile=256:256").with("-XX:-MaxFDLimit");
    Process exhausted = start(few, "exhaust", name, 0, 3);
    awaitJoined(1);
    Future<Membership> waits = join(1, 3);
    Thread.sleep(3000);
    closeAll(List.of(waits, join(2, 3)));
    assertContains(Jvm.finish(exhausted).output(), "rank 0");
  }
}
