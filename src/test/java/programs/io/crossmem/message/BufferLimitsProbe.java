package io.crossmem.message;

import io.crossmem.Descriptors;
import io.crossmem.message.MessageBuffer.Kind;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;

/** Prints what {@link MessageBuffer} returns in a process with limited resources. */
final class BufferLimitsProbe {
  private static final int BYTES = 4 << 20;

  private BufferLimitsProbe() {}

  /** Arguments: three ignored, whether to take all descriptors first. */
  public static void main(String... arguments) throws Exception {
    System.out.println("small: " + kindOf(4096, null)); // loads the class
    List<Closeable> taken = new ArrayList<>();
    if (arguments[3].equals("true")) {
      Descriptors.takeAll(taken);
    }
    System.out.println("chosen: " + kindOf(BYTES, null));
    System.out.println("private: " + kindOf(BYTES, Kind.PRIVATE));
    System.out.println("shared: " + kindOf(BYTES, Kind.SHARED));
    for (Closeable one : taken) {
      one.close();
    }
  }

  private static String kindOf(int bytes, Kind kind) {
    try (MessageBuffer memory =
        kind == null ? MessageBuffer.allocate(bytes) : MessageBuffer.allocate(bytes, kind)) {
      memory.buffer().put(bytes - 1, (byte) 1);
      return memory.kind().toString();
    } catch (OutOfMemoryError | UnsupportedOperationException e) {
      return e.toString();
    }
  }
}
