package mpjbuf;

/** Makes memory for a {@link Buffer}. */
public class BufferFactory {
  private BufferFactory() {}

  /**
   * Memory on the heap.
   *
   * @param size in bytes
   * @return the memory
   */
  public static RawBuffer create(int size) {
    return new RawBuffer(size);
  }

  /**
   * Does nothing: the garbage collector removes unused memory.
   *
   * @param buffer the memory
   */
  public static void destroy(RawBuffer buffer) {}
}
