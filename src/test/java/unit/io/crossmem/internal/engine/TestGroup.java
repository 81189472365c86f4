package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Context;
import io.crossmem.internal.protocol.Protocol;
import io.crossmem.internal.protocol.ProtocolSelector;
import io.crossmem.internal.shm.FaultySegment;
import io.crossmem.internal.shm.Geometry;
import io.crossmem.internal.shm.PlainSegment;
import io.crossmem.internal.shm.RingDescriptor;
import io.crossmem.internal.shm.SharedAtomics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Ranks in one process, on plain memory, that move only when a test says so. */
final class TestGroup {
  /** So small that all of it is used up soon. */
  static final Geometry TINY = new Geometry(8, 512);

  static final int EAGER = 64;
  static final int PART = 100; // bytes
  private static final long UNEXPECTED = 128 << 20;

  /** Of all ranks, but for their own closing. */
  final Context[] contexts;

  final TestRank[] ranks;
  private final long[][] seen; // entries of each ring that a test has asked for

  TestGroup(
      int size,
      Geometry geometry,
      ProtocolSelector selector,
      long unexpected,
      int[][] permissions) {
    PlainSegment segment = PlainSegment.of(size, geometry);
    ranks = new TestRank[size];
    contexts = new Context[size];
    int[] members = new int[size];
    for (int i = 0; i < size; i++) {
      members[i] = i;
    }
    for (int i = 0; i < size; i++) {
      ranks[i] = new TestRank(new FaultySegment(segment), i, selector, unexpected, permissions[i]);
      contexts[i] = new Context(0, members);
    }
    seen = new long[size][size];
  }

  /** In which all large messages travel in one way. */
  static TestGroup of(int size, Protocol forced) {
    return new TestGroup(size, TINY, selector(forced), UNEXPECTED, new int[size][size]);
  }

  static ProtocolSelector selector(Protocol forced) {
    return new ProtocolSelector(EAGER, EAGER, EAGER, false, forced, PART, PART, false);
  }

  /** With messages of up to so many bytes sent at once. */
  static ProtocolSelector selectorOf(int eager) {
    return new ProtocolSelector(eager, eager, eager, false, null, PART, PART, false);
  }

  /** Polls all until nothing moves any more. */
  void settle() {
    boolean moved = true;
    for (int rounds = 0; moved; rounds++) {
      if (rounds > 10_000) {
        throw new AssertionError("it never comes to rest");
      }
      moved = false;
      for (TestRank rank : ranks) {
        moved |= rank.poll();
      }
    }
  }

  /** The kinds of the entries that one rank has sent to another since this was last asked. */
  List<String> wire(int from, int to) {
    List<String> kinds = new ArrayList<>();
    for (int entry = nextEntry(from, to); entry >= 0; entry = nextEntry(from, to)) {
      kinds.add(name(ring(from, to).getInt(entry + RingDescriptor.KIND)));
    }
    return kinds;
  }

  /** Offset of the next entry that one rank has sent to another; -1 if there is none. */
  int nextEntry(int from, int to) {
    ByteBuffer ring = ring(from, to);
    long number = seen[from][to];
    if (ring == null) {
      return -1;
    }
    int entry = TINY.entryOffset(number);
    if (SharedAtomics.getLong(ring, entry + RingDescriptor.SEQUENCE) != number + 1) {
      return -1;
    }
    seen[from][to]++;
    return entry;
  }

  ByteBuffer ring(int from, int to) {
    return ranks[from].peers[to].out == null ? null : ranks[from].peers[to].out.memory.bytes;
  }

  private static String name(int kind) {
    return switch (kind) {
      case RingDescriptor.EAGER -> "EAGER";
      case RingDescriptor.RTS -> "RTS";
      case RingDescriptor.CTS_DATA -> "CTS_DATA";
      case RingDescriptor.CTS_PUT -> "CTS_PUT";
      case RingDescriptor.CTS_NETWORK -> "CTS_NETWORK";
      case RingDescriptor.DATA -> "DATA";
      case RingDescriptor.ATS -> "ATS";
      case RingDescriptor.ATP -> "ATP";
      case RingDescriptor.CANCEL -> "CANCEL";
      case RingDescriptor.CANCEL_ACK -> "CANCEL_ACK";
      default -> "kind " + kind;
    };
  }
}
