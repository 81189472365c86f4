package io.crossmem.internal.protocol;

import java.util.ArrayList;
import java.util.List;

/** A queue in which each object has its own link, so that adding allocates nothing. */
public class LinkedQueue<T> {
  private Link<T> first;
  private Link<T> last;

  /**
   * A link in a queue. It belongs to one object, or is that object, and is in at most one queue.
   */
  public static class Link<T> {
    final T owner;
    long order; // to compare links in different queues

    private LinkedQueue<T> queue; // null if it is in none
    private Link<T> previous;
    private Link<T> next;

    public Link(T owner) {
      this.owner = owner;
    }

    /** For an object that extends this class, which saves a memory access. */
    @SuppressWarnings("unchecked")
    Link() {
      this.owner = (T) this;
    }

    public boolean isQueued() {
      return queue != null;
    }

    LinkedQueue<T> queue() {
      return queue;
    }

    Link<T> next() {
      return next;
    }
  }

  public boolean isEmpty() {
    return first == null;
  }

  Link<T> firstLink() {
    return first;
  }

  /** The first object; null if there is none. */
  public T first() {
    return first == null ? null : first.owner;
  }

  public void add(Link<T> link) {
    link.queue = this;
    link.previous = last;
    link.next = null;
    if (last == null) {
      first = link;
    } else {
      last.next = link;
    }
    last = link;
  }

  /** Removes a link; does nothing if it is not in this queue. */
  public void remove(Link<T> link) {
    if (link.queue != this) {
      return;
    }
    if (link.previous == null) {
      first = link.next;
    } else {
      link.previous.next = link.next;
    }
    if (link.next == null) {
      last = link.previous;
    } else {
      link.next.previous = link.previous;
    }
    link.queue = null;
    link.previous = null;
    link.next = null;
  }

  /** A copy, so that the caller can remove objects while iterating. */
  public List<T> all() {
    List<T> found = new ArrayList<>();
    for (Link<T> link = first; link != null; link = link.next) {
      found.add(link.owner);
    }
    return found;
  }

  /** Moves the first object to the end, so that each has its turn. */
  public void rotate() {
    if (first != last) {
      Link<T> link = first;
      remove(link);
      add(link);
    }
  }
}
