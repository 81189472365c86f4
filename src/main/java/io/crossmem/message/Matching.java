package io.crossmem.message;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which receive gets which message. Receives are matched in the order they were posted, messages in
 * the order they came, which for each sender is the order it sent them in: so none overtakes another.
 */
final class Matching {
  private final ArrayList<Request> posted = new ArrayList<>();
  private final ArrayList<Arrival> arrived = new ArrayList<>();

  void post(Request receive) {
    posted.add(receive);
  }

  void arrive(Arrival arrival) {
    arrived.add(arrival);
  }

  /** Takes the receive that a message belongs to; null if there is none. */
  Request takePosted(int context, int source, int tag) {
    for (int i = 0; i < posted.size(); i++) {
      Request receive = posted.get(i);
      if (receive.matches(context, source, tag)) {
        posted.remove(i);
        return receive;
      }
    }
    return null;
  }

  /** The message that a receive or a probe gets, left where it is; null if it is not here yet. */
  Arrival findArrived(int context, int source, int tag) {
    for (int i = 0; i < arrived.size(); i++) {
      Arrival arrival = arrived.get(i);
      if (arrival.context == context
          && (source == Communicator.ANY_SOURCE || source == arrival.source)
          && (tag == Communicator.ANY_TAG || tag == arrival.tag)) {
        return arrival;
      }
    }
    return null;
  }

  void remove(Arrival arrival) {
    arrived.remove(arrival);
  }

  /** Takes a receive back; false if a message has found it already. */
  boolean withdraw(Request receive) {
    return posted.remove(receive);
  }

  /** Takes out all posted receives of a kind. */
  List<Request> withdrawIf(Predicate<Request> kind) {
    List<Request> found = new ArrayList<>();
    for (Iterator<Request> all = posted.iterator(); all.hasNext(); ) {
      Request receive = all.next();
      if (kind.test(receive)) {
        all.remove();
        found.add(receive);
      }
    }
    return found;
  }

  /** Drops what can no longer be had, because its sender is gone. */
  void dropAnnounced(int source) {
    arrived.removeIf(arrival -> arrival.source == source && arrival.payload == null);
  }

  boolean hasPosted() {
    return !posted.isEmpty();
  }
}
