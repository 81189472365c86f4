package mpjbuf;

/** Memory for a {@link Buffer}. */
public class RawBuffer {
  final byte[] bytes;

  RawBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  /**
   * Its size.
   *
   * @return in bytes
   */
  public int getCapacity() {
    return bytes.length;
  }
}
