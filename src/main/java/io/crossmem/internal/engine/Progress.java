package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.Completions;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.ControlSender;
import io.crossmem.internal.protocol.Eager;
import io.crossmem.internal.protocol.FailureCause;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.MappingCache;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import io.crossmem.internal.protocol.Placement;
import io.crossmem.internal.protocol.ProtocolSelector;
import io.crossmem.internal.protocol.RemoteCopy;
import io.crossmem.internal.protocol.RingCopies;
import io.crossmem.internal.protocol.TagMatcher;
import io.crossmem.internal.protocol.UserCode;
import io.crossmem.internal.protocol.rendezvous.MappedCopy;
import io.crossmem.internal.protocol.rendezvous.NetworkReceive;
import io.crossmem.internal.protocol.rendezvous.RecvFaults;
import io.crossmem.internal.protocol.rendezvous.RecvRecords;
import io.crossmem.internal.protocol.rendezvous.RecvRendezvous;
import io.crossmem.internal.protocol.rendezvous.SendRendezvous;
import io.crossmem.internal.shm.CorruptRingException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes progress on the messages of one process: handles the entries of the rings, and gives each
 * message in progress its turn. It uses no lock, never waits, and calls only the protocol, so that
 * a test can run it step by step.
 */
public final class Progress {
  private static final int BATCH = 64; // entries of one ring before the next ring

  /** If a ring cannot be made or mapped for this long, its peer is treated as lost. */
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

  final Connections connections;
  final TagMatcher matcher = new TagMatcher();
  final Completions completions = new Completions();
  final Eager eager;
  final SendRendezvous sends;
  final RecvRecords records;
  final RecvRendezvous receives;
  final RecvFaults recvFaults;
  final MappingCache mappings = new MappingCache();
  final Survivors survivors;
  final Failures failures;

  private final ControlSender controls;
  private final EntryDispatcher dispatcher;
  private long troubleSince; // since when a ring cannot be made or mapped; 0: all can
  private Throwable problem; // of the current poll

  public Progress(
      Connections connections, ProtocolSelector selector, RemoteCopy copy, UserCode userCode) {
    this.connections = connections;
    controls = new ControlSender(connections);
    int maxPayload = connections.geometry().maxPayload();
    RingCopies copies = new RingCopies(selector.eager(), selector.mostEager(maxPayload));
    Placement placement = new Placement(maxPayload, userCode, copies);
    eager = new Eager(connections, matcher, placement, completions, copies, selector);
    MappedCopy mapped = new MappedCopy(mappings, placement);
    sends = new SendRendezvous(connections, controls, completions, copy, mapped);
    records = new RecvRecords(connections.size(), controls, completions);
    NetworkReceive network = new NetworkReceive(records, controls);
    recvFaults = new RecvFaults(connections.size(), records, controls, completions, network);
    receives =
        new RecvRendezvous(
            connections.geometry(),
            records,
            recvFaults,
            controls,
            completions,
            placement,
            selector,
            copy,
            mapped,
            network);
    survivors = new Survivors(connections);
    failures =
        new Failures(
            connections,
            matcher,
            completions,
            eager,
            sends,
            receives,
            recvFaults,
            mappings,
            survivors);
    dispatcher = new EntryDispatcher(matcher, eager, sends, receives, recvFaults, failures);
  }

  /** Whether there is something to do without new entries. */
  public boolean isActive() {
    return sends.isActive() || receives.isActive() || !connections.pendingOutput().isEmpty();
  }

  // ---- sends and receives

  /**
   * Starts an operation that has begun; it may be complete when this returns.
   *
   * @return null, or why it was not started: then it has failed
   * @throws RuntimeException the exception of the user's memory: then it was not started
   */
  public FailureCause start(Operation operation) {
    FailureCause refusal = operation.isSend() ? startSend(operation) : startReceive(operation);
    if (refusal != null) {
      completions.fail(operation, refusal);
    }
    return refusal;
  }

  private FailureCause startSend(Operation send) {
    FailureCause gone = survivors.goneFor(send);
    if (gone != null) {
      return gone;
    }
    Peer peer = connections.peer(send.peer());
    try {
      connections.connect(peer);
    } catch (IOException e) {
      return new FailureCause(FailureCause.Kind.NO_RING, peer.rank, 0, 0, null, e);
    }
    if (!peer.backlog().isEmpty() || !tryStart(peer, send)) {
      connections.addBacklog(peer, send);
    }
    return null;
  }

  private boolean tryStart(Peer peer, Operation send) {
    return eager.takes(peer, send) ? eager.trySend(peer, send) : sends.announce(peer, send);
  }

  private FailureCause startReceive(Operation receive) {
    Arrival arrival = matcher.find(receive.context(), receive.peer(), receive.tag());
    if (arrival != null) {
      accept(arrival, receive);
      return null;
    }
    FailureCause gone = survivors.goneFor(receive);
    if (gone == null) {
      matcher.post(receive);
    }
    return gone;
  }

  /** The same for a receive of a message that a matched probe returned. */
  FailureCause startMatched(Operation receive, Arrival message) {
    if (!message.isDropped()) {
      accept(message, receive);
      return null;
    }
    FailureCause gone = survivors.goneFor(receive);
    completions.fail(receive, gone);
    return gone;
  }

  private void accept(Arrival arrival, Operation receive) {
    IncomingMessage message = arrival.message();
    if (message == null) {
      eager.accept(arrival, receive);
    } else {
      receives.begin(message, receive);
      matcher.drop(arrival);
    }
  }

  /** Cancels a receive; false if a message has matched it, or it is a send. */
  public boolean cancel(Operation operation) {
    boolean withdrawn = operation.isUnderWay() && matcher.withdraw(operation);
    if (withdrawn) {
      completions.fail(operation, FailureCause.of(FailureCause.Kind.CANCELLED, -1));
    }
    return withdrawn;
  }

  // ---- progress

  /**
   * Makes progress without waiting.
   *
   * @return whether there was any progress
   * @throws RuntimeException or an Error, for example if there is not enough memory: the failed
   *     step can be repeated, and everything else was done
   */
  public boolean poll() {
    boolean moved = false;
    problem = null;
    discover();
    List<Peer> sources = connections.sources();
    for (int i = sources.size() - 1; i >= 0; i--) {
      moved |= drain(sources.get(i));
    }
    List<Peer> pending = connections.pendingOutput();
    for (int i = pending.size() - 1; i >= 0; i--) {
      moved |= relieve(pending.get(i));
    }
    moved |= sends.step();
    moved |= receives.step();
    if (problem != null) {
      throwProblem();
    }
    return moved;
  }

  private void throwProblem() {
    if (problem instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) problem;
  }

  private void note(Throwable thrown) {
    if (problem == null) {
      problem = thrown;
    }
  }

  private void discover() {
    try {
      connections.discover();
      troubleSince = 0;
    } catch (IOException e) {
      if (isOutOfPatience()) {
        failures.losePeersWithoutRing("has an unusable ring: " + e.getMessage());
      }
    } catch (CorruptRingException e) {
      failures.losePeersWithoutRing("has an unusable ring: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      note(e);
    }
  }

  private boolean isOutOfPatience() {
    long now = System.nanoTime();
    if (troubleSince == 0) {
      troubleSince = now;
    }
    return now - troubleSince > PATIENCE_NS;
  }

  /** Handles the entries from a peer; returns whether there were any. */
  private boolean drain(Peer peer) {
    int taken = 0;
    try {
      while (taken < BATCH && peer.isAlive() && peer.in.ready()) {
        connections.take(peer, dispatcher.handle(peer));
        taken++;
      }
    } catch (CorruptRingException e) {
      failures.lose(peer, PeerState.LOST, "sent a malformed entry: " + e.getMessage());
    } catch (RuntimeException | Error e) { // the entry is still in the ring
      note(e);
    }
    return taken > 0;
  }

  /** Sends data that waits for space in the ring to a peer; returns whether any was sent. */
  private boolean relieve(Peer peer) {
    boolean moved = false;
    try {
      connections.connect(peer);
      moved = controls.sendWaiting(peer);
      while (!peer.backlog().isEmpty() && startFirst(peer)) {
        moved = true;
      }
    } catch (IOException e) {
      if (isOutOfPatience()) {
        failures.lose(peer, PeerState.LOST, "cannot be sent to: " + e.getMessage());
      }
    } catch (RuntimeException | Error e) {
      note(e);
    }
    connections.endBacklog(peer);
    return moved;
  }

  /** False if there is no space yet. */
  private boolean startFirst(Peer peer) {
    Operation send = peer.backlog().first();
    try {
      if (!tryStart(peer, send)) {
        return false;
      }
    } catch (RuntimeException | Error e) { // the user's memory is gone: only this send fails
      peer.withdraw(send);
      completions.fail(send, FailureCause.threw(e));
      return true;
    }
    peer.withdraw(send);
    return true;
  }

  /**
   * Handles all that a peer has sent completely, which is still there after it is gone.
   *
   * @return false if something failed, for example for lack of memory, and must be tried again
   */
  boolean drainAll(Peer peer) {
    problem = null;
    discover();
    while (peer.in != null && peer.isAlive() && drain(peer) && problem == null) {
      // until the ring is empty
    }
    return problem == null && (peer.in != null || !connections.hasUnmappedRing());
  }

  /**
   * This process leaves: sends waiting entries, as far as there is space, and drops all messages.
   * That includes data that other nodes have sent already.
   */
  void leave() {
    for (Peer peer : connections.pendingOutput().toArray(Peer[]::new)) {
      controls.sendWaiting(peer);
    }
    for (int i = 0; i < connections.size(); i++) {
      if (connections.peer(i).isRemote()) {
        drainAll(connections.peer(i));
      }
    }
    failures.dropArrivals();
  }
}
