package io.crossmem.mpi;

import static io.crossmem.mpi.Expect.equal;
import static io.crossmem.mpi.Expect.failure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import mpi.CartComm;
import mpi.CartParms;
import mpi.Cartcomm;
import mpi.Datatype;
import mpi.DistGraphNeighbors;
import mpi.GraphComm;
import mpi.Graphcomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;
import mpi.ShiftParms;

/** Topologies of six ranks, and the collective operations of neighbours. */
public final class TopologyRank {
  private static Intracomm world;
  private static int rank;

  private TopologyRank() {}

  public static void main(String[] args) {
    MPI.Init(args);
    world = MPI.COMM_WORLD;
    rank = world.getRank();
    dimensions();
    grid();
    capitalisedGrid();
    periodicGrid();
    smallGrid();
    graph();
    distributedGraph();
    closedDimensions();
    parts();
    started();
    errors();
    world.barrier();
    MPI.Finalize();
    System.out.println("rank " + rank + " is done");
  }

  private static int[] dims(int ranks, int... dims) {
    Cartcomm.Dims_create(ranks, dims);
    return dims;
  }

  private static void dimensions() {
    equal("6 by 2", new int[] {3, 2}, dims(6, 0, 0));
    equal("6 by 3", new int[] {3, 2, 1}, dims(6, 0, 0, 0));
    equal("one given", new int[] {2, 3}, dims(6, 2, 0));
    equal("all given", new int[] {2, 3}, dims(6, 2, 3));
    equal("16 by 3", new int[] {4, 2, 2}, dims(16, 0, 0, 0));
    equal("144 by 3", new int[] {6, 6, 4}, dims(144, 0, 0, 0));
    equal("a prime", new int[] {2147483647, 1}, dims(2147483647, 0, 0));
    equal("one given among others", new int[] {4, 5, 3}, dims(60, 0, 5, 0));
    failure("no divisor", MPI.ERR_DIMS, () -> CartComm.createDims(6, new int[] {4, 0}));
    failure("negative", MPI.ERR_DIMS, () -> CartComm.createDims(6, new int[] {-1, 0}));
    failure("no ranks", MPI.ERR_DIMS, () -> CartComm.createDims(0, new int[1]));
    int[] kept = {7, 0};
    failure("no divisor", MPI.ERR_DIMS, () -> CartComm.createDims(6, kept));
    equal("unchanged", new int[] {7, 0}, kept);
  }

  private static void grid() {
    CartComm grid = world.createCart(new int[] {3, 2}, new boolean[2], true);
    equal("kind", MPI.CART, grid.getTopology());
    equal("none", MPI.UNDEFINED, world.getTopology());
    CartParms parms = grid.getTopo();
    equal("dimensions", 2, parms.getDimCount());
    equal("length", 3, parms.getDim(0));
    equal("period", false, parms.getPeriod(1));
    equal("coordinate", rank / 2, parms.getCoord(0));
    equal("coordinates", new int[] {rank / 2, rank % 2}, grid.getCoords(rank));
    equal("rank", rank, grid.getRank(grid.getCoords(rank)));
    ShiftParms far = grid.shift(0, 5);
    equal("source", MPI.PROC_NULL, far.getRankSource());
    equal("destination", MPI.PROC_NULL, far.getRankDest());
    ShiftParms one = grid.shift(0, 1);
    equal("source", rank < 2 ? MPI.PROC_NULL : rank - 2, one.getRankSource());
    equal("destination", rank >= 4 ? MPI.PROC_NULL : rank + 2, one.getRankDest());
    equal("map", rank < 4 ? rank : MPI.UNDEFINED, grid.map(new int[] {2, 2}, new boolean[2]));
    CartComm rows = grid.sub(new boolean[] {false, true});
    equal("row", 2, rows.getSize());
    equal("row", rank % 2, rows.getRank());
    equal("row", new int[] {rank % 2}, rows.getTopo().coords);
    CartComm alone = grid.sub(new boolean[2]);
    equal("alone", 1, alone.getSize());
    equal("alone", 0, alone.getTopo().getDimCount());
    CartComm copy = grid.dup();
    equal("copy", new int[] {3, 2}, copy.getTopo().dims);
    copy.iDup().free();
    copy.clone().free();
    failure("outside", MPI.ERR_ARG, () -> copy.getRank(new int[] {3, 0}));
    copy.free();
    failure("freed", MPI.ERR_COMM, copy::getTopo);
    neighboursOf(grid);
  }

  /** Each rank tells its neighbours who it is. */
  private static void neighboursOf(CartComm grid) {
    int[] received = new int[4];
    Arrays.fill(received, -1);
    grid.neighborAllGather(new int[] {rank}, 1, MPI.INT, received, 1, MPI.INT);
    int[] expected = new int[4];
    for (int i = 0; i < 4; i++) {
      ShiftParms shift = grid.shift(i / 2, 1);
      int neighbour = i % 2 == 0 ? shift.rank_source : shift.rank_dest;
      expected[i] = neighbour == MPI.PROC_NULL ? -1 : neighbour;
    }
    equal("neighbours", expected, received);
  }

  private static void capitalisedGrid() {
    Cartcomm grid = world.Create_cart(new int[] {2, 3}, new boolean[2], false);
    equal("kind", MPI.CART, grid.Topo_test());
    equal("dims", new int[] {2, 3}, grid.Get().dims);
    equal("periods", new boolean[2], grid.Get().periods);
    equal("coords", new int[] {rank / 3, rank % 3}, grid.Get().coords);
    equal("coords", new int[] {rank / 3, rank % 3}, grid.Coords(rank));
    equal("rank", rank, grid.Rank(grid.Coords(rank)));
    equal("map", rank, grid.Map(new int[] {6}, new boolean[1]));
    equal("shift", rank % 3 == 2 ? MPI.PROC_NULL : rank + 1, grid.Shift(1, 1).rank_dest);
    Cartcomm columns = grid.Sub(new boolean[] {true, false});
    equal("column", rank / 3, columns.Rank());
    equal("column", 2, columns.Size());
    Cartcomm copy = grid.clone();
    equal("copy", new int[] {2, 3}, copy.Get().dims);
    copy.Free();
  }

  private static void periodicGrid() {
    CartComm grid = world.createCart(new int[] {2, 3}, new boolean[] {true, true}, false);
    equal("around", rank, grid.getRank(new int[] {rank / 3 - 2, rank % 3 + 3}));
    equal("around", (rank + 3) % 6, grid.shift(0, 5).rank_source);
    equal("around", (rank + 3) % 6, grid.shift(0, 5).rank_dest);
    neighboursOf(grid);
  }

  private static void smallGrid() {
    CartComm grid = world.createCart(new int[] {2, 2}, new boolean[2], false);
    equal("has a place", rank >= 4, grid.isNull());
    Cartcomm other = world.Create_cart(new int[] {2, 2}, new boolean[2], false);
    equal("has a place", rank >= 4, other == null);
    CartComm point = world.createCart(new int[0], new boolean[0], false);
    equal("one place", rank != 0, point.isNull());
  }

  private static void graph() {
    int[] index = {2, 3, 4, 6};
    int[] edges = {1, 3, 0, 3, 0, 2};
    GraphComm graph = world.createGraph(index, edges, false);
    Graphcomm other = world.Create_graph(index, edges, false);
    equal("is in it", rank >= 4, graph.isNull());
    equal("is in it", rank >= 4, other == null);
    if (rank >= 4) {
      return;
    }
    equal("kind", MPI.GRAPH, graph.getTopology());
    equal("nodes", 4, graph.getDims().getIndexCount());
    equal("edges", 6, graph.getDims().getEdgeCount());
    equal("index", 3, graph.getDims().getIndex(1));
    equal("edge", 3, graph.getDims().getEdge(1));
    equal("index", index, other.Get().index);
    equal("edges", edges, other.Get().edges);
    equal("neighbours", new int[] {0, 2}, graph.getNeighbors(3));
    equal("neighbours", new int[] {0, 2}, other.Neighbours(3));
    equal("map", rank < 2 ? rank : MPI.UNDEFINED, other.Map(new int[] {1, 1}, new int[] {1}));
    failure("distributed", MPI.ERR_TOPOLOGY, graph::getDistGraphNeighbors);
    int[] neighbours = graph.getNeighbors(rank);
    int[] received = new int[neighbours.length];
    GraphComm copy = graph.dup();
    copy.neighborAllGather(new int[] {10 * rank}, 1, MPI.INT, received, 1, MPI.INT);
    equal("received", Arrays.stream(neighbours).map(n -> 10 * n).toArray(), received);
    copy.free();
    other.clone().Free();
  }

  /** Rank 0 gives all edges: a ring with two edges from each rank to the next. */
  private static void distributedGraph() {
    int[] sources = rank == 0 ? new int[] {0, 1, 2, 3, 4, 5} : new int[0];
    int[] degrees = rank == 0 ? new int[] {2, 2, 2, 2, 2, 2} : new int[0];
    int[] ends = rank == 0 ? new int[] {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 0, 0} : new int[0];
    int[] weights = rank == 0 ? new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} : new int[0];
    GraphComm ring = world.createDistGraph(sources, degrees, ends, weights, null, false);
    equal("kind", MPI.DIST_GRAPH, ring.getTopology());
    DistGraphNeighbors own = ring.getDistGraphNeighbors();
    int before = (rank + 5) % 6;
    int after = (rank + 1) % 6;
    equal("weighted", true, own.isWeighted());
    equal("in", 2, own.getInDegree());
    equal("out", 2, own.getOutDegree());
    equal("source", before, own.getSource(1));
    equal("weight", 2 * before + 2, own.getSourceWeight(1));
    equal("destination", after, own.getDestination(0));
    equal("weight", 2 * rank + 1, own.getDestinationWeight(0));
    int[] received = new int[2];
    ring.neighborAllToAll(new int[] {rank, 10 + rank}, 1, MPI.INT, received, 1, MPI.INT);
    equal("in order", new int[] {before, 10 + before}, received);
    failure("no rank knows all", MPI.ERR_TOPOLOGY, ring::getDims);
    GraphComm plain = world.createDistGraph(sources, degrees, ends, null, false);
    equal("weighted", false, plain.getDistGraphNeighbors().isWeighted());
    equal("weight", 1, plain.getDistGraphNeighbors().getSourceWeight(0));

    int[] to = {after};
    int[] from = {before};
    GraphComm adjacent = world.createDistGraphAdjacent(from, from, to, to, null, false);
    equal("weight", before, adjacent.getDistGraphNeighbors().getSourceWeight(0));
    GraphComm copy = world.createDistGraphAdjacent(from, to, null, false).dup();
    copy.neighborAllGather(new int[] {rank}, 1, MPI.INT, from, 1, MPI.INT);
    equal("from the one before", before, from[0]);
  }

  /** Both neighbours are the same rank, or this one: the direction tells their parts apart. */
  private static void closedDimensions() {
    boolean[] closed = {true, true, true};
    CartComm grid = world.createCart(new int[] {3, 2, 1}, closed, false);
    int[] sent = {
      100 * rank, 100 * rank + 1, 100 * rank + 2, 100 * rank + 3, 100 * rank + 4, -rank
    };
    int[] received = new int[6];
    grid.neighborAllToAll(sent, 1, MPI.INT, received, 1, MPI.INT);
    int[] expected = new int[6];
    for (int i = 0; i < 4; i++) {
      int source = i % 2 == 0 ? grid.shift(i / 2, 1).rank_source : grid.shift(i / 2, 1).rank_dest;
      expected[i] = 100 * source + (i ^ 1);
    }
    expected[4] = -rank;
    expected[5] = 100 * rank + 4;
    equal("directions", expected, received);
  }

  private static void parts() {
    CartComm ring = world.createCart(new int[] {6}, new boolean[] {true}, false);
    int before = (rank + 5) % 6;
    int after = (rank + 1) % 6;
    double[] received = new double[5];
    ring.neighborAllGatherv(
        new double[] {rank, -rank},
        2,
        MPI.DOUBLE,
        received,
        new int[] {2, 2},
        new int[] {3, 0},
        MPI.DOUBLE);
    equal("parts", new double[] {after, -after, 0, before, -before}, received);
    int[] ints = {rank, rank + 10, rank + 20};
    int[] got = new int[4];
    ring.neighborAllToAllv(
        ints,
        new int[] {1, 2},
        new int[] {0, 1},
        MPI.INT,
        got,
        new int[] {2, 2},
        new int[] {0, 2},
        MPI.INT);
    equal("parts", new int[] {before + 10, before + 20, after, 0}, got);
    ByteBuffer out = MPI.newByteBuffer(12).order(ByteOrder.nativeOrder());
    ByteBuffer in = MPI.newByteBuffer(12).order(ByteOrder.nativeOrder());
    out.putInt(0, rank).putDouble(4, rank / 2.0);
    Datatype[] types = {MPI.INT, MPI.BYTE};
    ring.neighborAllToAllw(
        out,
        new int[] {1, 8},
        new int[] {0, 4},
        types,
        in,
        new int[] {8, 1},
        new int[] {0, 8},
        new Datatype[] {MPI.BYTE, MPI.INT});
    equal("a double", before / 2.0, in.getDouble(0));
    equal("an int", after, in.getInt(8));
  }

  private static void started() {
    CartComm ring = world.createCart(new int[] {6}, new boolean[] {true}, false);
    int before = (rank + 5) % 6;
    int after = (rank + 1) % 6;
    IntBuffer one = MPI.newIntBuffer(1).put(0, rank);
    IntBuffer two = MPI.newIntBuffer(2).put(0, rank).put(1, -rank);
    IntBuffer[] into = {
      MPI.newIntBuffer(2), MPI.newIntBuffer(2), MPI.newIntBuffer(2), MPI.newIntBuffer(2)
    };
    int[] ones = {1, 1};
    int[] places = {1, 0};
    Request[] requests = {
      ring.iNeighborAllGather(one, 1, MPI.INT, into[0], 1, MPI.INT),
      ring.iNeighborAllGatherv(one, 1, MPI.INT, into[1], ones, places, MPI.INT),
      ring.iNeighborAllToAll(two, 1, MPI.INT, into[2], 1, MPI.INT),
      ring.iNeighborAllToAllv(two, ones, places, MPI.INT, into[3], ones, places, MPI.INT),
    };
    Request.waitAll(requests);
    equal("gathered", ints(before, after), into[0]);
    equal("gathered", ints(after, before), into[1]);
    equal("exchanged", ints(-before, after), into[2]);
    equal("exchanged", ints(-after, before), into[3]);
  }

  private static IntBuffer ints(int... values) {
    return IntBuffer.wrap(values);
  }

  private static void errors() {
    int[] ints = new int[8];
    failure(
        "no topology",
        MPI.ERR_TOPOLOGY,
        () -> world.neighborAllGather(ints, 1, MPI.INT, ints, 1, MPI.INT));
    failure("too many", MPI.ERR_DIMS, () -> world.createCart(new int[] {7}, new boolean[1], false));
    failure(
        "periods", MPI.ERR_DIMS, () -> world.createCart(new int[] {2, 3}, new boolean[1], false));
    failure(
        "not positive", MPI.ERR_DIMS, () -> world.createCart(new int[1], new boolean[1], false));
    failure(
        "overflow",
        MPI.ERR_DIMS,
        () -> world.createCart(new int[] {65536, 65536, 65536}, new boolean[3], false));
    failure("an edge", MPI.ERR_ARG, () -> world.createGraph(new int[] {1}, new int[] {1}, false));
    failure("indices", MPI.ERR_ARG, () -> world.createGraph(new int[] {1, 0}, new int[2], false));
    failure(
        "source",
        MPI.ERR_RANK,
        () -> world.createDistGraphAdjacent(new int[] {6}, new int[0], null, false));
    failure(
        "degree",
        MPI.ERR_ARG,
        () -> world.createDistGraph(new int[] {0}, new int[] {2}, new int[1], null, false));
    CartComm ring = world.createCart(new int[] {6}, new boolean[] {true}, false);
    failure("dimension", MPI.ERR_DIMS, () -> ring.shift(1, 1));
    failure("rank", MPI.ERR_RANK, () -> ring.getCoords(6));
    failure(
        "objects",
        MPI.ERR_TYPE,
        () -> ring.neighborAllGather(ints, 1, MPI.OBJECT, ints, 1, MPI.OBJECT));
    failure(
        "room",
        MPI.ERR_BUFFER,
        () -> ring.neighborAllGather(ints, 1, MPI.INT, new int[1], 1, MPI.INT));
    neighboursStillMeet(ring);
  }

  private static void neighboursStillMeet(CartComm ring) {
    int[] received = new int[2];
    ring.neighborAllGather(new int[] {rank}, 1, MPI.INT, received, 1, MPI.INT);
    equal("after errors", new int[] {(rank + 5) % 6, (rank + 1) % 6}, received);
  }
}
