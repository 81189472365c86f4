package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Operation;

/**
 * Operations to be used again and again: more than fill a ring with messages. Used under the
 * engine's lock. None is kept for a thread: what a thread holds on to, it holds on to for as long
 * as it lives.
 */
final class OperationPool {
  private static final int MOST = 256;

  private Operation first; // a list by Operation.chain
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

  /** Operations that have told their listeners, one after another. */
  void giveAll(Operation given) {
    for (Operation operation = given; operation != null; ) {
      Operation following = operation.chain(null);
      give(operation);
      operation = following;
    }
  }

  /** One that is over or was never started; where the pool is full it is garbage. */
  void give(Operation operation) {
    operation.forget();
    if (count < MOST) {
      operation.chain(first);
      first = operation;
      count++;
    }
  }
}
