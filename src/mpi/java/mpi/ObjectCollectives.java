package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Collective operations on datatype OBJECT: first the lengths of what the ranks send, then the
 * bytes. Reductions put all items together and combine them in the order of the ranks.
 */
final class ObjectCollectives {
  private final Communicator messages;
  private final int rank;
  private final int size;

  ObjectCollectives(Channel channel) {
    messages = channel.messages;
    rank = channel.rank;
    size = channel.local.processes().length;
  }

  /** One that is only run, as there is no buffer of objects to start one with. */
  private static Collective collective(Collective.Call call) {
    return new Collective() {
      @Override
      void run() {
        try {
          call.run();
        } catch (MessageException e) {
          throw Errors.translate(e);
        }
      }

      @Override
      Work start() {
        throw new MPIException(
            ErrorClass.TYPE, "collective operations on OBJECT exist only as blocking calls");
      }
    };
  }

  // ---- bytes of all ranks

  private static Data data(ObjectCodec.Bytes bytes) {
    return Data.of(bytes.array(), 0, bytes.size());
  }

  /** What each rank has, in the root; else null. */
  private ByteBuffer[] gather(ObjectCodec.Bytes own, int root) throws MessageException {
    int[] lengths = new int[size];
    messages.gather(Data.of(new int[] {own.size()}), Data.of(lengths), root);
    if (rank != root) {
      messages.gatherv(data(own), null, null, null, root);
      return null;
    }
    int[] offsets = offsets(lengths);
    byte[] all = new byte[sum(lengths)];
    messages.gatherv(data(own), Data.of(all), lengths, offsets, root);
    return split(all, lengths, offsets);
  }

  private ByteBuffer[] allgather(ObjectCodec.Bytes own) throws MessageException {
    int[] lengths = new int[size];
    messages.allgather(Data.of(new int[] {own.size()}), Data.of(lengths));
    int[] offsets = offsets(lengths);
    byte[] all = new byte[sum(lengths)];
    messages.allgatherv(data(own), Data.of(all), lengths, offsets);
    return split(all, lengths, offsets);
  }

  private ByteBuffer[] alltoall(ObjectCodec.Bytes[] own) throws MessageException {
    int[] sendLengths = Arrays.stream(own).mapToInt(ObjectCodec.Bytes::size).toArray();
    int[] recvLengths = new int[size];
    messages.alltoall(Data.of(sendLengths), Data.of(recvLengths));
    int[] offsets = offsets(recvLengths);
    byte[] all = new byte[sum(recvLengths)];
    messages.alltoallv(
        Data.of(join(own)), sendLengths, offsets(sendLengths), Data.of(all), recvLengths, offsets);
    return split(all, recvLengths, offsets);
  }

  /** What the root has for this rank. */
  private ByteBuffer scatter(ObjectCodec.Bytes[] own, int root) throws MessageException {
    int[] length = new int[1];
    if (rank != root) {
      messages.scatter(null, Data.of(length), root);
      byte[] mine = new byte[length[0]];
      messages.scatterv(null, null, null, Data.of(mine), root);
      return ByteBuffer.wrap(mine);
    }
    int[] lengths = Arrays.stream(own).mapToInt(ObjectCodec.Bytes::size).toArray();
    messages.scatter(Data.of(lengths), Data.of(length), root);
    byte[] mine = new byte[length[0]];
    messages.scatterv(Data.of(join(own)), lengths, offsets(lengths), Data.of(mine), root);
    return ByteBuffer.wrap(mine);
  }

  private static byte[] join(ObjectCodec.Bytes[] parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(ObjectCodec.Bytes::size).sum()];
    int at = 0;
    for (ObjectCodec.Bytes part : parts) {
      System.arraycopy(part.array(), 0, all, at, part.size());
      at += part.size();
    }
    return all;
  }

  private static int[] offsets(int[] lengths) {
    int[] offsets = new int[lengths.length];
    for (int i = 1; i < lengths.length; i++) {
      offsets[i] = offsets[i - 1] + lengths[i - 1];
    }
    return offsets;
  }

  private static int sum(int[] lengths) {
    int sum = 0;
    for (int length : lengths) {
      sum = Math.addExact(sum, length);
    }
    return sum;
  }

  private static ByteBuffer[] split(byte[] all, int[] lengths, int[] offsets) {
    ByteBuffer[] parts = new ByteBuffer[lengths.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = ByteBuffer.wrap(all, offsets[i], lengths[i]);
    }
    return parts;
  }

  // ---- those that only move objects

  private ObjectCodec.Bytes[] encode(Object buffer, int[] places, int[] counts, Datatype type) {
    ObjectCodec.Bytes[] parts = new ObjectCodec.Bytes[size];
    for (int i = 0; i < size; i++) {
      parts[i] = ObjectItems.encode(buffer, places[i], counts[i], type);
    }
    return parts;
  }

  private void put(ByteBuffer[] parts, Object buffer, int[] places, Datatype type) {
    for (int i = 0; i < size; i++) {
      ObjectItems.put(ObjectCodec.decode(parts[i]), buffer, places[i], type);
    }
  }

  Collective bcast(Object buf, int offset, int count, Datatype type, int root) {
    return collective(
        () -> {
          ObjectCodec.Bytes own =
              rank == root ? ObjectItems.encode(buf, offset, count, type) : null;
          int[] length = {own == null ? 0 : own.size()};
          messages.broadcast(Data.of(length), root);
          byte[] bytes = own == null ? new byte[length[0]] : own.array();
          messages.broadcast(Data.of(bytes, 0, length[0]), root);
          if (own == null) {
            ObjectItems.put(ByteBuffer.wrap(bytes), buf, offset, count, type);
          }
        });
  }

  /** Own items that are in place already lie where the result is. */
  private ObjectCodec.Bytes own(
      Object sendBuf, int offset, int count, Datatype type, Object recvBuf, int place) {
    return sendBuf == Collectives.IN_PLACE
        ? ObjectItems.encode(recvBuf, place, count, type)
        : ObjectItems.encode(sendBuf, offset, count, type);
  }

  Collective gather(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int[] places,
      Datatype recvType,
      int root) {
    return collective(
        () -> {
          int place = places == null ? 0 : places[rank];
          ByteBuffer[] parts =
              gather(own(sendBuf, sendOffset, sendCount, sendType, recvBuf, place), root);
          if (parts != null) {
            put(parts, recvBuf, places, recvType);
          }
        });
  }

  Collective scatter(
      Object sendBuf,
      int[] places,
      int[] counts,
      Datatype sendType,
      Object recvBuf,
      int recvOffset,
      Datatype recvType,
      int root) {
    return collective(
        () -> {
          ByteBuffer part =
              scatter(rank == root ? encode(sendBuf, places, counts, sendType) : null, root);
          if (recvBuf != Collectives.IN_PLACE) {
            ObjectItems.put(ObjectCodec.decode(part), recvBuf, recvOffset, recvType);
          }
        });
  }

  Collective allgather(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int[] places,
      Datatype recvType) {
    return collective(
        () ->
            put(
                allgather(own(sendBuf, sendOffset, sendCount, sendType, recvBuf, places[rank])),
                recvBuf,
                places,
                recvType));
  }

  Collective alltoall(
      Object sendBuf,
      int[] sendPlaces,
      int[] counts,
      Datatype sendType,
      Object recvBuf,
      int[] recvPlaces,
      Datatype recvType) {
    return collective(
        () ->
            put(
                alltoall(encode(sendBuf, sendPlaces, counts, sendType)),
                recvBuf,
                recvPlaces,
                recvType));
  }

  // ---- those that compute

  /** Combines the items of the first ranks, in their order. */
  private static Object[] fold(ByteBuffer[] parts, int ranks, Op op) {
    if (Op.check(op).kind != Op.Kind.USER) {
      throw new MPIException(ErrorClass.OP, op + " does not take objects");
    }
    Object[] result = ObjectCodec.decode(parts[0]);
    for (int i = 1; i < ranks; i++) {
      Object[] right = ObjectCodec.decode(parts[i]);
      op.function.call(result, right, right.length, MPI.OBJECT);
      result = right;
    }
    return result;
  }

  private Collective reduction(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Consumer<ByteBuffer[]> result) {
    return collective(
        () ->
            result.accept(
                allgather(own(sendBuf, sendOffset, count, MPI.OBJECT, recvBuf, recvOffset))));
  }

  Collective reduce(
      Object sendBuf, int sendOffset, Object recvBuf, int recvOffset, int count, Op op, int root) {
    return collective(
        () -> {
          ByteBuffer[] parts =
              gather(own(sendBuf, sendOffset, count, MPI.OBJECT, recvBuf, recvOffset), root);
          if (parts != null) {
            ObjectItems.put(fold(parts, size, op), recvBuf, recvOffset, MPI.OBJECT);
          }
        });
  }

  Collective allreduce(
      Object sendBuf, int sendOffset, Object recvBuf, int recvOffset, int count, Op op) {
    return reduction(
        sendBuf,
        sendOffset,
        recvBuf,
        recvOffset,
        count,
        parts -> ObjectItems.put(fold(parts, size, op), recvBuf, recvOffset, MPI.OBJECT));
  }

  Collective reduceScatter(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int[] counts,
      int all,
      Op op) {
    int first = Arrays.stream(counts, 0, rank).sum();
    return reduction(
        sendBuf,
        sendOffset,
        recvBuf,
        recvOffset,
        all,
        parts -> {
          Object[] own = Arrays.copyOfRange(fold(parts, size, op), first, first + counts[rank]);
          ObjectItems.put(own, recvBuf, recvOffset, MPI.OBJECT);
        });
  }

  Collective scan(
      Object sendBuf,
      int sendOffset,
      Object recvBuf,
      int recvOffset,
      int count,
      Op op,
      boolean withOwn) {
    int ranks = withOwn ? rank + 1 : rank;
    return reduction(
        sendBuf,
        sendOffset,
        recvBuf,
        recvOffset,
        count,
        parts -> {
          if (ranks > 0) {
            ObjectItems.put(fold(parts, ranks, op), recvBuf, recvOffset, MPI.OBJECT);
          }
        });
  }
}
