package mpi;

/**
 * The result of a receive, a send or a probe. A program may read and change its fields.
 *
 * <p>Each call returns a new object.
 */
public class Status implements Freeable {
  /** The source rank of the message, in the communicator. */
  public int source;

  /** The message's tag. */
  public int tag;

  /** The index of the request in its array; otherwise 0. */
  public int index;

  /** Number of elements received into the buffer; after a probe, number of bytes. */
  public int elements;

  private long bytes;
  private int objects = -1; // items of OBJECT; -1 if it was something else
  private int error;
  private boolean isCancelled;

  /** Makes an empty status: any source, any tag, no elements. */
  public Status() {
    this(MPI.ANY_SOURCE, MPI.ANY_TAG, 0);
  }

  Status(int source, int tag, long bytes) {
    this.source = source;
    this.tag = tag;
    this.bytes = bytes;
    elements = (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /** What was received is of this type. */
  Status of(Datatype type) {
    elements = (int) Math.min(bytes / type.element.bytes, Integer.MAX_VALUE);
    return this;
  }

  /** What was received are objects. */
  Status ofObjects(int count) {
    objects = count;
    elements = count;
    return this;
  }

  Status at(int place) {
    index = place;
    return this;
  }

  Status failed(int errorClass) {
    error = errorClass;
    return this;
  }

  Status cancelled() {
    isCancelled = true;
    return this;
  }

  long bytes() {
    return bytes;
  }

  /**
   * Number of items received.
   *
   * @param datatype the datatype of the items
   * @return the number, or {@link MPI#UNDEFINED} if the last is not whole
   * @throws MPIException if the datatype is null or freed
   */
  public int getCount(Datatype datatype) {
    if (objects >= 0) {
      return objects;
    }
    int size = Datatype.check(datatype).bytes();
    if (size == 0) {
      return bytes == 0 ? 0 : MPI.UNDEFINED;
    }
    long count = bytes / size;
    return bytes % size != 0 || count > Integer.MAX_VALUE ? MPI.UNDEFINED : (int) count;
  }

  /**
   * Number of items received.
   *
   * @param datatype the datatype of the items
   * @return the number, or {@link MPI#UNDEFINED} if the last is not whole
   * @throws MPIException if the datatype is null or freed
   */
  public int Get_count(Datatype datatype) {
    return getCount(datatype);
  }

  /**
   * Number of basic elements received.
   *
   * @param datatype the datatype of the items
   * @return the number, or {@link MPI#UNDEFINED} if the last is not whole or the number is not an
   *     int
   * @throws MPIException if the datatype is null or freed
   */
  public int getElements(Datatype datatype) {
    long count = basicElements(datatype);
    return count < 0 || count > Integer.MAX_VALUE ? MPI.UNDEFINED : (int) count;
  }

  /**
   * Number of basic elements received.
   *
   * @param datatype the datatype of the items
   * @return the number, or {@link MPI#UNDEFINED} if the last is not whole or the number is not an
   *     int
   * @throws MPIException if the datatype is null or freed
   */
  public int Get_elements(Datatype datatype) {
    return getElements(datatype);
  }

  /**
   * Number of basic elements received.
   *
   * @param datatype the datatype of the items
   * @return the number, or {@link MPI#UNDEFINED} if the last is not whole
   * @throws MPIException if the datatype is null or freed
   */
  public Count getElementsX(Datatype datatype) {
    long count = basicElements(datatype);
    return new Count(count < 0 ? MPI.UNDEFINED : count);
  }

  /** -1 if the last is not whole. */
  private long basicElements(Datatype datatype) {
    Datatype.check(datatype);
    if (objects >= 0) {
      return objects;
    }
    int[] parts = datatype.parts();
    if (parts == null) {
      int size = datatype.element.bytes;
      return bytes % size == 0 ? bytes / size : -1;
    }
    int item = datatype.bytes();
    if (item == 0) {
      return 0;
    }
    long count = bytes / item * parts.length;
    long rest = bytes % item;
    for (int i = 0; rest > 0; i++, count++) {
      rest -= parts[i];
    }
    return rest == 0 ? count : -1;
  }

  /**
   * Sets the number of basic elements received.
   *
   * @param datatype what the items are
   * @param count of basic elements
   * @throws MPIException if the datatype is null or freed
   */
  public void setElements(Datatype datatype, int count) {
    setElements(datatype, (long) count);
  }

  /**
   * Sets the number of basic elements received.
   *
   * @param datatype what the items are
   * @param count of basic elements
   * @throws MPIException if the datatype is null or freed
   */
  public void setElementsX(Datatype datatype, Count count) {
    setElements(datatype, count.getCount());
  }

  private void setElements(Datatype datatype, long count) {
    Datatype.check(datatype);
    int[] parts = datatype.parts();
    objects = -1;
    if (parts == null || parts.length == 0) {
      bytes = count * datatype.element.bytes;
    } else {
      bytes = count / parts.length * datatype.bytes();
      for (int i = 0; i < count % parts.length; i++) {
        bytes += parts[i];
      }
    }
    elements = (int) Math.min(count, Integer.MAX_VALUE);
  }

  /**
   * Whether the operation was cancelled.
   *
   * @return whether it was
   */
  public boolean isCancelled() {
    return isCancelled;
  }

  /**
   * Whether the operation was cancelled.
   *
   * @return whether it was
   */
  public boolean Test_cancelled() {
    return isCancelled;
  }

  /**
   * Sets whether the operation was cancelled.
   *
   * @param flag whether it was
   */
  public void setCancelled(boolean flag) {
    isCancelled = flag;
  }

  /**
   * The source rank of the message.
   *
   * @return the rank in the communicator, or {@link MPI#PROC_NULL}
   */
  public int getSource() {
    return source;
  }

  /**
   * The message's tag.
   *
   * @return the tag
   */
  public int getTag() {
    return tag;
  }

  /**
   * The error class of this operation, where several were waited for.
   *
   * @return one of {@code MPI.ERR_*}, or {@link MPI#SUCCESS}
   */
  public int getError() {
    return error;
  }

  /**
   * The index of the request in its array.
   *
   * @return the index in the array
   */
  public int getIndex() {
    return index;
  }

  /** Does nothing: there is nothing to free. */
  @Override
  public void free() {}
}
