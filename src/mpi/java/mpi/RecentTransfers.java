package mpi;

/**
 * What views the program's memory and was sent or received lately: most programs use the same
 * again. Any thread may overwrite an entry. Large memory is kept only until something else is used.
 */
final class RecentTransfers {
  private static final int SLOTS = 64; // a power of two
  private static final long MOST_KEPT = 1 << 20; // bytes of a transfer in a slot

  private final Transfer[] slots = new Transfer[SLOTS];
  private Transfer last;

  /** Null if it is not known. */
  Transfer find(Object buffer, int offset, int count, Datatype type) {
    Transfer found = last;
    if (found != null && found.views(buffer, offset, count, type)) {
      return found;
    }
    found = slots[slot(buffer, offset)];
    if (found != null && found.views(buffer, offset, count, type)) {
      last = found;
      return found;
    }
    return null;
  }

  /** Keeps it, if it is a view. */
  void keep(Object buffer, int offset, Transfer transfer) {
    Transfer view = transfer.isView() ? transfer : null;
    last = view;
    if (view != null && view.data.bytes() <= MOST_KEPT) {
      slots[slot(buffer, offset)] = view;
    }
  }

  private static int slot(Object buffer, int offset) {
    int hash = System.identityHashCode(buffer) + offset * 0x9e3779b9;
    return (hash ^ hash >>> 15) & (SLOTS - 1);
  }
}
