package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;

/** How the data of a reduction may be divided: elements of the operation are never split. */
final class Units {
  /** Bytes of a result that one rank works on at a time; fits into the L2 cache. */
  static final int PIECE = 256 << 10;

  private Units() {}

  /** Whether an operation can be applied to any part of a message, as the parts arrive. */
  static boolean canBeCut(Combiner op, ElementType type) {
    return op.unit(type) == type.bytes();
  }

  /** The largest number of bytes of a result that are computed at a time. */
  static long piece(int unit) {
    return (long) PIECE - PIECE % unit;
  }
}
