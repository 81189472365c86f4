package io.crossmem.bench.kernel;

import io.crossmem.bench.rank.Commands;
import io.crossmem.message.Communicator;
import java.io.IOException;
import java.util.Locale;

/**
 * One rank of the kernels in Java. Its commands are {@code <kernel> <n> <iterations>}, its answers
 * {@code nanos=... communication=... checksum=...} for all iterations together.
 */
public final class KernelRank {
  private final Communicator world;
  private final Memory.Kind memory;
  private final Stopwatch communication = new Stopwatch();
  private String made = ""; // name and n of the kernel
  private Kernel kernel;

  /** A rank whose kernels use the given memory. */
  public KernelRank(Communicator world, Memory.Kind memory) {
    this.world = world;
    this.memory = memory;
  }

  /** Argument: the memory of messages, a {@link Memory.Kind}. */
  public static void main(String[] arguments) throws IOException {
    try (Communicator world = Communicator.fromEnvironment()) {
      KernelRank rank = new KernelRank(world, Memory.Kind.valueOf(arguments[0]));
      Commands.serve(world.rank(), rank::obey);
    }
  }

  /** Executes a command, together with all ranks. */
  public String obey(String command) throws IOException {
    String[] word = command.split(" ");
    prepare(word[0], Integer.parseInt(word[1]));
    int iterations = Integer.parseInt(word[2]);
    kernel.reset();
    communication.reset();
    world.barrier();
    long start = System.nanoTime();
    for (int i = 0; i < iterations; i++) {
      kernel.iterate();
    }
    long nanos = System.nanoTime() - start;
    return String.format(
        Locale.ROOT,
        "nanos=%d communication=%d checksum=%s",
        nanos,
        communication.nanos(),
        kernel.checksum());
  }

  /** Keeps the memory while commands are for the same kernel. */
  private void prepare(String name, int n) {
    if (!made.equals(name + n)) {
      kernel = null; // so that its memory can be collected
      kernel = Kernels.of(name, n, memory, world, communication);
      made = name + n;
    }
  }
}
