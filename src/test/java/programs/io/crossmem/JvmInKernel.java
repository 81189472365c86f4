package io.crossmem;

import io.crossmem.internal.sys.ReduceProbe;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Two JVMs of one machine, run by {@code scripts/test-arch --java} on an emulated one: the shim of
 * its architecture is loaded, words in its byte order come out as they went in, and reductions give
 * what Java gives. Only what differs between architectures is looked at.
 */
final class JvmInKernel {
  private static final int BYTES = 1 << 16;
  private static final int SPANS = 1500; // more than one call takes

  private static int failures;

  private JvmInKernel() {}

  private static void check(String what, boolean passed) {
    System.out.println((passed ? "passed: " : "failed: ") + what);
    failures += passed ? 0 : 1;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static long laid(long at) {
    return at * 0x0102030405060708L;
  }

  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      peer();
    } else {
      System.out.println("\n" + System.getProperty("os.arch") + ", " + ByteOrder.nativeOrder());
      check("supported " + ProcessMemory.unsupportedReason(), ProcessMemory.isSupported());
      transfers();
      check("reductions are as in Java", reducesAsJava());
      System.out.println("JvmInKernel: " + (failures == 0 ? "everything" : "not all") + " passed");
    }
  }

  /** Says where its words are, waits for a line, and says what the second word is then. */
  private static void peer() throws Exception {
    ByteBuffer words = direct(BYTES);
    for (int at = 0; at < BYTES; at += 8) {
      words.putLong(at, laid(at));
    }
    System.out.println(ProcessHandle.current().pid() + " " + Iovec.of(words).address());
    System.in.read();
    System.out.println(Long.toHexString(words.getLong(8)));
  }

  private static void transfers() throws Exception {
    String java = System.getProperty("java.home") + "/bin/java";
    Process peer =
        new ProcessBuilder(java, "-cp", "/classes", JvmInKernel.class.getName(), "peer")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = peer.inputReader();
    String[] where = said.readLine().split(" ");
    long address = Long.parseLong(where[1]);
    try (ProcessMemory memory = ProcessMemory.open(Long.parseLong(where[0]))) {
      int bits = Integer.getInteger("sun.arch.data.model");
      check("it has this JVM's pointers", memory.pointerSize() == bits / 8);

      ByteBuffer words = direct(BYTES);
      memory.readFully(address, words);
      boolean same = true;
      for (int at = 0; at < BYTES; at += 8) {
        same &= words.getLong(at) == laid(at);
      }
      check("64 KiB are read", same);

      ByteBuffer[] local = new ByteBuffer[SPANS];
      Iovec[] remote = new Iovec[SPANS];
      for (int n = 0; n < SPANS; n++) {
        local[n] = direct(8);
        remote[n] = new Iovec(address + (SPANS - 1 - n) * 8L, 8);
      }
      check("1500 words are read backwards", memory.read(local, remote) == SPANS * 8L);
      same = true;
      for (int n = 0; n < SPANS; n++) {
        same &= local[n].getLong(0) == laid((SPANS - 1 - n) * 8L);
      }
      check("each is in its place", same);

      check("nothing is at 0", Errno.EFAULT == refusal(memory, 0));
      memory.writeFully(address + 8, direct(8).putLong(0, 0x1122334455667788L));
      check("it lives", memory.isAlive());
      peer.getOutputStream().write('\n');
      peer.getOutputStream().flush();
      check("it has the word that was written", "1122334455667788".equals(said.readLine()));
      peer.waitFor();
      check("it has ended", Errno.ESRCH == refusal(memory, address) && !memory.isAlive());
    }
    check("a heap buffer has no address", refusesHeap());
  }

  private static Errno refusal(ProcessMemory memory, long address) {
    try {
      memory.read(address, direct(8));
      return null;
    } catch (ProcessMemoryException e) {
      return e.errno();
    }
  }

  private static boolean refusesHeap() {
    try {
      Iovec.of(ByteBuffer.allocate(8));
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static boolean reducesAsJava() {
    try {
      ReduceProbe.main(new String[0]);
      return true;
    } catch (AssertionError e) {
      System.out.println(e.getMessage());
      return false;
    }
  }
}
