package io.crossmem.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.protocol.MappingCache;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.sys.AsymmetricFence;
import io.crossmem.internal.sys.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log messages about the other ranks. */
@Timeout(30)
class PeerLogTest {
  private static final Logger LOGGER = Logger.getLogger("io.crossmem");

  private final TestRank rank = groupInWhichRank0MayNotReach1().ranks[0];
  private final PeerLog log = new PeerLog(rank.connections);
  private final List<String> said = new ArrayList<>();
  private Runnable onRecord = () -> {};

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          said.add(record.getLevel() + " " + record.getMessage());
          onRecord.run();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private static TestGroup groupInWhichRank0MayNotReach1() {
    int[][] permissions = new int[3][3];
    permissions[0][1] = Syscalls.EPERM;
    return new TestGroup(3, TestGroup.TINY, TestGroup.selector(null), 1 << 20, permissions);
  }

  @BeforeEach
  void listen() {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(handler);
    LOGGER.setLevel(Level.FINE); // what System.Logger calls DEBUG
  }

  @AfterEach
  void listenNoMore() {
    LOGGER.removeHandler(handler);
    LOGGER.setLevel(null);
    LOGGER.setUseParentHandlers(true);
  }

  private List<String> news() {
    return log.news().stream().map(Supplier::get).toList();
  }

  private static void requireOne(List<String> news, String... words) {
    assertEquals(1, news.size(), news.toString());
    for (String word : words) {
      assertTrue(news.get(0).contains(word), news.get(0));
    }
  }

  @Test
  void shouldLogOnceAPeerThatCannotBeAccessed() {
    requireOne(news(), "rank 1 (pid ", "copied twice", "errno 1)");
    assertEquals(List.of(), news());
  }

  @Test
  void shouldLogOnceAPeerThatIsGone() {
    news();
    rank.lose(2, PeerState.DIED);
    requireOne(news(), "rank 2 (pid ", "its process has ended");
    rank.progress.failures.lose(rank.peers[1], PeerState.LOST, "sent a malformed entry: of a test");
    requireOne(news(), "rank 1 (pid ", "treated as lost: it sent a malformed entry: of a test");
    assertEquals(List.of(), news());
  }

  @Test
  void shouldNotLogAPeerThatHasLeft() {
    news();
    rank.lose(2, PeerState.LEFT);
    assertEquals(List.of(), news());
  }

  @Test
  void shouldLogOnceMemoryThatCannotBeMapped() {
    news();
    for (int i = 0; i < 2; i++) {
      new MappingCache().take(rank.peers[2], 1 << 30, 1, 0, 8); // no such descriptor is open
    }
    requireOne(news(), "rank 2 (pid ", "not mapped");
    assertEquals(List.of(), news());
  }

  private LockedProgress locked() {
    EngineLock lock = new EngineLock(new AsymmetricFence(false));
    return new LockedProgress(rank.segment, rank.doorbell, lock, rank.progress);
  }

  @Test
  void shouldLogAfterReleasingTheLock() {
    LockedProgress locked = locked();
    onRecord = locked::poll; // which needs the lock
    while (said.isEmpty()) {
      locked.checkPeers();
    }
    assertTrue(said.get(0).startsWith("FINE rank 1 "), said.toString());
  }

  @Test
  void shouldLogTheRestAtTheEnd() {
    locked().sayRest();
    assertEquals(1, said.size(), said.toString());
  }

  @Test
  void shouldSuppressExceptionsOfALogger() {
    onRecord =
        () -> {
          throw new IllegalStateException("of this test");
        };
    locked().sayRest();
    assertEquals(1, said.size(), said.toString());
  }

  @Test
  void shouldSayNothingUnlessAsked() {
    LOGGER.setLevel(null); // the default of a JVM: INFO
    locked().sayRest();
    assertEquals(List.of(), said);
  }
}
