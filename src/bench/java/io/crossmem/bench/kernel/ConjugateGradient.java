package io.crossmem.bench.kernel;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageException;
import io.crossmem.message.Op;
import java.nio.DoubleBuffer;

/**
 * Conjugate gradients: some steps towards the solution of a sparse, symmetric system. Each rank has
 * some rows, and needs the whole vector for the multiplication. n: rows of all ranks.
 */
final class ConjugateGradient implements Kernel {
  private static final int[] DISTANCES = {1, 3, 17, 129, 1025, 4099, 9001, 15013};
  private static final int IN_ROW = 2 * DISTANCES.length; // and the diagonal
  private static final int STEPS = 15;

  private final int n;
  private final int rows;
  private final Communicator world;
  private final Stopwatch communication;
  private final double[] diagonal;
  private final double[] values; // beside the diagonal, row by row
  private final int[] columns;
  private final double[] x;
  private final double[] r;
  private final double[] q;
  private final Memory p; // this rank's part of the direction
  private final Memory all; // the whole of it
  private final Memory own = Memory.Kind.DIRECT.allocate(DataType.DOUBLE, 1);
  private final Memory sum = Memory.Kind.DIRECT.allocate(DataType.DOUBLE, 1);
  private final Data ownPart;
  private final Data wholeVector;
  private final Data ownTerm;
  private final Data wholeSum;

  ConjugateGradient(int n, Memory.Kind memory, Communicator world, Stopwatch communication) {
    this.n = n;
    this.world = world;
    this.communication = communication;
    rows = n / world.size();
    diagonal = new double[rows];
    values = new double[rows * IN_ROW];
    columns = new int[rows * IN_ROW];
    x = new double[rows];
    r = new double[rows];
    q = new double[rows];
    p = memory.allocate(DataType.DOUBLE, rows);
    all = memory.allocate(DataType.DOUBLE, n);
    ownPart = p.data();
    wholeVector = all.data();
    ownTerm = own.data();
    wholeSum = sum.data();
    makeMatrix();
  }

  private int firstRow() {
    return world.rank() * rows;
  }

  private void makeMatrix() {
    for (int row = 0, at = 0; row < rows; row++) {
      long i = (long) firstRow() + row;
      diagonal[row] = 1;
      for (int k = 0; k < IN_ROW; k++, at++) {
        long distance = DISTANCES[k / 2];
        long j = Math.floorMod(k % 2 == 0 ? i + distance : i - distance, (long) n);
        columns[at] = (int) j;
        values[at] = -1.0 / (1 + (i + j) % 5);
        diagonal[row] -= values[at];
      }
    }
  }

  @Override
  public void reset() {
    for (int i = 0; i < n; i++) {
      all.doubles().put(i, 0); // so that page faults are not timed
    }
  }

  @Override
  public void iterate() throws MessageException {
    DoubleBuffer direction = p.doubles();
    double own = 0;
    for (int i = 0; i < rows; i++) {
      x[i] = 0;
      r[i] = Numbers.real(firstRow() + i);
      direction.put(i, r[i]);
      own += r[i] * r[i];
    }
    double rho = sumOf(own);
    for (int step = 0; step < STEPS; step++) {
      communication.start();
      world.allgather(ownPart, wholeVector);
      communication.stop();
      double alpha = rho / sumOf(multiply(direction, all.doubles()));
      double last = rho;
      rho = sumOf(advance(alpha, direction));
      double beta = rho / last;
      for (int i = 0; i < rows; i++) {
        direction.put(i, r[i] + beta * direction.get(i));
      }
    }
  }

  private double sumOf(double term) throws MessageException {
    own.doubles().put(0, term);
    communication.start();
    world.allreduce(ownTerm, wholeSum, Op.SUM);
    communication.stop();
    return sum.doubles().get(0);
  }

  /** q = A p; returns this rank's part of p * q. */
  private double multiply(DoubleBuffer direction, DoubleBuffer vector) {
    double product = 0;
    for (int row = 0, at = 0; row < rows; row++) {
      double value = diagonal[row] * direction.get(row);
      for (int end = at + IN_ROW; at < end; at++) {
        value += values[at] * vector.get(columns[at]);
      }
      q[row] = value;
      product += direction.get(row) * value;
    }
    return product;
  }

  /** Takes a step; returns this rank's part of r * r. */
  private double advance(double alpha, DoubleBuffer direction) {
    double square = 0;
    for (int i = 0; i < rows; i++) {
      x[i] += alpha * direction.get(i);
      r[i] -= alpha * q[i];
      square += r[i] * r[i];
    }
    return square;
  }

  @Override
  public double checksum() throws MessageException {
    double sizes = 0;
    for (double value : x) {
      sizes += Math.abs(value);
    }
    return Numbers.sum(world, sizes);
  }
}
