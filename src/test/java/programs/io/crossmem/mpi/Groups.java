package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.ranksHere;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;

import mpi.Comm;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;

/** Groups, and communicators of them. */
final class Groups {
  private Groups() {}

  static void run() {
    sets();
    splits();
    creations();
    repeated();
  }

  private static void sets() {
    Group all = world.getGroup();
    check("size", size, all.getSize());
    check("size", size, all.Size());
    check("rank", rank, all.getRank());
    check("rank", rank, all.Rank());
    Group none = all.incl(new int[0]);
    check("none", 0, none.getSize());
    check("no member", MPI.UNDEFINED, none.getRank());
    int[] backwards = new int[size];
    for (int i = 0; i < size; i++) {
      backwards[i] = size - 1 - i;
    }
    Group reversed = all.Incl(backwards);
    check("order", size - 1 - rank, reversed.getRank());
    check("similar", size == 1 ? MPI.IDENT : MPI.SIMILAR, Group.compare(all, reversed));
    check("identical", MPI.IDENT, Group.Compare(all, world.Group()));
    Group first = all.excl(range(1, size));
    check("only the first", 1, first.getSize());
    check("unequal", size == 1 ? MPI.IDENT : MPI.UNEQUAL, Group.compare(all, first));
    Group others = Group.difference(all, first);
    check("others", size - 1, others.getSize());
    check("union", MPI.IDENT, Group.compare(all, Group.union(first, others)));
    check("union", MPI.IDENT, Group.compare(all, Group.Union(all, others)));
    check("none in both", 0, Group.intersection(first, others).getSize());
    check(
        "the order of the first",
        MPI.IDENT,
        Group.compare(reversed, Group.Intersection(reversed, all)));
    check("difference", 0, Group.Difference(first, all).getSize());
    check("translated", backwards, Group.translateRanks(all, range(0, size), reversed));
    check(
        "not there",
        new int[] {size == 1 ? 0 : MPI.UNDEFINED, MPI.PROC_NULL},
        Group.Translate_ranks(all, new int[] {size - 1, MPI.PROC_NULL}, first));
    int[][] evens = {{0, size - 1, 2}};
    check("evens", (size + 1) / 2, all.rangeIncl(evens).getSize());
    check("odds", size / 2, all.Range_excl(evens).getSize());
    check("odds", size / 2, all.rangeExcl(evens).Size());
    check("backwards", size - 1 - rank, all.Range_incl(new int[][] {{size - 1, 0, -1}}).Rank());
    check("without", 0, all.Excl(range(0, size)).Size());
    all.free();
    check("null", true, all.isNull());
  }

  private static int[] range(int from, int to) {
    int[] range = new int[to - from];
    for (int i = 0; i < range.length; i++) {
      range[i] = from + i;
    }
    return range;
  }

  private static int sumOfOnes(Intracomm comm) {
    int[] sum = new int[1];
    comm.allReduce(new int[] {1}, sum, 1, MPI.INT, MPI.SUM);
    return sum[0];
  }

  private static void splits() {
    Intracomm half = world.split(rank % 2, -rank);
    int members = rank % 2 == 0 ? (size + 1) / 2 : size / 2;
    check("size", members, half.getSize());
    check("rank", members - 1 - rank / 2, half.getRank());
    check("sum", members, sumOfOnes(half));
    int[] there =
        Group.translateRanks(half.getGroup(), new int[] {half.getRank()}, world.getGroup());
    check("the group's", rank, there[0]);
    half.free();
    Intracomm some = world.Split(rank == 0 ? MPI.UNDEFINED : 3, rank);
    check("member", rank == 0, some == null);
    if (rank != 0) {
      check("sum", size - 1, sumOfOnes(some));
      some.Free();
    }
    Intracomm node = world.splitType(Comm.TYPE_SHARED, rank, null);
    check("same node", ranksHere, node.getSize());
    check(
        "all of them", ranksHere == size ? MPI.CONGRUENT : MPI.UNEQUAL, Comm.compare(world, node));
    node.free();
    Intracomm copy = world.dup();
    check("congruent", MPI.CONGRUENT, Comm.Compare(world, copy));
    check("same", MPI.IDENT, Comm.compare(world, world));
    check("unequal", size == 1 ? MPI.CONGRUENT : MPI.UNEQUAL, Comm.compare(world, MPI.COMM_SELF));
    check("no intercommunicator", false, copy.isInter() || copy.Test_inter());
    check("no topology", MPI.UNDEFINED, copy.getTopology());
    check("no topology", MPI.UNDEFINED, copy.Topo_test());
    Intracomm ofCopy = copy.clone();
    copy.free();
    check("the copy goes on", size, sumOfOnes(ofCopy));
    ofCopy.free();
  }

  private static void creations() {
    Group first = world.getGroup().incl(range(0, (size + 1) / 2));
    boolean isMember = rank < (size + 1) / 2;
    Intracomm created = rank % 2 == 0 ? world.create(first) : world.Create(first);
    check("member", isMember, created != null && !created.isNull());
    if (isMember) {
      check("sum", (size + 1) / 2, sumOfOnes(created));
      created.free();
      Intracomm alone = world.createGroup(first, 5);
      check("sum", (size + 1) / 2, sumOfOnes(alone));
      alone.free();
    }
  }

  private static void repeated() {
    for (int i = 0; i < 50; i++) {
      Intracomm copy = world.dup();
      copy.barrier();
      copy.free();
    }
  }
}
