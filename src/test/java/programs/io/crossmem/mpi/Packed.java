package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.next;
import static io.crossmem.mpi.MpiRank.previous;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.world;

import mpi.Datatype;
import mpi.MPI;
import mpi.MPIException;

/** Items as bytes. */
final class Packed {
  private Packed() {}

  static void run() {
    Datatype vector = Datatype.createVector(2, 1, 2, MPI.INT);
    byte[] packed = new byte[world.packSize(2, vector) + world.Pack_size(3, MPI.DOUBLE) + 3];
    int at = world.pack(MpiRank.ints(rank, 6), 2, vector, packed, 0);
    check("position", 16, at);
    at = world.Pack(new double[] {0, 1, 2, rank}, 1, 3, MPI.DOUBLE, packed, at);
    at = world.pack(new boolean[] {true, false, true}, 3, MPI.BOOLEAN, packed, at);
    check("all", packed.length, at);
    byte[] received = new byte[at];
    world.sendRecv(packed, at, MPI.PACKED, next(), 1, received, at, MPI.PACKED, previous(), 1);
    int[] ints = new int[6];
    int from = world.unpack(received, 0, ints, 2, vector);
    double[] doubles = new double[4];
    from = world.Unpack(received, from, doubles, 1, 3, MPI.DOUBLE);
    boolean[] booleans = new boolean[3];
    world.unpack(received, from, booleans, 3, MPI.BOOLEAN);
    int first = 1000 * previous();
    check("ints", new int[] {first, 0, first + 2, first + 3, 0, first + 5}, ints);
    check("doubles", new double[] {0, 1, 2, previous()}, doubles);
    check("booleans", new boolean[] {true, false, true}, booleans);
    byte[] objects = new byte[1000];
    at = world.Pack(new Object[] {"a", new int[] {rank}}, 0, 2, MPI.OBJECT, objects, 5);
    Object[] unpacked = new Object[3];
    check("objects", at, world.Unpack(objects, 5, unpacked, 1, 2, MPI.OBJECT));
    check("objects", new Object[] {null, "a", new int[] {rank}}, unpacked);
    try {
      world.pack(ints, 6, MPI.INT, packed, packed.length - 4);
      check("no room", false, true);
    } catch (MPIException e) {
      check("no room", MPI.ERR_TRUNCATE, e.getErrorClass());
    }
  }
}
