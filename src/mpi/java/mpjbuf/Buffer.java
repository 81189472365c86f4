package mpjbuf;

/** A part of memory that items are packed into, by {@code mpi.Comm.Pack}. */
public class Buffer {
  private final RawBuffer memory;
  private final int offset;

  /**
   * A part of memory.
   *
   * @param buffer the memory
   * @param offset of the first byte
   * @param size in bytes
   * @throws IndexOutOfBoundsException if the offset is not inside of the memory
   */
  public Buffer(RawBuffer buffer, int offset, int size) {
    if (offset < 0 || offset > buffer.getCapacity()) {
      throw new IndexOutOfBoundsException(
          "offset " + offset + " of " + buffer.getCapacity() + " bytes");
    }
    memory = buffer;
    this.offset = offset;
  }

  /**
   * The memory.
   *
   * @return what it was made of
   */
  public RawBuffer getStaticBuffer() {
    return memory;
  }

  /**
   * All bytes of the memory.
   *
   * @return the array itself
   */
  public byte[] array() {
    return memory.bytes;
  }

  /**
   * Where this part begins in the array.
   *
   * @return the first byte
   */
  public int arrayOffset() {
    return offset;
  }

  /** Does nothing: the garbage collector removes unused memory. */
  public void free() {}
}
