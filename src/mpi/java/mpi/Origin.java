package mpi;

import io.crossmem.ProcessMemory;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of the buffers that a thread last gave to a window, so that using them again allocates
 * nothing. They are kept from being collected until the thread has used others.
 */
final class Origin {
  private static final ThreadLocal<Origin> OWN = ThreadLocal.withInitial(Origin::new);
  private static final int KEPT = 4; // getAccumulate and compareAndSwap have three

  private final Buffer[] buffers = new Buffer[KEPT];
  private final Element[] elements = new Element[KEPT];
  private final ByteBuffer[] views = new ByteBuffer[KEPT];
  private final ByteBuffer word = // for one element
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
  private int next;

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
    for (int i = 0; i < KEPT; i++) {
      if (buffers[i] == buffer && elements[i] == element && buffer != null) {
        return views[i].clear();
      }
    }
    ByteBuffer view = bytes(buffer, element);
    if (view != null) {
      buffers[next] = buffer;
      elements[next] = element;
      views[next] = view;
      next = (next + 1) % KEPT;
    }
    return view;
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
