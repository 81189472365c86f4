package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jvm;
import io.crossmem.Requires;
import io.crossmem.internal.shm.SegmentDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How ranks find each other, and what they say if they do not. Most ranks are threads here. */
class JoiningTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String STRANGER = "54321"; // a user that nobody is

  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final String name = "joining-" + UUID.randomUUID();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void nothingIsLeft() throws Exception {
    threads.shutdown();
    assertEquals(List.of(), KillTest.left(name));
  }

  private Future<Communicator> join(int rank, int size, Duration timeout) {
    return threads.submit(() -> Communicator.join(name, rank, size, timeout));
  }

  private Path file() throws Exception {
    return folder().resolve(name);
  }

  private static Path folder() throws Exception {
    Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    return Path.of("/dev/shm/crossmem-" + uid);
  }

  private void awaitFile() throws Exception {
    while (!Files.exists(file())) {
      Thread.sleep(1);
    }
  }

  private static String messageOf(Future<?> failed) {
    Throwable cause = assertThrows(ExecutionException.class, failed::get).getCause();
    assertEquals(MessageException.class, cause.getClass(), cause.toString());
    return cause.getMessage();
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), text);
  }

  private static void closeAll(List<Future<Communicator>> all) throws Exception {
    for (Future<Communicator> one : all) {
      one.get().close();
    }
  }

  @Test
  void ranksAreGivenOutOrTaken() throws Exception {
    List<Future<Communicator>> all = new ArrayList<>(List.of(join(2, 4, LONG), join(0, 4, LONG)));
    awaitJoined(2);
    all.addAll(List.of(join(-1, 4, LONG), join(-1, 4, LONG)));
    assertEquals(2, all.get(0).get().rank());
    assertEquals(0, all.get(1).get().rank());
    assertEquals(4, all.get(2).get().rank() + all.get(3).get().rank());
    assertFalse(Files.exists(file()));
    closeAll(all);
  }

  @Test
  void manyGroupsMeetAtOnceInOneFolder() throws Exception {
    List<Future<Communicator>> all = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      String group = name + "-" + i / 2;
      all.add(threads.submit(() -> Communicator.join(group, -1, 2, LONG)));
    }
    closeAll(all);
  }

  @Test
  void fileAndFolderArePrivate() throws Exception {
    Future<Communicator> first = join(0, 2, LONG);
    awaitFile();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
    assertEquals(List.of(name), KillTest.left(name));
    closeAll(List.of(first, join(1, 2, LONG)));
  }

  @Test
  void anotherSizeIsNamed() throws Exception {
    Future<Communicator> first = join(0, 2, LONG);
    awaitFile();
    assertContains(
        messageOf(join(1, 3, SHORT)), "the group has size 2, but this process asked for size 3");
    closeAll(List.of(first, join(1, 2, LONG)));
  }

  @Test
  void aDuplicateRankIsReported() throws Exception {
    Future<Communicator> first = join(0, 2, LONG);
    awaitFile();
    Thread.sleep(50);
    assertContains(
        messageOf(join(0, 2, SHORT)),
        "rank 0 is taken by process " + ProcessHandle.current().pid());
    closeAll(List.of(first, join(1, 2, LONG)));
  }

  @Test
  void aRankThatNeverJoinsIsReported() throws Exception {
    String message = messageOf(join(0, 3, SHORT));
    assertContains(message, "\"" + name + "\"");
    assertContains(message, "only 1 of 3 ranks joined within 300 ms");
    assertFalse(Files.exists(file()));
    Future<Communicator> patient = join(0, 3, LONG);
    awaitFile();
    assertContains(messageOf(join(1, 3, SHORT)), "only 2 of 3 ranks");
    assertContains(messageOf(patient), "gave up");
  }

  @Test
  void badArgumentsAreNamed() {
    refused("size", () -> Communicator.join(name, 0));
    refused("size", () -> Communicator.join(name, Integer.MAX_VALUE));
    refused("rank", () -> Communicator.join(name, 2, 2, SHORT));
    refused("rank", () -> Communicator.join(name, -2, 2, SHORT));
    for (String bad : List.of("", ".hidden", "a/b", "../x", "a b", "x".repeat(201))) {
      refused("name", () -> Communicator.join(bad, 1));
    }
    assertThrows(NullPointerException.class, () -> Communicator.join(null, 1));
    assertThrows(NullPointerException.class, () -> Communicator.join(name, 0, 1, null));
  }

  private static void refused(String what, org.junit.jupiter.api.function.Executable call) {
    assertContains(assertThrows(IllegalArgumentException.class, call).getMessage(), what);
  }

  @Test
  void aloneIsAGroupToo() throws Exception {
    try (Communicator alone = Communicator.join(name, -1, 1, Duration.ofSeconds(Long.MAX_VALUE))) {
      ByteBuffer word = ByteBuffer.allocateDirect(8).putLong(0, 5);
      ByteBuffer into = ByteBuffer.allocateDirect(8);
      alone.sendRecv(word, 0, 1, into, 0, 1);
      assertEquals(5, into.getLong(0));
    }
  }

  @Test
  void anInterruptedThreadJoins() throws Exception {
    Future<Boolean> first =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              Communicator.join(name, 0, 2, LONG).close();
              return Thread.interrupted();
            });
    closeAll(List.of(join(1, 2, LONG)));
    assertTrue(first.get(), "the interrupt was swallowed");
  }

  @Test
  void aRankKilledWhileJoiningIsNamed() throws Exception {
    Future<Communicator> patient = join(0, 3, LONG);
    awaitJoined(1);
    Process child = startAndAwaitRank(1, 3);
    child.destroyForcibly().waitFor();
    assertContains(messageOf(patient), "rank 1 (pid " + child.pid() + ") died");
  }

  @Test
  void theFileOfAKilledGroupIsReplaced() throws Exception {
    startAndAwaitRank(0, 2).destroyForcibly().waitFor();
    assertEquals(List.of(name), KillTest.left(name)); // until somebody comes
    closeAll(List.of(join(0, 2, LONG), join(1, 2, LONG)));
  }

  /** One process removes it and makes another, while the others are still about to remove it. */
  @Test
  void theFileOfAKilledGroupIsReplacedOnce() throws Exception {
    startAndAwaitRank(0, 3).destroyForcibly().waitFor();
    byte[] dead = Files.readAllBytes(file());
    for (int round = 0; round < 200; round++) {
      if (!Files.exists(file())) {
        leave(dead);
      }
      closeAll(List.of(join(-1, 3, LONG), join(-1, 3, LONG), join(-1, 3, LONG)));
    }
  }

  /** As a killed group does. */
  private void leave(byte... segment) throws Exception {
    while (!Files.exists(file())) {
      try {
        Files.createDirectories(folder(), PRIVATE_FOLDER);
        Files.createFile(file(), PRIVATE_FILE);
      } catch (FileAlreadyExistsException | NoSuchFileException e) {
        Thread.sleep(1); // a group of another process just removed the folder, which was empty
      }
    }
    Files.write(file(), segment);
  }

  @Test
  void theFileOfAKilledGroupIsRemovedByAnotherGroup() throws Exception {
    Process only = startAndAwaitRank(0, 3); // a second one would see it die, and tidy up itself
    Path foreign = Files.write(folder().resolve(name + "-foreign"), new byte[5000]);
    try {
      only.destroyForcibly().waitFor();
      Communicator.join(name + "-other", 0, 1, LONG).close();
      assertEquals(List.of(foreign.getFileName().toString()), KillTest.left(name));
    } finally {
      Files.delete(foreign);
      Communicator.join(name + "-last", 0, 1, LONG).close(); // takes the folder away if it is empty
    }
  }

  @Test
  void theFileOfALivingGroupIsLeftToIt() throws Exception {
    Future<Communicator> first = join(0, 2, LONG);
    awaitJoined(1);
    Communicator.join(name + "-other", 0, 1, LONG).close();
    assertEquals(List.of(name), KillTest.left(name));
    closeAll(List.of(first, join(1, 2, LONG)));
  }

  /** Until it has counted itself in. */
  private Process startAndAwaitRank(int rank, int size) throws Exception {
    int before = Files.exists(file()) ? joined() : 0;
    Process child = Jvm.ofBits(64).start(JoiningRank.class, name, rank, size);
    awaitJoined(before + 1);
    return child;
  }

  private void awaitJoined(int count) throws Exception {
    awaitFile();
    while (joined() < count) {
      Thread.sleep(1);
    }
  }

  private int joined() throws Exception {
    return ByteBuffer.wrap(Files.readAllBytes(file()))
        .order(ByteOrder.nativeOrder())
        .getInt(SegmentDescriptor.JOINED);
  }

  @TempDir static Path classes;

  /** Made first by another user, or by this one with a mode that lets others in. */
  @ParameterizedTest
  @ValueSource(strings = {"0", STRANGER})
  void aFolderThatOtherUsersMayAccessIsSkipped(String owner) throws Exception {
    Requires.root();
    Jvm stranger = stranger();
    Path folder = Files.createDirectory(Path.of("/dev/shm/crossmem-" + STRANGER));
    try {
      Files.setAttribute(folder, "unix:uid", Integer.parseInt(owner));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      Process first = stranger.start(JoiningRank.class, name, 0, 2);
      String second = stranger().run(JoiningRank.class, name, 1, 2).output();
      assertEquals("rank 1", second.strip());
      assertEquals("rank 0", Jvm.finish(first).output().strip());
      assertEquals(List.of(folder), foldersOf(STRANGER));
      assertEquals(0, folder.toFile().list().length);
    } finally {
      Files.delete(folder);
    }
  }

  /**
   * The first rank waits in another folder; the second finds it, although the first folder can now
   * be used.
   */
  @Test
  void aFolderThatAppearsAndDisappearsSeparatesNoRanks() throws Exception {
    Requires.root();
    Path folder = Files.createDirectory(Path.of("/dev/shm/crossmem-" + STRANGER));
    Process first;
    try {
      first = stranger().start(JoiningRank.class, name, 0, 2);
      while (foldersOf(STRANGER).size() < 2) {
        Thread.sleep(1);
      }
    } finally {
      Files.delete(folder);
    }
    assertEquals("rank 1", stranger().run(JoiningRank.class, name, 1, 2).output().strip());
    assertEquals("rank 0", Jvm.finish(first).output().strip());
    assertEquals(List.of(), foldersOf(STRANGER));
  }

  private static List<Path> foldersOf(String user) throws Exception {
    try (var entries = Files.list(Path.of("/dev/shm"))) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith("crossmem-" + user))
          .toList();
    }
  }

  private static Jvm stranger() throws Exception {
    Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
    if (!Files.exists(classes.resolve("io/crossmem/ProcessMemory.class"))) {
      Jvm.copyForOtherUsers(classes);
    }
    return Jvm.under("setpriv", "--reuid", STRANGER, "--regid", STRANGER, "--clear-groups")
        .classPath(classes);
  }

  @Test
  void sharedMemoryThatIsTooSmallIsNamedWithItsSize() throws Exception {
    Requires.root();
    Jvm boxed =
        Jvm.under(
            "unshare",
            "-m",
            "sh",
            "-c",
            "mount -t tmpfs -o size=1m tmpfs /dev/shm && exec \"$@\"",
            "-");
    Jvm.Result result = boxed.run(JoiningRank.class, name, 0, 16);
    assertEquals(0, result.status(), result.output());
    assertContains(result.output(), "not enough shared memory in /dev/shm");
    assertContains(result.output(), "of 1024 KiB are free");
  }

  /** No group was joined by then, so no rank waits for this process. */
  @ParameterizedTest
  @ValueSource(strings = {"crossmem.join.seconds", "crossmem.eager", "crossmem.few"})
  void aSystemPropertyThatIsNotAllowedIsRefusedByName(String property) {
    System.setProperty(property, "abc");
    try {
      for (Executable join :
          List.<Executable>of(
              () -> Communicator.join(name, 1), () -> Communicator.join(name, 0, 1, SHORT))) {
        assertContains(assertThrows(IllegalArgumentException.class, join).getMessage(), property);
      }
    } finally {
      System.clearProperty(property);
    }
  }
}
