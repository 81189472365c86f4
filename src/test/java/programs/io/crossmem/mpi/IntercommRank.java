package io.crossmem.mpi;

import static io.crossmem.mpi.Expect.equal;
import static io.crossmem.mpi.Expect.failure;

import java.nio.IntBuffer;
import java.util.Arrays;
import mpi.Comm;
import mpi.Datatype;
import mpi.Group;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Request;
import mpi.Status;

/** Two groups of five ranks: 0, 2, 4 and 1, 3. */
public final class IntercommRank {
  private static final int SIZE = 5;

  private static int rank;
  private static int side;
  private static Intracomm local;
  private static Intercomm inter;
  private static int remoteSize;

  private IntercommRank() {}

  public static void main(String[] args) {
    MPI.Init(args);
    rank = MPI.COMM_WORLD.getRank();
    side = rank % 2;
    local = MPI.COMM_WORLD.split(side, rank);
    inter = MPI.COMM_WORLD.createIntercomm(local, 0, 1 - side, 7);
    remoteSize = side == 0 ? 2 : 3;
    groups();
    messages(inter);
    moves();
    roots();
    reductions();
    merged();
    copies();
    errors();
    equal("no parent", true, Intercomm.getParent().isNull());
    MPI.COMM_WORLD.barrier();
    MPI.Finalize();
    System.out.println("rank " + rank + " is done");
  }

  /** The rank in the world of a remote rank. */
  private static int world(int remote) {
    return 2 * remote + 1 - side;
  }

  private static void groups() {
    equal("inter", true, inter.isInter());
    equal("inter", true, inter.Test_inter());
    equal("not inter", false, local.isInter());
    equal("rank", local.getRank(), inter.getRank());
    equal("size", local.getSize(), inter.getSize());
    equal("remote size", remoteSize, inter.getRemoteSize());
    equal("remote size", remoteSize, inter.Remote_size());
    Group remote = inter.getRemoteGroup();
    int[] ranks = new int[remoteSize];
    Arrays.setAll(ranks, i -> i);
    int[] expected = new int[remoteSize];
    Arrays.setAll(expected, IntercommRank::world);
    equal("members", expected, Group.translateRanks(remote, ranks, MPI.COMM_WORLD.getGroup()));
    equal("members", MPI.IDENT, Group.compare(remote, inter.Remote_group()));
    equal("group", MPI.IDENT, Group.compare(local.getGroup(), inter.getGroup()));
    equal("parents", MPI.UNEQUAL, Comm.compare(inter, local));
  }

  private static void messages(Intercomm comm) {
    int me = comm.getRank();
    for (int i = 0; i < remoteSize; i++) {
      comm.Isend(new int[] {rank}, 0, 1, MPI.INT, i, 3 + me);
    }
    int[] got = new int[1];
    for (int i = 0; i < remoteSize; i++) {
      Status status = comm.recv(got, 1, MPI.INT, MPI.ANY_SOURCE, 3 + i);
      equal("source", i, status.getSource());
      equal("number", world(i), got[0]);
    }
    String[] texts = new String[1];
    Request send = comm.Isend(new Object[] {"from " + rank}, 0, 1, MPI.OBJECT, me % remoteSize, 90);
    if (me < 2) {
      comm.Recv(texts, 0, 1, MPI.OBJECT, me, 90);
      equal("object", "from " + world(me), texts[0]);
    }
    if (side == 1 && me == 0) {
      comm.Recv(texts, 0, 1, MPI.OBJECT, 2, 90);
      equal("object", "from 4", texts[0]);
    }
    send.waitFor();
  }

  private static int[] worldRanks() {
    int[] ranks = new int[remoteSize];
    Arrays.setAll(ranks, IntercommRank::world);
    return ranks;
  }

  private static void moves() {
    inter.barrier();
    inter.iBarrier().waitFor();
    int[] got = new int[remoteSize];
    inter.allGather(new int[] {rank}, 1, MPI.INT, got, 1, MPI.INT);
    equal("allGather", worldRanks(), got);
    IntBuffer into = MPI.newIntBuffer(remoteSize);
    inter.iAllGather(MPI.newIntBuffer(1).put(0, rank), 1, MPI.INT, into, 1, MPI.INT).waitFor();
    equal("iAllGather", IntBuffer.wrap(worldRanks()), into);
    int[] counts = new int[remoteSize];
    int[] places = new int[remoteSize];
    Arrays.fill(counts, 1);
    Arrays.setAll(places, i -> remoteSize - 1 - i);
    inter.allGatherv(new int[] {rank}, 1, MPI.INT, got, counts, places, MPI.INT);
    equal("allGatherv", world(0), got[remoteSize - 1]);
    int[] sent = new int[remoteSize];
    Arrays.setAll(sent, i -> 10 * rank + world(i));
    inter.allToAll(sent, 1, MPI.INT, got, 1, MPI.INT);
    int[] expected = new int[remoteSize];
    Arrays.setAll(expected, i -> 10 * world(i) + rank);
    equal("allToAll", expected, got);
    int[] ordered = new int[remoteSize];
    Arrays.setAll(ordered, i -> i);
    inter.allToAllv(sent, counts, ordered, MPI.INT, got, counts, ordered, MPI.INT);
    equal("allToAllv", expected, got);
    noneFromOneSide(counts, ordered);
    Datatype[] types = new Datatype[remoteSize];
    Arrays.fill(types, MPI.INT);
    int[] bytes = new int[remoteSize];
    Arrays.setAll(bytes, i -> 4 * i);
    Arrays.fill(got, 0);
    inter.allToAllw(sent, counts, bytes, types, got, counts, bytes, types);
    equal("allToAllw", expected, got);
  }

  /**
   * Only the first group sends; the other one has nothing to send, and the first nothing to get.
   */
  private static void noneFromOneSide(int[] ones, int[] ordered) {
    int[] none = new int[ones.length];
    int[] got = new int[ones.length];
    boolean sends = side == 0;
    int[] own = new int[ones.length];
    Arrays.fill(own, 5);
    inter.allToAllv(
        own, sends ? ones : none, ordered, MPI.INT, got, sends ? none : ones, ordered, MPI.INT);
    equal("from one side", sends ? new int[ones.length] : own, got);
  }

  /** The root is rank 1 of the group of two. */
  private static int root() {
    if (side == 0) {
      return 1;
    }
    return rank == 3 ? MPI.ROOT : MPI.PROC_NULL;
  }

  private static void roots() {
    int root = root();
    double[] data = rank == 3 ? new double[] {1.5, -2} : new double[2];
    inter.bcast(data, 2, MPI.DOUBLE, root);
    equal("bcast", rank == 1 ? new double[2] : new double[] {1.5, -2}, data);
    int[] got = new int[3];
    int[] mine = {rank};
    int[] all = {0, 2, 4};
    inter.gather(mine, 1, MPI.INT, got, 1, MPI.INT, root);
    equal("gather", rank == 3 ? all : new int[3], got);
    inter.gatherv(mine, 1, MPI.INT, got, new int[] {1, 1, 1}, new int[] {2, 1, 0}, MPI.INT, root);
    equal("gatherv", rank == 3 ? new int[] {4, 2, 0} : new int[3], got);
    int[] part = {-1};
    inter.scatter(all, 1, MPI.INT, part, 1, MPI.INT, root);
    equal("scatter", side == 0 ? rank : -1, part[0]);
    inter.scatterv(all, new int[] {1, 1, 1}, new int[] {2, 1, 0}, MPI.INT, part, 1, MPI.INT, root);
    equal("scatterv", side == 0 ? 4 - rank : -1, part[0]);
    int[] sum = {-1, -1};
    inter.reduce(new int[] {rank, 1}, sum, 2, MPI.INT, MPI.SUM, root);
    equal("reduce", rank == 3 ? new int[] {6, 3} : new int[] {-1, -1}, sum);
  }

  private static void reductions() {
    int[] result = new int[2];
    inter.allReduce(new int[] {rank, 1}, result, 2, MPI.INT, MPI.SUM);
    equal("allReduce", side == 0 ? new int[] {4, 2} : new int[] {6, 3}, result);
    IntBuffer into = MPI.newIntBuffer(2);
    IntBuffer mine = MPI.newIntBuffer(2).put(0, rank).put(1, -rank);
    inter.iAllReduce(mine, into, 2, MPI.INT, MPI.MAX).waitFor();
    equal("iAllReduce", side == 0 ? 3 : 4, into.get(0));
    equal("iAllReduce", side == 0 ? -1 : 0, into.get(1));
    int[] six = {rank, rank + 1, rank + 2, rank + 3, rank + 4, rank + 5};
    int each = side == 0 ? 2 : 3;
    int[] part = new int[each];
    inter.reduceScatterBlock(six, part, each, MPI.INT, MPI.SUM);
    int base = side == 0 ? 4 : 6;
    int[] expected = new int[each];
    Arrays.setAll(expected, i -> base + remoteSize * (each * inter.getRank() + i));
    equal("reduceScatterBlock", expected, part);
    int[] counts = new int[side == 0 ? 3 : 2];
    counts[0] = 6;
    int[] first = new int[6];
    inter.reduceScatter(six, first, counts, MPI.INT, MPI.SUM);
    int[] whole = new int[6];
    Arrays.setAll(whole, i -> inter.getRank() == 0 ? base + remoteSize * i : 0);
    equal("reduceScatter", whole, first);
  }

  private static void merged() {
    Intracomm all = inter.merge(side == 0);
    equal("odd ones first", side == 1 ? rank / 2 : 2 + rank / 2, all.getRank());
    equal("all", SIZE, all.getSize());
    int[] sum = new int[1];
    all.allReduce(new int[] {rank}, sum, 1, MPI.INT, MPI.SUM);
    equal("sum", 10, sum[0]);
    equal("all", SIZE, inter.Merge(true).getSize());
    all.free();
  }

  private static void copies() {
    Intercomm copy = inter.dup();
    equal("copy", MPI.CONGRUENT, Comm.compare(inter, copy));
    messages(copy);
    copy.iDup().free();
    copy.clone().disconnect();
    copy.free();
    Intercomm again = MPI.COMM_WORLD.Create_intercomm(local, 0, 1 - side, 8);
    messages(again);
  }

  private static void errors() {
    int[] ints = new int[4];
    failure("rank", MPI.ERR_RANK, () -> inter.send(ints, 1, MPI.INT, remoteSize, 1));
    failure("root", MPI.ERR_ROOT, () -> inter.bcast(ints, 1, MPI.INT, remoteSize));
    failure("in place", MPI.ERR_BUFFER, () -> inter.allReduce(ints, 1, MPI.INT, MPI.SUM));
    failure("objects", MPI.ERR_TYPE, () -> inter.bcast(new Object[1], 1, MPI.OBJECT, 0));
    failure("tag", MPI.ERR_TAG, () -> MPI.COMM_WORLD.createIntercomm(local, 0, 1, -1));
    failure("leader", MPI.ERR_RANK, () -> MPI.COMM_WORLD.createIntercomm(local, 5, 1, 1));
    failure(
        "remote leader", MPI.ERR_RANK, () -> MPI.COMM_SELF.createIntercomm(MPI.COMM_SELF, 0, 5, 1));
    failure("null", MPI.ERR_COMM, () -> MPI.COMM_WORLD.createIntercomm(null, 0, 1, 1));
    failure(
        "both groups", MPI.ERR_COMM, () -> MPI.COMM_SELF.createIntercomm(MPI.COMM_SELF, 0, 0, 1));
  }
}
