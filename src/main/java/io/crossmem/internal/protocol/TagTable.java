package io.crossmem.internal.protocol;

import io.crossmem.internal.protocol.LinkedQueue.Link;

/**
 * Objects by context, source and tag. Adding, finding and removing take constant time, and make no
 * garbage unless the table grows.
 */
final class TagTable<T> {
  private static final int FEWEST = 64; // slots, a power of two
  private static final int MOST_SPARES = 1024;

  private TagQueue<T>[] slots = newSlots(FEWEST);
  private int queues;
  private int size;
  private TagQueue<T> spare; // empty queues for reuse
  private int spares;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> TagQueue<T>[] newSlots(int count) {
    return (TagQueue<T>[]) new TagQueue[count];
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The first link with this key; null if there is none. */
  Link<T> first(int context, int source, int tag) {
    TagQueue<T> queue = find(context, source, tag, hash(context, source, tag));
    return queue == null ? null : queue.firstLink();
  }

  private TagQueue<T> find(int context, int source, int tag, int hash) {
    TagQueue<T> queue = slots[hash & slots.length - 1];
    while (queue != null && !queue.is(context, source, tag)) {
      queue = queue.chain;
    }
    return queue;
  }

  /** Adds a link after those with the same key. If this throws, nothing has changed. */
  void add(int context, int source, int tag, Link<T> link, long order) {
    int hash = hash(context, source, tag);
    TagQueue<T> queue = find(context, source, tag, hash);
    if (queue == null) {
      queue = newQueue(context, source, tag, hash);
    }
    link.order = order;
    queue.add(link);
    size++;
  }

  private TagQueue<T> newQueue(int context, int source, int tag, int hash) {
    if (queues == slots.length) {
      resize(2 * slots.length);
    }
    TagQueue<T> queue = spare;
    if (queue == null) {
      queue = new TagQueue<>();
    } else {
      spare = queue.chain;
      spares--;
    }
    int slot = hash & slots.length - 1;
    queue.set(context, source, tag, hash).chain = slots[slot];
    slots[slot] = queue;
    queues++;
    return queue;
  }

  void remove(Link<T> link) {
    TagQueue<T> queue = (TagQueue<T>) link.queue();
    queue.remove(link);
    size--;
    if (queue.isEmpty()) {
      drop(queue);
    }
  }

  private void drop(TagQueue<T> queue) {
    int slot = queue.hash & slots.length - 1;
    if (slots[slot] == queue) {
      slots[slot] = queue.chain;
    } else {
      TagQueue<T> before = slots[slot];
      while (before.chain != queue) {
        before = before.chain;
      }
      before.chain = queue.chain;
    }
    queues--;
    if (spares < MOST_SPARES) {
      queue.chain = spare;
      spare = queue;
      spares++;
    }
    if (queues == 0 && slots.length > MOST_SPARES) {
      slots = newSlots(FEWEST); // free the memory of a burst
    }
  }

  private void resize(int count) {
    TagQueue<T>[] old = slots;
    TagQueue<T>[] more = newSlots(count);
    for (TagQueue<T> head : old) {
      for (TagQueue<T> queue = head; queue != null; ) {
        TagQueue<T> rest = queue.chain;
        int slot = queue.hash & count - 1;
        queue.chain = more[slot];
        more[slot] = queue;
        queue = rest;
      }
    }
    slots = more;
  }

  private static int hash(int context, int source, int tag) {
    int hash = (context * 31 + source) * 0x9E3779B1 + tag * 0x85EBCA6B;
    return hash ^ hash >>> 15;
  }
}
