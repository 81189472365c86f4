package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Operation;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Operations for calls that return when they are over, to be used again and again. None is kept for
 * a thread: what a thread holds on to, it holds on to for as long as it lives.
 */
final class OperationPool {
  private static final int SLOTS = 16;

  private final AtomicReferenceArray<Operation> slots = new AtomicReferenceArray<>(SLOTS);

  Operation take() {
    for (int i = 0; i < SLOTS; i++) {
      Operation operation = slots.getPlain(i) == null ? null : slots.getAndSet(i, null);
      if (operation != null) {
        return operation;
      }
    }
    return new Operation();
  }

  /** One that is over or was never started; where the pool is full it is garbage. */
  void give(Operation operation) {
    operation.forget();
    for (int i = 0; i < SLOTS; i++) {
      if (slots.getPlain(i) == null && slots.compareAndSet(i, null, operation)) {
        return;
      }
    }
  }
}
