package io.crossmem.cli;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The types that bytes can be read as. */
enum ValueType {
  I8(1),
  U8(1),
  I16(2),
  U16(2),
  I32(4),
  U32(4),
  I64(8),
  U64(8),
  F32(4),
  F64(8),
  /** The size is that of the target's pointers. */
  POINTER(0),
  /** Up to a zero byte. */
  STRING(0);

  /** Size in bytes; 0 if it depends on the target. */
  final int size;

  ValueType(int size) {
    this.size = size;
  }

  /** The next value of a buffer as text; not for POINTER and STRING. */
  String format(ByteBuffer bytes) {
    return switch (this) {
      case I8 -> Byte.toString(bytes.get());
      case U8 -> Integer.toString(Byte.toUnsignedInt(bytes.get()));
      case I16 -> Short.toString(bytes.getShort());
      case U16 -> Integer.toString(Short.toUnsignedInt(bytes.getShort()));
      case I32 -> Integer.toString(bytes.getInt());
      case U32 -> Integer.toUnsignedString(bytes.getInt());
      case I64 -> Long.toString(bytes.getLong());
      case U64 -> Long.toUnsignedString(bytes.getLong());
      case F32 -> Float.toString(bytes.getFloat());
      case F64 -> Double.toString(bytes.getDouble());
      case POINTER, STRING -> throw new IllegalStateException(this + " has no fixed size");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String names() {
    return Arrays.stream(values()).map(ValueType::toString).collect(Collectors.joining(", "));
  }

  /** Reads one of the names. */
  static final class Converter implements ITypeConverter<ValueType> {
    @Override
    public ValueType convert(String text) {
      return Arrays.stream(values())
          .filter(type -> type.toString().equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected one of " + names() + ", not '" + text + "'"));
    }
  }
}
