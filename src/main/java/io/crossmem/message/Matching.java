package io.crossmem.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which receive gets which message. Receives are matched in the order they were posted, messages in
 * the order they came, which for each sender is the order it sent them in: so none overtakes
 * another.
 */
final class Matching {
  /** An array: posting makes no garbage, and few are waiting at a time. */
  private final ArrayList<Request> posted = new ArrayList<>();

  /**
   * A linked list, in the order of arrival: there may be very many, and the first are taken first.
   */
  private Arrival firstArrived;

  private Arrival lastArrived;

  /** Whether no receive waits for a message, and no message for a receive. */
  boolean isIdle() {
    return posted.isEmpty() && firstArrived == null;
  }

  void post(Request receive) {
    posted.add(receive);
  }

  void arrive(Arrival arrival) {
    arrival.next = null;
    arrival.previous = lastArrived;
    if (lastArrived == null) {
      firstArrived = arrival;
    } else {
      lastArrived.next = arrival;
    }
    lastArrived = arrival;
  }

  void remove(Arrival arrival) {
    if (arrival.previous == null) {
      firstArrived = arrival.next;
    } else {
      arrival.previous.next = arrival.next;
    }
    if (arrival.next == null) {
      lastArrived = arrival.previous;
    } else {
      arrival.next.previous = arrival.previous;
    }
  }

  /** Takes the receive that a message belongs to; null if there is none. */
  Request takePosted(int context, int source, int tag) {
    for (int i = 0; i < posted.size(); i++) {
      if (posted.get(i).matches(context, source, tag)) {
        return posted.remove(i);
      }
    }
    return null;
  }

  /** The message that a receive gets, left where it is; null if it is not here yet. */
  Arrival findArrived(Request receive) {
    Arrival arrival = firstArrived;
    while (arrival != null && !receive.matches(arrival.context, arrival.source, arrival.tag)) {
      arrival = arrival.next;
    }
    return arrival;
  }

  /** The message that a sender announced by a number; null if a receive has it already. */
  Arrival findAnnounced(int source, int send) {
    Arrival arrival = firstArrived;
    while (arrival != null
        && (!arrival.isAnnounced()
            || arrival.withdrawn
            || arrival.source != source
            || arrival.send != send)) {
      arrival = arrival.next;
    }
    return arrival;
  }

  /** Takes a receive back; false if a message has found it already. */
  boolean withdraw(Request receive) {
    return posted.remove(receive);
  }

  /** Takes back all receives of a kind. */
  List<Request> withdrawIf(Predicate<Request> kind) {
    List<Request> found = posted.stream().filter(kind).toList();
    posted.removeAll(found);
    return found;
  }

  /** Drops what was only announced by a sender that is gone. */
  void dropAnnounced(int source) {
    for (Arrival arrival = firstArrived; arrival != null; arrival = arrival.next) {
      if (arrival.source == source && arrival.isAnnounced()) {
        remove(arrival);
      }
    }
  }
}
