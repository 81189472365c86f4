package io.crossmem.message;

import io.crossmem.ProcessMemory;
import io.crossmem.internal.collective.CommSplit;
import io.crossmem.internal.collective.EngineMessenger;
import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.engine.NetworkKeeper;
import io.crossmem.internal.engine.Pending;
import io.crossmem.internal.engine.Probed;
import io.crossmem.internal.join.Bootstrap;
import io.crossmem.internal.join.CoreBinding;
import io.crossmem.internal.join.JoinException;
import io.crossmem.internal.join.LauncherEnvironment;
import io.crossmem.internal.join.Membership;
import io.crossmem.internal.join.NodeMeeting;
import io.crossmem.internal.join.NodeMembership;
import io.crossmem.internal.network.Nodes;
import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.SendMode;
import io.crossmem.internal.protocol.Traffic;
import io.crossmem.internal.sys.Setting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A group of processes that send messages to each other, on one node or on several. Each has a
 * rank, starting at 0.
 *
 * <p>The terms and rules are those of MPI. A message has a source, a tag and a length. A receive
 * gets the first message that matches its source and tag; either can be a wildcard. Messages from
 * one rank to another in one communicator do not overtake each other. All ranks call the same
 * collective operations in the same order.
 *
 * <p>The message in a buffer is the bytes between its position and its limit; sending and receiving
 * do not change these. For a small message {@code send} returns as soon as the message is copied
 * out of the buffer, even if it is not received yet. For a large message {@code send} waits until
 * it is received. It also waits for small messages while the other rank holds more than {@code
 * crossmem.unexpected} bytes (a system property, default 128 MiB) of messages from this rank for
 * which no receive was called.
 *
 * <p>A communicator is safe for use by several threads, including virtual threads. However, only
 * one thread at a time may call collective operations, because all ranks must call them in the same
 * order. Calls that wait are not interruptible. After any exception or error, such as an {@link
 * OutOfMemoryError}, the call has ended and no longer uses its buffer.
 *
 * <p>When the process of another rank ends, every operation that needs it throws {@link
 * PeerFailedException} within a second: sends to it, receives from it, and collective operations of
 * the communicators that it belongs to. A collective operation that fails leaves the contents of
 * its buffers undefined.
 *
 * <p>A collective operation with an illegal argument throws before anything is sent. The other
 * ranks then wait until this rank calls the operation with correct arguments. If lengths, counts or
 * operations differ between the ranks, this is detected only if a message is longer or shorter than
 * expected.
 */
public final class Communicator implements AutoCloseable {
  /** As the source of a receive: any rank. */
  public static final int ANY_SOURCE = -1;

  /** As the tag of a receive: any tag. */
  public static final int ANY_TAG = -1;

  private static final int MOST_RANKS = 1 << 15;

  private final Engine engine;
  private final Nodes groupNodes;
  private final int[] members; // the ranks in the group, by rank here
  private final int[] ranks; // the ranks here, by rank in the group; -1 if not a member
  private final int rank;
  private final Nodes nodes; // of the ranks here
  private final Context messages;
  private final Context collective; // the messages of collective operations
  private final Outcomes outcomes;
  private final PointToPoint pointToPoint;
  private final Collectives collectives;
  private final BackgroundCollectives background;
  private final GroupCreation groups;

  Communicator(Engine engine, Nodes groupNodes, int[] members, int number) {
    this.engine = engine;
    this.groupNodes = groupNodes;
    this.members = members;
    ranks = new int[engine.size()];
    Arrays.fill(ranks, -1);
    for (int i = 0; i < members.length; i++) {
      ranks[members[i]] = i;
    }
    rank = ranks[engine.rank()];
    messages = new Context(2 * number, members);
    collective = new Context(2 * number + 1, members);
    outcomes = new Outcomes(engine, ranks);
    pointToPoint = new PointToPoint(engine, messages, outcomes);
    nodes = groupNodes.among(members);
    EngineMessenger messenger = new EngineMessenger(engine, collective);
    collectives = new Collectives(messenger, collective, rank, nodes, outcomes::exception);
    background = new BackgroundCollectives(collectives.context(), messenger, outcomes, rank, nodes);
    groups = new GroupCreation(engine, collective, outcomes);
    engine.addCommunicator();
  }

  /**
   * Joins the group with this name and waits until all processes have joined, for at most the time
   * in the system property {@code crossmem.join.seconds} (default 60 s). Processes get their ranks
   * in the order in which they join.
   *
   * <p>If Yama's {@code ptrace_scope} is 1, joining allows one process and its descendants to
   * attach to this process: with two ranks the other rank, with more ranks their launcher or
   * nearest common ancestor.
   *
   * @param name the same in all processes of the group, and different from the names of other
   *     groups of this user that are joining at the same time: 1 to 200 letters, digits and {@code
   *     _ . : @ + -}
   * @param size number of processes
   * @return a communicator of all of them
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code size} is not from 1 to 32768, if the name is not as
   *     described, or if one of the system properties {@code crossmem.*} has an invalid value
   * @throws MessageException if the group cannot be joined. The message says why: another process
   *     joined with a different size, all ranks are taken, a process did not join in time or died,
   *     or shared memory is too small
   * @throws IOException if the folder in shared memory cannot be used
   */
  public static Communicator join(String name, int size) throws IOException {
    return join(name, -1, size, defaultTimeout());
  }

  /**
   * Joins the group with this name as a given rank.
   *
   * @param name as in {@link #join(String, int)}
   * @param rank of this process
   * @param size number of processes
   * @param timeout how long to wait for the others
   * @return a communicator of all of them
   * @throws NullPointerException if {@code name} or {@code timeout} is null
   * @throws IllegalArgumentException if {@code rank} is neither -1, which means any, nor from 0 to
   *     {@code size} - 1; also as in {@link #join(String, int)}
   * @throws MessageException as in {@link #join(String, int)}, or if the rank is taken
   * @throws IOException if the folder in shared memory cannot be used
   */
  public static Communicator join(String name, int rank, int size, Duration timeout)
      throws IOException {
    return join(name, rank, size, OptionalLong.empty(), timeout);
  }

  private static Communicator join(
      String name, int rank, int size, OptionalLong launcher, Duration timeout) throws IOException {
    Objects.requireNonNull(name, "name");
    Setting.requireValid();
    Duration limit = Timeouts.limit(timeout);
    if (size <= 0 || size > MOST_RANKS) {
      throw new IllegalArgumentException("size is not from 1 to " + MOST_RANKS + ": " + size);
    }
    if (rank < -1 || rank >= size) {
      throw new IllegalArgumentException("rank is not from 0 to " + (size - 1) + ": " + rank);
    }
    ClassPreloading.ensureDone();
    Membership membership;
    try {
      membership = Bootstrap.join(name, rank, size, launcher, limit);
    } catch (JoinException e) {
      throw new MessageException(
          "communicator \"" + name + "\" cannot be joined: " + e.getMessage(), e);
    }
    return new Communicator(
        Engine.open(membership.segment(), membership.rank()), Nodes.one(size), everyone(size), 0);
  }

  /**
   * Joins with the name, rank and size that the launcher of this process has set in environment
   * variables. {@code scripts/launch} and {@code crossmem run} set {@code CROSSMEM_RANK}, {@code
   * CROSSMEM_SIZE} and {@code CROSSMEM_NAME}. The variables of Open MPI's {@code mpirun}, MPICH's
   * {@code mpiexec.hydra} and Slurm's {@code srun} are also understood; then the processes may be
   * on several nodes, and the cluster's MPI library carries messages between nodes. If one launcher
   * was started by another, the innermost launcher is used. Waits like {@link #join(String, int)}.
   *
   * @return a communicator of all processes that were started together
   * @throws IllegalStateException if there is no launcher, or its variables are invalid
   * @throws IllegalArgumentException if one of the system properties {@code crossmem.*} has an
   *     invalid value
   * @throws MessageException as in {@link #join(String, int)}
   * @throws IOException if the folder in shared memory cannot be used
   */
  public static Communicator fromEnvironment() throws IOException {
    return fromEnvironment(defaultTimeout());
  }

  /**
   * Like {@link #fromEnvironment()}, with a time limit.
   *
   * @param timeout how long to wait for the others
   * @return a communicator of all processes that were started together
   * @throws IllegalStateException if there is no launcher, or its variables are invalid
   * @throws IllegalArgumentException if one of the system properties {@code crossmem.*} has an
   *     invalid value
   * @throws MessageException as in {@link #join(String, int)}
   * @throws IOException if the folder in shared memory cannot be used
   */
  public static Communicator fromEnvironment(Duration timeout) throws IOException {
    LauncherEnvironment told = LauncherEnvironment.read(System.getenv());
    if (told.spansNodes()) {
      return joinNodes(told, timeout);
    }
    CoreBinding.warnOnOneNode(told);
    return join(told.name(), told.rank(), told.size(), told.launcherPid(), timeout);
  }

  private static Communicator joinNodes(LauncherEnvironment told, Duration timeout)
      throws IOException {
    Setting.requireValid();
    Duration limit = Timeouts.limit(timeout);
    ClassPreloading.ensureDone();
    try {
      NodeMembership met = NodeMeeting.meet(told, limit);
      return new Communicator(NetworkKeeper.open(met), met.nodes(), everyone(told.size()), 0);
    } catch (JoinException e) {
      throw new MessageException(
          "communicator \"" + told.name() + "\" cannot be joined: " + e.getMessage(), e);
    }
  }

  private static int[] everyone(int size) {
    int[] everyone = new int[size];
    Arrays.setAll(everyone, i -> i);
    return everyone;
  }

  private static Duration defaultTimeout() {
    return Duration.ofSeconds(Setting.JOIN_SECONDS.number(60));
  }

  /**
   * The rank of this process.
   *
   * @return 0 to {@link #size} - 1
   */
  public int rank() {
    return rank;
  }

  /**
   * Number of ranks.
   *
   * @return at least 1
   */
  public int size() {
    return members.length;
  }

  /**
   * How large messages from and to a rank are transferred.
   *
   * @param other the rank
   * @return the kind of transfer, and the reason for it
   * @throws IndexOutOfBoundsException if there is no such rank
   */
  public Transport transport(int other) {
    Peer peer = engine.peer(members[requireRank(other, "other")]);
    if (peer.isRemote()) {
      return new Transport(
          Transport.Kind.NETWORK, "rank " + other + " is on another node", peer.learned());
    }
    return peer.canReach()
        ? new Transport(
            Transport.Kind.SINGLE_COPY,
            "the kernel allows this process to access the memory of rank " + other,
            peer.learned())
        : new Transport(
            Transport.Kind.TWO_COPY,
            "the kernel does not allow this process to access the memory of rank "
                + other
                + ": "
                + ProcessMemory.diagnose(peer.pid()),
            peer.learned());
  }

  /**
   * How many messages this process has sent to each rank and received from it so far, and by which
   * protocol. Any thread may call this, also after {@link #close}.
   *
   * @return the current counts
   * @throws IllegalStateException if it is called inside the operation of a reduction
   */
  public Statistics statistics() {
    Traffic[] sent = new Traffic[members.length];
    Traffic[] received = new Traffic[members.length];
    engine.copyTraffic(members, sent, received);
    return new Statistics(sent, received);
  }

  // ---- point to point

  /**
   * Sends a message.
   *
   * @param message the bytes between the buffer's position and limit
   * @param dest rank to send to, which may be this rank
   * @param tag 0 or more
   * @throws NullPointerException if {@code message} is null
   * @throws IndexOutOfBoundsException if there is no rank {@code dest}
   * @throws IllegalArgumentException if the tag is negative
   * @throws IllegalStateException if the communicator is closed
   * @throws PeerFailedException if the other rank is gone
   * @throws MessageException if there is no room in shared memory
   */
  public void send(ByteBuffer message, int dest, int tag) throws MessageException {
    requireSend(message, dest, tag);
    pointToPoint.send(message, members[dest], tag);
  }

  /**
   * Sends a message; otherwise like {@link #send(ByteBuffer, int, int)}.
   *
   * @param message what to send
   * @param dest rank to send to, which may be this rank
   * @param tag 0 or more
   * @throws MessageException if it could not be sent
   */
  public void send(Data message, int dest, int tag) throws MessageException {
    requireSend(message, dest, tag);
    pointToPoint.send(message.payload(), members[dest], tag);
  }

  /**
   * Starts a send.
   *
   * @param message the bytes between the buffer's position and limit; they must not be changed
   *     until the request is complete
   * @param dest rank to send to, which may be this rank
   * @param tag 0 or more
   * @return the request to wait for
   * @throws MessageException as in {@link #send(ByteBuffer, int, int)}
   */
  public Request isend(ByteBuffer message, int dest, int tag) throws MessageException {
    requireSend(message, dest, tag);
    return pointToPoint.isend(message, members[dest], tag);
  }

  /**
   * Starts a send.
   *
   * @param message what to send; it must not be changed until the request is complete
   * @param dest rank to send to, which may be this rank
   * @param tag 0 or more
   * @return the request to wait for
   * @throws MessageException as in {@link #send(ByteBuffer, int, int)}
   */
  public Request isend(Data message, int dest, int tag) throws MessageException {
    requireSend(message, dest, tag);
    return pointToPoint.isend(message.payload(), members[dest], tag);
  }

  /**
   * Sends a message synchronously: returns only after a receive of the other rank has matched the
   * message, even if it is small.
   *
   * @param message what to send
   * @param dest rank to send to; if this is this rank, another thread or a request must receive
   * @param tag 0 or more
   * @throws NullPointerException if {@code message} is null
   * @throws IndexOutOfBoundsException if there is no rank {@code dest}
   * @throws IllegalArgumentException if the tag is negative
   * @throws IllegalStateException if the communicator is closed
   * @throws PeerFailedException if the other rank is gone, or closes the communicator without
   *     receiving the message
   * @throws MessageException if there is no room in shared memory
   */
  public void ssend(Data message, int dest, int tag) throws MessageException {
    requireSend(message, dest, tag);
    pointToPoint.sendSynchronously(message.payload(), members[dest], tag);
  }

  /**
   * Starts a synchronous send: it completes only after a receive of the other rank has matched the
   * message, even if it is small.
   *
   * @param message what to send; it must not be changed until the request is complete
   * @param dest rank to send to, which may be this rank
   * @param tag 0 or more
   * @return the request to wait for
   * @throws MessageException as in {@link #ssend}
   */
  public Request issend(Data message, int dest, int tag) throws MessageException {
    requireSend(message, dest, tag);
    return pointToPoint.isendSynchronously(message.payload(), members[dest], tag);
  }

  /**
   * Receives a message.
   *
   * @param into receives the message from the buffer's position on, at most up to the limit
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return source, tag and length of the message
   * @throws NullPointerException if {@code into} is null
   * @throws ReadOnlyBufferException if it is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code source}
   * @throws IllegalArgumentException if the tag is neither {@link #ANY_TAG} nor 0 or more
   * @throws IllegalStateException if the communicator is closed
   * @throws TruncationException if the message is longer than the buffer has room for
   * @throws PeerFailedException if the other rank is gone, or, with {@link #ANY_SOURCE}, if all
   *     others are
   * @throws MessageException if it failed for another reason
   */
  public Status recv(ByteBuffer into, int source, int tag) throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.receive(into, member(source), tag);
  }

  /**
   * Receives a message; otherwise like {@link #recv(ByteBuffer, int, int)}.
   *
   * @param into receives the message: an array or a buffer, not values such as {@code Data.of(0)}
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return source, tag and length of the message
   * @throws ReadOnlyBufferException if {@code into} is read-only, as values are
   * @throws MessageException if it could not be received
   */
  public Status recv(Data into, int source, int tag) throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.receive(into.payload(), member(source), tag);
  }

  /**
   * Receives a message, with a time limit. If no message arrives in time, the receive is cancelled,
   * as if it had never been called. A message that has begun to arrive is received in full, however
   * long that takes, so no message is lost.
   *
   * @param into receives the message from the buffer's position on, at most up to the limit
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @param timeout how long to wait for a message to begin to arrive; if zero or less, only a
   *     message that is already here is received
   * @return source, tag and length of the message
   * @throws NullPointerException if {@code into} or {@code timeout} is null
   * @throws ReadOnlyBufferException if {@code into} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code source}
   * @throws IllegalArgumentException if the tag is neither {@link #ANY_TAG} nor 0 or more
   * @throws IllegalStateException if the communicator is closed
   * @throws MessageTimeoutException if no message came in time
   * @throws TruncationException if the message is longer than the buffer has room for
   * @throws PeerFailedException if the other rank is gone, or, with {@link #ANY_SOURCE}, if all
   *     others are
   * @throws MessageException if it failed for another reason
   */
  public Status recv(ByteBuffer into, int source, int tag, Duration timeout)
      throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.receive(into, member(source), tag, Timeouts.limit(timeout));
  }

  /**
   * Receives a message, with a time limit; otherwise like {@link #recv(ByteBuffer, int, int,
   * Duration)}.
   *
   * @param into where to put it
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @param timeout how long to wait for a message to begin to arrive
   * @return source, tag and length of the message
   * @throws MessageTimeoutException if no message came in time
   * @throws MessageException if it could not be received
   */
  public Status recv(Data into, int source, int tag, Duration timeout) throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.receive(into.payload(), member(source), tag, Timeouts.limit(timeout));
  }

  /**
   * Starts a receive.
   *
   * @param into receives the message from the buffer's position on; must not be used until the
   *     request is complete
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return the request to wait for
   * @throws MessageException as in {@link #recv(ByteBuffer, int, int)}
   */
  public Request irecv(ByteBuffer into, int source, int tag) throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.ireceive(into, member(source), tag);
  }

  /**
   * Starts a receive.
   *
   * @param into receives the message; must not be used until the request is complete
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return the request to wait for
   * @throws MessageException as in {@link #recv(ByteBuffer, int, int)}
   */
  public Request irecv(Data into, int source, int tag) throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.ireceive(into.payload(), member(source), tag);
  }

  /**
   * Makes a persistent send, which can be started repeatedly. This method sends nothing.
   *
   * @param message what to send; it must not be changed while the request is started and not
   *     complete
   * @param dest rank to send to, which may be this rank
   * @param tag 0 or more
   * @return the request to start and to wait for
   * @throws NullPointerException if {@code message} is null
   * @throws IndexOutOfBoundsException if there is no rank {@code dest}
   * @throws IllegalArgumentException if the tag is negative
   */
  public PersistentRequest sendInit(Data message, int dest, int tag) {
    requireSend(message, dest, tag);
    return persistent(SendMode.STANDARD, message, members[dest], tag);
  }

  /**
   * Makes a persistent synchronous send, as by {@link #issend}, which can be started repeatedly.
   * This method sends nothing.
   *
   * @param message what to send; it must not be changed while the request is started and not
   *     complete
   * @param dest rank to send to, which may be this rank
   * @param tag 0 or more
   * @return the request to start and to wait for
   * @throws NullPointerException if {@code message} is null
   * @throws IndexOutOfBoundsException if there is no rank {@code dest}
   * @throws IllegalArgumentException if the tag is negative
   */
  public PersistentRequest ssendInit(Data message, int dest, int tag) {
    requireSend(message, dest, tag);
    return persistent(SendMode.SYNCHRONOUS, message, members[dest], tag);
  }

  /**
   * Makes a persistent receive, which can be started repeatedly. This method receives nothing.
   *
   * @param into receives the message; must not be used while the request is started and not
   *     complete
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return the request to start and to wait for
   * @throws NullPointerException if {@code into} is null
   * @throws ReadOnlyBufferException if it is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code source}
   * @throws IllegalArgumentException if the tag is neither {@link #ANY_TAG} nor 0 or more
   */
  public PersistentRequest recvInit(Data into, int source, int tag) {
    requireReceive(into, source, tag);
    return persistent(null, into, member(source), tag);
  }

  private PersistentRequest persistent(SendMode mode, Data data, int member, int tag) {
    data.payload().requireShareable();
    return new PersistentRequest(outcomes, messages, mode, data.payload(), member, tag);
  }

  /**
   * Sends one message and receives another at the same time, so that ranks that exchange messages
   * in a ring do not deadlock.
   *
   * @param message what to send
   * @param dest rank to send to
   * @param sendTag 0 or more
   * @param into receives the message; must not overlap the memory of {@code message}
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param recvTag of the message to receive, or {@link #ANY_TAG}
   * @return source, tag and length of the message received
   * @throws MessageException as in {@link #send} and {@link #recv}
   */
  public Status sendRecv(
      ByteBuffer message, int dest, int sendTag, ByteBuffer into, int source, int recvTag)
      throws MessageException {
    requireSend(message, dest, sendTag);
    requireReceive(into, source, recvTag);
    return pointToPoint.exchange(message, members[dest], sendTag, into, member(source), recvTag);
  }

  /**
   * Sends one message and receives another; otherwise like {@link #sendRecv(ByteBuffer, int, int,
   * ByteBuffer, int, int)}.
   *
   * @param message what to send
   * @param dest rank to send to
   * @param sendTag 0 or more
   * @param into receives the message; must not overlap the memory of {@code message}
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param recvTag of the message to receive, or {@link #ANY_TAG}
   * @return source, tag and length of the message received
   * @throws MessageException as in {@link #send} and {@link #recv}
   */
  public Status sendRecv(Data message, int dest, int sendTag, Data into, int source, int recvTag)
      throws MessageException {
    requireSend(message, dest, sendTag);
    requireReceive(into, source, recvTag);
    return pointToPoint.exchange(
        message.payload(), members[dest], sendTag, into.payload(), member(source), recvTag);
  }

  /**
   * Waits for a message without receiving it.
   *
   * @param source rank that it comes from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return source, tag and length of the message
   * @throws MessageException as in {@link #recv(ByteBuffer, int, int)}
   */
  public Status probe(int source, int tag) throws MessageException {
    requireSource(source, tag);
    return pointToPoint.probe(member(source), tag);
  }

  /**
   * Waits for a message without receiving it, with a time limit.
   *
   * @param source rank that it comes from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @param timeout how long to wait; zero or less to check once, like {@link #iprobe}
   * @return source, tag and length of the message
   * @throws NullPointerException if {@code timeout} is null
   * @throws IndexOutOfBoundsException if there is no rank {@code source}
   * @throws IllegalArgumentException if the tag is neither {@link #ANY_TAG} nor 0 or more
   * @throws IllegalStateException if the communicator is closed
   * @throws MessageTimeoutException if no message arrives in time
   * @throws PeerFailedException if the other rank is gone, or, with {@link #ANY_SOURCE}, if all
   *     others are
   * @throws MessageException if it failed for another reason
   */
  public Status probe(int source, int tag, Duration timeout) throws MessageException {
    requireSource(source, tag);
    return pointToPoint.probe(member(source), tag, Timeouts.limit(timeout));
  }

  /**
   * Checks for a message without waiting for it or receiving it.
   *
   * @param source rank that it comes from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return source, tag and length of the message; empty if there is none
   * @throws MessageException as in {@link #recv(ByteBuffer, int, int)}
   */
  public Optional<Status> iprobe(int source, int tag) throws MessageException {
    requireSource(source, tag);
    return Optional.ofNullable(pointToPoint.look(member(source), tag));
  }

  /**
   * Waits for a message and removes it from matching: no other receive or probe finds it
   * afterwards. So the memory for a message of unknown length can be allocated before the message
   * is received, even if several threads receive.
   *
   * @param source rank that it comes from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return the message, to be received by its own methods
   * @throws MessageException as in {@link #recv(ByteBuffer, int, int)}
   */
  public MatchedMessage probeMatched(int source, int tag) throws MessageException {
    requireSource(source, tag);
    return matched(pointToPoint.take(member(source), tag));
  }

  /**
   * Checks for a message without waiting for it, and removes it from matching, like {@link
   * #probeMatched}.
   *
   * @param source rank that it comes from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return the message, to be received by its own methods; empty if there is none
   * @throws MessageException as in {@link #recv(ByteBuffer, int, int)}
   */
  public Optional<MatchedMessage> iprobeMatched(int source, int tag) throws MessageException {
    requireSource(source, tag);
    Probed found = pointToPoint.tryTake(member(source), tag);
    return found == null ? Optional.empty() : Optional.of(matched(found));
  }

  private MatchedMessage matched(Probed found) throws MessageException {
    return new MatchedMessage(pointToPoint, found, pointToPoint.outcome(found));
  }

  // ---- collective operations

  /**
   * Waits until all ranks have called this.
   *
   * @throws IllegalStateException if the communicator is closed
   * @throws PeerFailedException if a rank is gone
   * @throws MessageException if it failed for another reason
   */
  public void barrier() throws MessageException {
    collectives.barrier();
  }

  /**
   * Sends the data of one rank to all.
   *
   * @param data in the root what to send, in the others what receives it; the same length in all
   *     ranks
   * @param root the rank that sends
   * @throws NullPointerException if {@code data} is null
   * @throws ReadOnlyBufferException if it is read-only, in a rank that is not the root
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws IllegalStateException if the communicator is closed
   * @throws PeerFailedException if a rank is gone
   * @throws MessageException if it failed for another reason: the lengths in the ranks differ, or
   *     the operation failed in a rank whose data this rank needs
   */
  public void broadcast(Data data, int root) throws MessageException {
    collectives.broadcast(data, root);
  }

  /**
   * Sends each rank its part of the root's data: all parts have the same length, in the order of
   * the ranks.
   *
   * @param send used only in the root: the parts of all ranks, including its own; in other ranks it
   *     may be null
   * @param recv receives the part of this rank
   * @param root the rank whose data is scattered
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if {@code send} is not {@link #size} times as long as {@code
   *     recv}, is of another type, or is the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as in {@link #broadcast}
   */
  public void scatter(Data send, Data recv, int root) throws MessageException {
    collectives.scatter(send, recv, root);
  }

  /**
   * Sends each rank its part of the root's data; the parts may differ in length.
   *
   * @param send used only in the root, like the next two arguments; in other ranks they may be
   *     null: the data of all ranks
   * @param counts the number of elements of each rank
   * @param offsets the index of the first element of each rank in {@code send}
   * @param recv receives the part of this rank; if the part is not empty, it may be longer
   * @param root the rank whose data is scattered
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if there is not one count and one offset for each rank, one of
   *     the parts is not inside {@code send}, that of the root is longer than {@code recv}, or
   *     {@code send} and {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as in {@link #broadcast}
   */
  public void scatterv(Data send, int[] counts, int[] offsets, Data recv, int root)
      throws MessageException {
    collectives.scatterv(send, counts, offsets, recv, root);
  }

  /**
   * Gathers the data of all ranks in the root: all parts have the same length, in the order of the
   * ranks.
   *
   * @param send the part of this rank
   * @param recv used only in the root: receives the parts of all ranks, including its own; in other
   *     ranks it may be null
   * @param root the rank that gets the data
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if {@code recv} is not {@link #size} times as long as {@code
   *     send}, is of another type, or is the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as in {@link #broadcast}
   */
  public void gather(Data send, Data recv, int root) throws MessageException {
    collectives.gather(send, recv, root);
  }

  /**
   * Gathers the data of all ranks in the root; the parts may differ in length.
   *
   * @param send the part of this rank
   * @param recv used only in the root, like the next two arguments; in other ranks they may be
   *     null: receives the parts of all ranks
   * @param counts the number of elements of each rank; a rank may send fewer, but at least one
   * @param offsets the index of the first element of each rank in {@code recv}; the parts must not
   *     overlap
   * @param root the rank that gets the data
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if there is not one count and one offset for each rank, one of
   *     the parts is not inside {@code recv}, that of the root is shorter than {@code send}, or
   *     {@code send} and {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as in {@link #broadcast}
   */
  public void gatherv(Data send, Data recv, int[] counts, int[] offsets, int root)
      throws MessageException {
    collectives.gatherv(send, recv, counts, offsets, root);
  }

  /**
   * Gathers the data of all ranks in each rank: all parts have the same length, in the order of the
   * ranks.
   *
   * @param send the part of this rank
   * @param recv receives the parts of all ranks, including this one
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code recv} is not {@link #size} times as long as {@code
   *     send}, is of another type, or is the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void allgather(Data send, Data recv) throws MessageException {
    collectives.allgather(send, recv);
  }

  /**
   * Gathers the data of all ranks in each rank; the parts may differ in length.
   *
   * @param send the part of this rank
   * @param recv receives the parts of all ranks, including this one
   * @param counts the number of elements of each rank; the same in all ranks
   * @param offsets the index of the first element of each rank in {@code recv}; the parts must not
   *     overlap
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there is not one count and one offset for each rank, one of
   *     the parts is not inside {@code recv}, that of this rank is not as long as {@code send}, or
   *     {@code send} and {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void allgatherv(Data send, Data recv, int[] counts, int[] offsets)
      throws MessageException {
    collectives.allgatherv(send, recv, counts, offsets);
  }

  /**
   * Sends each rank a part of this rank's data, and receives a part from each rank. All parts have
   * the same length, in the order of the ranks.
   *
   * @param send the parts for all ranks, including this one
   * @param recv receives the parts of all ranks
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the number of elements is not a multiple of {@link #size},
   *     or {@code send} and {@code recv} differ in length or type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void alltoall(Data send, Data recv) throws MessageException {
    collectives.alltoall(send, recv);
  }

  /**
   * Sends each rank a part of this rank's data, and receives a part from each rank. The parts may
   * differ in length.
   *
   * @param send the parts for all ranks, including this one
   * @param sendCounts the number of elements for each rank
   * @param sendOffsets the index of the first element for each rank in {@code send}
   * @param recv receives the parts of all ranks
   * @param recvCounts the number of elements from each rank: that rank's count for this rank, or
   *     more, unless that count is 0
   * @param recvOffsets the index of the first element from each rank in {@code recv}; the parts
   *     must not overlap
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there is not one count and one offset for each rank, a part
   *     is not inside the data, this rank sends itself more than it receives, or {@code send} and
   *     {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void alltoallv(
      Data send,
      int[] sendCounts,
      int[] sendOffsets,
      Data recv,
      int[] recvCounts,
      int[] recvOffsets)
      throws MessageException {
    collectives.alltoallv(send, sendCounts, sendOffsets, recv, recvCounts, recvOffsets);
  }

  /**
   * Sends separate data to each rank, and receives separate data from each rank. They may differ in
   * type, length and {@link Layout}.
   *
   * @param send the data for each rank, including this one; may have no elements
   * @param recv receives the data of each rank: as many bytes as that rank sends to this one
   * @throws NullPointerException if an argument or one of the data is null
   * @throws IllegalArgumentException if there is not one data for each rank, this rank's two data
   *     for itself differ in length, or the data sent to a rank and received from it are the same
   * @throws ReadOnlyBufferException if one of {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void alltoallw(Data[] send, Data[] recv) throws MessageException {
    collectives.alltoallw(send, recv);
  }

  /**
   * Combines the data of all ranks, element by element, and gives the result to the root.
   *
   * <p>The operands are combined in the order of the ranks, so the operation need not be
   * commutative. How they are grouped depends only on the number of ranks, on which of them share a
   * node, and on the length, so the result has the same bits each time.
   *
   * @param send the operands of this rank
   * @param recv used only in the root: receives the results; may be {@code send} itself, but must
   *     not overlap it otherwise; in other ranks it may be null
   * @param op the operation; the same in all ranks. It must not use a communicator. If it throws,
   *     the call in which it was applied throws the same exception. Each rank whose result depends
   *     on it gets a {@link MessageException}; no rank waits forever
   * @param root the rank that gets the results
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type, or {@code
   *     send} and {@code recv} differ in length or type
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as in {@link #broadcast}
   */
  public void reduce(Data send, Data recv, Op op, int root) throws MessageException {
    collectives.reduce(send, recv, op, root);
  }

  /**
   * Combines the data of all ranks, element by element, and gives the result to all ranks, with the
   * same bits in each. Otherwise like {@link #reduce}.
   *
   * @param send the operands of this rank
   * @param recv receives the results; may be {@code send} itself, but must not overlap it otherwise
   * @param op the operation, as in {@link #reduce}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type, or {@code
   *     send} and {@code recv} differ in length or type
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void allreduce(Data send, Data recv, Op op) throws MessageException {
    collectives.allreduce(send, recv, op);
  }

  /**
   * Combines the data of all ranks, element by element, and gives each rank a part of the result.
   * Otherwise like {@link #reduce}.
   *
   * @param send the operands of this rank, for the parts of all
   * @param recv receives the part of this rank
   * @param counts the number of elements of each rank's part; the parts are in the order of the
   *     ranks
   * @param op the operation, as in {@link #reduce}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type; there is not
   *     one count for each rank, one is negative, or their sum is not the number of elements of
   *     {@code send}; {@code recv} is not as long as the part of this rank; or {@code send} and
   *     {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void reduceScatter(Data send, Data recv, int[] counts, Op op) throws MessageException {
    collectives.reduceScatter(send, recv, counts, op);
  }

  /**
   * Combines the data of all ranks, element by element, and gives each rank a part of the result.
   * All parts have the same length, in the order of the ranks. Otherwise like {@link #reduce}.
   *
   * @param send the operands of this rank, for the parts of all ranks
   * @param recv receives the part of this rank
   * @param op the operation, as in {@link #reduce}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type, or {@code
   *     send} is not {@link #size} times as long as {@code recv}, has another type, or is the same
   *     data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void reduceScatter(Data send, Data recv, Op op) throws MessageException {
    collectives.reduceScatter(send, recv, op);
  }

  /**
   * Combines, element by element, the data of the ranks from 0 to this rank (exclusive). In rank 0
   * {@code recv} is not changed. Otherwise like {@link #reduce}.
   *
   * @param send the operands of this rank
   * @param recv receives the results; may be {@code send} itself, but must not overlap it otherwise
   * @param op the operation, as in {@link #reduce}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type, or {@code
   *     send} and {@code recv} differ in length or type
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void exscan(Data send, Data recv, Op op) throws MessageException {
    collectives.exscan(send, recv, op);
  }

  /**
   * Combines, element by element, the data of the ranks from 0 to this rank (inclusive). Otherwise
   * like {@link #reduce}.
   *
   * @param send the operands of this rank
   * @param recv receives the results; may be {@code send} itself, but must not overlap it otherwise
   * @param op the operation, as in {@link #reduce}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type, or {@code
   *     send} and {@code recv} differ in length or type
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as in {@link #broadcast}
   */
  public void scan(Data send, Data recv, Op op) throws MessageException {
    collectives.scan(send, recv, op);
  }

  // ---- non-blocking collective operations

  /**
   * Starts a barrier: the request completes when all ranks have called this.
   *
   * <p>This method and the following ones start a non-blocking collective operation, which
   * continues while the caller does something else. It makes progress only while some thread of
   * this process is inside a method of the communicator or of a request: there is no background
   * thread. Until it is complete, its data must not be used. Several may be in progress at the same
   * time, and other collective operations may be called meanwhile. All ranks must start them in the
   * same order, which includes the blocking ones. A user's operation runs in the thread that makes
   * progress. A reduction uses up to 2 MiB of temporary memory. The request cannot be cancelled,
   * and its {@link Status} has no information.
   *
   * <p>The rules for the arguments are those of the method without the {@code i}. This call throws
   * the same exceptions for them; then nothing is started. Later failures are thrown by {@link
   * Request#await}: {@link PeerFailedException} if a rank is gone, and {@link MessageException} if
   * the operation failed in a rank whose data this rank needs.
   *
   * @return the request to wait for
   * @throws IllegalStateException if the communicator is closed
   */
  public Request ibarrier() {
    return background.barrier();
  }

  /**
   * Starts a {@link #broadcast}.
   *
   * @param data in the root what to send, in the others what receives it
   * @param root the rank that sends
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request ibroadcast(Data data, int root) {
    return background.broadcast(data, root);
  }

  /**
   * Starts a {@link #scatter}.
   *
   * @param send used only in the root: the parts of all ranks; in other ranks it may be null
   * @param recv receives the part of this rank
   * @param root the rank whose data is scattered
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request iscatter(Data send, Data recv, int root) {
    return background.scatter(send, recv, root);
  }

  /**
   * Starts a {@link #scatterv}.
   *
   * @param send used only in the root, like the next two arguments; in other ranks they may be
   *     null: the data of all ranks
   * @param counts the number of elements of each rank
   * @param offsets the index of the first element of each rank in {@code send}
   * @param recv receives the part of this rank
   * @param root the rank whose data is scattered
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request iscatterv(Data send, int[] counts, int[] offsets, Data recv, int root) {
    return background.scatterv(send, counts, offsets, recv, root);
  }

  /**
   * Starts a {@link #gather}.
   *
   * @param send the part of this rank
   * @param recv used only in the root: receives the parts of all ranks; in other ranks it may be
   *     null
   * @param root the rank that gets the data
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request igather(Data send, Data recv, int root) {
    return background.gather(send, recv, root);
  }

  /**
   * Starts a {@link #gatherv}.
   *
   * @param send the part of this rank
   * @param recv used only in the root, like the next two arguments; in other ranks they may be
   *     null: receives the parts of all ranks
   * @param counts the number of elements of each rank
   * @param offsets the index of the first element of each rank in {@code recv}
   * @param root the rank that gets the data
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request igatherv(Data send, Data recv, int[] counts, int[] offsets, int root) {
    return background.gatherv(send, recv, counts, offsets, root);
  }

  /**
   * Starts an {@link #allgather}.
   *
   * @param send the part of this rank
   * @param recv receives the parts of all ranks, including this one
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request iallgather(Data send, Data recv) {
    return background.allgather(send, recv);
  }

  /**
   * Starts an {@link #allgatherv}.
   *
   * @param send the part of this rank
   * @param recv receives the parts of all ranks, including this one
   * @param counts the number of elements of each rank; the same in all ranks
   * @param offsets the index of the first element of each rank in {@code recv}
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request iallgatherv(Data send, Data recv, int[] counts, int[] offsets) {
    return background.allgatherv(send, recv, counts, offsets);
  }

  /**
   * Starts an {@link #alltoall}.
   *
   * @param send the parts for all ranks, including this one
   * @param recv receives the parts of all ranks
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request ialltoall(Data send, Data recv) {
    return background.alltoall(send, recv);
  }

  /**
   * Starts an {@link #alltoallv}.
   *
   * @param send the parts for all ranks, including this one
   * @param sendCounts the number of elements for each rank
   * @param sendOffsets the index of the first element for each rank in {@code send}
   * @param recv receives the parts of all ranks
   * @param recvCounts the number of elements from each rank
   * @param recvOffsets the index of the first element from each rank in {@code recv}
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request ialltoallv(
      Data send,
      int[] sendCounts,
      int[] sendOffsets,
      Data recv,
      int[] recvCounts,
      int[] recvOffsets) {
    return background.alltoallv(send, sendCounts, sendOffsets, recv, recvCounts, recvOffsets);
  }

  /**
   * Starts an {@link #alltoallw}.
   *
   * @param send the data for each rank, including this one
   * @param recv receives the data of each rank
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request ialltoallw(Data[] send, Data[] recv) {
    return background.alltoallw(send, recv);
  }

  /**
   * Starts a {@link #reduce}. The result has the same bits each time.
   *
   * @param send the operands of this rank
   * @param recv used only in the root: receives the results; in other ranks it may be null
   * @param op the operation; the same in all ranks
   * @param root the rank that gets the results
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request ireduce(Data send, Data recv, Op op, int root) {
    return background.reduce(send, recv, op, root);
  }

  /**
   * Starts an {@link #allreduce}. The result has the same bits each time, and in all ranks.
   *
   * @param send the operands of this rank
   * @param recv receives the results; may be {@code send} itself
   * @param op the operation; the same in all ranks
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request iallreduce(Data send, Data recv, Op op) {
    return background.allreduce(send, recv, op);
  }

  /**
   * Starts a {@link #reduceScatter(Data, Data, int[], Op)}. The result has the same bits each time.
   *
   * @param send the operands of this rank, for the parts of all ranks
   * @param recv receives the part of this rank
   * @param counts the number of elements of each rank's part
   * @param op the operation; the same in all ranks
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request ireduceScatter(Data send, Data recv, int[] counts, Op op) {
    return background.reduceScatter(send, recv, counts, op);
  }

  /**
   * Starts a {@link #reduceScatter(Data, Data, Op)}. The result has the same bits each time.
   *
   * @param send the operands of this rank, for the parts of all ranks
   * @param recv receives the part of this rank
   * @param op the operation; the same in all ranks
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request ireduceScatter(Data send, Data recv, Op op) {
    return background.reduceScatter(send, recv, op);
  }

  /**
   * Starts a {@link #scan}. The result has the same bits each time.
   *
   * @param send the operands of this rank
   * @param recv receives the results; may be {@code send} itself
   * @param op the operation; the same in all ranks
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request iscan(Data send, Data recv, Op op) {
    return background.scan(send, recv, op);
  }

  /**
   * Starts an {@link #exscan}. The result has the same bits each time.
   *
   * @param send the operands of this rank
   * @param recv receives the results; may be {@code send} itself; in rank 0 it is not changed
   * @param op the operation; the same in all ranks
   * @return the request to wait for; see {@link #ibarrier}
   */
  public Request iexscan(Data send, Data recv, Op op) {
    return background.exscan(send, recv, op);
  }

  // ---- other communicators

  /**
   * Makes a communicator of all ranks that call this with the same color. It must be closed
   * separately. All ranks of this communicator call this.
   *
   * @param color 0 or more; negative if this rank should be in no new communicator
   * @param key the order of the new ranks; ranks with equal keys keep their order in this
   *     communicator
   * @return the communicator that this rank belongs to; empty if the color is negative
   * @throws MessageException as in {@link #broadcast}
   */
  public Optional<Communicator> split(int color, int key) throws MessageException {
    int own = Math.max(color, -1);
    CommSplit split = new CommSplit(size());
    Data words = Data.of(split.words(rank, own, key, engine.newNumber()));
    allreduce(words, words, Op.OR);
    if (own < 0) {
      return Optional.empty();
    }
    int[] chosen = split.members(own);
    int number = split.number(chosen[0]);
    Arrays.setAll(chosen, i -> members[chosen[i]]);
    return Optional.of(new Communicator(engine, groupNodes, chosen, number));
  }

  /**
   * Makes a communicator of some ranks. It must be closed separately. All ranks of this
   * communicator call this with the same list, or, to make several communicators at the same time,
   * with lists that have no rank in common.
   *
   * @param ranks the members, in the order of their new ranks
   * @return the communicator; empty if this rank is not in the list
   * @throws NullPointerException if {@code ranks} is null
   * @throws IndexOutOfBoundsException if there is no such rank
   * @throws IllegalArgumentException if a rank is in the list twice
   * @throws MessageException as in {@link #broadcast}
   */
  public Optional<Communicator> create(int... ranks) throws MessageException {
    int[] chosen = requireGroup(ranks);
    int place = indexOf(members[rank], chosen);
    return split(place < 0 ? -1 : ranks[0], Math.max(place, 0));
  }

  /**
   * Makes a communicator of some ranks. Only these ranks call this; the other ranks may be gone. It
   * must be closed separately. If this throws in some of the ranks, the others must close their new
   * communicators.
   *
   * @param tag 0 or more, less than {@link Integer#MAX_VALUE}; must differ between communicators
   *     that several threads make at the same time
   * @param ranks the members, including this rank, in the order of their new ranks; the same list
   *     in all of them
   * @return the communicator
   * @throws NullPointerException if {@code ranks} is null
   * @throws IndexOutOfBoundsException if there is no such rank
   * @throws IllegalArgumentException if a rank is in the list twice, this rank is not in it, or the
   *     tag is out of range
   * @throws IllegalStateException if the communicator is closed
   * @throws PeerFailedException if a rank is gone that this rank needs
   * @throws MessageException if the first rank has called this with another list
   */
  public Communicator createGroup(int tag, int... ranks) throws MessageException {
    int[] chosen = requireGroup(ranks);
    if (indexOf(members[rank], chosen) < 0) {
      throw new IllegalArgumentException("this rank, " + rank + ", is not in the list");
    }
    if (tag < 0 || tag == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("tag is out of range: " + tag);
    }
    return new Communicator(engine, groupNodes, chosen, groups.number(tag, chosen));
  }

  /** Translates ranks to those of the whole group. */
  private int[] requireGroup(int... ranks) {
    int[] chosen = new int[Objects.requireNonNull(ranks, "ranks").length];
    for (int i = 0; i < chosen.length; i++) {
      int member = members[requireRank(ranks[i], "ranks")];
      if (indexOf(member, Arrays.copyOf(chosen, i)) >= 0) {
        throw new IllegalArgumentException("rank " + ranks[i] + " is in the list twice");
      }
      chosen[i] = member;
    }
    return chosen;
  }

  private static int indexOf(int wanted, int... numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Makes a communicator with the same ranks. Its messages are separate from those of this one. It
   * must be closed separately. All ranks call this.
   *
   * @return a communicator with the same ranks
   * @throws MessageException as in {@link #broadcast}
   */
  public Communicator duplicate() throws MessageException {
    return split(0, rank).orElseThrow();
  }

  /**
   * Makes a communicator of the ranks on this rank's node, in the same order. It must be closed
   * separately. All ranks of this communicator call this.
   *
   * @return the communicator; it has all ranks if they are on one node
   * @throws MessageException as in {@link #broadcast}
   */
  public Communicator node() throws MessageException {
    return split(nodes.nodeOf(rank), rank).orElseThrow();
  }

  /**
   * Makes a communicator of the leaders, which are the first rank of each node, in the same order.
   * It must be closed separately. All ranks of this communicator call this. The leader of a node is
   * rank 0 of the communicator that {@link #node} makes there.
   *
   * @return the communicator of all leaders, which is of one rank if all ranks are on one node;
   *     empty if this rank is not a leader
   * @throws MessageException as in {@link #broadcast}
   */
  public Optional<Communicator> leaders() throws MessageException {
    return split(nodes.slotOf(rank) == 0 ? 0 : -1, rank);
  }

  /** The process of a rank; null if it is on another node. */
  RemoteProcess process(int rank) {
    return engine.peer(members[rank]).process;
  }

  // ---- arguments

  private void requireSend(Object message, int dest, int tag) {
    Objects.requireNonNull(message, "message");
    requireRank(dest, "dest");
    if (tag < 0) {
      throw new IllegalArgumentException("tag is negative: " + tag);
    }
  }

  private void requireReceive(ByteBuffer into, int source, int tag) {
    if (Objects.requireNonNull(into, "into").isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    requireSource(source, tag);
  }

  private void requireReceive(Data into, int source, int tag) {
    Data.requireWritable(Objects.requireNonNull(into, "into"));
    requireSource(source, tag);
  }

  private void requireSource(int source, int tag) {
    if (source != ANY_SOURCE) {
      requireRank(source, "source");
    }
    if (tag < ANY_TAG) {
      throw new IllegalArgumentException("tag is negative, and not ANY_TAG: " + tag);
    }
  }

  private int requireRank(int number, String name) {
    if (number < 0 || number >= members.length) {
      throw new IndexOutOfBoundsException(
          name + " is not a rank from 0 to " + (members.length - 1) + ": " + number);
    }
    return number;
  }

  private int member(int source) {
    return source == ANY_SOURCE ? Operation.ANY : members[source];
  }

  /**
   * Rank, size, and pending operations of this communicator: sends and receives that are not
   * complete, and messages that no receive has matched, with the other rank, tag and bytes. This
   * makes no progress on them. Inside the operation of a reduction, pending operations are left
   * out.
   */
  @Override
  public String toString() {
    String words = "Communicator, rank " + rank + " of " + size();
    if (!engine.isOpen(messages)) {
      return words + ", closed";
    }
    List<String> underWay = new ArrayList<>();
    for (Pending pending : engine.pending()) {
      if (pending.context() == messages.id() || pending.context() == collective.id()) {
        underWay.add(pending.words(outcomes::name));
      }
    }
    return underWay.isEmpty() ? words : words + ": " + String.join("; ", underWay);
  }

  /**
   * Leaves the communicator. Requests that are not complete fail. Other ranks get {@link
   * PeerFailedException} when they next need this rank. If this process has another communicator
   * with them, only those receives fail that wait for a message whose send fails here. Such a
   * receive may already have copied the whole message before it fails, and parts of it from a
   * buffer that was reused in the meantime; so wait for sends before closing. This method does not
   * wait for other ranks, except for the end of a copy into a buffer of this rank. A second call
   * does nothing.
   */
  @Override
  public void close() {
    engine.close(messages, collective, groups.context());
  }
}
