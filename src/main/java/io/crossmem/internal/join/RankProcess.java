package io.crossmem.internal.join;

import static io.crossmem.internal.shm.SegmentDescriptor.*;

import io.crossmem.internal.process.RemoteProcess;
import io.crossmem.internal.process.RemoteProcess.Liveness;
import io.crossmem.internal.shm.SharedAtomics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the processes that have taken ranks still live. "Unknown" does not count as dead. */
final class RankProcess {
  static final int PID_OF_SELF = (int) ProcessHandle.current().pid();

  /** If /proc is that of another pid namespace, its pids belong to other processes. */
  private static final boolean PROC_KNOWS_PIDS = procKnowsPids();

  private RankProcess() {}

  private static boolean procKnowsPids() {
    try {
      Path self = Files.readSymbolicLink(Path.of("/proc/self"));
      return self.toString().equals(Integer.toString(PID_OF_SELF));
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes a rank for this process; false if another process has it. */
  static boolean take(ByteBuffer memory, int rank) {
    int block = rank(rank);
    if (!SharedAtomics.replaceInt(memory, block + PID, 0, PID_OF_SELF)) {
      return false;
    }
    SharedAtomics.setLong(memory, block + START, ownStart());
    SharedAtomics.setInt(memory, block + STATE, TAKEN);
    return true;
  }

  static int pidOf(ByteBuffer memory, int rank) {
    return SharedAtomics.getInt(memory, rank(rank) + PID);
  }

  /** Whether a rank was taken by a process that has certainly ended. */
  static boolean hasEnded(ByteBuffer memory, int rank) {
    int pid = pidOf(memory, rank);
    if (pid == 0 || pid == PID_OF_SELF) {
      return false;
    }
    // A process writes its start time shortly after it has taken the rank.
    boolean isWhole = SharedAtomics.getInt(memory, rank(rank) + STATE) != FREE;
    long start = isWhole ? memory.getLong(rank(rank) + START) : 0;
    return PROC_KNOWS_PIDS && RemoteProcess.livenessOf(pid, start) == Liveness.ENDED;
  }

  /** Clock ticks after boot; 0 for unknown. */
  private static long ownStart() {
    return PROC_KNOWS_PIDS ? Math.max(0, RemoteProcess.startTimeOf(PID_OF_SELF)) : 0;
  }
}
