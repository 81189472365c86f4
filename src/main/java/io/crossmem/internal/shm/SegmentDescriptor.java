package io.crossmem.internal.shm;

/**
 * The layout of the memory that the ranks of a group share, in native byte order.
 *
 * <pre>
 *      0  magic | size | geometry of the rings | allocated rings | pid namespace | time namespace
 *     40  ranks of all nodes
 *     64  phase | joined | granted | losses | why joining failed | no membarrier
 *    128  ranks given out | rings given out
 *    192  common ancestors | pids of the maker's ancestors
 *   1024  cores, one bit each
 *   4096  ranks, 256 bytes each
 *    ...  rings, in whole pages
 * </pre>
 */
public final class SegmentDescriptor {
  /** "crossmem" in ASCII, on a little-endian machine; with the version of the layout added. */
  public static final long MAGIC_VALUE = 0x6d656d73736f7263L + 7;

  public static final int MAGIC = 0; // long
  public static final int SIZE = 8; // int: ranks
  public static final int RING_ENTRIES = 12; // int
  public static final int RING_DATA = 16; // int: bytes
  public static final int RESERVED_RINGS = 20; // int: rings allocated from the start
  public static final int PID_NAMESPACE = 24; // long: its inode
  public static final int TIME_NAMESPACE = 32; // long: its inode, 0 if the kernel has none

  /** int: ranks of all nodes, from which the geometry follows. */
  public static final int GROUP_SIZE = 40;

  public static final int PHASE = 64; // int, a futex: see internal.join.Phase
  public static final int JOINED = 68; // int: number of ranks that have joined
  public static final int GRANTED = 72; // int: number of ranks that allow the others to access them
  public static final int LOSSES = 76; // int: how often a rank lost time by yielding its core
  public static final int CAUSE = 80; // long: see internal.join.Cause; 0 if there is none
  public static final int NO_MEMBARRIER = 88; // int: 1 if any rank cannot use membarrier(2)

  public static final int NEXT_RANK = 128; // int
  public static final int NEXT_RING = 132; // int

  /** long: one bit for each of ANCESTORS, set while it is an ancestor of all joined ranks. */
  public static final int COMMON_ANCESTORS = 192;

  public static final int ANCESTORS = 200; // ints: pids, nearest first, 0 at the end
  public static final int ANCESTOR_COUNT = 32;

  public static final int CORES = 1024; // longs: the cores that any rank may run on, one bit each
  public static final int CORE_BYTES = 2048;

  public static final int RANKS = 4096;
  public static final int RANK_BYTES = 256;

  public static final int STATE = 0; // int
  public static final int PID = 4; // int
  public static final int START = 8; // long: clock ticks after boot, 0 for unknown

  public static final int FIRST_RING = 64; // int: 1 + index of the newest ring to this rank, or 0

  public static final int BELL = 128; // int, a futex: counts rings of the bell
  public static final int SLEEPERS = 132; // int: number of threads that wait for the bell
  public static final int RUNG = 136; // long: when the bell was last rung, ns of CLOCK_MONOTONIC

  public static final int FREE = 0;
  public static final int TAKEN = 1;
  public static final int LEFT = 2;

  private SegmentDescriptor() {}

  /** Offset of a rank's block. */
  public static int rank(int rank) {
    return RANKS + rank * RANK_BYTES;
  }

  /** Offset of the first ring, at a page boundary. */
  public static long rings(int size) {
    return (rank(size) + 4095L) & -4096L;
  }
}
