package io.crossmem.bench.kernel;

import io.crossmem.message.Communicator;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageException;
import java.nio.DoubleBuffer;

/**
 * The transform of FT of the NAS Parallel Benchmarks: the Fourier transform of a cube of complex
 * numbers, of which each rank has some planes. Two axes are within planes; for the third the cube
 * is transposed. n: length of an edge, a power of two.
 */
final class Transpose implements Kernel {
  private final int n;
  private final int planes; // of this rank
  private final Communicator world;
  private final Stopwatch communication;
  private final Fft fft;
  private final double[] cube; // [plane][row][column], real and imaginary part in turn
  private final Memory sent;
  private final Memory received;

  Transpose(int n, Memory.Kind memory, Communicator world, Stopwatch communication) {
    this.n = n;
    this.world = world;
    this.communication = communication;
    planes = n / world.size();
    fft = new Fft(n);
    cube = new double[2 * planes * n * n];
    sent = memory.allocate(DataType.DOUBLE, cube.length);
    received = memory.allocate(DataType.DOUBLE, cube.length);
  }

  @Override
  public void reset() {
    long first = (long) world.rank() * cube.length;
    for (int i = 0; i < cube.length; i++) {
      cube[i] = Numbers.real(first + i);
      received.doubles().put(i, 0); // so that page faults are not timed
    }
  }

  /** The result is the next iteration's input; it is scaled so that it stays as large. */
  @Override
  public void iterate() throws MessageException {
    for (int plane = 0; plane < planes; plane++) {
      for (int i = 0; i < n; i++) {
        transform(plane * n * n + i * n, 1, 1);
      }
      for (int i = 0; i < n; i++) {
        transform(plane * n * n + i, n, 1);
      }
    }
    pack();
    communication.start();
    world.alltoall(sent.data(), received.data());
    communication.stop();
    unpack();
    double scale = 1 / Math.sqrt((double) n * n * n);
    for (int line = 0; line < planes * n; line++) {
      transform(line * n, 1, scale);
    }
  }

  private void transform(int first, int stride, double scale) {
    for (int i = 0, at = 2 * first; i < n; i++, at += 2 * stride) {
      fft.re[i] = cube[at];
      fft.im[i] = cube[at + 1];
    }
    fft.transform();
    for (int i = 0, at = 2 * first; i < n; i++, at += 2 * stride) {
      cube[at] = fft.re[i] * scale;
      cube[at + 1] = fft.im[i] * scale;
    }
  }

  /** Each rank gets the columns that will be its planes. */
  private void pack() {
    DoubleBuffer into = sent.doubles();
    int at = 0;
    for (int rank = 0; rank < world.size(); rank++) {
      for (int row = 0; row < planes * n; row++) {
        into.put(at, cube, 2 * (row * n + rank * planes), 2 * planes);
        at += 2 * planes;
      }
    }
  }

  private void unpack() {
    DoubleBuffer from = received.doubles();
    int at = 0;
    for (int plane = 0; plane < n; plane++) { // of the sender: the column here
      for (int row = 0; row < n; row++) {
        for (int column = 0; column < planes; column++) {
          int to = 2 * ((column * n + row) * n + plane);
          cube[to] = from.get(at++);
          cube[to + 1] = from.get(at++);
        }
      }
    }
  }

  /** The sum of the absolute values, weighted by position. */
  @Override
  public double checksum() throws MessageException {
    long first = (long) world.rank() * cube.length;
    double sum = 0;
    for (int i = 0; i < cube.length; i++) {
      sum += Math.abs(cube[i]) * (1 + (first + i) % 7);
    }
    return Numbers.sum(world, sum);
  }
}
