package io.crossmem.bench.kernel;

import io.crossmem.message.Communicator;

/** The kernels by their names, which are the same in C. */
public final class Kernels {
  private Kernels() {}

  /**
   * Makes a kernel, with all of its memory.
   *
   * @param name {@code ring-natural-sendrecv}, {@code sort}, ...
   * @param n size of the problem, in the unit of the kernel
   * @param memory for messages
   * @param communication measures the time of communication
   */
  public static Kernel of(
      String name, int n, Memory.Kind memory, Communicator world, Stopwatch communication) {
    return switch (name) {
      case "ring-natural-sendrecv" -> new Ring(n, false, false, memory, world, communication);
      case "ring-natural-isend" -> new Ring(n, false, true, memory, world, communication);
      case "ring-random-sendrecv" -> new Ring(n, true, false, memory, world, communication);
      case "ring-random-isend" -> new Ring(n, true, true, memory, world, communication);
      case "sort" -> new IntegerSort(n, memory, world, communication);
      case "fft" -> new Transpose(n, memory, world, communication);
      case "stencil" -> new Stencil(n, memory, world, communication);
      case "cg" -> new ConjugateGradient(n, memory, world, communication);
      default -> throw new IllegalArgumentException("no such kernel: " + name);
    };
  }
}
