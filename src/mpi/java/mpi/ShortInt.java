package mpi;

/**
 * Reads and writes items of {@link MPI#SHORT_INT}: a {@code short} value and an {@code int} index.
 */
public final class ShortInt extends Struct {
  final int value = addShort();
  final int index = setOffset(4).addInt();

  ShortInt() {
    super(MPI.SHORT_INT);
  }

  @Override
  protected Data newData() {
    return new Data();
  }

  /** One item. */
  public final class Data extends Struct.Data {
    /** An item without a buffer; {@link Struct#getData} calls this. */
    public Data() {}

    /**
     * The value.
     *
     * @return the value
     */
    public short getValue() {
      return getShort(value);
    }

    /**
     * The index.
     *
     * @return the index
     */
    public int getIndex() {
      return getInt(index);
    }

    /**
     * Changes the value.
     *
     * @param v the value
     */
    public void putValue(short v) {
      putShort(value, v);
    }

    /**
     * Changes the index.
     *
     * @param v the index
     */
    public void putIndex(int v) {
      putInt(index, v);
    }
  }
}
