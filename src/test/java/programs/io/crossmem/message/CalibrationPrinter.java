package io.crossmem.message;

/** Says from which size on messages are copied once here. */
final class CalibrationPrinter {
  private CalibrationPrinter() {}

  public static void main(String... arguments) {
    Thresholds found = Thresholds.get(false);
    System.out.println("single " + found.single() + ", huge " + found.singleHuge());
  }
}
