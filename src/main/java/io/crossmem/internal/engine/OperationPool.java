package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Operation;

/**
 * Reusable operations, as many as a program may have in progress without garbage; together they
 * take about 200 KB. Used under the engine's lock. There is no pool per thread, which would keep
 * its memory for as long as the thread lives.
 */
final class OperationPool {
  private static final int MOST = 1024;

  private Operation first; // linked by Operation.chain
  private int count;

  Operation take() {
    Operation operation = first;
    if (operation == null) {
      return new Operation();
    }
    first = operation.chain(null);
    count--;
    return operation;
  }

  /** Adds a chain of operations that have notified their listeners. */
  void giveAll(Operation given) {
    for (Operation operation = given; operation != null; ) {
      Operation following = operation.chain(null);
      give(operation);
      operation = following;
    }
  }

  /** Adds an operation that is complete or was never started; garbage if the pool is full. */
  void give(Operation operation) {
    operation.forget();
    if (count < MOST) {
      operation.chain(first);
      first = operation;
      count++;
    }
  }
}
