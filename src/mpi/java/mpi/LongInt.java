package mpi;

/**
 * Reads and writes items of {@link MPI#LONG_INT}: a {@code long} value and an {@code int} index.
 */
public final class LongInt extends Struct {
  final int value = addLong();
  final int index = setOffset(8).addInt();

  LongInt() {
    super(MPI.LONG_INT);
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
    public long getValue() {
      return getLong(value);
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
    public void putValue(long v) {
      putLong(value, v);
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
