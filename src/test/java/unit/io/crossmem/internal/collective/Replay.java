package io.crossmem.internal.collective;

import io.crossmem.internal.data.Payload;
import io.crossmem.internal.data.Scratch;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.protocol.Completions;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One operation of many ranks, in one thread. A rank that has to wait for a message that is not
 * there runs to its end without effect, and once more from its beginning when the message has come;
 * what it sent before is not sent again. So there is no thread for each rank.
 */
final class Replay {
  /** What a rank does. */
  interface Program {
    void run(int rank, Messenger messenger) throws Exception;
  }

  /** What a rank has sent and received. */
  static final class Counts {
    int messagesInNode;
    int messagesBetweenNodes;
    long bytesBetweenNodes;
    final Set<Integer> ranksInNode = new HashSet<>();
    final Set<Integer> ranksBetweenNodes = new HashSet<>();
  }

  private static final int PART = 4096;

  private final Nodes nodes;
  private final Completions completions = new Completions();
  private final Scratch scratch = new Scratch(PART);
  private final TypedView view;
  private final List<Map<Integer, List<byte[]>>> inboxes = new ArrayList<>(); // by rank, source
  private final int[] sent; // messages, by rank
  private final int[] awaited; // the source that a rank waits for, or -1
  private final Counts[] counts;
  private final ArrayDeque<Integer> able = new ArrayDeque<>();
  private int finished;

  Replay(Nodes nodes) {
    this.nodes = nodes;
    ByteBuffer memory = OffHeap.allocate(PART);
    view = new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
    sent = new int[nodes.ranks()];
    awaited = new int[nodes.ranks()];
    Arrays.fill(awaited, -1);
    counts = new Counts[nodes.ranks()];
    for (int rank = 0; rank < nodes.ranks(); rank++) {
      inboxes.add(new HashMap<>());
      able.add(rank);
    }
  }

  /** By rank. Throws the exception of a rank, also where a rank waits for ever. */
  Counts[] run(Program program) throws Exception {
    while (!able.isEmpty()) {
      int rank = able.poll();
      awaited[rank] = -1;
      RankMessenger messenger = new RankMessenger(rank);
      try {
        program.run(rank, messenger);
      } catch (Exception | AssertionError e) {
        if (awaited[rank] < 0) {
          throw e;
        }
      }
      if (awaited[rank] < 0) {
        finish(rank, messenger);
      }
    }
    if (finished < nodes.ranks()) {
      throw new AssertionError(nodes.ranks() - finished + " ranks wait for ever");
    }
    return counts;
  }

  private void finish(int rank, RankMessenger messenger) {
    finished++;
    counts[rank] = messenger.own;
    inboxes
        .get(rank)
        .forEach(
            (source, messages) -> {
              if (messages.size() != messenger.taken.getOrDefault(source, 0)) {
                throw new AssertionError("rank " + rank + " left messages of rank " + source);
              }
            });
    inboxes.set(rank, null);
  }

  private void deliver(int source, int dest, byte[] message) {
    if (inboxes.get(dest) == null) {
      throw new AssertionError("rank " + dest + " has ended before a message came");
    }
    inboxes.get(dest).computeIfAbsent(source, key -> new ArrayList<>()).add(message);
    if (awaited[dest] == source) {
      awaited[dest] = -1;
      able.add(dest);
    }
  }

  private final class RankMessenger implements Messenger {
    final Counts own = new Counts();
    final Map<Integer, Integer> taken = new HashMap<>(); // messages, by source
    private final Map<Operation, Integer> posted = new HashMap<>(); // the number of its message
    private final int rank;
    private int sends;

    RankMessenger(int rank) {
      this.rank = rank;
    }

    @Override
    public int maxPayload() {
      return 1 << 20;
    }

    @Override
    public void requireOpen() {}

    private boolean isWithoutEffect() {
      return awaited[rank] >= 0;
    }

    @Override
    public boolean trySend(Payload payload, long offset, long bytes, int dest, int tag) {
      count(dest, bytes);
      if (sends++ == sent[rank] && !isWithoutEffect()) {
        sent[rank]++;
        deliver(rank, dest, copyOf(payload, offset, (int) bytes));
      }
      return true;
    }

    private void count(int other, long bytes) {
      if (nodes.nodeOf(other) == nodes.nodeOf(rank)) {
        own.messagesInNode++;
        own.ranksInNode.add(other);
      } else {
        own.messagesBetweenNodes++;
        own.bytesBetweenNodes += bytes;
        own.ranksBetweenNodes.add(other);
      }
    }

    private byte[] copyOf(Payload payload, long offset, int bytes) {
      byte[] copy = new byte[bytes];
      for (int done = 0; done < bytes; done += PART) {
        int part = Math.min(PART, bytes - done);
        payload.copyOut(offset + done, view, 0, part);
        view.bytes.get(0, copy, done, part);
      }
      return copy;
    }

    @Override
    public boolean tryReceive(Payload into, int source, int tag) {
      return false;
    }

    @Override
    public boolean tryReceive(Operation receive) {
      return false;
    }

    @Override
    public boolean tryTake(Payload into, int source, int tag) {
      return false;
    }

    @Override
    public void start(Operation operation) {
      operation.begin();
      if (operation.isSend()) {
        trySend(
            operation.payload(),
            operation.offset(),
            operation.length(),
            operation.peer(),
            operation.tag());
        completions.send(operation, rank);
      } else {
        count(operation.peer(), operation.length());
        posted.put(operation, taken.merge(operation.peer(), 1, Integer::sum) - 1);
        tryComplete(operation);
      }
    }

    private void tryComplete(Operation receive) {
      List<byte[]> messages = inboxes.get(rank).getOrDefault(receive.peer(), List.of());
      int number = posted.get(receive);
      if (number < messages.size() && !isWithoutEffect()) {
        posted.remove(receive);
        receive(receive, messages.get(number));
      }
    }

    private void receive(Operation receive, byte[] message) {
      if (message.length != receive.length()) {
        throw new AssertionError(message.length + " bytes came, not " + receive.length());
      }
      for (int done = 0; done < message.length; done += PART) {
        int part = Math.min(PART, message.length - done);
        view.bytes.put(0, message, done, part);
        if (receive.combination() == null) {
          receive.payload().copyIn(receive.offset() + done, view, 0, part);
        } else {
          receive
              .combination()
              .apply(scratch, receive.payload(), receive.offset(), done, view, 0, part);
        }
      }
      completions.receive(receive, receive.peer(), receive.tag(), message.length);
    }

    @Override
    public void await(Operation operation) {
      if (operation.isDone()) {
        return;
      }
      tryComplete(operation);
      if (!operation.isDone()) {
        if (!isWithoutEffect()) {
          awaited[rank] = operation.peer();
        }
        posted.remove(operation);
        completions.receive(operation, operation.peer(), operation.tag(), operation.length());
      }
    }

    @Override
    public void abort(Operation operation, Throwable why) {
      throw new AssertionError(why);
    }
  }
}
