package mpi;

/** A count that may be larger than an {@code int}. */
@SuppressWarnings("ComparableType")
public final class Count implements Comparable<Object> {
  private long count;

  /**
   * Makes one.
   *
   * @param count its value
   */
  public Count(long count) {
    this.count = count;
  }

  /**
   * Its value.
   *
   * @return the value
   */
  public long getCount() {
    return count;
  }

  /**
   * Changes its value.
   *
   * @param count the value
   */
  public void setCount(long count) {
    this.count = count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Count that && count == that.count;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count);
  }

  @Override
  public int compareTo(Object other) {
    return Long.compare(count, ((Count) other).count);
  }

  @Override
  public String toString() {
    return Long.toString(count);
  }
}
