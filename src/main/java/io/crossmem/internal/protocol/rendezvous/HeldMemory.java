package io.crossmem.internal.protocol.rendezvous;

import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Memory of receives that must fail while another process may still write into it. */
final class HeldMemory {
  /** Longer than copying any part takes, and shorter than the time in which a death is reported. */
  private static final long HOLD_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Memory that another process may write to at any time: never freed. */
  private static final Queue<Object> QUARANTINE = new ConcurrentLinkedQueue<>();

  private final List<IncomingMessage> held = new ArrayList<>();
  private volatile int count;

  boolean isHolding() {
    return count > 0;
  }

  void hold(IncomingMessage message) {
    message.heldUntil = System.nanoTime() + HOLD_NS;
    held.add(message);
    count = held.size();
  }

  void release(IncomingMessage message) {
    held.remove(message);
    count = held.size();
  }

  List<IncomingMessage> overdue(long now) {
    return held.isEmpty()
        ? List.of()
        : held.stream().filter(message -> now - message.heldUntil > 0).toList();
  }

  /** Keeps the memory of a receive forever. */
  static void quarantine(Operation receive) {
    QUARANTINE.add(receive.payload().owner());
    receive.keepMemory();
  }
}
