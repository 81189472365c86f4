package mpi;

/** Reads and writes items of {@link MPI#INT2}: a {@code int} value and an {@code int} index. */
public final class Int2 extends Struct {
  final int value = addInt();
  final int index = setOffset(4).addInt();

  Int2() {
    super(MPI.INT2);
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
    public int getValue() {
      return getInt(value);
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
    public void putValue(int v) {
      putInt(value, v);
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
