package io.crossmem.cli;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes that are typed with a prefix for their type: {@code i32:42}, {@code hex:7f45}, {@code
 * string:cafe}, {@code utf16:cafe}.
 *
 * @param bytes at least one
 * @param meaning how the typed text was interpreted
 * @param text the text, if the bytes are text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TypedBytes(byte[] bytes, String meaning, Optional<Text> text) {
  static final String HELP =
      "i32:42 (i8 to i64, u8 to u64, f32, f64), hex:7f45, string:cafe (UTF-8) or utf16:cafe";

  private static final Charset UTF_16_NATIVE =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? UTF_16LE : UTF_16BE;

  /** Characters and their encoding. */
  record Text(String characters, Charset charset) {}

  /**
   * The bytes; empty if there is no such prefix.
   *
   * @throws BadInput for a value that does not fit its prefix, and for an unknown number type
   */
  static Optional<TypedBytes> parse(String typed) {
    int colon = typed.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String prefix = typed.substring(0, colon);
    String value = typed.substring(colon + 1);
    return switch (prefix) {
      case "hex" -> Optional.of(hex(value));
      case "string" -> Optional.of(text(value, UTF_8));
      case "utf16" -> Optional.of(text(value, UTF_16_NATIVE));
      default -> type(prefix).map(type -> number(type, value));
    };
  }

  static TypedBytes hex(String digits) {
    byte[] bytes = HexBytes.parse(digits);
    return new TypedBytes(bytes, "bytes " + HexBytes.format(bytes, 16), Optional.empty());
  }

  static TypedBytes text(String characters, Charset charset) {
    if (characters.isEmpty()) {
      throw new BadInput("expected some text, such as string:cafe");
    }
    String meaning = (charset.equals(UTF_8) ? "text '" : "UTF-16 text '") + characters + "'";
    return new TypedBytes(
        characters.getBytes(charset), meaning, Optional.of(new Text(characters, charset)));
  }

  private static Optional<ValueType> type(String prefix) {
    Optional<ValueType> type =
        Arrays.stream(ValueType.values())
            .filter(t -> t.size > 0 && t.toString().equals(prefix))
            .findFirst();
    if (type.isEmpty() && prefix.matches("[iuf]\\d+")) {
      throw new BadInput(
          "there is no type '"
              + prefix
              + "'; expected "
              + HELP
              + ", or the prefix string: for any text");
    }
    return type;
  }

  private static TypedBytes number(ValueType type, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(type.size).order(ByteOrder.nativeOrder());
    try {
      switch (type) {
        case F32 -> bytes.putFloat(Float.parseFloat(text));
        case F64 -> bytes.putDouble(Double.parseDouble(text));
        default -> putInteger(bytes, type, text);
      }
    } catch (NumberFormatException e) {
      throw new BadInput(
          "expected a number that fits " + type + " after '" + type + ":', not '" + text + "'");
    }
    return new TypedBytes(bytes.array(), type + " " + text, Optional.empty());
  }

  private static void putInteger(ByteBuffer bytes, ValueType type, String text) {
    int bits = 8 * type.size;
    BigInteger value =
        text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    boolean signed = type.toString().startsWith("i");
    // Hex digits give the bits: i32:0xffffffff is -1.
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
}
