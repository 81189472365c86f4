package mpi;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * The bytes of the buffers that were used last, so that using them again allocates nothing. They
 * are kept from being collected until others have been used. Any thread may use this.
 */
final class RecentViews {
  private static final int KEPT = 4; // getAccumulate and compareAndSwap have three

  private record View(Buffer buffer, Element element, ByteBuffer bytes) {}

  private final View[] views = new View[KEPT];
  private int next; // may be wrong after a race, which does no harm

  /**
   * All bytes of a buffer, in the machine's order: always the same object, whose position and limit
   * may be anything. Null if the elements have to be packed.
   *
   * @throws MPIException if it does not hold such elements
   */
  ByteBuffer find(Buffer buffer, Element element) {
    for (View view : views) {
      if (view != null && view.buffer == buffer && view.element == element) {
        return view.bytes;
      }
    }
    ByteBuffer bytes = Origin.bytes(buffer, element);
    if (bytes != null) {
      int place = next;
      views[place] = new View(buffer, element, bytes);
      next = (place + 1) % KEPT;
    }
    return bytes;
  }
}
