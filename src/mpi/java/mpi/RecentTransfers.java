package mpi;

/**
 * The views of the program's memory that were sent or received lately: most programs use the same
 * memory again. A new view takes an allocation. If the buffer is not a {@link java.nio.ByteBuffer},
 * it must also be found out again whether native code may copy its memory, and until then its
 * messages are slow.
 *
 * <pre>
 *   new, or found in the older generation --> newer generation --it is full--> older --> forgotten
 * </pre>
 *
 * <p>So a view is forgotten only after a whole generation of others has been used, and one that is
 * not used any more is not kept for long. Any thread may use this; after a race a view may be
 * missing, and is made again.
 */
final class RecentTransfers {
  /** The most bytes of a view that is kept while others are used. */
  private static final long MOST_OF_ONE = 16 << 20;

  /** Makes the view, or the copy, of memory that is not known. */
  interface Maker {
    Transfer make(Object buffer, int offset, int count, Datatype type);
  }

  private final Maker maker;
  private Generation newer = new Generation(Generation.LEAST_SLOTS);
  private Generation older = newer;
  private Transfer last;

  RecentTransfers(Maker maker) {
    this.maker = maker;
  }

  /** The known view, or a new one; that is kept, unless it is a copy. */
  Transfer of(Object buffer, int offset, int count, Datatype type) {
    Transfer known = find(buffer, offset, count, type);
    if (known != null) {
      return known;
    }
    Transfer transfer = maker.make(buffer, offset, count, type);
    keep(buffer, offset, count, transfer);
    return transfer;
  }

  /** Null if it is not known. */
  private Transfer find(Object buffer, int offset, int count, Datatype type) {
    Transfer found = last;
    if (found != null && found.views(buffer, offset, count, type)) {
      return found;
    }
    int hash = hash(buffer, offset, count);
    found = newer.find(hash, buffer, offset, count, type);
    if (found != null) {
      return found;
    }
    found = older.find(hash, buffer, offset, count, type);
    if (found != null) {
      add(hash, found);
    }
    return found;
  }

  /** Keeps it, if it is a view. */
  private void keep(Object buffer, int offset, int count, Transfer transfer) {
    Transfer view = transfer.isView() ? transfer : null;
    last = view;
    if (view != null && view.data.bytes() <= MOST_OF_ONE) {
      add(hash(buffer, offset, count), view);
    }
  }

  private void add(int hash, Transfer transfer) {
    Generation into = newer;
    if (into.isFull()) {
      older = into;
      into = new Generation(Generation.LEAST_SLOTS);
      newer = into;
    } else if (into.isCrowded()) {
      into = into.larger();
      newer = into;
    }
    into.add(hash, transfer);
  }

  private static int hash(Object buffer, int offset, int count) {
    int hash = System.identityHashCode(buffer) + offset * 0x9e3779b9 + count * 0x85ebca6b;
    return hash ^ hash >>> 15;
  }

  /** A hash table: each is in the first free slot from that of its hash on. */
  private static final class Generation {
    static final int LEAST_SLOTS = 16; // a power of two
    private static final int MOST = 512; // transfers
    private static final long MOST_BYTES = 64 << 20; // of all together

    private final Transfer[] slots;
    private final int[] hashes;
    private int used; // slots
    private long bytes; // of all transfers

    Generation(int length) {
      slots = new Transfer[length];
      hashes = new int[length];
    }

    Transfer find(int hash, Object buffer, int offset, int count, Datatype type) {
      Transfer[] all = slots;
      int mask = all.length - 1;
      for (int i = 0; i < all.length; i++) { // to the end of the table only after a race
        Transfer found = all[(hash + i) & mask];
        if (found == null || found.views(buffer, offset, count, type)) {
          return found;
        }
      }
      return null;
    }

    boolean isFull() {
      return used >= MOST || bytes >= MOST_BYTES;
    }

    boolean isCrowded() {
      return used >= slots.length / 2;
    }

    Generation larger() {
      Generation larger = new Generation(2 * slots.length);
      for (int i = 0; i < slots.length; i++) {
        if (slots[i] != null) {
          larger.add(hashes[i], slots[i]);
        }
      }
      return larger;
    }

    void add(int hash, Transfer transfer) {
      int mask = slots.length - 1;
      for (int i = 0; i <= mask; i++) {
        int place = (hash + i) & mask;
        if (slots[place] == null) {
          hashes[place] = hash;
          slots[place] = transfer;
          used++;
          bytes += transfer.data.bytes();
          return;
        }
      }
    }
  }
}
