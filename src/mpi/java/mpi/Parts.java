package mpi;

import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One side of a collective operation that has a part for each rank, anywhere in the buffer: as one
 * {@link Data}, with the count and the offset of each part in its elements.
 */
final class Parts {
  final Data data;
  final int[] counts; // in elements of the data
  final int[] offsets; // in elements of the data
  private final ByteBuffer packed; // null if the data views the program's memory
  private final Object buffer;
  private final int[] places; // of each part, in elements of the buffer; null if not packed
  private final Datatype type;
  private final long first; // element of the buffer that the data begins with

  private Parts(Object buffer, int[] counts, int[] places, Datatype type, boolean asBytes) {
    this.buffer = buffer;
    this.type = type;
    this.counts = elements(counts, type);
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        start = Math.min(start, places[i]);
        end = Math.max(end, (long) places[i] + this.counts[i]);
      }
    }
    first = start;
    Data view = null;
    if (end <= first) {
      view = Transfer.nothing(asBytes ? MPI.BYTE : type);
    } else if (type.isContiguous && !asBytes) {
      view = Transfer.plain(buffer, type.element, first, end - first);
    }
    if (view != null) {
      data = view;
      packed = null;
      this.places = null;
      offsets = new int[counts.length];
      for (int i = 0; i < counts.length; i++) {
        offsets[i] = counts[i] == 0 ? 0 : (int) (places[i] - first);
      }
      return;
    }
    this.places = places;
    offsets = new int[counts.length];
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      offsets[i] = Transfer.toInt(all);
      all += this.counts[i];
    }
    packed = Transfer.allocate(all * type.element.bytes);
    for (int i = 0; i < counts.length; i++) {
      Transfer.pack(buffer, places[i], counts[i], type, packed);
    }
    packed.flip();
    if (asBytes) {
      for (int i = 0; i < counts.length; i++) {
        this.counts[i] = Math.multiplyExact(this.counts[i], type.element.bytes);
        offsets[i] = Math.multiplyExact(offsets[i], type.element.bytes);
      }
    }
    data = Data.of(packed, asBytes ? DataType.BYTE : type.element.message);
  }

  private static int[] elements(int[] counts, Datatype type) {
    int[] elements = new int[counts.length];
    for (int i = 0; i < counts.length; i++) {
      elements[i] = Math.multiplyExact(counts[i], type.map.size);
    }
    return elements;
  }

  /** With displacements in items. */
  static Parts of(
      Object buffer,
      int offset,
      int[] counts,
      int[] displs,
      Datatype type,
      int ranks,
      boolean asBytes) {
    Datatype.check(type);
    requireFor(ranks, counts, "counts");
    requireFor(ranks, displs, "displacements");
    int[] places = new int[ranks];
    for (int i = 0; i < ranks; i++) {
      if (counts[i] < 0) {
        throw new MPIException(
            ErrorClass.COUNT, "the count of rank " + i + " is negative: " + counts[i]);
      }
      places[i] = Transfer.toInt(offset + (long) displs[i] * type.map.extent());
    }
    return new Parts(buffer, Arrays.copyOf(counts, ranks), places, type, asBytes);
  }

  /** One part after another, all of one length. */
  static Parts even(
      Object buffer, int offset, int count, Datatype type, int ranks, boolean asBytes) {
    Datatype.check(type);
    if (count < 0) {
      throw new MPIException(ErrorClass.COUNT, "the count is negative: " + count);
    }
    int[] counts = new int[ranks];
    int[] places = new int[ranks];
    for (int i = 0; i < ranks; i++) {
      counts[i] = count;
      places[i] = Transfer.toInt(offset + (long) i * count * type.map.extent());
    }
    return new Parts(buffer, counts, places, type, asBytes);
  }

  static void requireFor(int ranks, int[] numbers, String what) {
    if (numbers == null || numbers.length < ranks) {
      throw new MPIException(
          ErrorClass.ARG,
          (numbers == null ? "no" : numbers.length) + " " + what + ", but " + ranks + " ranks");
    }
  }

  /** Puts what was received where it belongs. */
  void received() {
    if (packed == null) {
      return;
    }
    ByteBuffer from = packed.duplicate().order(ByteOrder.nativeOrder());
    int unit = unit();
    for (int i = 0; i < counts.length; i++) {
      from.limit((offsets[i] + counts[i]) * unit).position(offsets[i] * unit);
      Transfer.unpack(from, buffer, places[i], type);
    }
  }

  /** The part of one rank, as data of its own: for a side that is given in place. */
  Data part(int rank) {
    if (packed == null) {
      return counts[rank] == 0
          ? Transfer.nothing(type)
          : Transfer.plain(buffer, type.element, first + offsets[rank], counts[rank]);
    }
    int unit = unit();
    ByteBuffer part = packed.duplicate().order(ByteOrder.nativeOrder());
    part.limit((offsets[rank] + counts[rank]) * unit).position(offsets[rank] * unit);
    return Data.of(part, data.type());
  }

  /** Bytes of the part of one rank. */
  long bytes(int rank) {
    return (long) counts[rank] * unit();
  }

  private int unit() {
    return data.type().bytes();
  }

  /**
   * This rank's own part is only that long on the other side.
   *
   * @throws MPIException of class {@link MPI#ERR_TRUNCATE} if it is longer
   */
  Parts own(int rank, long bytes) {
    if (bytes > bytes(rank)) {
      throw new MPIException(
          ErrorClass.TRUNCATE,
          "this rank has " + bytes + " bytes for itself, but room for " + bytes(rank));
    }
    counts[rank] = (int) (bytes / unit());
    return this;
  }
}
