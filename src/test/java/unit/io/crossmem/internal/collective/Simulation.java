package io.crossmem.internal.collective;

import io.crossmem.internal.data.BufferPayload;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.Payload;
import io.crossmem.internal.data.Scratch;
import io.crossmem.internal.protocol.Completions;
import io.crossmem.internal.protocol.DeferredAction;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.SendMode;
import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The messages of ranks that are threads of this process. One thread runs at a time. A random
 * generator chooses which one, and when the bytes of a message are copied, so that the same seed
 * gives the same run. A deadlock of the ranks ends the simulation.
 */
final class Simulation {
  /** What a send does if there is no receive yet. */
  enum Mode {
    /** The send completes at once, and its bytes are copied. */
    EAGER,
    /** It waits for its receive, however small it is. */
    RENDEZVOUS,
    /** One or the other, at random. */
    MIXED
  }

  /** The program of a rank. */
  interface Program {
    void run(int rank, Messenger messenger) throws Exception;
  }

  private static final int PART = 4096;

  private final Mode mode;
  private final SplittableRandom random;
  private final Completions completions = new Completions();
  private final Scratch scratch = new Scratch(PART);
  private final TypedView view;
  private final List<Message> unexpected = new ArrayList<>();
  private final List<Posted> posted = new ArrayList<>();
  private final List<Pair> pairs = new ArrayList<>();
  private final Rank[] ranks;
  private final ReentrantLock lock = new ReentrantLock(); // held by the rank that runs
  private final List<Throwable> failures = new ArrayList<>();
  private int running = -1;
  private boolean stuck;

  /** The send is null when it is complete; then the bytes are here. */
  private record Message(int source, int dest, int tag, Operation send, ByteBuffer bytes) {
    long length() {
      return send == null ? bytes.capacity() : send.length();
    }
  }

  private record Posted(int rank, Operation receive) {}

  private record Pair(Message message, Posted posted) {}

  private static final class Rank {
    final Condition turn;
    io.crossmem.internal.protocol.Condition awaited;
    boolean finished;
    int calls;
    int faultFrom = Integer.MAX_VALUE;
    int faultTo;
    boolean onlyAwaits;
    Supplier<Throwable> fault;

    Rank(Condition turn) {
      this.turn = turn;
    }
  }

  Simulation(int size, Mode mode, long seed) {
    this.mode = mode;
    random = new SplittableRandom(seed);
    ByteBuffer memory = OffHeap.allocate(PART);
    view = new TypedView(memory, OffHeap.addressOfRemaining(memory, "memory"));
    ranks = new Rank[size];
    for (int i = 0; i < size; i++) {
      ranks[i] = new Rank(lock.newCondition());
    }
  }

  /** A simulation runs only one of its threads at a time, so several simulations run at once. */
  static void runOnAllCores(List<Callable<Void>> runs) throws Exception {
    ExecutorService cores =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      for (Future<Void> run : cores.invokeAll(runs)) {
        run.get();
      }
    } finally {
      cores.shutdownNow();
    }
  }

  /** Lets a number of a rank's calls of the messenger fail, starting with a given one. */
  void failCalls(int rank, int from, int count, Supplier<Throwable> fault) {
    ranks[rank].faultFrom = from;
    ranks[rank].faultTo = from + count;
    ranks[rank].fault = fault;
    ranks[rank].onlyAwaits = false;
  }

  /** Lets everything that a rank awaits fail, until it calls {@link #failCalls}. */
  void failAwaits(int rank, Supplier<Throwable> fault) {
    failCalls(rank, 0, Integer.MAX_VALUE, fault);
    ranks[rank].onlyAwaits = true;
  }

  int calls(int rank) {
    return ranks[rank].calls;
  }

  /** Unmatched messages and receives. */
  int leftOver() {
    return unexpected.size() + posted.size() + pairs.size();
  }

  /** Runs all ranks to their ends; throws the exception of a rank. */
  void run(Program program) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      int rank = i;
      Thread thread = new Thread(() -> runRank(program, rank), "rank " + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    lock.lock();
    try {
      give(0);
    } finally {
      lock.unlock();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (stuck) {
      throw new AssertionError("the ranks wait for each other in a circle");
    }
    for (Throwable e : failures) {
      throw new AssertionError("a rank failed", e);
    }
  }

  private void runRank(Program program, int rank) {
    lock.lock();
    try {
      awaitTurn(rank);
      program.run(rank, new RankMessenger(rank));
    } catch (Throwable e) {
      failures.add(e);
    } finally {
      ranks[rank].finished = true;
      passOn();
      lock.unlock();
    }
  }

  private void awaitTurn(int rank) {
    while (running != rank && !stuck) {
      ranks[rank].turn.awaitUninterruptibly();
    }
  }

  private void give(int rank) {
    running = rank;
    ranks[rank].turn.signal();
  }

  /** Lets any rank continue that can, including this one; or copies a message. */
  private void passOn() {
    while (true) {
      List<Integer> able = new ArrayList<>();
      for (int i = 0; i < ranks.length; i++) {
        if (!ranks[i].finished && (ranks[i].awaited == null || ranks[i].awaited.isDone())) {
          able.add(i);
        }
      }
      int choices = able.size() + pairs.size();
      if (choices == 0) {
        running = -1;
        if (!allFinished()) {
          stuck = true;
          Arrays.stream(ranks).forEach(each -> each.turn.signal());
        }
        return;
      }
      int choice = random.nextInt(choices);
      if (choice < able.size()) {
        give(able.get(choice));
        return;
      }
      move(pairs.remove(choice - able.size()));
    }
  }

  private boolean allFinished() {
    for (Rank rank : ranks) {
      if (!rank.finished) {
        return false;
      }
    }
    return true;
  }

  // ---- messages

  private void deliver(Message message) {
    for (Posted candidate : posted) {
      if (matches(message, candidate)) {
        posted.remove(candidate);
        pairs.add(new Pair(message, candidate));
        return;
      }
    }
    unexpected.add(message);
  }

  private static boolean matches(Message message, Posted receive) {
    return receive.rank() == message.dest()
        && receive.receive().peer() == message.source()
        && receive.receive().tag() == message.tag();
  }

  private void post(Posted receive) {
    for (Message message : unexpected) {
      if (matches(message, receive)) {
        unexpected.remove(message);
        pairs.add(new Pair(message, receive));
        return;
      }
    }
    posted.add(receive);
  }

  private void move(Pair pair) {
    Message message = pair.message();
    Operation receive = pair.posted().receive();
    if (message.length() > receive.length()) {
      completions.fail(
          receive, FailureCause.of(FailureCause.Kind.TRUNCATED, message.source(), "too long"));
      completeSend(message);
      return;
    }
    Payload from =
        message.send() != null
            ? message.send().payload()
            : new BufferPayload(ElementType.BYTE).view(message.bytes());
    long start = message.send() != null ? message.send().offset() : 0;
    try {
      for (long done = 0; done < message.length(); done += PART) {
        int part = (int) Math.min(PART, message.length() - done);
        from.copyOut(start + done, view, 0, part);
        place(receive, done, part);
      }
      completions.receive(receive, message.source(), message.tag(), message.length());
    } catch (Throwable e) {
      completions.fail(receive, FailureCause.threw(e));
    }
    completeSend(message);
  }

  private void place(Operation receive, long done, int part) {
    if (receive.combination() != null) {
      receive
          .combination()
          .apply(scratch, receive.payload(), receive.offset(), done, view, 0, part);
    } else {
      receive.payload().copyIn(receive.offset() + done, view, 0, part);
    }
  }

  private void completeSend(Message message) {
    if (message.send() != null) {
      completions.send(message.send(), message.source());
    }
    runDeferred();
  }

  /** What the listeners of completed operations want: in any rank's thread, as in an engine. */
  private void runDeferred() {
    completions.takeEnded();
    DeferredAction deferred = completions.takeDeferred();
    if (deferred != null) {
      deferred.runAll();
    }
  }

  private ByteBuffer copyOf(Payload payload, long offset, long bytes) {
    byte[] copy = new byte[(int) bytes];
    for (int done = 0; done < copy.length; done += PART) {
      int part = Math.min(PART, copy.length - done);
      payload.copyOut(offset + done, view, 0, part);
      view.bytes.get(0, copy, done, part);
    }
    return ByteBuffer.wrap(copy);
  }

  /** The other side does not wait any longer if the two had matched. */
  private void abort(Operation operation, Throwable why) {
    if (operation.isDone()) {
      return;
    }
    FailureCause cause = FailureCause.threw(why);
    if (posted.removeIf(each -> each.receive() == operation)
        || unexpected.removeIf(each -> each.send() == operation)) {
      completions.fail(operation, cause);
      return;
    }
    for (Pair pair : pairs) {
      Operation receive = pair.posted().receive();
      if (receive == operation || pair.message().send() == operation) {
        pairs.remove(pair);
        completions.fail(operation, cause);
        if (receive == operation) {
          completeSend(pair.message());
        } else {
          completions.fail(
              receive, FailureCause.of(FailureCause.Kind.WITHDRAWN, pair.message().source()));
        }
        return;
      }
    }
    throw new AssertionError("an operation is given up that was not started");
  }

  private boolean isEager() {
    return switch (mode) {
      case EAGER -> true;
      case RENDEZVOUS -> false;
      case MIXED -> random.nextBoolean();
    };
  }

  private void begin(int rank, Operation operation) {
    operation.begin();
    if (!operation.isSend()) {
      post(new Posted(rank, operation));
    } else if (operation.mode() == SendMode.EAGER && isEager()) {
      ByteBuffer bytes = copyOf(operation.payload(), operation.offset(), operation.length());
      deliver(new Message(rank, operation.peer(), operation.tag(), null, bytes));
      completions.send(operation, rank);
    } else {
      deliver(new Message(rank, operation.peer(), operation.tag(), operation, null));
    }
  }

  /** Lets others run until it is done; in the rank's thread. */
  void await(int rank, io.crossmem.internal.protocol.Condition condition) {
    ranks[rank].awaited = condition;
    while (!condition.isDone()) {
      passOn();
      awaitTurn(rank);
      if (stuck) {
        throw new IllegalStateException("stuck");
      }
    }
    ranks[rank].awaited = null;
  }

  /** For the non-blocking operations of a rank. */
  BackgroundMessenger background(int rank) {
    return new BackgroundMessenger() {
      @Override
      public boolean trySend(Payload payload, long offset, long bytes, int dest, int tag) {
        boolean eager = isEager();
        if (eager) {
          deliver(new Message(rank, dest, tag, null, copyOf(payload, offset, bytes)));
        }
        return eager;
      }

      @Override
      public Operation take() {
        return new Operation();
      }

      @Override
      public void give(Operation operation) {}

      @Override
      public void startWithListener(Operation operation) {
        begin(rank, operation);
        runDeferred();
      }

      @Override
      public void defer(DeferredAction action) {
        completions.defer(action);
      }

      @Override
      public void wake() {}
    };
  }

  private final class RankMessenger implements Messenger {
    private final int rank;

    RankMessenger(int rank) {
      this.rank = rank;
    }

    @Override
    public int maxPayload() {
      return 1 << 20;
    }

    @Override
    public void requireOpen() {}

    @Override
    public boolean trySend(Payload payload, long offset, long bytes, int dest, int tag) {
      call(false);
      if (!isEager()) {
        return false;
      }
      payload.retain();
      try {
        deliver(new Message(rank, dest, tag, null, copyOf(payload, offset, bytes)));
      } finally {
        payload.release();
      }
      return true;
    }

    @Override
    public boolean tryReceive(Payload into, int source, int tag) {
      call(false);
      Message message = oldest(source, tag);
      return message != null && message.length() <= into.bytes() && unexpected.remove(message);
    }

    @Override
    public boolean tryReceive(Operation receive) {
      call(false);
      if (ranks[rank].onlyAwaits) {
        return false; // it has to wait, and fails
      }
      Message message = oldest(receive.peer(), receive.tag());
      if (message == null || message.length() != receive.length() || message.length() > PART) {
        return false;
      }
      view.bytes.put(0, message.bytes(), 0, (int) message.length());
      place(receive, 0, (int) message.length());
      return unexpected.remove(message);
    }

    @Override
    public boolean tryTake(Payload into, int source, int tag) {
      call(false);
      Message message = oldest(source, tag);
      if (message == null || message.length() != into.bytes() || message.length() > PART) {
        return false;
      }
      view.bytes.put(0, message.bytes(), 0, (int) message.length());
      into.copyIn(0, view, 0, (int) message.length());
      return unexpected.remove(message);
    }

    /** The oldest message that matches, if its bytes are here; else null. */
    private Message oldest(int source, int tag) {
      for (Message message : unexpected) {
        if (message.source() == source && message.dest() == rank && message.tag() == tag) {
          return message.send() == null ? message : null;
        }
      }
      return null;
    }

    @Override
    public void start(Operation operation) {
      call(false);
      begin(rank, operation);
    }

    @Override
    public void await(Operation operation) {
      call(true);
      Simulation.this.await(rank, operation);
    }

    @Override
    public void abort(Operation operation, Throwable why) {
      Simulation.this.abort(operation, why);
    }

    /** A point at which another rank may continue. */
    private void call(boolean isAwait) {
      Rank own = ranks[rank];
      int number = own.calls++;
      if (number >= own.faultFrom && number < own.faultTo && (isAwait || !own.onlyAwaits)) {
        Simulation.<RuntimeException>sneak(own.fault.get());
      }
      if (random.nextInt(4) == 0) {
        passOn();
        awaitTurn(rank);
      }
    }
  }

  /** Throws undeclared exceptions too, as code in other languages can. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable e) throws E {
    throw (E) e;
  }
}
