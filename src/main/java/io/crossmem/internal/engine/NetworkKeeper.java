package io.crossmem.internal.engine;

import io.crossmem.internal.join.NodeMembership;
import io.crossmem.internal.network.MpiWire;
import io.crossmem.internal.network.Network;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.shm.Segment;
import io.crossmem.internal.sys.Setting;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends heartbeats and makes progress in the wire's own thread, since a rank that computes must
 * send heartbeats too. After the rank has left, this continues until all other ranks have left.
 * Then MPI is ended, which all ranks must do together. If a rank has failed, MPI is not ended,
 * since that would wait for the failed rank; the launcher then reports a failure.
 *
 * <p>A process ends when this has ended, or when a call of MPI has not returned for too long: no
 * call of MPI may keep a process from ending.
 */
public final class NetworkKeeper implements Runnable {
  private static final long PEER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long POLL_MS = 20; // how often the end of the process checks
  private static final long FINISH_PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LockedProgress locked;
  private final NetworkTurns turns;
  private final MpiWire wire;
  private final CountDownLatch over = new CountDownLatch(1);
  private final FrameFlusher flusher;
  private ScheduledThreadPoolExecutor watch;
  private ScheduledFuture<?> beats;
  private volatile long turnBegan = System.nanoTime();
  private volatile long turnLimit; // ns

  private NetworkKeeper(LockedProgress locked, MpiWire wire, long period) {
    Network network = locked.progress.connections.network();
    this.locked = locked;
    this.turns = new NetworkTurns(locked);
    this.wire = wire;
    this.flusher = new FrameFlusher(locked, network, wire.thread(), period);
    this.turnLimit = network.heartbeats().timeoutNanos();
  }

  /** Opens the engine of a rank of a group that spans several nodes. */
  public static Engine open(NodeMembership joined) {
    Segment segment = joined.local().segment();
    long asked = Setting.PEER_TIMEOUT.nanos();
    long timeout = asked == 0 ? PEER_TIMEOUT_NS : asked;
    Network network = new Network(joined.wire(), joined.nodes(), segment.geometry(), timeout);
    int rank = joined.wire().rank();
    Peer[] peers = Peers.of(segment, network, joined.nodes().nodeOf(rank));
    Engine engine = new Engine(segment, rank, peers, network);
    start(engine.locked, joined.wire());
    return engine;
  }

  private static void start(LockedProgress locked, MpiWire wire) {
    Network network = locked.progress.connections.network();
    long shortest = Math.min(network.heartbeats().periodNanos(), FailureDetector.PERIOD_NS);
    NetworkKeeper keeper = new NetworkKeeper(locked, wire, shortest);
    network.whenUnsent(keeper.flusher::begin);
    synchronized (keeper) {
      keeper.beats =
          wire.thread().scheduleWithFixedDelay(keeper, 0, shortest, TimeUnit.NANOSECONDS);
      keeper.watch = new CallWatch(wire::currentCall, keeper.turnLimit, keeper::endProcess).start();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(keeper::awaitEnd, "crossmem-finalize"));
  }

  @Override
  public void run() {
    turnBegan = System.nanoTime();
    try {
      Boolean orderly = turns.keep();
      if (orderly != null) {
        end(orderly);
      }
    } catch (RuntimeException | Error e) {
      // A waiting thread will throw it; heartbeats must continue nevertheless.
    }
  }

  private synchronized void end(boolean orderly) {
    beats.cancel(false);
    flusher.end();
    watch.shutdownNow();
    locked.release();
    if (orderly) {
      turnLimit = Math.min(turnLimit, wire.finishLimitNanos());
      finish(locked.progress.connections.network());
    }
    over.countDown();
  }

  private void finish(Network network) {
    while (!wire.finish(network::end) && !isStuck()) {
      network.poll();
      LockSupport.parkNanos(FINISH_PERIOD_NS);
    }
  }

  /** The process is about to end. A rank that has not left ends like one that was killed. */
  private void awaitEnd() {
    boolean interrupted = false;
    boolean ended = false;
    while (locked.isClosed() && !ended && !isStuck()) {
      try {
        ended = over.await(POLL_MS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endProcess(long nanos) {
    CallWatch.endProcess(wire.describe(), nanos);
  }

  /** Whether a call of MPI does not return. */
  private boolean isStuck() {
    return System.nanoTime() - turnBegan > turnLimit;
  }
}
