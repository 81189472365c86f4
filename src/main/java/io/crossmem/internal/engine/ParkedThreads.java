package io.crossmem.internal.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Virtual threads that wait for more than one operation: they are unparked at any event. */
final class ParkedThreads {
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger(); // read for each message

  void add(Thread thread) {
    count.incrementAndGet();
    threads.add(thread);
  }

  void remove(Thread thread) {
    threads.remove(thread);
    count.decrementAndGet();
  }

  void unparkAll() {
    if (count.get() > 0) {
      threads.forEach(LockSupport::unpark);
    }
  }
}
