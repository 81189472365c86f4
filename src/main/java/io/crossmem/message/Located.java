package io.crossmem.message;

import java.nio.ByteBuffer;

/**
 * Of two pairs of a value and an index, chooses the pair with the smaller or larger value; if the
 * values are equal, the pair with the smaller index. As in {@link Op#MIN} and {@link Op#MAX}, a NaN
 * is always chosen, and -0.0 is less than 0.0.
 */
final class Located implements BufferOperator {
  private final boolean wantsLarger;

  Located(boolean wantsLarger) {
    this.wantsLarger = wantsLarger;
  }

  @Override
  public void apply(DataType type, ByteBuffer left, ByteBuffer right, ByteBuffer result) {
    int bytes = type.bytes();
    for (int at = 0; at < result.limit(); at += 2 * bytes) {
      ByteBuffer chosen = leftWins(type, left, right, at, bytes) ? left : right;
      copy(type, chosen, result, at);
      copy(type, chosen, result, at + bytes);
    }
  }

  private boolean leftWins(DataType type, ByteBuffer left, ByteBuffer right, int at, int bytes) {
    int values = compare(type, left, right, at, wantsLarger);
    return values != 0 ? values < 0 : compare(type, left, right, at + bytes, false) <= 0;
  }

  /** Negative if the left value should be chosen. */
  private static int compare(
      DataType type, ByteBuffer left, ByteBuffer right, int at, boolean larger) {
    return switch (type) {
      case FLOAT -> compare(left.getFloat(at), right.getFloat(at), larger);
      case DOUBLE -> compare(left.getDouble(at), right.getDouble(at), larger);
      default -> {
        int order = Long.compare(integer(type, left, at), integer(type, right, at));
        yield larger ? -order : order;
      }
    };
  }

  private static int compare(double left, double right, boolean larger) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      return Boolean.compare(Double.isNaN(right), Double.isNaN(left));
    }
    return larger ? Double.compare(right, left) : Double.compare(left, right);
  }

  private static long integer(DataType type, ByteBuffer from, int at) {
    return switch (type) {
      case BYTE -> from.get(at);
      case SHORT -> from.getShort(at);
      case INT -> from.getInt(at);
      default -> from.getLong(at);
    };
  }

  private static void copy(DataType type, ByteBuffer from, ByteBuffer to, int at) {
    switch (type.bytes()) {
      case 1 -> to.put(at, from.get(at));
      case 2 -> to.putShort(at, from.getShort(at));
      case 4 -> to.putInt(at, from.getInt(at));
      default -> to.putLong(at, from.getLong(at));
    }
  }
}
