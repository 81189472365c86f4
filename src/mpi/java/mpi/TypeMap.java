package mpi;

import java.util.Arrays;

/**
 * Where the elements of one item of a datatype lie: blocks of neighbours, in the order in which
 * they are sent. Displacements are in elements of the buffer and may be negative. Immutable.
 */
final class TypeMap {
  final int[] offsets; // of each block
  final int[] lengths; // of each block
  final int size; // elements of all blocks
  final int lb;
  final int ub;
  final boolean lbIsSet; // by a marker or createResized, and not by where the elements lie
  final boolean ubIsSet;

  private TypeMap(Builder builder) {
    offsets = Arrays.copyOf(builder.offsets, builder.blocks);
    lengths = Arrays.copyOf(builder.lengths, builder.blocks);
    size = toInt(builder.size);
    lb = builder.lb == Long.MAX_VALUE ? 0 : toInt(builder.lb);
    ub = builder.ub == Long.MIN_VALUE ? 0 : toInt(builder.ub);
    lbIsSet = builder.lbIsSet;
    ubIsSet = builder.ubIsSet;
    toInt((long) ub - lb);
  }

  private TypeMap(TypeMap old, int lb, int ub) {
    offsets = old.offsets;
    lengths = old.lengths;
    size = old.size;
    this.lb = lb;
    this.ub = ub;
    lbIsSet = true;
    ubIsSet = true;
  }

  /** So many neighbours from 0 on. */
  static TypeMap of(int elements) {
    return new Builder().add(0, elements).bounds(0, elements).build();
  }

  /** A marker of MPI-1: no elements, and a bound at 0. */
  static TypeMap marker(boolean ofLb) {
    Builder builder = new Builder();
    builder.lb = ofLb ? 0 : Long.MAX_VALUE;
    builder.ub = ofLb ? Long.MIN_VALUE : 0;
    builder.lbIsSet = ofLb;
    builder.ubIsSet = !ofLb;
    return builder.build();
  }

  /** The same elements with other bounds. */
  TypeMap resized(int newLb, int newUb) {
    return new TypeMap(this, newLb, newUb);
  }

  int extent() {
    return ub - lb;
  }

  /** The lowest displacement of an element. */
  int trueLb() {
    int lowest = size == 0 ? 0 : Integer.MAX_VALUE;
    for (int i = 0; i < offsets.length; i++) {
      lowest = Math.min(lowest, offsets[i]);
    }
    return lowest;
  }

  /** One more than the highest displacement of an element. */
  int trueUb() {
    int highest = size == 0 ? 0 : Integer.MIN_VALUE;
    for (int i = 0; i < offsets.length; i++) {
      highest = Math.max(highest, offsets[i] + lengths[i]);
    }
    return highest;
  }

  /** Whether items in a row are elements in a row, the first at 0. */
  boolean isContiguous() {
    return lb == 0 && ub == size && offsets.length <= 1 && (offsets.length == 0 || offsets[0] == 0);
  }

  private static int toInt(long value) {
    if (value != (int) value) {
      throw new MPIException(
          ErrorClass.ARG, "the datatype spans more elements than an int can count: " + value);
    }
    return (int) value;
  }

  /** Puts blocks together. */
  static final class Builder {
    private int[] offsets = new int[4];
    private int[] lengths = new int[4];
    private int blocks;
    private long size;
    private long lb = Long.MAX_VALUE;
    private long ub = Long.MIN_VALUE;
    private boolean lbIsSet;
    private boolean ubIsSet;

    /** Items of a datatype, the first at a displacement. */
    Builder add(TypeMap type, long displacement, int count) {
      if (count > 0) {
        long last = displacement + (count - 1L) * type.extent();
        bounds(type, Math.min(displacement, last), Math.max(displacement, last));
        if (type.isContiguous()) {
          add(displacement, (long) count * type.size);
        } else {
          for (long i = 0; i < count; i++) {
            addBlocks(type, displacement + i * type.extent());
          }
        }
      }
      return this;
    }

    private void addBlocks(TypeMap type, long displacement) {
      for (int i = 0; i < type.offsets.length; i++) {
        add(displacement + type.offsets[i], type.lengths[i]);
      }
    }

    private Builder add(long offset, long length) {
      if (length == 0) {
        return this;
      }
      size += length;
      if (blocks > 0 && offsets[blocks - 1] + (long) lengths[blocks - 1] == offset) {
        lengths[blocks - 1] = toInt(lengths[blocks - 1] + length);
        return this;
      }
      if (blocks == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * blocks);
        lengths = Arrays.copyOf(lengths, 2 * blocks);
      }
      offsets[blocks] = toInt(offset);
      lengths[blocks] = toInt(length);
      blocks++;
      return this;
    }

    /** Bounds that somebody set count alone; else the lowest and the highest count. */
    private void bounds(TypeMap type, long first, long last) {
      boolean isMarker = type.size == 0 && (type.lbIsSet ^ type.ubIsSet);
      if (!(isMarker && type.ubIsSet)) {
        if (type.lbIsSet == lbIsSet) {
          lb = Math.min(lb, first + type.lb);
        } else if (type.lbIsSet) {
          lb = first + type.lb;
          lbIsSet = true;
        }
      }
      if (!(isMarker && type.lbIsSet)) {
        if (type.ubIsSet == ubIsSet) {
          ub = Math.max(ub, last + type.ub);
        } else if (type.ubIsSet) {
          ub = last + type.ub;
          ubIsSet = true;
        }
      }
    }

    private Builder bounds(long low, long high) {
      lb = low;
      ub = high;
      return this;
    }

    TypeMap build() {
      return new TypeMap(this);
    }
  }
}
