package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * The collective operations of an intercommunicator. They go by the {@link Leaders} of the groups,
 * where all ranks of a group get the same or give to one result, and by one message for each part
 * elsewhere.
 */
final class RemoteCollectives extends Collectives {
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).order(ByteOrder.nativeOrder());

  private final Comm comm;
  private final Channel channel;
  private final int size; // of the remote group
  private final Leaders leaders;

  RemoteCollectives(Comm comm, Channel channel) {
    this.comm = comm;
    this.channel = channel;
    size = channel.remote.getSize();
    leaders = new Leaders(channel);
  }

  /**
   * One side.
   *
   * @param data all parts
   * @param part of each remote rank
   * @param received puts the parts where they belong
   */
  private record Side(Data data, IntFunction<Data> part, Runnable received) {
    static Side of(Parts parts) {
      return new Side(parts.data, parts::part, parts::received);
    }

    static Side of(MixedParts parts) {
      return new Side(parts.data, parts::part, parts::received);
    }

    Data part(int rank) {
      return part.apply(rank);
    }
  }

  /** With nothing for anybody. */
  private static Side nothing() {
    Data none = Data.of(EMPTY, DataType.BYTE);
    return new Side(none, any -> none, () -> {});
  }

  private Side only(int rank, Object buf, int offset, int count, Datatype type) {
    int[] counts = new int[size];
    counts[rank] = count;
    return Side.of(Parts.of(buf, offset, counts, new int[size], plain(type), size, true));
  }

  private Side even(Object buf, int offset, int count, Datatype type) {
    return Side.of(Parts.even(buf, offset, count, plain(type), size, true));
  }

  private Side parts(Object buf, int offset, int[] counts, int[] displs, Datatype type) {
    return Side.of(Parts.of(buf, offset, counts, displs, plain(type), size, true));
  }

  private static Datatype plain(Datatype type) {
    if (Datatype.check(type).element == Element.OBJECT) {
      throw new MPIException(
          ErrorClass.TYPE, "OBJECT is not a datatype for collective operations of two groups");
    }
    return type;
  }

  private static void requireApart(Object buffer) {
    if (buffer == IN_PLACE) {
      throw new MPIException(
          ErrorClass.BUFFER,
          "an operation of two groups needs a buffer to send and one to receive");
    }
  }

  private Steps steps(Runnable after) {
    return new Steps(comm, channel, after);
  }

  /** All ranks take part in each operation, also those that do nothing in it. */
  private Steps noSteps() {
    return steps(() -> {});
  }

  /** With one message for each part. */
  private Steps exchange(Side send, Side recv) {
    Steps steps = steps(recv.received);
    for (int i = 0; i < size; i++) {
      steps.receive(recv.part(i), channel.hidden, channel.peer(i));
    }
    for (int i = 0; i < size; i++) {
      steps.send(send.part(i), channel.hidden, channel.peer(i));
    }
    return steps;
  }

  private enum Role {
    ROOT,
    BESIDE_ROOT,
    REMOTE
  }

  private Role role(int root) {
    if (root == MPI.ROOT) {
      return Role.ROOT;
    } else if (root == MPI.PROC_NULL) {
      return Role.BESIDE_ROOT;
    } else if (root >= 0 && root < size) {
      return Role.REMOTE;
    }
    throw new MPIException(
        ErrorClass.ROOT,
        "the root is not ROOT, PROC_NULL or a remote rank from 0 to " + (size - 1) + ": " + root);
  }

  // ---- those that only move data

  @Override
  Collective barrier() {
    return new Exchange(comm, channel, Communicator::barrier, Communicator::ibarrier, () -> {});
  }

  @Override
  Collective bcast(Object buf, int offset, int count, Datatype type, int root) {
    return switch (role(root)) {
      case ROOT -> {
        ByteBuffer packed = Transfer.packed(buf, offset, count, plain(type));
        Steps steps = noSteps();
        leaders.sendToGroup(steps, Data.of(packed));
        yield steps;
      }
      case BESIDE_ROOT -> noSteps();
      case REMOTE -> {
        Side recv = only(root, buf, offset, count, type);
        Steps steps = steps(recv.received);
        leaders.receiveFrom(steps, root, recv.part(root));
        yield steps;
      }
    };
  }

  @Override
  Collective gather(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType,
      int root) {
    return switch (role(root)) {
      case ROOT -> exchange(nothing(), even(recvBuf, recvOffset, recvCount, recvType));
      case BESIDE_ROOT -> noSteps();
      case REMOTE -> exchange(only(root, sendBuf, sendOffset, sendCount, sendType), nothing());
    };
  }

  @Override
  Collective gatherInPlace(Object buf, int count, Datatype type, int root) {
    return gather(buf, 0, count, type, buf, 0, count, type, root);
  }

  @Override
  Collective gatherv(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int[] recvCounts,
      int[] displs,
      Datatype recvType,
      int root) {
    return role(root) == Role.ROOT
        ? exchange(nothing(), parts(recvBuf, recvOffset, recvCounts, displs, recvType))
        : gather(sendBuf, sendOffset, sendCount, sendType, recvBuf, 0, 0, recvType, root);
  }

  @Override
  Collective scatter(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType,
      int root) {
    return switch (role(root)) {
      case ROOT -> exchange(even(sendBuf, sendOffset, sendCount, sendType), nothing());
      case BESIDE_ROOT -> noSteps();
      case REMOTE -> exchange(nothing(), only(root, recvBuf, recvOffset, recvCount, recvType));
    };
  }

  @Override
  Collective scatterInPlace(Object buf, int count, Datatype type, int root) {
    return scatter(buf, 0, count, type, buf, 0, count, type, root);
  }

  @Override
  Collective scatterv(
      Object sendBuf,
      int sendOffset,
      int[] sendCounts,
      int[] displs,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType,
      int root) {
    return role(root) == Role.ROOT
        ? exchange(parts(sendBuf, sendOffset, sendCounts, displs, sendType), nothing())
        : scatter(sendBuf, 0, 0, sendType, recvBuf, recvOffset, recvCount, recvType, root);
  }

  @Override
  Collective allgather(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType) {
    requireApart(sendBuf);
    return gatherInAll(
        Transfer.packed(sendBuf, sendOffset, sendCount, plain(sendType)),
        even(recvBuf, recvOffset, recvCount, recvType));
  }

  @Override
  Collective allgatherv(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int[] recvCounts,
      int[] displs,
      Datatype recvType) {
    requireApart(sendBuf);
    return gatherInAll(
        Transfer.packed(sendBuf, sendOffset, sendCount, plain(sendType)),
        parts(recvBuf, recvOffset, recvCounts, displs, recvType));
  }

  /** The parts of what is received lie one after another in its data. */
  private Collective gatherInAll(ByteBuffer own, Side recv) {
    Steps steps = steps(recv.received);
    Data[] parts = new Data[size];
    Arrays.setAll(parts, recv::part);
    leaders.allgather(steps, Data.of(own), recv.data, parts);
    return steps;
  }

  @Override
  Collective alltoall(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType) {
    return exchange(
        even(sendBuf, sendOffset, sendCount, sendType),
        even(recvBuf, recvOffset, recvCount, recvType));
  }

  @Override
  Collective alltoallv(
      Object sendBuf,
      int sendOffset,
      int[] sendCounts,
      int[] sendDispls,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType) {
    return exchange(
        parts(sendBuf, sendOffset, sendCounts, sendDispls, sendType),
        parts(recvBuf, recvOffset, recvCounts, recvDispls, recvType));
  }

  @Override
  Collective alltoallw(
      Object sendBuf,
      int[] sendCounts,
      int[] sendDispls,
      Datatype[] sendTypes,
      Object recvBuf,
      int[] recvCounts,
      int[] recvDispls,
      Datatype[] recvTypes) {
    return exchange(
        Side.of(new MixedParts(sendBuf, sendCounts, sendDispls, sendTypes, size)),
        Side.of(new MixedParts(recvBuf, recvCounts, recvDispls, recvTypes, size)));
  }

  // ---- those that compute

  /** Items of each remote rank, which become one result. */
  private final class Operands {
    private final ByteBuffer all;
    private final int bytes; // of each rank
    private final Datatype type;
    private final Op op;

    Operands(int count, Datatype type, Op op) {
      Reduction.require(op, plain(type));
      this.op = op;
      this.type = type;
      bytes = Math.multiplyExact(count, type.bytes());
      all = Transfer.allocate((long) bytes * size);
    }

    /**
     * @param result puts the result, packed, where it belongs
     */
    Side side(Consumer<ByteBuffer> result) {
      return new Side(
          Data.of(all, DataType.BYTE),
          rank -> Data.of(slice(rank), DataType.BYTE),
          () -> result.accept(combined()));
    }

    private ByteBuffer combined() {
      ByteBuffer result = slice(size - 1);
      for (int i = size - 2; i >= 0 && bytes > 0; i--) {
        Reduction.combine(op, type, slice(i), result);
      }
      return result.clear();
    }

    private ByteBuffer slice(int rank) {
      return all.slice(rank * bytes, bytes).order(ByteOrder.nativeOrder());
    }
  }

  @Override
  Collective reduce(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Datatype type,
      Op op,
      int root) {
    requireCount(count);
    return switch (role(root)) {
      case ROOT -> {
        Consumer<ByteBuffer> result = found -> Transfer.unpack(found, recvBuf, recvOffset, type);
        Reduction.require(op, plain(type));
        if (LargeReductions.take(op, type)) {
          yield exchange(nothing(), new Operands(count, type, op).side(result));
        }
        ByteBuffer found = Transfer.allocate((long) count * type.bytes());
        Steps steps = steps(() -> result.accept(found.clear()));
        leaders.receiveFromGroup(steps, found);
        yield steps;
      }
      case BESIDE_ROOT -> noSteps();
      case REMOTE -> {
        Reduction.require(op, plain(type));
        if (LargeReductions.take(op, type)) {
          yield exchange(only(root, sendBuf, sendOffset, count, type), nothing());
        }
        ByteBuffer own = Transfer.packed(sendBuf, sendOffset, count, type);
        Steps steps = noSteps();
        leaders.reduceTo(steps, root, operand(own, type), Reduction.of(op, type));
        yield steps;
      }
    };
  }

  private static Data operand(ByteBuffer packed, Datatype type) {
    return Data.of(packed, type.element.message);
  }

  private static void requireCount(int count) {
    if (count < 0) {
      throw new MPIException(ErrorClass.COUNT, "the count is negative: " + count);
    }
  }

  @Override
  Collective reduceInPlace(Object buf, int count, Datatype type, Op op, int root) {
    return reduce(buf, 0, buf, 0, count, type, op, root);
  }

  @Override
  Collective allreduce(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Datatype type,
      Op op) {
    return reducePart(sendBuf, sendOffset, recvBuf, recvOffset, count, 0, count, type, op);
  }

  /** Of the result for so many items this rank keeps a part. */
  private Collective reducePart(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      int first,
      int kept,
      Datatype type,
      Op op) {
    requireApart(sendBuf);
    requireCount(count);
    int each = plain(type).bytes();
    Consumer<ByteBuffer> result =
        all -> {
          ByteBuffer part = all.slice(first * each, kept * each).order(ByteOrder.nativeOrder());
          Transfer.unpack(part, recvBuf, recvOffset, type);
        };
    Reduction.require(op, plain(type));
    ByteBuffer own = Transfer.packed(sendBuf, sendOffset, count, type);
    if (LargeReductions.take(op, type)) {
      return gatherInAll(own, new Operands(count, type, op).side(result));
    }
    ByteBuffer found = Transfer.allocate((long) count * each);
    Steps steps = steps(() -> result.accept(found.clear()));
    leaders.allreduce(steps, operand(own, type), found, Reduction.of(op, type));
    return steps;
  }

  @Override
  Collective reduceScatter(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int[] recvCounts,
      Datatype type,
      Op op) {
    int ranks = channel.local.getSize();
    Parts.requireFor(ranks, recvCounts, "counts");
    int first = 0;
    int count = 0;
    for (int i = 0; i < ranks; i++) {
      requireCount(recvCounts[i]);
      first = i == channel.rank ? count : first;
      count = Math.addExact(count, recvCounts[i]);
    }
    return reducePart(
        sendBuf, sendOffset, recvBuf, recvOffset, count, first, recvCounts[channel.rank], type, op);
  }

  @Override
  int localSize() {
    return channel.local.getSize();
  }

  @Override
  Collective scan(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Datatype type,
      Op op) {
    throw noOrder();
  }

  @Override
  Collective exscan(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Datatype type,
      Op op) {
    throw noOrder();
  }

  private static MPIException noOrder() {
    return new MPIException(ErrorClass.COMM, "MPI has no scan of two groups");
  }
}
