package mpi;

import io.crossmem.ProcessMemory;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a thread needs for its accesses to windows, so that they allocate nothing. */
final class Origin {
  private static final ThreadLocal<Origin> OWN = ThreadLocal.withInitial(Origin::new);

  private final RecentViews views = new RecentViews();
  private final ByteBuffer word = // for one element
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());

  private Origin() {}

  static Origin ofThread() {
    return OWN.get();
  }

  /** Memory for one element. */
  ByteBuffer word() {
    return word.clear();
  }

  /**
   * All bytes of a buffer, in the machine's order; null if its elements have to be packed.
   *
   * @throws MPIException if it does not hold such elements
   */
  ByteBuffer view(Buffer buffer, Element element) {
    ByteBuffer view = views.find(buffer, element);
    return view == null ? null : view.clear();
  }

  /** The same as {@link #view}, but a new buffer that nobody else uses. */
  static ByteBuffer bytes(Buffer buffer, Element element) {
    int length = Elements.length(buffer, element);
    if (buffer instanceof ByteBuffer bytes) {
      return bytes.duplicate().clear().order(ByteOrder.nativeOrder());
    }
    boolean fits = (long) length * element.bytes <= Integer.MAX_VALUE;
    if (!buffer.isDirect() || Elements.isForeignOrder(buffer) || !fits) {
      return null;
    }
    return ProcessMemory.bytes(buffer.duplicate().clear()).order(ByteOrder.nativeOrder());
  }
}
