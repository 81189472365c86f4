package io.crossmem.internal.collective;

import io.crossmem.internal.data.Combiner;
import io.crossmem.internal.data.ElementType;
import io.crossmem.internal.data.LocalReduction;
import io.crossmem.internal.data.Payload;

/**
 * The work of a collective operation inside this process: copies and reductions. An exception is
 * kept as the failure; after a failure, nothing more is done.
 */
final class LocalWork {
  private final FirstFailure failure;
  private final ScratchMemory results;
  private final ScratchMemory messages;
  private final ScratchMemory nodeResults;
  private final PackedMemory packed = new PackedMemory();
  private final LocalReduction reduction = new LocalReduction();

  /** {@code bytes}: the size of each scratch memory. */
  LocalWork(FirstFailure failure, int bytes) {
    this.failure = failure;
    results = new ScratchMemory(bytes);
    messages = new ScratchMemory(bytes);
    nodeResults = new ScratchMemory(bytes);
  }

  /** Temporary memory for results that are sent on. */
  Payload results(ElementType type) {
    return memory(results, type);
  }

  /** Temporary memory for a message. */
  Payload messages(ElementType type) {
    return memory(messages, type);
  }

  /** Temporary memory for the result of the ranks of a node. */
  Payload nodeResults(ElementType type) {
    return memory(nodeResults, type);
  }

  /** Temporary memory of at least this length, valid until the next call. */
  Payload packed(long bytes) {
    try {
      return packed.atLeast(bytes);
    } catch (Throwable e) {
      failure.note(e);
      return StartedOperations.NOTHING; // not read after a failure
    }
  }

  private Payload memory(ScratchMemory scratch, ElementType type) {
    try {
      return scratch.as(type);
    } catch (Throwable e) {
      failure.note(e);
      return StartedOperations.NOTHING; // not read after a failure
    }
  }

  void copy(Payload from, long fromOffset, Payload to, long toOffset, long bytes) {
    if (failure.happened()) {
      return;
    }
    try {
      results.copy(from, fromOffset, to, toOffset, bytes);
    } catch (Throwable e) {
      failure.note(e);
    }
  }

  /** Copies all, unless both are the same. */
  void copyUnlessSame(Payload from, Payload to) {
    if (from != to) {
      copy(from, 0, to, 0, from.bytes());
    }
  }

  /** The result may be in the memory of either operand. */
  void combine(
      Combiner op,
      Payload left,
      long leftOffset,
      Payload right,
      long rightOffset,
      Payload into,
      long offset,
      long bytes) {
    if (failure.happened()) {
      return;
    }
    try {
      reduction.combine(op, left, leftOffset, right, rightOffset, into, offset, bytes);
    } catch (Throwable e) {
      failure.note(e);
    }
  }
}
