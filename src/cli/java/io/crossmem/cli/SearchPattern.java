package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Bytes to look for.
 *
 * @param bytes at least one
 * @param meaning how the text was taken
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record SearchPattern(byte[] bytes, String meaning) {

  /** Reads {@code 7f454c46}, {@code text}, {@code string:text}, {@code i32:42} and the like. */
  static SearchPattern parse(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException(
          "expected something to look for: 7f454c46, some text, string:cafe, i32:42");
    }
    int colon = text.indexOf(':');
    String value = text.substring(colon + 1);
    String prefix = colon < 0 ? "" : text.substring(0, colon);
    if (!value.isEmpty() && prefix.equals("string")) {
      return string(value);
    }
    if (prefix.equals("hex")
        || (prefix.isEmpty() && (HexBytes.isHex(text) || text.startsWith("0x")))) {
      return hex(value);
    }
    Optional<ValueType> type =
        Arrays.stream(ValueType.values())
            .filter(t -> t.size > 0 && t.toString().equals(prefix))
            .findFirst();
    return type.isPresent() ? number(type.get(), value) : string(text);
  }

  private static SearchPattern hex(String digits) {
    try {
      byte[] bytes = HexBytes.parse(digits);
      return new SearchPattern(bytes, "bytes " + HexBytes.format(bytes, 16));
    } catch (BadInput e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static SearchPattern string(String text) {
    return new SearchPattern(text.getBytes(UTF_8), "text '" + text + "'");
  }

  private static SearchPattern number(ValueType type, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(type.size).order(ByteOrder.nativeOrder());
    try {
      switch (type) {
        case F32 -> bytes.putFloat(Float.parseFloat(text));
        case F64 -> bytes.putDouble(Double.parseDouble(text));
        default -> putInteger(bytes, type, text);
      }
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "expected a number that fits " + type + " after '" + type + ":', not '" + text + "'");
    }
    return new SearchPattern(bytes.array(), type + " " + text);
  }

  private static void putInteger(ByteBuffer bytes, ValueType type, String text) {
    int bits = 8 * type.size;
    BigInteger value =
        text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    boolean signed = type.toString().startsWith("i");
    // Hex digits are bits: i32:0xffffffff is -1.
    boolean unsignedFits = value.signum() >= 0 && value.bitLength() <= bits;
    boolean fits = (signed && !text.startsWith("0x")) ? value.bitLength() < bits : unsignedFits;
    if (!fits) {
      throw new NumberFormatException();
    }
    long low = value.longValue();
    for (int i = 0; i < type.size; i++) {
      int shift = 8 * (bytes.order() == ByteOrder.LITTLE_ENDIAN ? i : type.size - 1 - i);
      bytes.put((byte) (low >>> shift));
    }
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<SearchPattern> {
    @Override
    public SearchPattern convert(String text) {
      return parse(text);
    }
  }
}
