package io.crossmem.internal.protocol;

import io.crossmem.internal.sys.NativeLibrary;

/** Says from which size on messages are copied once here. */
final class CopyCostsPrinter {
  private CopyCostsPrinter() {}

  public static void main(String... arguments) {
    NativeLibrary.ensureLoaded();
    ProtocolSelector found = ProtocolSelector.get(false);
    System.out.println("single " + found.single() + ", huge " + found.singleHuge());
  }
}
