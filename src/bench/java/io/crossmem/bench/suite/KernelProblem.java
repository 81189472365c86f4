package io.crossmem.bench.suite;

/**
 * A kernel with a size.
 *
 * @param caze its name in the report
 * @param kernel its name
 * @param n its size, in its own unit
 * @param bytes the same in bytes: of all keys, numbers or rows, or of a message of a ring
 * @param iterations of all systems in a turn
 */
record KernelProblem(String caze, String kernel, int n, long bytes, int iterations) {
  static KernelProblem sort(int keys, int iterations) {
    return new KernelProblem("integer sort", "sort", keys, 4L * keys, iterations);
  }

  static KernelProblem fft(int edge, int iterations) {
    long bytes = 16L * edge * edge * edge;
    return new KernelProblem("transpose of a 3-D FFT", "fft", edge, bytes, iterations);
  }

  static KernelProblem stencil(int edge, int iterations) {
    long bytes = 8L * edge * edge * edge;
    return new KernelProblem("3-D stencil", "stencil", edge, bytes, iterations);
  }

  static KernelProblem cg(int rows, int iterations) {
    return new KernelProblem("conjugate gradient", "cg", rows, 8L * rows, iterations);
  }

  /** {@code order}: natural or random; {@code method}: sendrecv or isend. */
  static KernelProblem ring(String order, String method, int bytes, int iterations) {
    String kernel = "ring-" + order + "-" + method;
    return new KernelProblem("ring, " + order + " order", kernel, bytes, bytes, iterations);
  }

  KernelProblem withIterations(int other) {
    return new KernelProblem(caze, kernel, n, bytes, other);
  }

  String command() {
    return kernel + " " + n + " " + iterations;
  }
}
