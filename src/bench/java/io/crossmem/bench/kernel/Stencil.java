package io.crossmem.bench.kernel;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.Layout;
import io.crossmem.message.MessageException;
import io.crossmem.message.Request;
import java.nio.DoubleBuffer;

/**
 * Jacobi's method with 7 points on a periodic cube. Two ranks divide it along y; four along y and
 * x. Faces are sent in place: those along y are a row of x for each z, those along x single
 * numbers. n: numbers along an edge.
 */
final class Stencil implements Kernel {
  private static final int[] SPLIT_Y = {1, 1, 2, 0, 2}; // by the number of ranks
  private static final int Y = 0;
  private static final int X = 1;

  private final int n;
  private final Communicator world;
  private final Stopwatch communication;
  private final int[] ranks = new int[2]; // along y and x
  private final int[] place = new int[2]; // of this rank among them
  private final int ly; // numbers of this rank along y
  private final int lx;
  private final int row; // from a number to that at the next y: with a ghost at either end
  private final int plane; // to that at the next z
  private Grid now;
  private Grid next;

  Stencil(int n, Memory.Kind memory, Communicator world, Stopwatch communication) {
    this.n = n;
    this.world = world;
    this.communication = communication;
    ranks[Y] = SPLIT_Y[world.size()];
    ranks[X] = world.size() / ranks[Y];
    place[Y] = world.rank() / ranks[X];
    place[X] = world.rank() % ranks[X];
    ly = n / ranks[Y];
    lx = n / ranks[X];
    row = lx + 2;
    plane = row * (ly + 2);
    now = new Grid(memory);
    next = new Grid(memory);
  }

  private int index(int z, int y, int x) {
    return z * plane + y * row + x;
  }

  /** Numbers, and how their faces are sent and received. */
  private final class Grid {
    final Memory memory;
    final DoubleBuffer numbers;
    final Data[][] own = new Data[2][2]; // by axis: the lowest layer, the highest
    final Data[][] ghosts = new Data[2][2];

    Grid(Memory.Kind kind) {
      memory = kind.allocate(DataType.DOUBLE, plane * (n + 2));
      numbers = memory.doubles();
      for (int high = 0; high < 2; high++) {
        own[Y][high] = faceAlongY(high == 0 ? 1 : ly);
        ghosts[Y][high] = faceAlongY(high == 0 ? 0 : ly + 1);
        own[X][high] = faceAlongX(high == 0 ? 1 : lx);
        ghosts[X][high] = faceAlongX(high == 0 ? 0 : lx + 1);
      }
    }

    private Data faceAlongY(int y) {
      int length = (n - 1) * plane + lx;
      return memory.data(index(1, y, 1), length).with(Layout.vector(n, lx, plane));
    }

    private Data faceAlongX(int x) {
      long[] offsets = new long[n * ly];
      long[] lengths = new long[n * ly];
      for (int z = 0; z < n; z++) {
        for (int y = 0; y < ly; y++) {
          offsets[z * ly + y] = index(z, y, 0);
          lengths[z * ly + y] = 1;
        }
      }
      int length = index(n - 1, ly - 1, 0) + 1;
      return memory.data(index(1, 1, x), length).with(Layout.indexed(offsets, lengths));
    }
  }

  @Override
  public void reset() {
    for (int z = 1; z <= n; z++) {
      for (int y = 1; y <= ly; y++) {
        for (int x = 1; x <= lx; x++) {
          now.numbers.put(index(z, y, x), Numbers.real(global(z, y, x)));
          next.numbers.put(index(z, y, x), 0);
        }
      }
    }
  }

  private long global(int z, int y, int x) {
    return ((z - 1L) * n + (long) place[Y] * ly + y - 1) * n + (long) place[X] * lx + x - 1;
  }

  @Override
  public void iterate() throws MessageException {
    copyGhosts(now.numbers);
    communication.start();
    for (int axis = Y; axis <= X; axis++) {
      if (ranks[axis] > 1) {
        exchange(axis);
      }
    }
    communication.stop();
    sweep(now.numbers, next.numbers);
    Grid last = now;
    now = next;
    next = last;
  }

  private void exchange(int axis) throws MessageException {
    int low = neighbour(axis, -1);
    int high = neighbour(axis, 1);
    Request.awaitAll(
        world.irecv(now.ghosts[axis][0], low, 1), // what goes upwards has tag 1
        world.irecv(now.ghosts[axis][1], high, 0),
        world.isend(now.own[axis][0], low, 0),
        world.isend(now.own[axis][1], high, 1));
  }

  private int neighbour(int axis, int step) {
    int other = (place[axis] + step + ranks[axis]) % ranks[axis];
    return axis == Y ? other * ranks[X] + place[X] : place[Y] * ranks[X] + other;
  }

  /** Along the axes that are not divided between ranks. */
  private void copyGhosts(DoubleBuffer u) {
    u.put(0, u, index(n, 0, 0), plane);
    u.put(index(n + 1, 0, 0), u, index(1, 0, 0), plane);
    for (int z = 1; z <= n; z++) {
      if (ranks[Y] == 1) {
        u.put(index(z, 0, 0), u, index(z, ly, 0), row);
        u.put(index(z, ly + 1, 0), u, index(z, 1, 0), row);
      }
      for (int y = 1; y <= ly && ranks[X] == 1; y++) {
        u.put(index(z, y, 0), u.get(index(z, y, lx)));
        u.put(index(z, y, lx + 1), u.get(index(z, y, 1)));
      }
    }
  }

  private void sweep(DoubleBuffer u, DoubleBuffer v) {
    for (int z = 1; z <= n; z++) {
      for (int y = 1; y <= ly; y++) {
        for (int i = index(z, y, 1), end = i + lx; i < end; i++) {
          double sum = u.get(i - 1) + u.get(i + 1) + u.get(i - row) + u.get(i + row);
          sum += u.get(i - plane);
          sum += u.get(i + plane);
          v.put(i, (sum + 2 * u.get(i)) * 0.125);
        }
      }
    }
  }

  /** The sum of the numbers, weighted by position. */
  @Override
  public double checksum() throws MessageException {
    double sum = 0;
    for (int z = 1; z <= n; z++) {
      for (int y = 1; y <= ly; y++) {
        for (int x = 1; x <= lx; x++) {
          sum += now.numbers.get(index(z, y, x)) * (1 + global(z, y, x) % 7);
        }
      }
    }
    return Numbers.sum(world, sum);
  }
}
