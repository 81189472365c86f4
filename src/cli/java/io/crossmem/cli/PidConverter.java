package io.crossmem.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A pid in the range of {@code ProcessMemory.open}. */
final class PidConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      long pid = Long.parseLong(text);
      if (pid > 0 && pid <= Integer.MAX_VALUE) {
        return pid;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new TypeConversionException(
        "expected a pid, a number between 1 and " + Integer.MAX_VALUE + ", not '" + text + "'");
  }
}
