package io.crossmem.message;

/**
 * The layout of the file that the ranks of a communicator share, in native byte order.
 *
 * <pre>
 *      0  magic | size | geometry of the rings | pid namespace | creator | inode
 *     64  joined | ready | permitted | losses | whose turn it is to unlink
 *    128  ranks given out | rings given out
 *   4096  ranks, 256 bytes each
 *    ...  rings, in whole pages
 * </pre>
 */
final class SegmentDescriptor {
  /** "crossmem" in ASCII, on a little-endian machine; with the version of the layout added. */
  static final long MAGIC_VALUE = 0x6d656d73736f7263L + 2;

  static final int MAGIC = 0; // long
  static final int SIZE = 8; // int: ranks
  static final int RING_ENTRIES = 12; // int
  static final int RING_DATA = 16; // int: bytes
  static final int RESERVED_RINGS = 20; // int: how many the file has room for from the start
  static final int PID_NAMESPACE = 24; // long: its inode
  static final int CREATOR_PID = 32; // int
  static final int CREATOR_START = 40; // long: clock ticks after boot

  static final int INODE = 48; // long: the file's

  static final int JOINED = 64; // int, a futex: ranks that are there, or GIVEN_UP
  static final int READY = 72; // int, a futex: 1 once the name is gone

  static final int PERMITTED = 76; // int, a futex: ranks that let the others reach into them

  static final int LOSSES = 80; // int: how often a rank found that yielding its core does not pay

  /** long: the process that takes the name away: its pid, and its start in the upper half. */
  static final int UNLINKER = 88;

  static final int NEXT_RANK = 128; // int
  static final int NEXT_RING = 132; // int

  /** In JOINED: somebody waited too long, or died. */
  static final int GIVEN_UP = -1;

  static final int RANKS = 4096;
  static final int RANK_BYTES = 256;

  static final int STATE = 0; // int
  static final int PID = 4; // int
  static final int START = 8; // long: clock ticks after boot

  static final int FIRST_RING = 64; // int: 1 + index of the newest ring to this rank, 0 for none

  static final int BELL = 128; // int, a futex: counts rings of the bell
  static final int SLEEPERS = 132; // int: threads that wait for it

  static final int FREE = 0;
  static final int TAKEN = 1;
  static final int LEFT = 2;

  private SegmentDescriptor() {}

  static int rank(int rank) {
    return RANKS + rank * RANK_BYTES;
  }

  /** Where the rings begin: on a page of their own. */
  static long rings(int size) {
    return (rank(size) + 4095L) & -4096L;
  }
}
