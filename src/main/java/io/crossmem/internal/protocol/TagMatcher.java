package io.crossmem.internal.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Matches receives and messages. Receives are matched in the order in which they were posted,
 * messages in the order in which they arrived, which for each sender is the order in which it sent
 * them. So no message overtakes another.
 *
 * <p>The oldest few receives or messages are compared one by one: usually one of them matches, and
 * there are no more. Otherwise the match is found by its key (context, source, tag), in constant
 * time, in tables that are filled at their first use and emptied when nothing waits any more. A
 * wildcard is a separate key. Up to four queues may contain the matching receive; it is at the head
 * with the lowest order number. A message is added under each kind of key that was looked up.
 */
public final class TagMatcher {
  private static final int ANY = Operation.ANY;
  private static final int ANY_SOURCE = 1; // bits in a kind of key
  private static final int ANY_TAG = 2;
  private static final int KINDS = 4;
  private static final int FEW = 8; // to be compared one by one
  private static final int MOST_FREE = 4096; // arrivals

  private final LinkedQueue<Operation> posted = new LinkedQueue<>();
  private final TagTable<Operation> postedByKey = new TagTable<>();
  private final int[] postedOf = new int[KINDS]; // number of receives of each kind
  private boolean isPostedIndexed;

  private final LinkedQueue<Arrival> arrived = new LinkedQueue<>();
  private final LinkedQueue<Arrival> taken = new LinkedQueue<>(); // by matched probes
  private final List<TagTable<Arrival>> arrivedByKey = new ArrayList<>(); // by kind
  private final boolean[] isArrivedIndexed = new boolean[KINDS];

  private Arrival free; // reusable arrivals
  private int freeCount;
  private long order;

  public TagMatcher() {
    for (int kind = 0; kind < KINDS; kind++) {
      arrivedByKey.add(new TagTable<>());
    }
  }

  /** Whether no receive waits for a message, and no message for a receive. */
  public boolean isIdle() {
    return posted.isEmpty() && arrived.isEmpty();
  }

  /** May be called without the lock; the answer may be stale. */
  public boolean hasArrivals() {
    return !arrived.isEmpty();
  }

  private static int kind(int source, int tag) {
    return (source == ANY ? ANY_SOURCE : 0) | (tag == ANY ? ANY_TAG : 0);
  }

  // ---- receives

  /** Adds a receive. If this throws, nothing has changed. */
  public void post(Operation receive) {
    if (isPostedIndexed) {
      index(receive, order);
    }
    receive.order = order++;
    posted.add(receive);
    postedOf[kind(receive.peer(), receive.tag())]++;
  }

  private void index(Operation receive, long number) {
    postedByKey.add(receive.context().id(), receive.peer(), receive.tag(), receive.byKey, number);
  }

  /** Removes and returns the receive that matches a message; null if there is none. */
  public Operation takePosted(int context, int source, int tag) {
    LinkedQueue.Link<Operation> link = posted.firstLink();
    for (int i = 0; i < FEW && link != null; i++) {
      if (link.owner.accepts(context, source, tag)) {
        withdraw(link.owner);
        return link.owner;
      }
      link = link.next();
    }
    Operation found = link == null ? null : find(context, source, tag);
    if (found != null) {
      withdraw(found);
    }
    return found;
  }

  private Operation find(int context, int source, int tag) {
    indexPosted();
    LinkedQueue.Link<Operation> first = null;
    for (int kind = 0; kind < KINDS; kind++) {
      if (postedOf[kind] > 0) {
        LinkedQueue.Link<Operation> found =
            postedByKey.first(
                context,
                (kind & ANY_SOURCE) != 0 ? ANY : source,
                (kind & ANY_TAG) != 0 ? ANY : tag);
        if (found != null && (first == null || found.order < first.order)) {
          first = found;
        }
      }
    }
    return first == null ? null : first.owner;
  }

  /** Keeps what an earlier attempt, which threw, has added. */
  private void indexPosted() {
    if (!isPostedIndexed) {
      for (LinkedQueue.Link<Operation> l = posted.firstLink(); l != null; l = l.next()) {
        if (!l.owner.byKey.isQueued()) {
          index(l.owner, l.order);
        }
      }
      isPostedIndexed = true;
    }
  }

  /** Removes a receive; false if a message has already matched it. */
  public boolean withdraw(Operation receive) {
    if (receive.isSend() || !receive.isQueued()) {
      return false;
    }
    posted.remove(receive);
    postedOf[kind(receive.peer(), receive.tag())]--;
    if (receive.byKey.isQueued()) {
      postedByKey.remove(receive.byKey);
    }
    if (posted.isEmpty()) {
      isPostedIndexed = false;
    }
    return true;
  }

  /** All waiting receives. */
  public List<Operation> posted() {
    return posted.all();
  }

  // ---- messages

  private Arrival take(int context, int source, int tag, long bytes) {
    Arrival arrival = free;
    if (arrival == null) {
      arrival = new Arrival();
    } else {
      free = arrival.nextFree;
      freeCount--;
    }
    arrival.context = context;
    arrival.source = source;
    arrival.tag = tag;
    arrival.bytes = bytes;
    return arrival;
  }

  private void giveBack(Arrival arrival) {
    arrival.message = null;
    arrival.chunk = null;
    if (freeCount < MOST_FREE) {
      arrival.nextFree = free;
      free = arrival;
      freeCount++;
    }
  }

  /**
   * Adds a message that arrived in full before its receive. If this throws, nothing has changed.
   */
  void arrive(int context, int source, int tag, int length, UnexpectedStore.Chunk chunk) {
    Arrival arrival = take(context, source, tag, length);
    arrival.chunk = chunk;
    arrival.at = chunk == null ? 0 : chunk.last();
    enter(arrival);
  }

  /** Adds a message that was announced before its receive. If this throws, nothing has changed. */
  public void arrive(IncomingMessage message, int context) {
    Arrival arrival = take(context, message.peer.rank, message.tag, message.length);
    arrival.message = message;
    enter(arrival);
  }

  private void enter(Arrival arrival) {
    boolean entered = false;
    try {
      for (int kind = 0; kind < KINDS; kind++) {
        if (isArrivedIndexed[kind]) {
          index(arrival, kind);
        }
      }
      arrived.add(arrival);
      entered = true;
    } finally {
      if (!entered) {
        drop(arrival);
      }
    }
  }

  private void index(Arrival arrival, int kind) {
    arrivedByKey
        .get(kind)
        .add(
            arrival.context,
            (kind & ANY_SOURCE) != 0 ? ANY : arrival.source,
            (kind & ANY_TAG) != 0 ? ANY : arrival.tag,
            arrival.byKey(kind),
            0);
  }

  /** Removes a message for a matched probe: no other receive or probe finds it any more. */
  public Arrival take(Context context, int source, int tag) {
    Arrival arrival = find(context, source, tag);
    if (arrival != null) {
      unlink(arrival);
      arrival.taken = true;
      taken.add(arrival);
    }
    return arrival;
  }

  /** Removes a message that is received or was cancelled. */
  public void drop(Arrival arrival) {
    if (arrival.taken) {
      taken.remove(arrival);
      arrival.dropped = true; // not reused: a MatchedMessage still refers to it
    } else {
      unlink(arrival);
      giveBack(arrival);
    }
  }

  private void unlink(Arrival arrival) {
    arrived.remove(arrival);
    if (arrival.isIndexed()) {
      for (int kind = 0; kind < KINDS; kind++) {
        if (arrival.byKey(kind).isQueued()) {
          arrivedByKey.get(kind).remove(arrival.byKey(kind));
        }
      }
    }
    if (arrived.isEmpty()) {
      Arrays.fill(isArrivedIndexed, false);
    }
  }

  /** The message that a receive would match, without removing it; null if it is not here. */
  public Arrival find(Context context, int source, int tag) {
    LinkedQueue.Link<Arrival> link = arrived.firstLink();
    for (int i = 0; i < FEW && link != null; i++) {
      if (link.owner.fits(context.id(), source, tag)) {
        return link.owner;
      }
      link = link.next();
    }
    if (link == null) {
      return null;
    }
    int kind = kind(source, tag);
    indexArrived(kind);
    LinkedQueue.Link<Arrival> found = arrivedByKey.get(kind).first(context.id(), source, tag);
    return found == null ? null : found.owner;
  }

  /** Keeps what an earlier attempt, which threw, has added. */
  private void indexArrived(int kind) {
    if (!isArrivedIndexed[kind]) {
      for (LinkedQueue.Link<Arrival> l = arrived.firstLink(); l != null; l = l.next()) {
        if (!l.owner.byKey(kind).isQueued()) {
          index(l.owner, kind);
        }
      }
      isArrivedIndexed[kind] = true;
    }
  }

  /** All messages that wait, including those that were taken. */
  public List<Arrival> arrivals() {
    List<Arrival> all = arrived.all();
    all.addAll(taken.all());
    return all;
  }
}
