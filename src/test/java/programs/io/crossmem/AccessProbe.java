package io.crossmem;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Main class of a JVM that a test starts under some restriction: prints the results. */
final class AccessProbe {
  private AccessProbe() {}

  /** Arguments: pid and address (0x...) of a laid area, to read eight bytes there. */
  public static void main(String[] arguments) {
    long pid = Long.parseLong(arguments[0]);
    long address = Long.parseUnsignedLong(arguments[1].substring(2), 16);
    System.out.println("supported " + ProcessMemory.isSupported());
    System.out.println("reason " + ProcessMemory.unsupportedReason().orElse("none"));
    AccessReport report = ProcessMemory.diagnose(pid);
    System.out.println("allowed " + report.isAllowed());
    System.out.println("cause " + report.cause());
    System.out.println("report " + report);
    try (ProcessMemory process = ProcessMemory.open(pid)) {
      System.out.println("regions " + regions(process));
      ByteBuffer local = ByteBuffer.allocateDirect(8);
      process.readFully(address, local);
      System.out.println(
          "read " + (local.flip().equals(ByteBuffer.wrap(Foreign.laid(0, 8))) ? "right" : "wrong"));
    } catch (ProcessMemoryException e) {
      System.out.println("errno " + e.errno());
      System.out.println("message " + e.getMessage());
    } catch (UnsupportedOperationException e) {
      System.out.println("unsupported " + e.getMessage());
    }
  }

  private static String regions(ProcessMemory process) {
    try {
      return process.regions().isEmpty() ? "none" : "some";
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
