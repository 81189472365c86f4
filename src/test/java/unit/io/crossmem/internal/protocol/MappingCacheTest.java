package io.crossmem.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.crossmem.Held;
import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.data.RemoteMapping;
import io.crossmem.internal.data.SealedFile;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.sys.NativeLibrary;
import io.crossmem.internal.sys.Syscalls;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Memory of another rank that is mapped; the other process is this one. */
class MappingCacheTest {
  private static final int BYTES = 100_000;

  /** fcntl(2): duplicates a descriptor as the lowest free number from the argument on. */
  private static final int F_DUPFD = 0;

  /** So high that no other thread of this process is given the number meanwhile. */
  private static final int UNUSED = 1000;

  private final RemoteProcess self = RemoteProcess.of((int) ProcessHandle.current().pid(), 0);
  private final Peer peer = new Peer(1, self, 0, 1 << 20);
  private final Peer other = new Peer(2, self, 0, 1 << 20);
  private final MappingCache cache = new MappingCache(3, 4 << 20);
  private final List<HugePageMemory> memories = new ArrayList<>();

  @BeforeAll
  static void load() {
    NativeLibrary.ensureLoaded();
  }

  @AfterEach
  void close() {
    cache.close();
    memories.forEach(HugePageMemory::close);
    self.close();
  }

  private HugePageMemory memory(int bytes) throws Exception {
    HugePageMemory memory = HugePageMemory.allocateShared(bytes);
    memories.add(memory);
    return memory;
  }

  private RemoteMapping take(Peer of, HugePageMemory memory) {
    SealedFile file = memory.file();
    return cache.take(of, file.fd(), file.inode(), 0, memory.size());
  }

  /** A message arrives and is received. */
  private RemoteMapping use(Peer of, HugePageMemory memory) {
    RemoteMapping mapping = take(of, memory);
    mapping.release();
    return mapping;
  }

  @Test
  void memoryIsMappedOnceAndSeesWhatItsOwnerWrites() throws Exception {
    HugePageMemory memory = memory(BYTES);
    memory.buffer(0, BYTES).putLong(40_000, 42);
    RemoteMapping first = use(peer, memory);
    assertEquals(0, first.populate(0, BYTES));
    assertEquals(42, first.view(40_000).bytes.getLong(RemoteMapping.index(40_000)));
    memory.buffer(0, BYTES).putLong(40_000, 43);
    assertEquals(43, first.view(40_000).bytes.getLong(40_000));
    assertSame(first, use(peer, memory));
    assertEquals(1, cache.size());
  }

  @Test
  void itTakesNoDescriptorOnceItIsMapped() throws Exception {
    HugePageMemory memory = memory(BYTES);
    use(peer, memory); // the guard of the process is open from here on
    HugePageMemory next = memory(BYTES);
    Set<Integer> before = Held.settled(() -> Held.descriptors("/memfd:"));
    assertNotNull(use(peer, next));
    assertEquals(before, Held.descriptors("/memfd:"));
  }

  @Test
  void mappingsOfDifferentRanksAreSeparate() throws Exception {
    HugePageMemory memory = memory(BYTES);
    assertNotSame(use(peer, memory), use(other, memory));
    cache.drop(peer);
    assertEquals(1, cache.size());
  }

  @Test
  void newMemoryUnderTheSameDescriptorTakesThePlaceOfTheOld() throws Exception {
    RemoteMapping before = useAsDescriptor(UNUSED, memory(BYTES));
    assertNotSame(before, useAsDescriptor(UNUSED, memory(BYTES)));
    assertEquals(1, cache.size());
  }

  /** The rank has the memory open as this descriptor number while the message is received. */
  private RemoteMapping useAsDescriptor(int number, HugePageMemory memory) {
    int fd = Syscalls.fcntl(memory.file().fd(), F_DUPFD, number);
    assertEquals(number, fd, "the number is free");
    try {
      RemoteMapping mapping = cache.take(peer, fd, memory.file().inode(), 0, memory.size());
      mapping.release();
      return mapping;
    } finally {
      Syscalls.close(fd);
    }
  }

  @Test
  void memoryThatAMessageUsesIsKept() throws Exception {
    HugePageMemory old = memory(BYTES);
    RemoteMapping used = take(peer, old);
    old.close();
    assertNull(take(peer, memory(BYTES)));
    used.release();
    assertNotNull(take(peer, memories.get(1)));
  }

  @Test
  void theLeastRecentlyUsedMappingIsRemovedFirst() throws Exception {
    HugePageMemory[] some = {memory(BYTES), memory(BYTES), memory(BYTES), memory(BYTES)};
    RemoteMapping first = use(peer, some[0]);
    RemoteMapping second = use(peer, some[1]);
    use(peer, some[2]);
    assertSame(first, use(peer, some[0]));
    use(peer, some[3]); // instead of the second
    assertEquals(3, cache.size());
    assertSame(first, use(peer, some[0]));
    assertNotSame(second, use(peer, some[1]));
  }

  @Test
  void noMoreIsMappedThanTheBoundsAllow() throws Exception {
    HugePageMemory[] some = {memory(BYTES), memory(BYTES), memory(BYTES), memory(BYTES)};
    List<RemoteMapping> used = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      used.add(take(peer, some[i]));
    }
    assertNull(take(peer, some[3]), "all three are in use");
    used.get(1).release();
    assertNotNull(take(peer, some[3]));
    cache.drop(peer);
    assertNull(take(peer, memory(6 << 20)), "that is longer than all may be");
    assertEquals(0, cache.size());
    use(peer, memory(4 << 20));
    use(peer, some[0]);
    assertEquals(1, cache.size());
  }

  @Test
  void onlyRangesInsideTheMemoryAreAccepted() throws Exception {
    SealedFile file = memory(BYTES).file();
    assertNull(cache.take(peer, file.fd(), file.inode(), 1, BYTES));
    assertNull(cache.take(peer, file.fd(), file.inode(), -1, 10));
    assertNull(cache.take(peer, file.fd(), file.inode(), 10, -1));
    assertNull(cache.take(peer, file.fd(), file.inode(), Long.MAX_VALUE, 10));
    assertNull(cache.take(peer, file.fd(), file.inode(), 10, Long.MAX_VALUE));
    assertFalse(cache.isInUse());
    assertNotNull(cache.take(peer, file.fd(), file.inode(), 1, BYTES - 1));
  }

  @Test
  void anUnsealedOrDifferentFileIsNeverMapped() throws Exception {
    use(peer, memory(BYTES)); // the guard of the process is open from here on
    cache.drop(peer);
    SealedFile file = memory(BYTES).file();
    int unsealed = Syscalls.memfdCreate();
    Syscalls.allocateFile(unsealed, 0, BYTES);
    int halfSealed = Syscalls.memfdCreate();
    Syscalls.allocateFile(halfSealed, 0, BYTES);
    Syscalls.fcntl(halfSealed, Syscalls.F_ADD_SEALS, Syscalls.F_SEAL_GROW);
    try (FileInputStream plain = new FileInputStream("/etc/passwd")) {
      assertEquals('r', plain.read());
      Set<Integer> before = Held.settled(MappingCacheTest::refusedFiles);
      assertNull(cache.take(peer, unsealed, Syscalls.fileInode(unsealed), 0, 10));
      assertNull(cache.take(peer, halfSealed, Syscalls.fileInode(halfSealed), 0, 10));
      assertNull(cache.take(peer, file.fd(), file.inode() + 1, 0, 10));
      for (int fd = 0; fd < 200; fd++) { // pipes, folders, sockets, the class path
        if (fd != file.fd()) {
          assertNull(cache.take(peer, fd, inode(fd), 0, 10), "descriptor " + fd);
        }
      }
      assertNull(cache.take(peer, -1, 0, 0, 10));
      assertNull(cache.take(peer, Integer.MAX_VALUE, 0, 0, 10));
      assertEquals(0, cache.size());
      assertEquals(before, refusedFiles());
    } finally {
      Syscalls.close(unsealed);
      Syscalls.close(halfSealed);
    }
    assertNotNull(take(peer, memories.get(1)), "what was refused has spoiled nothing");
  }

  private static Set<Integer> refusedFiles() throws IOException {
    return Held.descriptors("/memfd:", "/etc/passwd", "pipe:", "socket:");
  }

  private static long inode(int fd) throws IOException {
    Path path = Path.of("/proc/self/fd/" + fd);
    boolean sealed =
        Files.isSymbolicLink(path)
            && Files.readSymbolicLink(path).toString().startsWith("/memfd:crossmem");
    return sealed ? 0 : Syscalls.fileInode(fd); // other tests' memory is no forgery
  }

  @Test
  void aRankThatDeniesItsDescriptorsIsNotTriedAgain() throws Exception {
    peer.refusedDescriptor(Syscalls.EMFILE);
    assertNotNull(use(peer, memory(BYTES)), "that may change");
    cache.drop(peer);
    peer.refusedDescriptor(Syscalls.EPERM);
    assertNull(take(peer, memories.get(0)));
  }
}
