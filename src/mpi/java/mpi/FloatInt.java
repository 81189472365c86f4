package mpi;

/**
 * Reads and writes items of {@link MPI#FLOAT_INT}: a {@code float} value and an {@code int} index.
 */
public final class FloatInt extends Struct {
  final int value = addFloat();
  final int index = setOffset(4).addInt();

  FloatInt() {
    super(MPI.FLOAT_INT);
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
    public float getValue() {
      return getFloat(value);
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
    public void putValue(float v) {
      putFloat(value, v);
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
