package io.crossmem.internal.protocol;

import java.util.ArrayList;
import java.util.List;

/** Objects in the order in which they came; each brings its own link, so that nothing is made. */
public class LinkedQueue<T> {
  private Link<T> first;
  private Link<T> last;

  /**
   * A place in a queue. It belongs to one object, or is that object, and is in one queue at a time.
   */
  public static class Link<T> {
    final T owner;
    long order; // for those who compare places in different queues

    private LinkedQueue<T> queue; // null while it is in none
    private Link<T> previous;
    private Link<T> next;

    public Link(T owner) {
      this.owner = owner;
    }

    /** Its own owner: the object extends this, and has one memory access less to its place. */
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

  /** Null if there is none. */
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

  /** Does nothing if it is not here. */
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

  /** A copy, since who asks for all mostly wants to remove some. */
  public List<T> all() {
    List<T> found = new ArrayList<>();
    for (Link<T> link = first; link != null; link = link.next) {
      found.add(link.owner);
    }
    return found;
  }

  /** Makes the first the last, so that each has its turn. */
  public void rotate() {
    if (first != last) {
      Link<T> link = first;
      remove(link);
      add(link);
    }
  }
}
