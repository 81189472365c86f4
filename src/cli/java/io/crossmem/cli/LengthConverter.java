package io.crossmem.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length in bytes, at least 1. */
final class LengthConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    long length = Numbers.parseLength(text).orElse(0);
    if (length == 0) {
      throw new TypeConversionException(
          "expected bytes, at least 1, such as 4096, 0x1000, 64K, 1M or 2G, not '" + text + "'");
    }
    return length;
  }
}
