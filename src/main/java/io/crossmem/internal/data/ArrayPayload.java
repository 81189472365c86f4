package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import java.util.Objects;

/** A part of an array on the heap. */
public final class ArrayPayload extends Payload {
  private final Object array;
  private final int start;
  private final int count;
  private final boolean readOnly;

  public ArrayPayload(ElementType type, Object array, int start, int count, int arrayLength) {
    this(type, array, start, count, arrayLength, false);
  }

  public ArrayPayload(
      ElementType type, Object array, int start, int count, int arrayLength, boolean readOnly) {
    super(type);
    Objects.checkFromIndexSize(start, count, arrayLength);
    this.array = array;
    this.start = start;
    this.count = count;
    this.readOnly = readOnly;
  }

  @Override
  public long bytes() {
    return (long) count * type().bytes();
  }

  @Override
  public void copyOut(long offset, TypedView to, int at, int bytes) {
    int size = type().bytes();
    int from = start + (int) (offset / size);
    int index = at / size;
    int n = bytes / size;
    switch (type()) {
      case BYTE -> to.bytes.put(index, (byte[]) array, from, n);
      case SHORT -> to.shorts.put(index, (short[]) array, from, n);
      case CHAR -> to.chars.put(index, (char[]) array, from, n);
      case INT -> to.ints.put(index, (int[]) array, from, n);
      case LONG -> to.longs.put(index, (long[]) array, from, n);
      case FLOAT -> to.floats.put(index, (float[]) array, from, n);
      case DOUBLE -> to.doubles.put(index, (double[]) array, from, n);
    }
  }

  @Override
  public void copyIn(long offset, TypedView from, int at, int bytes) {
    int size = type().bytes();
    int to = start + (int) (offset / size);
    int index = at / size;
    int n = bytes / size;
    switch (type()) {
      case BYTE -> from.bytes.get(index, (byte[]) array, to, n);
      case SHORT -> from.shorts.get(index, (short[]) array, to, n);
      case CHAR -> from.chars.get(index, (char[]) array, to, n);
      case INT -> from.ints.get(index, (int[]) array, to, n);
      case LONG -> from.longs.get(index, (long[]) array, to, n);
      case FLOAT -> from.floats.get(index, (float[]) array, to, n);
      case DOUBLE -> from.doubles.get(index, (double[]) array, to, n);
    }
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public long address() {
    return 0;
  }

  @Override
  public long plainAddress() {
    return 0;
  }
}
