package mpi;

import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Reductions by a user-defined operation on items that are larger than {@link
 * io.crossmem.message.Op#onBuffers} takes. Every rank gets the items of all, and combines those
 * that it needs, in the order of the ranks.
 */
final class LargeReductions {
  private static final int MOST_ITEM_BYTES = 1 << 16; // that Op.onBuffers takes

  private final Comm comm;
  private final Channel channel;

  LargeReductions(Comm comm, Channel channel) {
    this.comm = comm;
    this.channel = channel;
  }

  static boolean take(Op op, Datatype type) {
    return Op.check(op).kind == Op.Kind.USER && type.bytes() > MOST_ITEM_BYTES;
  }

  /**
   * Combines the operands of the first ranks.
   *
   * @param own the operand of this rank, packed
   * @param ranks of how many ranks; if 0, this rank has no result
   * @param result gets the result, packed, if there is one
   */
  Collective combine(ByteBuffer own, Datatype type, Op op, int ranks, Consumer<ByteBuffer> result) {
    int bytes = own.remaining();
    ByteBuffer all = Transfer.allocate((long) bytes * channel.messages.size());
    Data mine = Data.of(own, DataType.BYTE);
    Data everybodys = Data.of(all, DataType.BYTE);
    return new Exchange(
        comm,
        channel,
        c -> c.allgather(mine, everybodys),
        c -> c.iallgather(mine, everybodys),
        () -> {
          if (ranks > 0) {
            result.accept(combined(all, bytes, type, op, ranks));
          }
        });
  }

  private static ByteBuffer combined(ByteBuffer all, int bytes, Datatype type, Op op, int ranks) {
    ByteBuffer result = slice(all, ranks - 1, bytes);
    for (int i = ranks - 2; i >= 0 && bytes > 0; i--) {
      Reduction.combine(op, type, slice(all, i, bytes), result);
    }
    return result.clear();
  }

  private static ByteBuffer slice(ByteBuffer all, int rank, int bytes) {
    return all.slice(rank * bytes, bytes).order(ByteOrder.nativeOrder());
  }
}
