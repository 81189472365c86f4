package mpi;

/**
 * What views the program's memory and was sent or received lately: most programs use the same
 * again. Any thread may overwrite an entry. Large memory is kept only until something else is used.
 */
final class RecentTransfers {
  private static final int SLOTS = 128; // a power of two
  private static final int PLACES = 8; // slots in which a transfer may be: programs use several
  private static final long MOST_KEPT = 1 << 20; // bytes of a transfer in a slot

  private final Transfer[] slots = new Transfer[SLOTS];
  private Transfer last;

  /** Null if it is not known. */
  Transfer find(Object buffer, int offset, int count, Datatype type) {
    Transfer found = last;
    if (found != null && found.views(buffer, offset, count, type)) {
      return found;
    }
    int first = hash(buffer, offset);
    for (int i = 0; i < PLACES; i++) {
      found = slots[(first + i) & (SLOTS - 1)];
      if (found != null && found.views(buffer, offset, count, type)) {
        last = found;
        return found;
      }
    }
    return null;
  }

  /** Keeps it, if it is a view. */
  void keep(Object buffer, int offset, Transfer transfer) {
    Transfer view = transfer.isView() ? transfer : null;
    last = view;
    if (view != null && view.data.bytes() <= MOST_KEPT) {
      slots[place(hash(buffer, offset))] = view;
    }
  }

  /** A free one of its places, else the first, whose transfer moves to the last. */
  private int place(int first) {
    for (int i = 0; i < PLACES; i++) {
      if (slots[(first + i) & (SLOTS - 1)] == null) {
        return (first + i) & (SLOTS - 1);
      }
    }
    slots[(first + PLACES - 1) & (SLOTS - 1)] = slots[first & (SLOTS - 1)];
    return first & (SLOTS - 1);
  }

  private static int hash(Object buffer, int offset) {
    int hash = System.identityHashCode(buffer) + offset * 0x9e3779b9;
    return hash ^ hash >>> 15;
  }
}
