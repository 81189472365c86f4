package mpi;

/**
 * Reads and writes items of {@link MPI#DOUBLE_INT}: a {@code double} value and an {@code int}
 * index.
 */
public final class DoubleInt extends Struct {
  final int value = addDouble();
  final int index = setOffset(8).addInt();

  DoubleInt() {
    super(MPI.DOUBLE_INT);
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
    public double getValue() {
      return getDouble(value);
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
    public void putValue(double v) {
      putDouble(value, v);
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
