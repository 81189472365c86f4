package io.crossmem.packaged;

import io.crossmem.Iovec;
import io.crossmem.ProcessMemory;
import java.nio.ByteBuffer;

/** Main class that tests copy out and start on nothing but the packaged jar: prints the results. */
public class JarProbe {
  public static void main(String[] arguments) throws Exception {
    System.out.println(ProcessMemory.class.getModule());
    System.out.println(ProcessMemory.class.getProtectionDomain().getCodeSource().getLocation());
    System.out.println(readOwn());
  }

  /** Reads its own data back through the kernel, or prints why it cannot. */
  public static String readOwn() throws Exception {
    if (!ProcessMemory.isSupported()) {
      return "unsupported: " + ProcessMemory.unsupportedReason().orElseThrow();
    }
    ByteBuffer from = ByteBuffer.allocateDirect(8).putLong(0, 42);
    ByteBuffer to = ByteBuffer.allocateDirect(8);
    try (ProcessMemory self = ProcessMemory.open(ProcessHandle.current().pid())) {
      self.readFully(Iovec.of(from).address(), to);
    }
    return "read " + to.getLong(0);
  }
}
