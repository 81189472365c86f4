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

  /** A rank, whose kernels have that memory. */
  public KernelRank(Communicator world, Memory.Kind memory) {
    this.world = world;
    this.memory = memory;
  }

  /** Argument: where messages lie, as {@link Memory.Kind} has it. */
  public static void main(String[] arguments) throws IOException {
    try (Communicator world = Communicator.fromEnvironment()) {
      KernelRank rank = new KernelRank(world, Memory.Kind.valueOf(arguments[0]));
      Commands.serve(world.rank(), rank::obey);
    }
  }

  /** Does what a command says, all ranks together. */
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

  /** Its memory is kept while the commands are for the same. */
  private void prepare(String name, int n) {
    if (!made.equals(name + n)) {
      kernel = null; // or its memory could not be collected
      kernel = Kernels.of(name, n, memory, world, communication);
      made = name + n;
    }
  }
}
