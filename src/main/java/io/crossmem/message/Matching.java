package io.crossmem.message;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which receive gets which message. Receives are matched in the order they were posted, messages in
 * the order they came, which for each sender is the order it sent them in: so none overtakes another.
 */
final class Matching {
  /** An array: posting makes no garbage, and few are waiting at a time. */
  private final ArrayList<Request> posted = new ArrayList<>();

  /** Linked: there may be very many, of which the first are taken first. */
  private final LinkedList<Arrival> arrived = new LinkedList<>();

  void post(Request receive) {
    posted.add(receive);
  }

  void arrive(Arrival arrival) {
    arrived.add(arrival);
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

  /** Takes the message that a receive gets; null if it is not here yet. */
  Arrival takeArrived(Request receive) {
    return arrived.isEmpty() ? null : find(receive, true);
  }

  /** The message that a receive would get; null if it is not here yet. */
  Arrival peekArrived(Request receive) {
    return arrived.isEmpty() ? null : find(receive, false);
  }

  private Arrival find(Request receive, boolean take) {
    for (Iterator<Arrival> all = arrived.iterator(); all.hasNext(); ) {
      Arrival arrival = all.next();
      if (receive.matches(arrival.context, arrival.source, arrival.tag)) {
        if (take) {
          all.remove();
        }
        return arrival;
      }
    }
    return null;
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
    arrived.removeIf(arrival -> arrival.source == source && arrival.payload == null);
  }
}
