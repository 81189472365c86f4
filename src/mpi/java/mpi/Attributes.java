package mpi;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Attributes that programs store by key: of a communicator, a datatype or a window. */
final class Attributes {
  private static final AtomicInteger LAST = new AtomicInteger(1000);

  private final Keys keys;
  private final Object owner;
  private Map<Integer, Object> values; // null until the first is set

  Attributes(Keys keys, Object owner) {
    this.keys = keys;
    this.owner = owner;
  }

  /** The keys of one kind of objects. */
  static final class Keys {
    private final Set<Integer> known = new HashSet<>();

    synchronized int create() {
      int key = LAST.incrementAndGet();
      known.add(key);
      return key;
    }

    synchronized void free(int key) {
      check(key);
      known.remove(key);
    }

    synchronized void check(int key) {
      if (!known.contains(key)) {
        throw new MPIException(ErrorClass.KEYVAL, "there is no key " + key + " of attributes");
      }
    }
  }

  void set(int key, Object value) {
    keys.check(key);
    synchronized (this) {
      if (values == null) {
        values = new HashMap<>();
      }
      values.put(key, value);
    }
  }

  Object get(int key) {
    keys.check(key);
    synchronized (this) {
      return values == null ? null : values.get(key);
    }
  }

  void delete(int key) {
    keys.check(key);
    synchronized (this) {
      if (values == null || !values.containsKey(key)) {
        throw new MPIException(
            ErrorClass.KEYVAL, "no attribute is set under key " + key + " of " + owner);
      }
      values.remove(key);
    }
  }

  synchronized void clear() {
    values = null;
  }

  void copyFrom(Attributes other) {
    Map<Integer, Object> copied;
    synchronized (other) {
      copied = other.values == null ? null : new HashMap<>(other.values);
    }
    synchronized (this) {
      values = copied;
    }
  }
}
