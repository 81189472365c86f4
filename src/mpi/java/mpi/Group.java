package mpi;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** An ordered set of processes. Immutable. */
public class Group implements Freeable {
  static final Group NO_PROCESSES = new Group(new long[0]);

  /** Number of this process, which differs between worlds. */
  private static volatile long own;

  private final long[] processes; // a number for each, the same in all of them
  private volatile boolean isFree;

  Group(long[] processes) {
    this.processes = processes;
  }

  /**
   * All ranks of a world.
   *
   * @param world differs from that of worlds that were started apart
   */
  static Group ofWorld(int world, int size, int rank) {
    long first = (long) world << Integer.SIZE;
    own = first + rank;
    long[] everyone = new long[size];
    Arrays.setAll(everyone, i -> first + i);
    return new Group(everyone);
  }

  /** Number of this process. */
  static long own() {
    return own;
  }

  long[] processes() {
    check(this);
    return processes;
  }

  static Group check(Group group) {
    if (group == null || group.isFree) {
      throw new MPIException(
          ErrorClass.GROUP, group == null ? "the group is null" : "the group was freed");
    }
    return group;
  }

  static Group none() {
    Group none = new Group(new long[0]);
    none.isFree = true;
    return none;
  }

  /** A copy, which is freed separately. */
  Group copy() {
    return new Group(processes);
  }

  int indexOf(long process) {
    for (int i = 0; i < processes.length; i++) {
      if (processes[i] == process) {
        return i;
      }
    }
    return -1;
  }

  private boolean has(long process) {
    return indexOf(process) >= 0;
  }

  // ---- what it is

  /**
   * Number of processes.
   *
   * @return from 0
   * @throws MPIException if the group was freed
   */
  public int getSize() {
    return processes().length;
  }

  /**
   * Number of processes.
   *
   * @return from 0
   * @throws MPIException if the group was freed
   */
  public int Size() {
    return processes().length;
  }

  /**
   * The rank of this process in the group.
   *
   * @return the rank, or {@link MPI#UNDEFINED} if it is not a member
   * @throws MPIException if the group was freed
   */
  public int getRank() {
    check(this);
    int rank = indexOf(own);
    return rank < 0 ? MPI.UNDEFINED : rank;
  }

  /**
   * The rank of this process in the group.
   *
   * @return the rank, or {@link MPI#UNDEFINED} if it is not a member
   * @throws MPIException if the group was freed
   */
  public int Rank() {
    return getRank();
  }

  /**
   * Translates ranks of one group to ranks of another.
   *
   * @param group1 the group of the ranks
   * @param ranks1 ranks, or {@link MPI#PROC_NULL}
   * @param group2 the group to translate to
   * @return their ranks there; {@link MPI#UNDEFINED} for a process that is not a member
   * @throws MPIException if a group is null or freed, or a rank does not exist
   */
  public static int[] translateRanks(Group group1, int[] ranks1, Group group2) {
    check(group1);
    check(group2);
    int[] ranks2 = new int[requireRanks(ranks1).length];
    for (int i = 0; i < ranks1.length; i++) {
      if (ranks1[i] == MPI.PROC_NULL) {
        ranks2[i] = MPI.PROC_NULL;
      } else {
        int found = group2.indexOf(group1.process(ranks1[i]));
        ranks2[i] = found < 0 ? MPI.UNDEFINED : found;
      }
    }
    return ranks2;
  }

  /**
   * Translates ranks of one group to ranks of another.
   *
   * @param group1 the group of the ranks
   * @param ranks1 ranks, or {@link MPI#PROC_NULL}
   * @param group2 the group to translate to
   * @return their ranks there; {@link MPI#UNDEFINED} for a process that is not a member
   * @throws MPIException as {@link #translateRanks}
   */
  public static int[] Translate_ranks(Group group1, int[] ranks1, Group group2) {
    return translateRanks(group1, ranks1, group2);
  }

  private long process(int rank) {
    if (rank < 0 || rank >= processes.length) {
      throw new MPIException(
          ErrorClass.RANK, rank + " is not a rank of a group of " + processes.length);
    }
    return processes[rank];
  }

  private static int[] requireRanks(int[] ranks) {
    if (ranks == null) {
      throw new MPIException(ErrorClass.ARG, "the array of ranks is null");
    }
    return ranks;
  }

  /**
   * Compares two groups.
   *
   * @param group1 the first group
   * @param group2 the second group
   * @return {@link MPI#IDENT}, {@link MPI#SIMILAR} if only the order differs, or {@link
   *     MPI#UNEQUAL}
   * @throws MPIException if a group is null or freed
   */
  public static int compare(Group group1, Group group2) {
    check(group1);
    check(group2);
    if (Arrays.equals(group1.processes, group2.processes)) {
      return MPI.IDENT;
    }
    return group1.processes.length == group2.processes.length
            && Arrays.stream(group1.processes).allMatch(group2::has)
        ? MPI.SIMILAR
        : MPI.UNEQUAL;
  }

  /**
   * Compares two groups.
   *
   * @param group1 the first group
   * @param group2 the second group
   * @return {@link MPI#IDENT}, {@link MPI#SIMILAR} if only the order differs, or {@link
   *     MPI#UNEQUAL}
   * @throws MPIException if a group is null or freed
   */
  public static int Compare(Group group1, Group group2) {
    return compare(group1, group2);
  }

  // ---- makers

  /**
   * The processes of both groups: those of the first, then those that are only in the second.
   *
   * @param group1 the first group
   * @param group2 the second group
   * @return the union
   * @throws MPIException if a group is null or freed
   */
  public static Group union(Group group1, Group group2) {
    check(group1);
    check(group2);
    long[] added = Arrays.stream(group2.processes).filter(p -> !group1.has(p)).toArray();
    long[] all = Arrays.copyOf(group1.processes, group1.processes.length + added.length);
    System.arraycopy(added, 0, all, group1.processes.length, added.length);
    return new Group(all);
  }

  /**
   * The processes that are in both groups, in the order of the first.
   *
   * @param group1 the first group
   * @param group2 the second group
   * @return the intersection
   * @throws MPIException if a group is null or freed
   */
  public static Group intersection(Group group1, Group group2) {
    check(group1);
    check(group2);
    return new Group(Arrays.stream(group1.processes).filter(group2::has).toArray());
  }

  /**
   * The processes of the first group that are not in the second.
   *
   * @param group1 the first group
   * @param group2 the second group
   * @return the difference
   * @throws MPIException if a group is null or freed
   */
  public static Group difference(Group group1, Group group2) {
    check(group1);
    check(group2);
    return new Group(Arrays.stream(group1.processes).filter(p -> !group2.has(p)).toArray());
  }

  /**
   * The processes of both groups: those of the first, then those that are only in the second.
   *
   * @param group1 the first group
   * @param group2 the second group
   * @return the union
   * @throws MPIException if a group is null or freed
   */
  public static Group Union(Group group1, Group group2) {
    return union(group1, group2);
  }

  /**
   * The processes that are in both groups, in the order of the first.
   *
   * @param group1 the first group
   * @param group2 the second group
   * @return the intersection
   * @throws MPIException if a group is null or freed
   */
  public static Group Intersection(Group group1, Group group2) {
    return intersection(group1, group2);
  }

  /**
   * The processes of the first group that are not in the second.
   *
   * @param group1 the first group
   * @param group2 the second group
   * @return the difference
   * @throws MPIException if a group is null or freed
   */
  public static Group Difference(Group group1, Group group2) {
    return difference(group1, group2);
  }

  /**
   * A group of some of the processes, in the order of the ranks given.
   *
   * @param ranks each at most once
   * @return the new group
   * @throws MPIException if the group was freed, or a rank does not exist or is given twice
   */
  public Group incl(int[] ranks) {
    check(this);
    boolean[] taken = new boolean[processes.length];
    long[] chosen = new long[requireRanks(ranks).length];
    for (int i = 0; i < ranks.length; i++) {
      chosen[i] = process(ranks[i]);
      if (taken[ranks[i]]) {
        throw new MPIException(ErrorClass.RANK, "rank " + ranks[i] + " is given twice");
      }
      taken[ranks[i]] = true;
    }
    return new Group(chosen);
  }

  /**
   * A group without some of the processes, in the same order.
   *
   * @param ranks the ranks to leave out, each at most once
   * @return the new group
   * @throws MPIException if the group was freed, or a rank does not exist or is given twice
   */
  public Group excl(int[] ranks) {
    return difference(this, incl(ranks));
  }

  /**
   * A group of some of the processes, in the order of the ranges given.
   *
   * @param ranges each a first rank, a last one and a stride
   * @return the new group
   * @throws MPIException if the group was freed, a rank does not exist or is given twice, or a
   *     stride is 0
   */
  public Group rangeIncl(int[][] ranges) {
    return incl(ranks(ranges));
  }

  /**
   * A group without some of the processes, in the same order.
   *
   * @param ranges each a first rank, a last one and a stride
   * @return the new group
   * @throws MPIException if the group was freed, a rank does not exist or is given twice, or a
   *     stride is 0
   */
  public Group rangeExcl(int[][] ranges) {
    return excl(ranks(ranges));
  }

  /**
   * A group of some of the processes, in the order of the ranks given.
   *
   * @param ranks each at most once
   * @return the new group
   * @throws MPIException as {@link #incl}
   */
  public Group Incl(int[] ranks) {
    return incl(ranks);
  }

  /**
   * A group without some of the processes, in the same order.
   *
   * @param ranks the ranks to leave out, each at most once
   * @return the new group
   * @throws MPIException as {@link #excl}
   */
  public Group Excl(int[] ranks) {
    return excl(ranks);
  }

  /**
   * A group of some of the processes, in the order of the ranges given.
   *
   * @param ranges each a first rank, a last one and a stride
   * @return the new group
   * @throws MPIException as {@link #rangeIncl}
   */
  public Group Range_incl(int[][] ranges) {
    return rangeIncl(ranges);
  }

  /**
   * A group without some of the processes, in the same order.
   *
   * @param ranges each a first rank, a last one and a stride
   * @return the new group
   * @throws MPIException as {@link #rangeExcl}
   */
  public Group Range_excl(int[][] ranges) {
    return rangeExcl(ranges);
  }

  private static int[] ranks(int[][] ranges) {
    if (ranges == null) {
      throw new MPIException(ErrorClass.ARG, "the array of ranges is null");
    }
    int[] ranks = new int[0];
    for (int[] range : ranges) {
      if (range == null || range.length != 3 || range[2] == 0) {
        throw new MPIException(
            ErrorClass.ARG,
            "a range is a first rank, a last one and a stride that is not 0, not "
                + Arrays.toString(range));
      }
      int first = range[0];
      int stride = range[2];
      int count = Math.max(0, (range[1] - first) / stride + 1);
      if ((range[1] - first) * (long) stride < 0) {
        count = 0;
      }
      int from = ranks.length;
      ranks = Arrays.copyOf(ranks, from + count);
      for (int i = 0; i < count; i++) {
        ranks[from + i] = first + i * stride;
      }
    }
    return ranks;
  }

  // ---- the handle

  /**
   * Frees it.
   *
   * @throws MPIException if it was freed before
   */
  @Override
  public void free() {
    check(this);
    if (this != NO_PROCESSES) {
      isFree = true;
    }
  }

  /** Does nothing: the garbage collector removes unused groups. */
  @Override
  @SuppressWarnings({"deprecation", "removal", "Finalize"})
  public void finalize() {}

  /**
   * Whether it was freed.
   *
   * @return whether it cannot be used
   */
  public boolean isNull() {
    return isFree;
  }

  @Override
  public String toString() {
    return "Group of " + processes.length + (isFree ? ", freed" : "");
  }

  /** The rank of each process, for many look-ups. */
  Map<Long, Integer> places() {
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < processes.length; i++) {
      places.put(processes[i], i);
    }
    return places;
  }
}
