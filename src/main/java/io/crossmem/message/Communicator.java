package io.crossmem.message;

import io.crossmem.ProcessMemory;
import io.crossmem.internal.collective.CommSplit;
import io.crossmem.internal.collective.EngineMessenger;
import io.crossmem.internal.engine.Engine;
import io.crossmem.internal.engine.Pending;
import io.crossmem.internal.join.Bootstrap;
import io.crossmem.internal.join.JoinException;
import io.crossmem.internal.join.LauncherEnvironment;
import io.crossmem.internal.join.Membership;
import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.Peer;
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
 * A group of processes of one node that send messages to each other. Each has a rank, from 0 on.
 *
 * <p>The words and rules are MPI's: a message has a source, a tag and a length; a receive gets the
 * first message that fits it, of any source or tag if it says so; two messages from one rank to
 * another in one communicator do not overtake each other; a collective operation is called by all
 * ranks, in the same order.
 *
 * <p>A buffer's message is what lies between its position and its limit; both are left alone. A
 * small message is gone from the sender's buffer when {@code send} returns, whether anyone receives
 * it or not; {@code send} of a large one waits for its receive. So does that of a small one while
 * the other rank keeps more than {@code crossmem.unexpected} bytes (a system property, 128 MiB) of
 * this rank's messages that nobody there has asked for.
 *
 * <p>Any number of threads may use a communicator, virtual ones too; of two collective operations
 * in two threads the order is not defined, so only one thread may call those. Calls that wait are
 * not interruptible. If anything is thrown that has nothing to do with the message, such as an
 * {@link OutOfMemoryError}, the call is over all the same, and its buffer is not used any more.
 *
 * <p>When the process of another rank ends, every operation that needs it throws {@link
 * PeerFailedException} within a second: sends to it, receives from it, and collective operations of
 * the communicators that it belongs to. A collective operation that fails leaves the contents of
 * its buffers undefined.
 *
 * <p>A collective operation that is called with an illegal argument throws before anything is sent,
 * and the other ranks wait for this one to call it rightly. Lengths, counts and operations that
 * differ between the ranks are noticed as far as messages turn out to be longer or shorter than
 * expected.
 */
public final class Communicator implements AutoCloseable {
  /** As the source of a receive: any rank. */
  public static final int ANY_SOURCE = -1;

  /** As the tag of a receive: any tag. */
  public static final int ANY_TAG = -1;

  private static final int MOST_RANKS = 1 << 15;

  private final Engine engine;
  private final int[] members; // their ranks in the group
  private final int[] ranks; // here, by their ranks in the group; -1 for who is not a member
  private final int rank;
  private final Context messages;
  private final Context collective; // the messages of collective operations
  private final Outcomes outcomes;
  private final PointToPoint pointToPoint;
  private final Collectives collectives;

  Communicator(Engine engine, int[] members, int number) {
    this.engine = engine;
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
    collectives =
        new Collectives(
            new EngineMessenger(engine, collective), collective, rank, outcomes::exception);
    engine.addCommunicator();
  }

  /**
   * Joins the group of that name, and waits until all are there: at most as long as the system
   * property {@code crossmem.join.seconds} says, 60 s by default. The ranks are given out in the
   * order in which the processes come.
   *
   * <p>Where Yama's {@code ptrace_scope} is 1, joining lets one process attach to this one: the
   * other rank, or with more ranks their launcher or nearest common ancestor, and its descendants.
   *
   * @param name the same in all processes of the group, and of no other group of this user that is
   *     just meeting: 1 to 200 letters, digits and {@code _ . : @ + -}
   * @param size number of processes
   * @return a communicator of all of them
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if {@code size} is not from 1 to 32768, the name not as said,
   *     or one of the system properties {@code crossmem.*} has a value that it may not have
   * @throws MessageException if the group cannot be joined, which it says why: others came with
   *     another size, all ranks are taken, somebody did not come in time or died, or shared memory
   *     is too small
   * @throws IOException if the folder in shared memory cannot be used
   */
  public static Communicator join(String name, int size) throws IOException {
    return join(name, -1, size, defaultTimeout());
  }

  /**
   * Joins the group of that name as a certain rank.
   *
   * @param name as in {@link #join(String, int)}
   * @param rank of this process
   * @param size number of processes
   * @param timeout how long to wait for the others
   * @return a communicator of all of them
   * @throws NullPointerException if {@code name} or {@code timeout} is null
   * @throws IllegalArgumentException if {@code rank} is not -1, for any, or from 0 to {@code size}
   *     - 1; otherwise as {@link #join(String, int)}
   * @throws MessageException as {@link #join(String, int)}; or the rank is taken
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
    int[] everyone = new int[size];
    Arrays.setAll(everyone, i -> i);
    return new Communicator(Engine.open(membership.segment(), membership.rank()), everyone, 0);
  }

  /**
   * Joins as the launcher of this process says in environment variables: {@code scripts/launch} and
   * {@code crossmem run} by {@code CROSSMEM_RANK}, {@code CROSSMEM_SIZE} and {@code CROSSMEM_NAME};
   * Open MPI's {@code mpirun}, MPICH's {@code mpiexec.hydra} and Slurm's {@code srun} by their own,
   * if all processes are on this node. Where one launcher started another, the innermost counts.
   * Waits as {@link #join(String, int)}.
   *
   * @return a communicator of all processes that were started together
   * @throws IllegalStateException if there is no launcher, or what it says cannot be right
   * @throws IllegalArgumentException if one of the system properties {@code crossmem.*} has a value
   *     that it may not have
   * @throws MessageException as {@link #join(String, int)}
   * @throws IOException if the folder in shared memory cannot be used
   */
  public static Communicator fromEnvironment() throws IOException {
    return fromEnvironment(defaultTimeout());
  }

  /**
   * Joins as the launcher of this process says; otherwise as {@link #fromEnvironment()}.
   *
   * @param timeout how long to wait for the others
   * @return a communicator of all processes that were started together
   * @throws IllegalStateException if there is no launcher, or what it says cannot be right
   * @throws IllegalArgumentException if one of the system properties {@code crossmem.*} has a value
   *     that it may not have
   * @throws MessageException as {@link #join(String, int)}
   * @throws IOException if the folder in shared memory cannot be used
   */
  public static Communicator fromEnvironment(Duration timeout) throws IOException {
    LauncherEnvironment told = LauncherEnvironment.read(System.getenv());
    return join(told.name(), told.rank(), told.size(), told.launcherPid(), timeout);
  }

  private static Duration defaultTimeout() {
    return Duration.ofSeconds(Setting.JOIN_SECONDS.number(60));
  }

  /**
   * The rank of this process.
   *
   * @return from 0 to {@link #size} - 1
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
   * How large messages from and to a rank travel.
   *
   * @param other the rank
   * @return the way, and why it is this one
   * @throws IndexOutOfBoundsException if there is no such rank
   */
  public Transport transport(int other) {
    Peer peer = engine.peer(members[requireRank(other, "other")]);
    return peer.canReach()
        ? new Transport(
            Transport.Kind.SINGLE_COPY,
            "the kernel lets this process reach into rank " + other,
            peer.learned())
        : new Transport(
            Transport.Kind.TWO_COPY,
            "the kernel does not let this process reach into rank "
                + other
                + ": "
                + ProcessMemory.diagnose(peer.process.pid()),
            peer.learned());
  }

  /**
   * How many messages this process has sent to each rank and received from it so far, and by which
   * protocol. Any thread may ask, also after {@link #close}.
   *
   * @return the counts as they are now
   * @throws IllegalStateException if it is called by the operation of a reduction
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
   * @param message what lies between the buffer's position and limit
   * @param dest rank to send to, which may be the own
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
   * Sends a message; otherwise as {@link #send(ByteBuffer, int, int)}.
   *
   * @param message what to send
   * @param dest rank to send to, which may be the own
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
   * @param message what lies between the buffer's position and limit; it must not be changed until
   *     the request is over
   * @param dest rank to send to, which may be the own
   * @param tag 0 or more
   * @return to wait for it
   * @throws MessageException as {@link #send(ByteBuffer, int, int)}
   */
  public Request isend(ByteBuffer message, int dest, int tag) throws MessageException {
    requireSend(message, dest, tag);
    return pointToPoint.isend(message, members[dest], tag);
  }

  /**
   * Starts a send.
   *
   * @param message what to send; it must not be changed until the request is over
   * @param dest rank to send to, which may be the own
   * @param tag 0 or more
   * @return to wait for it
   * @throws MessageException as {@link #send(ByteBuffer, int, int)}
   */
  public Request isend(Data message, int dest, int tag) throws MessageException {
    requireSend(message, dest, tag);
    return pointToPoint.isend(message.payload(), members[dest], tag);
  }

  /**
   * Receives a message.
   *
   * @param into where to put it, from the buffer's position on; room for it is up to the limit
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return source, tag and length of the message
   * @throws NullPointerException if {@code into} is null
   * @throws ReadOnlyBufferException if it is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code source}
   * @throws IllegalArgumentException if the tag is neither {@link #ANY_TAG} nor 0 or more
   * @throws IllegalStateException if the communicator is closed
   * @throws TruncationException if the message is longer than the room for it
   * @throws PeerFailedException if the other rank is gone, or, for any source, all others
   * @throws MessageException if it failed for another reason
   */
  public Status recv(ByteBuffer into, int source, int tag) throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.receive(into, member(source), tag);
  }

  /**
   * Receives a message; otherwise as {@link #recv(ByteBuffer, int, int)}.
   *
   * @param into where to put it: an array or a buffer, not values such as {@code Data.of(0)}
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
   * Receives a message that comes within a time. If none does, the receive is taken back, as if it
   * had never been called. A message that has begun to arrive by then is received, however long
   * that takes: so no message is lost.
   *
   * @param into where to put it, from the buffer's position on; room for it is up to the limit
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @param timeout how long to wait at most for a message to begin to arrive; zero or less: receive
   *     what is here
   * @return source, tag and length of the message
   * @throws NullPointerException if {@code into} or {@code timeout} is null
   * @throws ReadOnlyBufferException if {@code into} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code source}
   * @throws IllegalArgumentException if the tag is neither {@link #ANY_TAG} nor 0 or more
   * @throws IllegalStateException if the communicator is closed
   * @throws MessageTimeoutException if no message came in time
   * @throws TruncationException if the message is longer than the room for it
   * @throws PeerFailedException if the other rank is gone, or, for any source, all others
   * @throws MessageException if it failed for another reason
   */
  public Status recv(ByteBuffer into, int source, int tag, Duration timeout)
      throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.receive(into, member(source), tag, Timeouts.limit(timeout));
  }

  /**
   * Receives a message that comes within a time; otherwise as {@link #recv(ByteBuffer, int, int,
   * Duration)}.
   *
   * @param into where to put it
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @param timeout how long to wait at most for a message to begin to arrive
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
   * @param into where to put the message, from the buffer's position on; not to be used until the
   *     request is over
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return to wait for it
   * @throws MessageException as {@link #recv(ByteBuffer, int, int)}
   */
  public Request irecv(ByteBuffer into, int source, int tag) throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.ireceive(into, member(source), tag);
  }

  /**
   * Starts a receive.
   *
   * @param into where to put the message; not to be used until the request is over
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return to wait for it
   * @throws MessageException as {@link #recv(ByteBuffer, int, int)}
   */
  public Request irecv(Data into, int source, int tag) throws MessageException {
    requireReceive(into, source, tag);
    return pointToPoint.ireceive(into.payload(), member(source), tag);
  }

  /**
   * Sends one message and receives another, at the same time: ranks that exchange messages in a
   * ring do not wait for each other forever.
   *
   * @param message what to send
   * @param dest rank to send to
   * @param sendTag 0 or more
   * @param into where to put what is received; not the memory of {@code message}
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param recvTag of the message to receive, or {@link #ANY_TAG}
   * @return source, tag and length of the message received
   * @throws MessageException as {@link #send} and {@link #recv} do
   */
  public Status sendRecv(
      ByteBuffer message, int dest, int sendTag, ByteBuffer into, int source, int recvTag)
      throws MessageException {
    requireSend(message, dest, sendTag);
    requireReceive(into, source, recvTag);
    return pointToPoint.exchange(message, members[dest], sendTag, into, member(source), recvTag);
  }

  /**
   * Sends one message and receives another; otherwise as {@link #sendRecv(ByteBuffer, int, int,
   * ByteBuffer, int, int)}.
   *
   * @param message what to send
   * @param dest rank to send to
   * @param sendTag 0 or more
   * @param into where to put what is received; not the memory of {@code message}
   * @param source rank to receive from, or {@link #ANY_SOURCE}
   * @param recvTag of the message to receive, or {@link #ANY_TAG}
   * @return source, tag and length of the message received
   * @throws MessageException as {@link #send} and {@link #recv} do
   */
  public Status sendRecv(Data message, int dest, int sendTag, Data into, int source, int recvTag)
      throws MessageException {
    requireSend(message, dest, sendTag);
    requireReceive(into, source, recvTag);
    return pointToPoint.exchange(
        message.payload(), members[dest], sendTag, into.payload(), member(source), recvTag);
  }

  /**
   * Waits for a message, and leaves it to be received.
   *
   * @param source rank that it comes from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return source, tag and length of the message
   * @throws MessageException as {@link #recv(ByteBuffer, int, int)}
   */
  public Status probe(int source, int tag) throws MessageException {
    requireSource(source, tag);
    return pointToPoint.probe(member(source), tag);
  }

  /**
   * Looks for a message, and leaves it to be received.
   *
   * @param source rank that it comes from, or {@link #ANY_SOURCE}
   * @param tag of the message, or {@link #ANY_TAG}
   * @return source, tag and length of the message; empty if none is here
   * @throws MessageException as {@link #recv(ByteBuffer, int, int)}
   */
  public Optional<Status> iprobe(int source, int tag) throws MessageException {
    requireSource(source, tag);
    return Optional.ofNullable(pointToPoint.look(member(source), tag));
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
   * @param data in the root what to send, in the others where to put it; of one length in all ranks
   * @param root whose data it is
   * @throws NullPointerException if {@code data} is null
   * @throws ReadOnlyBufferException if it is read-only, in a rank that is not the root
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws IllegalStateException if the communicator is closed
   * @throws PeerFailedException if a rank is gone
   * @throws MessageException if it failed for another reason: the ranks called it with different
   *     lengths, or it failed in a rank that this one needs
   */
  public void broadcast(Data data, int root) throws MessageException {
    collectives.broadcast(data, root);
  }

  /**
   * Sends each rank its part of the root's data: the parts are of one length, in the order of the
   * ranks.
   *
   * @param send used only in the root: the parts of all ranks, its own too; else it may be null
   * @param recv where to put the part of this rank
   * @param root whose data is scattered
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if {@code send} is not {@link #size} times as long as {@code
   *     recv}, is of another type, or is the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as {@link #broadcast}
   */
  public void scatter(Data send, Data recv, int root) throws MessageException {
    collectives.scatter(send, recv, root);
  }

  /**
   * Sends each rank its part of the root's data; the parts may differ in length.
   *
   * @param send used only in the root, as the next two are; else they may be null: the data of all
   *     ranks
   * @param counts of the elements of each rank
   * @param offsets of the first element of each rank in {@code send}
   * @param recv where to put the part of this rank: exactly as long as that
   * @param root whose data is scattered
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if there is not one count and one offset for each rank, one of
   *     the parts is not inside of {@code send}, that of the root is not as long as {@code recv},
   *     or {@code send} and {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as {@link #broadcast}
   */
  public void scatterv(Data send, int[] counts, int[] offsets, Data recv, int root)
      throws MessageException {
    collectives.scatterv(send, counts, offsets, recv, root);
  }

  /**
   * Puts the data of all ranks into the root's: the parts are of one length, in the order of the
   * ranks.
   *
   * @param send the part of this rank
   * @param recv used only in the root: where to put the parts of all ranks, its own too; else it
   *     may be null
   * @param root who gets the data
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if {@code recv} is not {@link #size} times as long as {@code
   *     send}, is of another type, or is the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as {@link #broadcast}
   */
  public void gather(Data send, Data recv, int root) throws MessageException {
    collectives.gather(send, recv, root);
  }

  /**
   * Puts the data of all ranks into the root's; the parts may differ in length.
   *
   * @param send the part of this rank
   * @param recv used only in the root, as the next two are; else they may be null: where to put the
   *     parts of all ranks
   * @param counts of the elements of each rank
   * @param offsets of the first element of each rank in {@code recv}; the parts must not overlap
   * @param root who gets the data
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if there is not one count and one offset for each rank, one of
   *     the parts is not inside of {@code recv}, that of the root is not as long as {@code send},
   *     or {@code send} and {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as {@link #broadcast}
   */
  public void gatherv(Data send, Data recv, int[] counts, int[] offsets, int root)
      throws MessageException {
    collectives.gatherv(send, recv, counts, offsets, root);
  }

  /**
   * Puts the data of all ranks into each rank's: the parts are of one length, in the order of the
   * ranks.
   *
   * @param send the part of this rank
   * @param recv where to put the parts of all ranks, the own too
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code recv} is not {@link #size} times as long as {@code
   *     send}, is of another type, or is the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as {@link #broadcast}
   */
  public void allgather(Data send, Data recv) throws MessageException {
    collectives.allgather(send, recv);
  }

  /**
   * Puts the data of all ranks into each rank's; the parts may differ in length.
   *
   * @param send the part of this rank
   * @param recv where to put the parts of all ranks, the own too
   * @param counts of the elements of each rank; the same in all ranks
   * @param offsets of the first element of each rank in {@code recv}; the parts must not overlap
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there is not one count and one offset for each rank, one of
   *     the parts is not inside of {@code recv}, that of this rank is not as long as {@code send},
   *     or {@code send} and {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as {@link #broadcast}
   */
  public void allgatherv(Data send, Data recv, int[] counts, int[] offsets)
      throws MessageException {
    collectives.allgatherv(send, recv, counts, offsets);
  }

  /**
   * Sends each rank a part of this rank's data, and puts what each rank sends to this one into one
   * place: both are of parts of one length, in the order of the ranks.
   *
   * @param send the parts for all ranks, the own too
   * @param recv where to put the parts of all ranks
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the number of elements is not a multiple of {@link #size},
   *     or {@code send} and {@code recv} differ in length or type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as {@link #broadcast}
   */
  public void alltoall(Data send, Data recv) throws MessageException {
    collectives.alltoall(send, recv);
  }

  /**
   * Sends each rank a part of this rank's data, and puts what each rank sends to this one into one
   * place; the parts may differ in length.
   *
   * @param send the parts for all ranks, the own too
   * @param sendCounts of the elements for each rank
   * @param sendOffsets of the first element for each rank in {@code send}
   * @param recv where to put the parts of all ranks
   * @param recvCounts of the elements of each rank: what that one has as its count for this rank
   * @param recvOffsets of the first element of each rank in {@code recv}; the parts must not
   *     overlap
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there is not one count and one offset for each rank, a part
   *     is not inside of the data, this rank's two counts for itself differ, or {@code send} and
   *     {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as {@link #broadcast}
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
   * Combines the data of all ranks, element by element, and gives the root the result.
   *
   * <p>The operands are in the order of the ranks, so the operation need not be commutative. How
   * they are grouped depends only on the number of ranks and the length: the result has the same
   * bits each time.
   *
   * @param send the operands of this rank
   * @param recv used only in the root: where to put the results; may be {@code send}, but must not
   *     overlap it otherwise; else it may be null
   * @param op the operation; the same in all ranks. It must not use a communicator. What it throws
   *     comes out of the call in which it was applied; each rank whose result depends on that gets
   *     a {@link MessageException}, and none waits for it forever
   * @param root who gets the results
   * @throws NullPointerException if an argument that is used is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type, or {@code
   *     send} and {@code recv} differ in length or type
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws IndexOutOfBoundsException if there is no rank {@code root}
   * @throws MessageException as {@link #broadcast}
   */
  public void reduce(Data send, Data recv, Op op, int root) throws MessageException {
    collectives.reduce(send, recv, op, root);
  }

  /**
   * Combines the data of all ranks, element by element, and gives all the result: the same bits in
   * each rank. Otherwise as {@link #reduce}.
   *
   * @param send the operands of this rank
   * @param recv where to put the results; may be {@code send}, but must not overlap it otherwise
   * @param op the operation, as in {@link #reduce}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type, or {@code
   *     send} and {@code recv} differ in length or type
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as {@link #broadcast}
   */
  public void allreduce(Data send, Data recv, Op op) throws MessageException {
    collectives.allreduce(send, recv, op);
  }

  /**
   * Combines the data of all ranks, element by element, and gives each rank a part of the result.
   * Otherwise as {@link #reduce}.
   *
   * @param send the operands of this rank, for the parts of all
   * @param recv where to put the part of this rank
   * @param counts of the elements of each rank's part; the parts are in the order of the ranks
   * @param op the operation, as in {@link #reduce}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type; there is not
   *     one count for each rank, one is negative, or all of them are not as many as the elements of
   *     {@code send}; {@code recv} is not as long as the part of this rank; or {@code send} and
   *     {@code recv} differ in type or are the same data
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as {@link #broadcast}
   */
  public void reduceScatter(Data send, Data recv, int[] counts, Op op) throws MessageException {
    collectives.reduceScatter(send, recv, counts, op);
  }

  /**
   * Combines, element by element, the data of the ranks from 0 to this one, which is included.
   * Otherwise as {@link #reduce}.
   *
   * @param send the operands of this rank
   * @param recv where to put the results; may be {@code send}, but must not overlap it otherwise
   * @param op the operation, as in {@link #reduce}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code op} cannot take elements of this type, or {@code
   *     send} and {@code recv} differ in length or type
   * @throws ReadOnlyBufferException if {@code recv} is read-only
   * @throws MessageException as {@link #broadcast}
   */
  public void scan(Data send, Data recv, Op op) throws MessageException {
    collectives.scan(send, recv, op);
  }

  /**
   * Makes a communicator of all ranks that name the same color. It is closed on its own. All ranks
   * of this communicator call this.
   *
   * @param color 0 or more; negative to be in none
   * @param key the new ranks are in the order of the keys; where keys are equal, of the ranks here
   * @return the communicator that this rank belongs to; empty if the color is negative
   * @throws MessageException as {@link #broadcast}
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
    return Optional.of(new Communicator(engine, chosen, number));
  }

  /**
   * Makes a communicator of the same ranks, whose messages are never received in this one, nor this
   * one's there. It is closed on its own. All ranks call this.
   *
   * @return a communicator with the same ranks
   * @throws MessageException as {@link #broadcast}
   */
  public Communicator duplicate() throws MessageException {
    return split(0, rank).orElseThrow();
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
   * Rank, size, and what is under way in this communicator: sends and receives that are not over,
   * and messages that no receive asks for, with the other rank, tag and bytes. Moves nothing
   * forward. Called by the operation of a reduction it leaves out what is under way.
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
   * Ends what goes on in this communicator, and leaves it: requests that are not over fail, and the
   * others get {@link PeerFailedException} when they need this rank once more. While this process
   * has another communicator with them, only those fail that wait for a message whose send fails
   * here. Such a receive may have taken a message in full before it hears of that, and parts of it
   * from a buffer that was used again by then: so wait for sends before closing. Waits for nobody,
   * but for a copy into a buffer of this rank's to end. Does nothing the second time.
   */
  @Override
  public void close() {
    engine.close(messages, collective);
  }
}
