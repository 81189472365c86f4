package mpi;

import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A part for each rank, each of a datatype of its own, packed one after another as bytes. */
final class MixedParts {
  final Data data;
  final int[] counts; // bytes
  final int[] offsets; // bytes
  private final ByteBuffer packed;
  private final Object buffer;
  private final int[] places; // in elements of each datatype
  private final Datatype[] types;

  /** With displacements in bytes. */
  MixedParts(Object buffer, int[] items, int[] displs, Datatype[] types, int ranks) {
    Parts.requireFor(ranks, items, "counts");
    Parts.requireFor(ranks, displs, "displacements");
    if (types == null || types.length < ranks) {
      throw new MPIException(ErrorClass.ARG, "there is not a datatype for each rank");
    }
    this.buffer = buffer;
    this.types = types.clone();
    counts = new int[ranks];
    offsets = new int[ranks];
    places = new int[ranks];
    long all = 0;
    for (int i = 0; i < ranks; i++) {
      int each = Datatype.check(types[i]).bytes();
      int element = types[i].element.bytes;
      if (items[i] < 0) {
        throw new MPIException(
            ErrorClass.COUNT, "the count of rank " + i + " is negative: " + items[i]);
      }
      if (displs[i] % element != 0 || types[i].element == Element.OBJECT) {
        throw new MPIException(
            types[i].element == Element.OBJECT ? ErrorClass.TYPE : ErrorClass.ARG,
            "the displacement " + displs[i] + " is no place of " + types[i]);
      }
      counts[i] = Math.multiplyExact(items[i], each);
      offsets[i] = Transfer.toInt(all);
      places[i] = displs[i] / element;
      all += counts[i];
    }
    packed = Transfer.allocate(all);
    for (int i = 0; i < ranks; i++) {
      Transfer.pack(buffer, places[i], items[i], types[i], packed);
    }
    packed.flip();
    data = Data.of(packed, DataType.BYTE);
  }

  /** This rank's own part is only that long on the other side. */
  void own(int rank, int bytes) {
    if (bytes > counts[rank]) {
      throw new MPIException(
          ErrorClass.TRUNCATE,
          "this rank has " + bytes + " bytes for itself, but room for " + counts[rank]);
    }
    counts[rank] = bytes;
  }

  /** The part of one rank, as data of its own. */
  Data part(int rank) {
    ByteBuffer part = packed.duplicate().order(ByteOrder.nativeOrder());
    part.limit(offsets[rank] + counts[rank]).position(offsets[rank]);
    return Data.of(part, DataType.BYTE);
  }

  /** Puts what was received where it belongs. */
  void received() {
    ByteBuffer from = packed.duplicate().order(ByteOrder.nativeOrder());
    for (int i = 0; i < counts.length; i++) {
      from.limit(offsets[i] + counts[i]).position(offsets[i]);
      Transfer.unpack(from, buffer, places[i], types[i]);
    }
  }
}
