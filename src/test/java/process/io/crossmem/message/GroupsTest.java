package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Communicators of a list of ranks. */
@Timeout(60)
class GroupsTest {
  private static int sum(Communicator group) throws MessageException {
    int[] sum = new int[1];
    group.allreduce(Data.of(10 + group.rank()), Data.of(sum), Op.SUM);
    return sum[0];
  }

  @Test
  void allRanksCanMakeAGroupOfSomeRanks() throws Exception {
    LocalRanks.run(
        4,
        world -> {
          Communicator group = world.create(3, 0, 2).orElse(null);
          if (world.rank() == 1) {
            assertEquals(null, group);
          } else {
            assertEquals(List.of(1, -1, 2, 0).get(world.rank()), group.rank());
            assertEquals(33, sum(group));
            group.close();
          }
          int first = world.rank() / 2 * 2;
          try (Communicator pair = world.create(first + 1, first).orElseThrow()) {
            assertEquals(1 - world.rank() % 2, pair.rank());
            assertEquals(21, sum(pair));
          }
          assertTrue(world.create().isEmpty());
        });
  }

  @Test
  void onlyTheMembersCanMakeAGroup() throws Exception {
    LocalRanks.run(
        4,
        world -> {
          if (world.rank() % 2 == 1) {
            return; // which leaves the group
          }
          for (int i = 0; i < 20; i++) {
            try (Communicator group = world.createGroup(7, 2, 0)) {
              assertEquals(1 - world.rank() / 2, group.rank());
              assertEquals(21, sum(group));
            }
          }
          try (Communicator own = world.createGroup(0, world.rank())) {
            assertEquals(10, sum(own));
          }
        });
  }

  /** A group is made from a group, with the ranks of the latter. */
  @Test
  void groupsMayBeNested() throws Exception {
    LocalRanks.run(
        4,
        world -> {
          if (world.rank() > 0) {
            try (Communicator three = world.createGroup(0, 3, 2, 1)) {
              if (three.rank() > 0) {
                try (Communicator two = three.createGroup(0, 2, 1)) {
                  assertEquals(world.rank() - 1, two.rank());
                  assertEquals(21, sum(two));
                }
              }
              assertEquals(33, sum(three));
            }
          }
          assertEquals(46, sum(world));
        });
  }

  @Test
  void severalThreadsCanMakeGroupsWithDifferentTags() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          List<FutureTask<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            int tag = i;
            int first = i % 2;
            tasks.add(
                new FutureTask<>(
                    () -> {
                      try (Communicator group = world.createGroup(tag, first, 1 - first)) {
                        assertEquals(first == 0 ? world.rank() : 1 - world.rank(), group.rank());
                        return sum(group);
                      }
                    }));
          }
          for (int i = 0; i < 3; i++) {
            new Thread(tasks.get(world.rank() == 0 ? i : 2 - i)).start();
          }
          for (FutureTask<Integer> task : tasks) {
            assertEquals(21, task.get(30, TimeUnit.SECONDS));
          }
        });
  }

  /** The program never receives the messages that make a group. */
  @Test
  void theirMessagesAreSeparateFromOthers() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 0) {
            world.createGroup(3, 0, 1).close();
            world.send(Data.of(5), 1, 9);
          } else {
            int[] into = new int[1];
            assertEquals(
                9, world.recv(Data.of(into), Communicator.ANY_SOURCE, Communicator.ANY_TAG).tag());
            world.createGroup(3, 0, 1).close();
          }
        });
  }

  @Test
  void aRankThatIsGoneIsReported() throws Exception {
    LocalRanks.run(
        2,
        world -> {
          if (world.rank() == 1) {
            assertThrows(PeerFailedException.class, () -> world.createGroup(3, 0, 1));
          }
        });
  }

  @Test
  void aDifferentListIsDetected() throws Exception {
    LocalRanks.run(
        3,
        world -> {
          if (world.rank() == 0) {
            world.createGroup(3, 0, 1, 2).close();
          } else if (world.rank() == 1) {
            world.createGroup(3, 0, 1, 2).close();
          } else {
            assertThrows(MessageException.class, () -> world.createGroup(3, 0, 2, 1));
          }
          world.barrier();
        });
  }

  @Test
  void illegalListsAreRefused() throws Exception {
    Communicator closed = LocalRanks.alone();
    try (Communicator world = closed) {
      assertThrows(IndexOutOfBoundsException.class, () -> world.create(0, 1));
      assertThrows(IllegalArgumentException.class, () -> world.create(0, 0));
      assertThrows(IllegalArgumentException.class, () -> world.createGroup(0));
      assertThrows(IllegalArgumentException.class, () -> world.createGroup(-1, 0));
    }
    assertThrows(IllegalStateException.class, () -> closed.createGroup(0, 0));
  }
}
