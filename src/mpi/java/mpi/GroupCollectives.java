package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import mpi.RecentExchanges.Kind;

/**
 * The collective operations of an intracommunicator: the messages' own, on data that views or packs
 * what the program gives. Which of the messages' operations it is depends only on what all ranks
 * give alike; that one rank packs and another does not makes no difference.
 */
final class GroupCollectives extends Collectives {
  private final Comm comm;
  private final Channel channel;
  private final int rank;
  private final int size;
  private final ObjectCollectives objects;
  private final LargeReductions large;
  private final RecentTransfers sent = new RecentTransfers(GroupCollectives::toSend);
  private final RecentTransfers received = new RecentTransfers(GroupCollectives::toReceive);
  private final RecentExchanges recent = new RecentExchanges();
  private final Exchange barrier;

  GroupCollectives(Comm comm, Channel channel) {
    this.comm = comm;
    this.channel = channel;
    rank = channel.rank;
    size = channel.local.processes().length;
    objects = new ObjectCollectives(channel);
    large = new LargeReductions(comm, channel);
    barrier = exchange(Communicator::barrier, Communicator::ibarrier, GroupCollectives::nothing);
  }

  private Exchange exchange(Exchange.Blocking blocking, Exchange.Started started, Runnable after) {
    return new Exchange(comm, channel, blocking, started, after);
  }

  /** What is to be done where nothing was received. */
  private static void nothing() {}

  private boolean isRoot(int root) {
    if (root < 0 || root >= size) {
      throw new MPIException(
          ErrorClass.ROOT, "the root is not a rank from 0 to " + (size - 1) + ": " + root);
    }
    return root == rank;
  }

  /** Whether the two sides have elements of different types, so that both travel as bytes. */
  private static boolean differ(Datatype one, Datatype other) {
    return one != null && other != null && one.element.message != other.element.message;
  }

  private static boolean isObject(Datatype type) {
    return Datatype.check(type).element == Element.OBJECT;
  }

  private static Transfer toSend(Object buffer, int offset, int count, Datatype type) {
    return Transfer.ofCollective(buffer, offset, count, type, false, false);
  }

  private static Transfer toReceive(Object buffer, int offset, int count, Datatype type) {
    return Transfer.ofCollective(buffer, offset, count, type, true, false);
  }

  // ---- those that only move data

  @Override
  Collective barrier() {
    return barrier;
  }

  @Override
  Collective bcast(Object buf, int offset, int count, Datatype type, int root) {
    boolean isRoot = isRoot(root);
    if (isObject(type)) {
      return objects.bcast(buf, offset, count, type, root);
    }
    Transfer send = isRoot ? sent.of(buf, offset, count, type) : null;
    Transfer receive = isRoot ? null : received.of(buf, offset, count, type);
    Exchange known = recent.find(Kind.BCAST, send, receive, null, root);
    return known != null
        ? known
        : recent.keep(Kind.BCAST, send, receive, null, root, newBcast(send, receive, root));
  }

  private Exchange newBcast(Transfer send, Transfer receive, int root) {
    Data data = send != null ? send.data : receive.data;
    return exchange(
        c -> c.broadcast(data, root),
        c -> c.ibroadcast(data, root),
        send != null ? GroupCollectives::nothing : receive::receivedAll);
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
    if (isRoot(root)) {
      if (isObject(recvType)) {
        return objects.gather(
            sendBuf,
            sendOffset,
            sendCount,
            sendBuf == IN_PLACE ? recvType : sendType,
            recvBuf,
            places(recvOffset, recvCount, recvType),
            recvType,
            root);
      }
      boolean asBytes = sendBuf != IN_PLACE && differ(sendType, recvType);
      return gatherRoot(
          sendBuf,
          sendOffset,
          sendCount,
          sendType,
          Parts.even(recvBuf, recvOffset, recvCount, recvType, size, asBytes),
          root,
          asBytes);
    }
    return gatherOther(sendBuf, sendOffset, sendCount, sendType, root);
  }

  private Collective gatherRoot(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Parts parts,
      int root,
      boolean asBytes) {
    Data own = own(sendBuf, sendOffset, sendCount, sendType, parts, asBytes);
    return exchange(
        c -> c.gatherv(own, parts.data, parts.counts, parts.offsets, root),
        c -> c.igatherv(own, parts.data, parts.counts, parts.offsets, root),
        parts::received);
  }

  /** What this rank sends to itself as well; its part is only as long as that. */
  private Data own(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Parts parts,
      boolean asBytes) {
    if (sendBuf == IN_PLACE) {
      return parts.part(rank);
    }
    Data own = Transfer.ofCollective(sendBuf, sendOffset, sendCount, sendType, false, asBytes).data;
    parts.own(rank, own.bytes());
    return own;
  }

  private Collective gatherOther(
      Object sendBuf, int sendOffset, int sendCount, Datatype sendType, int root) {
    if (isObject(sendType)) {
      return objects.gather(sendBuf, sendOffset, sendCount, sendType, null, null, null, root);
    }
    Data data = Transfer.ofCollective(sendBuf, sendOffset, sendCount, sendType, false, false).data;
    return exchange(
        c -> c.gatherv(data, null, null, null, root),
        c -> c.igatherv(data, null, null, null, root),
        GroupCollectives::nothing);
  }

  @Override
  Collective gatherInPlace(Object buf, int count, Datatype type, int root) {
    return gather(isRoot(root) ? IN_PLACE : buf, 0, count, type, buf, 0, count, type, root);
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
    if (isRoot(root)) {
      if (isObject(recvType)) {
        return objects.gather(
            sendBuf,
            sendOffset,
            sendCount,
            sendBuf == IN_PLACE ? recvType : sendType,
            recvBuf,
            places(recvOffset, displs, recvType),
            recvType,
            root);
      }
      boolean asBytes = sendBuf != IN_PLACE && differ(sendType, recvType);
      return gatherRoot(
          sendBuf,
          sendOffset,
          sendCount,
          sendType,
          Parts.of(recvBuf, recvOffset, recvCounts, displs, recvType, size, asBytes),
          root,
          asBytes);
    }
    return gatherOther(sendBuf, sendOffset, sendCount, sendType, root);
  }

  /** Where the objects of each rank belong. */
  private int[] places(int offset, int count, Datatype type) {
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      places[i] = offset + i * count * type.map.extent();
    }
    return places;
  }

  private int[] places(int offset, int[] displs, Datatype type) {
    Parts.requireFor(size, displs, "displacements");
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      places[i] = offset + displs[i] * type.map.extent();
    }
    return places;
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
    if (isRoot(root)) {
      if (isObject(sendType)) {
        int[] counts = new int[size];
        Arrays.fill(counts, sendCount);
        return objects.scatter(
            sendBuf,
            places(sendOffset, sendCount, sendType),
            counts,
            sendType,
            recvBuf,
            recvOffset,
            recvType,
            root);
      }
      boolean asBytes = recvBuf != IN_PLACE && differ(sendType, recvType);
      return scatterRoot(
          Parts.even(sendBuf, sendOffset, sendCount, sendType, size, asBytes),
          recvBuf,
          recvOffset,
          recvCount,
          recvType,
          root,
          asBytes);
    }
    return scatterOther(recvBuf, recvOffset, recvCount, recvType, root);
  }

  private Collective scatterRoot(
      Parts parts,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType,
      int root,
      boolean asBytes) {
    if (recvBuf == IN_PLACE) {
      Data own = parts.part(rank);
      return exchange(
          c -> c.scatterv(parts.data, parts.counts, parts.offsets, own, root),
          c -> c.iscatterv(parts.data, parts.counts, parts.offsets, own, root),
          GroupCollectives::nothing);
    }
    Transfer own =
        Transfer.ofCollective(
            recvBuf,
            recvOffset,
            itemsOf(parts.bytes(rank), recvCount, recvType),
            recvType,
            true,
            asBytes);
    return exchange(
        c -> c.scatterv(parts.data, parts.counts, parts.offsets, own.data, root),
        c -> c.iscatterv(parts.data, parts.counts, parts.offsets, own.data, root),
        own::receivedAll);
  }

  /** How many items so many bytes are, of which there is room for some. */
  private static int itemsOf(long bytes, int room, Datatype type) {
    int each = Datatype.check(type).bytes();
    if (bytes > (long) room * each) {
      throw new MPIException(
          ErrorClass.TRUNCATE,
          "this rank has " + bytes + " bytes for itself, but room for " + (long) room * each);
    }
    return each == 0 ? 0 : (int) (bytes / each);
  }

  private Collective scatterOther(
      Object recvBuf, int recvOffset, int recvCount, Datatype recvType, int root) {
    if (isObject(recvType)) {
      return objects.scatter(null, null, null, null, recvBuf, recvOffset, recvType, root);
    }
    Transfer part = Transfer.ofCollective(recvBuf, recvOffset, recvCount, recvType, true, false);
    return exchange(
        c -> c.scatterv(null, null, null, part.data, root),
        c -> c.iscatterv(null, null, null, part.data, root),
        part::receivedAll);
  }

  @Override
  Collective scatterInPlace(Object buf, int count, Datatype type, int root) {
    return scatter(buf, 0, count, type, isRoot(root) ? IN_PLACE : buf, 0, count, type, root);
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
    if (isRoot(root)) {
      if (isObject(sendType)) {
        Parts.requireFor(size, sendCounts, "counts");
        return objects.scatter(
            sendBuf,
            places(sendOffset, displs, sendType),
            sendCounts,
            sendType,
            recvBuf,
            recvOffset,
            recvType,
            root);
      }
      boolean asBytes = recvBuf != IN_PLACE && differ(sendType, recvType);
      return scatterRoot(
          Parts.of(sendBuf, sendOffset, sendCounts, displs, sendType, size, asBytes),
          recvBuf,
          recvOffset,
          recvCount,
          recvType,
          root,
          asBytes);
    }
    return scatterOther(recvBuf, recvOffset, recvCount, recvType, root);
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
    if (isObject(recvType)) {
      return objects.allgather(
          sendBuf,
          sendOffset,
          sendCount,
          sendBuf == IN_PLACE ? recvType : sendType,
          recvBuf,
          places(recvOffset, recvCount, recvType),
          recvType);
    }
    boolean asBytes = sendBuf != IN_PLACE && differ(sendType, recvType);
    if (asBytes || !recvType.isContiguous) {
      Parts parts = Parts.even(recvBuf, recvOffset, recvCount, recvType, size, asBytes);
      return allgather(sendBuf, sendOffset, sendCount, sendType, parts, asBytes);
    }
    Transfer send = operands(sendBuf, sendOffset, sendCount, sendType);
    Transfer all =
        received.of(recvBuf, recvOffset, Transfer.toInt((long) recvCount * size), recvType);
    Exchange known = recent.find(Kind.ALLGATHER, send, all, null, 0);
    if (known != null) {
      return known;
    }
    Parts parts = Parts.even(recvBuf, recvOffset, recvCount, recvType, size, false);
    Exchange exchange = allgather(sendBuf, sendOffset, sendCount, sendType, parts, false);
    return recent.keep(Kind.ALLGATHER, send, all, null, 0, exchange);
  }

  private Exchange allgather(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Parts parts,
      boolean asBytes) {
    Data own = own(sendBuf, sendOffset, sendCount, sendType, parts, asBytes);
    return exchange(
        c -> c.allgatherv(own, parts.data, parts.counts, parts.offsets),
        c -> c.iallgatherv(own, parts.data, parts.counts, parts.offsets),
        parts::received);
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
    if (isObject(recvType)) {
      return objects.allgather(
          sendBuf,
          sendOffset,
          sendCount,
          sendBuf == IN_PLACE ? recvType : sendType,
          recvBuf,
          places(recvOffset, displs, recvType),
          recvType);
    }
    boolean asBytes = sendBuf != IN_PLACE && differ(sendType, recvType);
    return allgather(
        sendBuf,
        sendOffset,
        sendCount,
        sendType,
        Parts.of(recvBuf, recvOffset, recvCounts, displs, recvType, size, asBytes),
        asBytes);
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
    if (isObject(sendType)) {
      int[] counts = new int[size];
      Arrays.fill(counts, sendCount);
      return objects.alltoall(
          sendBuf,
          places(sendOffset, sendCount, sendType),
          counts,
          sendType,
          recvBuf,
          places(recvOffset, recvCount, recvType),
          recvType);
    }
    boolean asBytes = differ(sendType, recvType);
    return alltoall(
        Parts.even(sendBuf, sendOffset, sendCount, sendType, size, asBytes),
        Parts.even(recvBuf, recvOffset, recvCount, recvType, size, asBytes));
  }

  private Collective alltoall(Parts send, Parts recv) {
    recv.own(rank, send.bytes(rank));
    return exchange(
        c ->
            c.alltoallv(send.data, send.counts, send.offsets, recv.data, recv.counts, recv.offsets),
        c ->
            c.ialltoallv(
                send.data, send.counts, send.offsets, recv.data, recv.counts, recv.offsets),
        recv::received);
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
    if (isObject(sendType)) {
      Parts.requireFor(size, sendCounts, "counts");
      return objects.alltoall(
          sendBuf,
          places(sendOffset, sendDispls, sendType),
          sendCounts,
          sendType,
          recvBuf,
          places(recvOffset, recvDispls, recvType),
          recvType);
    }
    boolean asBytes = differ(sendType, recvType);
    return alltoall(
        Parts.of(sendBuf, sendOffset, sendCounts, sendDispls, sendType, size, asBytes),
        Parts.of(recvBuf, recvOffset, recvCounts, recvDispls, recvType, size, asBytes));
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
    MixedParts send = new MixedParts(sendBuf, sendCounts, sendDispls, sendTypes, size);
    MixedParts recv = new MixedParts(recvBuf, recvCounts, recvDispls, recvTypes, size);
    recv.own(rank, send.counts[rank]);
    return exchange(
        c ->
            c.alltoallv(send.data, send.counts, send.offsets, recv.data, recv.counts, recv.offsets),
        c ->
            c.ialltoallv(
                send.data, send.counts, send.offsets, recv.data, recv.counts, recv.offsets),
        recv::received);
  }

  // ---- those that compute

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
    boolean isRoot = isRoot(root);
    if (isObject(type)) {
      return objects.reduce(sendBuf, sendOffset, recvBuf, recvOffset, count, op, root);
    }
    if (LargeReductions.take(op, type)) {
      ByteBuffer own = packed(sendBuf, sendOffset, recvBuf, recvOffset, count, type);
      return large.combine(
          own,
          type,
          op,
          isRoot ? size : 0,
          result -> Transfer.unpack(result, recvBuf, recvOffset, type));
    }
    Transfer operands = operands(sendBuf, sendOffset, count, type);
    Transfer result = isRoot ? received.of(recvBuf, recvOffset, count, type) : null;
    Exchange known = recent.find(Kind.REDUCE, operands, result, op, root);
    return known != null
        ? known
        : recent.keep(
            Kind.REDUCE,
            operands,
            result,
            op,
            root,
            newReduce(operands, result, Reduction.of(op, type), root));
  }

  private Exchange newReduce(
      Transfer operands, Transfer result, io.crossmem.message.Op combine, int root) {
    if (result == null) {
      return exchange(
          c -> c.reduce(operands.data, null, combine, root),
          c -> c.ireduce(operands.data, null, combine, root),
          GroupCollectives::nothing);
    }
    Data own = orInPlace(operands, result);
    return exchange(
        c -> c.reduce(own, result.data, combine, root),
        c -> c.ireduce(own, result.data, combine, root),
        result::receivedAll);
  }

  /** What this rank gives; null if it is given in place. */
  private Transfer operands(Object sendBuf, int sendOffset, int count, Datatype type) {
    return sendBuf == IN_PLACE ? null : sent.of(sendBuf, sendOffset, count, type);
  }

  private static Data orInPlace(Transfer operands, Transfer result) {
    return operands == null ? result.data : operands.data;
  }

  /** What this rank gives to a reduction, packed. */
  private static ByteBuffer packed(
      Object sendBuf, int sendOffset, Object recvBuf, int recvOffset, int count, Datatype type) {
    return sendBuf == IN_PLACE
        ? Transfer.packed(recvBuf, recvOffset, count, type)
        : Transfer.packed(sendBuf, sendOffset, count, type);
  }

  @Override
  Collective reduceInPlace(Object buf, int count, Datatype type, Op op, int root) {
    return reduce(isRoot(root) ? IN_PLACE : buf, 0, buf, 0, count, type, op, root);
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
    if (isObject(type)) {
      return objects.allreduce(sendBuf, sendOffset, recvBuf, recvOffset, count, op);
    }
    if (LargeReductions.take(op, type)) {
      ByteBuffer own = packed(sendBuf, sendOffset, recvBuf, recvOffset, count, type);
      return large.combine(
          own, type, op, size, result -> Transfer.unpack(result, recvBuf, recvOffset, type));
    }
    Transfer operands = operands(sendBuf, sendOffset, count, type);
    Transfer result = received.of(recvBuf, recvOffset, count, type);
    Exchange known = recent.find(Kind.ALLREDUCE, operands, result, op, 0);
    return known != null
        ? known
        : recent.keep(
            Kind.ALLREDUCE,
            operands,
            result,
            op,
            0,
            newAllreduce(operands, result, Reduction.of(op, type)));
  }

  private Exchange newAllreduce(
      Transfer operands, Transfer result, io.crossmem.message.Op combine) {
    Data own = orInPlace(operands, result);
    return exchange(
        c -> c.allreduce(own, result.data, combine),
        c -> c.iallreduce(own, result.data, combine),
        result::receivedAll);
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
    Parts.requireFor(size, recvCounts, "counts");
    int[] counts = new int[size];
    int all = 0;
    for (int i = 0; i < size; i++) {
      if (recvCounts[i] < 0) {
        throw new MPIException(
            ErrorClass.COUNT, "the count of rank " + i + " is negative: " + recvCounts[i]);
      }
      counts[i] = Math.multiplyExact(recvCounts[i], Datatype.check(type).map.size);
      all = Math.addExact(all, recvCounts[i]);
    }
    if (isObject(type)) {
      return objects.reduceScatter(sendBuf, sendOffset, recvBuf, recvOffset, recvCounts, all, op);
    }
    if (LargeReductions.take(op, type)) {
      ByteBuffer own = packed(sendBuf, sendOffset, recvBuf, recvOffset, all, type);
      int first = Arrays.stream(recvCounts, 0, rank).sum() * type.bytes();
      int kept = recvCounts[rank] * type.bytes();
      return large.combine(
          own,
          type,
          op,
          size,
          result ->
              Transfer.unpack(
                  result.slice(first, kept).order(ByteOrder.nativeOrder()),
                  recvBuf,
                  recvOffset,
                  type));
    }
    io.crossmem.message.Op combine = Reduction.of(op, type);
    Data operands =
        sendBuf == IN_PLACE
            ? Transfer.copy(recvBuf, recvOffset, all, type)
            : Transfer.ofCollective(sendBuf, sendOffset, all, type, false, false).data;
    Transfer result =
        Transfer.ofCollective(recvBuf, recvOffset, recvCounts[rank], type, true, false);
    return exchange(
        c -> c.reduceScatter(operands, result.data, counts, combine),
        c -> c.ireduceScatter(operands, result.data, counts, combine),
        result::receivedAll);
  }

  @Override
  int localSize() {
    return size;
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
    if (isObject(type)) {
      return objects.scan(sendBuf, sendOffset, recvBuf, recvOffset, count, op, true);
    }
    if (LargeReductions.take(op, type)) {
      ByteBuffer own = packed(sendBuf, sendOffset, recvBuf, recvOffset, count, type);
      return large.combine(
          own, type, op, rank + 1, result -> Transfer.unpack(result, recvBuf, recvOffset, type));
    }
    Transfer operands = operands(sendBuf, sendOffset, count, type);
    Transfer result = received.of(recvBuf, recvOffset, count, type);
    Exchange known = recent.find(Kind.SCAN, operands, result, op, 0);
    return known != null
        ? known
        : recent.keep(
            Kind.SCAN, operands, result, op, 0, newScan(operands, result, Reduction.of(op, type)));
  }

  private Exchange newScan(Transfer operands, Transfer result, io.crossmem.message.Op combine) {
    Data own = orInPlace(operands, result);
    return exchange(
        c -> c.scan(own, result.data, combine),
        c -> c.iscan(own, result.data, combine),
        result::receivedAll);
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
    if (isObject(type)) {
      return objects.scan(sendBuf, sendOffset, recvBuf, recvOffset, count, op, false);
    }
    if (LargeReductions.take(op, type)) {
      ByteBuffer own = packed(sendBuf, sendOffset, recvBuf, recvOffset, count, type);
      return large.combine(
          own, type, op, rank, result -> Transfer.unpack(result, recvBuf, recvOffset, type));
    }
    Transfer operands = operands(sendBuf, sendOffset, count, type);
    Transfer result = received.of(recvBuf, recvOffset, count, type);
    Exchange known = recent.find(Kind.EXSCAN, operands, result, op, 0);
    return known != null
        ? known
        : recent.keep(
            Kind.EXSCAN,
            operands,
            result,
            op,
            0,
            newExscan(operands, result, Reduction.of(op, type)));
  }

  private Exchange newExscan(Transfer operands, Transfer result, io.crossmem.message.Op combine) {
    Data own = orInPlace(operands, result);
    return exchange(
        c -> c.exscan(own, result.data, combine),
        c -> c.iexscan(own, result.data, combine),
        result::receivedAll);
  }
}
