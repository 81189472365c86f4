package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import mpi.Datatype;
import mpi.MPI;
import mpi.Request;

/** Collective operations that only move data: waiting and started, in place, in both spellings. */
final class MovingCollectives {
  private MovingCollectives() {}

  static void run() {
    world.barrier();
    world.Barrier();
    world.iBarrier().waitFor();
    for (int count : new int[] {0, 1, 7, 3000}) {
      for (int root = 0; root < size; root++) {
        bcast(count, root);
        gather(count, root);
        scatter(count, root);
      }
      allgather(count);
      alltoall(count);
    }
    for (int root = 0; root < size; root++) {
      gatherv(root);
      scatterv(root);
      moreRoomThanData(root);
    }
    allgatherv();
    alltoallv();
    alltoallw();
    derived();
    booleans();
    several();
  }

  private static int[] ints(int of, int count) {
    return MpiRank.ints(of, count);
  }

  /** The numbers of all ranks, one after another. */
  private static int[] all(int count) {
    int[] all = new int[size * count];
    for (int i = 0; i < size; i++) {
      System.arraycopy(ints(i, count), 0, all, i * count, count);
    }
    return all;
  }

  private static IntBuffer direct(int... values) {
    IntBuffer buffer = MPI.newIntBuffer(values.length);
    buffer.duplicate().put(values);
    return buffer;
  }

  private static int[] array(IntBuffer buffer) {
    int[] array = new int[buffer.capacity()];
    buffer.duplicate().clear().get(array);
    return array;
  }

  private static void bcast(int count, int root) {
    int[] data = rank == root ? ints(root, count) : new int[count];
    world.bcast(data, count, MPI.INT, root);
    check("bcast", ints(root, count), data);
    data = new int[count + 2];
    System.arraycopy(rank == root ? ints(root, count) : new int[count], 0, data, 2, count);
    world.Bcast(data, 2, count, MPI.INT, root);
    check("Bcast", ints(root, count), Arrays.copyOfRange(data, 2, count + 2));
    IntBuffer buffer = direct(rank == root ? ints(root, count) : new int[count]);
    world.iBcast(buffer, count, MPI.INT, root).waitFor();
    check("iBcast", ints(root, count), array(buffer));
  }

  private static void gather(int count, int root) {
    int[] expected = rank == root ? all(count) : new int[size * count];
    int[] received = new int[size * count];
    world.gather(ints(rank, count), count, MPI.INT, received, count, MPI.INT, root);
    check("gather", expected, received);
    received = new int[size * count];
    world.Gather(ints(rank, count), 0, count, MPI.INT, received, 0, count, MPI.INT, root);
    check("Gather", expected, received);
    IntBuffer into = MPI.newIntBuffer(size * count);
    world.iGather(direct(ints(rank, count)), count, MPI.INT, into, count, MPI.INT, root).waitFor();
    check("iGather", expected, array(into));
    int[] inPlace = own(count, root);
    world.gather(inPlace, count, MPI.INT, root);
    check("in place", rank == root ? expected : ints(rank, count), inPlace);
    into = direct(own(count, root));
    world.iGather(into, count, MPI.INT, root).waitFor();
    check("in place", rank == root ? expected : ints(rank, count), array(into));
  }

  /** In the root the items of all, of which only its own are there; elsewhere the own alone. */
  private static int[] own(int count, int root) {
    if (rank != root) {
      return ints(rank, count);
    }
    int[] own = new int[size * count];
    System.arraycopy(ints(rank, count), 0, own, rank * count, count);
    return own;
  }

  private static void scatter(int count, int root) {
    int[] received = new int[count];
    world.scatter(all(count), count, MPI.INT, received, count, MPI.INT, root);
    check("scatter", ints(rank, count), received);
    received = new int[count];
    world.Scatter(all(count), 0, count, MPI.INT, received, 0, count, MPI.INT, root);
    check("Scatter", ints(rank, count), received);
    IntBuffer into = MPI.newIntBuffer(count);
    world.iScatter(direct(all(count)), count, MPI.INT, into, count, MPI.INT, root).waitFor();
    check("iScatter", ints(rank, count), array(into));
    int[] inPlace = rank == root ? all(count) : new int[count];
    world.scatter(inPlace, count, MPI.INT, root);
    check("in place", rank == root ? all(count) : ints(rank, count), inPlace);
    into = direct(rank == root ? all(count) : new int[count]);
    world.iScatter(into, count, MPI.INT, root).waitFor();
    check("in place", rank == root ? all(count) : ints(rank, count), array(into));
  }

  private static void allgather(int count) {
    int[] received = new int[size * count];
    world.allGather(ints(rank, count), count, MPI.INT, received, count, MPI.INT);
    check("allGather", all(count), received);
    received = new int[size * count];
    world.Allgather(ints(rank, count), 0, count, MPI.INT, received, 0, count, MPI.INT);
    check("Allgather", all(count), received);
    IntBuffer into = MPI.newIntBuffer(size * count);
    world.iAllGather(direct(ints(rank, count)), count, MPI.INT, into, count, MPI.INT).waitFor();
    check("iAllGather", all(count), array(into));
    int[] inPlace = own(count, rank);
    world.allGather(inPlace, count, MPI.INT);
    check("in place", all(count), inPlace);
    into = direct(own(count, rank));
    world.iAllGather(into, count, MPI.INT).waitFor();
    check("in place", all(count), array(into));
  }

  private static void alltoall(int count) {
    int[] sent = new int[size * count];
    int[] expected = new int[size * count];
    for (int i = 0; i < size * count; i++) {
      sent[i] = 100_000 * rank + i;
      expected[i] = 100_000 * (i / count) + rank * count + i % count;
    }
    int[] received = new int[size * count];
    world.allToAll(sent, count, MPI.INT, received, count, MPI.INT);
    check("allToAll", expected, received);
    received = new int[size * count];
    world.Alltoall(sent, 0, count, MPI.INT, received, 0, count, MPI.INT);
    check("Alltoall", expected, received);
    IntBuffer into = MPI.newIntBuffer(size * count);
    world.iAllToAll(direct(sent), count, MPI.INT, into, count, MPI.INT).waitFor();
    check("iAllToAll", expected, array(into));
  }

  // ---- rank i has i + 1 numbers, and they lie backwards, with a gap between

  /** With one more than there are ranks, which does not count. */
  private static int[] counts() {
    int[] counts = new int[size + 1];
    Arrays.setAll(counts, i -> i + 1);
    return counts;
  }

  private static int[] displs() {
    int[] displs = new int[size + 1];
    Arrays.setAll(displs, i -> (size - 1 - i) * (size + 1));
    return displs;
  }

  private static int length() {
    return size * (size + 1);
  }

  private static int[] spread() {
    int[] spread = new int[length()];
    for (int i = 0; i < size; i++) {
      System.arraycopy(ints(i, i + 1), 0, spread, displs()[i], i + 1);
    }
    return spread;
  }

  private static int[] ownSpread() {
    int[] spread = new int[length()];
    System.arraycopy(ints(rank, rank + 1), 0, spread, displs()[rank], rank + 1);
    return spread;
  }

  private static void gatherv(int root) {
    int[] expected = rank == root ? spread() : new int[length()];
    int[] received = new int[length()];
    int[] own = ints(rank, rank + 1);
    world.gatherv(own, rank + 1, MPI.INT, received, counts(), displs(), MPI.INT, root);
    check("gatherv", expected, received);
    received = new int[length()];
    world.Gatherv(own, 0, rank + 1, MPI.INT, received, 0, counts(), displs(), MPI.INT, root);
    check("Gatherv", expected, received);
    IntBuffer into = MPI.newIntBuffer(length());
    world
        .iGatherv(direct(own), rank + 1, MPI.INT, into, counts(), displs(), MPI.INT, root)
        .waitFor();
    check("iGatherv", expected, array(into));
    if (rank == root) {
      received = ownSpread();
      world.gatherv(received, counts(), displs(), MPI.INT, root);
      check("in place", expected, received);
      into = direct(ownSpread());
      world.iGatherv(into, counts(), displs(), MPI.INT, root).waitFor();
      check("in place", expected, array(into));
    } else {
      world.gatherv(own, rank + 1, MPI.INT, root);
      world.iGatherv(direct(own), rank + 1, MPI.INT, root).waitFor();
    }
  }

  /** Each rank sends 2 elements, where the other side has room for 5. */
  private static void moreRoomThanData(int root) {
    int[] counts = new int[size];
    int[] displs = new int[size];
    for (int i = 0; i < size; i++) {
      counts[i] = 2;
      displs[i] = 5 * i;
    }
    int[] spread = new int[5 * size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(ints(i, 2), 0, spread, 5 * i, 2);
    }
    int[] part = new int[5];
    world.scatterv(spread, counts, displs, MPI.INT, part, 5, MPI.INT, root);
    check("scatterv", Arrays.copyOf(ints(rank, 2), 5), part);
    int[] places = new int[5 * size];
    world.gather(ints(rank, 2), 2, MPI.INT, places, 5, MPI.INT, root);
    check("gather", rank == root ? spread : new int[5 * size], places);
    IntBuffer started = direct(new int[5 * size]);
    world.iGather(direct(ints(rank, 2)), 2, MPI.INT, started, 5, MPI.INT, root).waitFor();
    check("iGather", rank == root ? spread : new int[5 * size], array(started));
    int[] fives = new int[size];
    Arrays.fill(fives, 5);
    Arrays.fill(places, 0);
    world.allToAllv(spread, counts, displs, MPI.INT, places, fives, displs, MPI.INT);
    int[] expected = new int[5 * size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(ints(rank, 2), 0, expected, 5 * i, 2);
    }
    check("allToAllv", expected, places);
  }

  private static void scatterv(int root) {
    int[] expected = ints(rank, rank + 1);
    int[] received = new int[rank + 1];
    world.scatterv(spread(), counts(), displs(), MPI.INT, received, rank + 1, MPI.INT, root);
    check("scatterv", expected, received);
    received = new int[rank + 1];
    world.Scatterv(spread(), 0, counts(), displs(), MPI.INT, received, 0, rank + 1, MPI.INT, root);
    check("Scatterv", expected, received);
    IntBuffer into = MPI.newIntBuffer(rank + 1);
    world
        .iScatterv(direct(spread()), counts(), displs(), MPI.INT, into, rank + 1, MPI.INT, root)
        .waitFor();
    check("iScatterv", expected, array(into));
    if (rank == root) {
      world.scatterv(spread(), counts(), displs(), MPI.INT, root);
      world.iScatterv(direct(spread()), counts(), displs(), MPI.INT, root).waitFor();
    } else {
      received = new int[rank + 1];
      world.scatterv(received, rank + 1, MPI.INT, root);
      check("from the root", expected, received);
      into = MPI.newIntBuffer(rank + 1);
      world.iScatterv(into, rank + 1, MPI.INT, root).waitFor();
      check("from the root", expected, array(into));
    }
  }

  private static void allgatherv() {
    int[] own = ints(rank, rank + 1);
    int[] received = new int[length()];
    world.allGatherv(own, rank + 1, MPI.INT, received, counts(), displs(), MPI.INT);
    check("allGatherv", spread(), received);
    received = new int[length()];
    world.Allgatherv(own, 0, rank + 1, MPI.INT, received, 0, counts(), displs(), MPI.INT);
    check("Allgatherv", spread(), received);
    IntBuffer into = MPI.newIntBuffer(length());
    world.iAllGatherv(direct(own), rank + 1, MPI.INT, into, counts(), displs(), MPI.INT).waitFor();
    check("iAllGatherv", spread(), array(into));
    received = ownSpread();
    world.allGatherv(received, counts(), displs(), MPI.INT);
    check("in place", spread(), received);
    into = direct(ownSpread());
    world.iAllGatherv(into, counts(), displs(), MPI.INT).waitFor();
    check("in place", spread(), array(into));
  }

  private static void alltoallv() {
    // Rank i sends rank + j + 1 numbers to rank j.
    int[] counts = new int[size];
    Arrays.setAll(counts, i -> rank + i + 1);
    int room = 2 * size;
    int[] displs = new int[size];
    Arrays.setAll(displs, i -> (size - 1 - i) * room);
    int[] sent = new int[size * room];
    int[] expected = new int[size * room];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < counts[i]; j++) {
        sent[displs[i] + j] = 1000 * rank + 10 * i + j;
        expected[displs[i] + j] = 1000 * i + 10 * rank + j;
      }
    }
    int[] received = new int[size * room];
    world.allToAllv(sent, counts, displs, MPI.INT, received, counts, displs, MPI.INT);
    check("allToAllv", expected, received);
    received = new int[size * room];
    world.Alltoallv(sent, 0, counts, displs, MPI.INT, received, 0, counts, displs, MPI.INT);
    check("Alltoallv", expected, received);
    IntBuffer into = MPI.newIntBuffer(size * room);
    world
        .iAllToAllv(direct(sent), counts, displs, MPI.INT, into, counts, displs, MPI.INT)
        .waitFor();
    check("iAllToAllv", expected, array(into));
  }

  /** To even ranks ints, to odd ones doubles. */
  private static void alltoallw() {
    int[] ones = new int[size];
    Arrays.fill(ones, 1);
    int[] displs = new int[size];
    Arrays.setAll(displs, i -> 8 * i);
    Datatype[] sendTypes = new Datatype[size];
    Datatype[] recvTypes = new Datatype[size];
    for (int i = 0; i < size; i++) {
      sendTypes[i] = i % 2 == 0 ? MPI.INT : MPI.DOUBLE;
      recvTypes[i] = rank % 2 == 0 ? MPI.INT : MPI.DOUBLE;
    }
    ByteBuffer sent = MPI.newByteBuffer(8 * size);
    for (int i = 0; i < size; i++) {
      if (i % 2 == 0) {
        sent.putInt(8 * i, 10 * rank + i);
      } else {
        sent.putDouble(8 * i, 10 * rank + i);
      }
    }
    for (int kind = 0; kind < 2; kind++) {
      ByteBuffer into = MPI.newByteBuffer(8 * size);
      if (kind == 0) {
        world.allToAllw(sent, ones, displs, sendTypes, into, ones, displs, recvTypes);
      } else {
        world.iAllToAllw(sent, ones, displs, sendTypes, into, ones, displs, recvTypes).waitFor();
      }
      for (int i = 0; i < size; i++) {
        double got = rank % 2 == 0 ? into.getInt(8 * i) : into.getDouble(8 * i);
        check("allToAllw", 10.0 * i + rank, got);
      }
    }
  }

  /** Columns of a matrix in each rank become the rows of another. */
  private static void derived() {
    Datatype column = Datatype.createVector(4, 1, size, MPI.INT);
    Datatype columns = Datatype.createResized(column, 0, 4);
    int[] matrix = new int[4 * size];
    Arrays.setAll(matrix, i -> 100 * rank + i);
    int[] received = new int[4 * size];
    world.allToAll(matrix, 1, columns, received, 4, MPI.INT);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < 4; j++) {
        check("column to row", 100 * i + j * size + rank, received[4 * i + j]);
      }
    }
    int[] gathered = new int[4 * size];
    world.gather(ints(rank, 4), 4, MPI.INT, gathered, 1, columns, 0);
    if (rank == 0) {
      for (int i = 0; i < size; i++) {
        check("row to column", 1000 * i + 3, gathered[3 * size + i]);
      }
    }
    int[] strided = new int[4 * size];
    if (rank == 0) {
      strided = matrix.clone();
    }
    world.bcast(strided, 1, columns, 0);
    check("the first column", 3 * size, strided[3 * size]);
    check("no other", rank == 0 && size > 1 ? 1 : size == 1 ? size : 0, strided[1]);
  }

  private static void booleans() {
    boolean[] all = new boolean[size];
    world.allGather(new boolean[] {rank % 2 == 0}, 1, MPI.BOOLEAN, all, 1, MPI.BOOLEAN);
    for (int i = 0; i < size; i++) {
      check("flag", i % 2 == 0, all[i]);
    }
    boolean[] flag = {rank == 0};
    world.bcast(flag, 1, MPI.BOOLEAN, 0);
    check("flag", true, flag[0]);
    Object bytes = new byte[4 * size];
    world.allGather(new int[] {rank}, 1, MPI.INT, bytes, 4, MPI.BYTE);
  }

  /** Several that are under way at the same time. */
  private static void several() {
    IntBuffer first = direct(rank == 0 ? 5 : 0);
    IntBuffer second = direct(rank == size - 1 ? 6 : 0);
    IntBuffer sum = MPI.newIntBuffer(1);
    Request[] requests = {
      world.iBcast(first, 1, MPI.INT, 0),
      world.iBcast(second, 1, MPI.INT, size - 1),
      world.iAllReduce(direct(rank), sum, 1, MPI.INT, MPI.SUM),
      world.iBarrier(),
    };
    Request.waitAll(requests);
    check("first", 5, first.get(0));
    check("second", 6, second.get(0));
    check("sum", size * (size - 1) / 2, sum.get(0));
  }
}
