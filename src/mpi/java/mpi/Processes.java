package mpi;

import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.util.HashMap;
import java.util.Map;

/** The memory of other ranks' processes: opened by the first window, closed by the last. */
final class Processes {
  private static final Map<Long, Processes> OPEN = new HashMap<>(); // by pid, guarded by the class

  private final ProcessMemory memory;
  private int users;

  private Processes(ProcessMemory memory) {
    this.memory = memory;
  }

  /** To be given back by {@link #close}. */
  static synchronized ProcessMemory open(long pid) throws ProcessMemoryException {
    Processes known = OPEN.get(pid);
    if (known == null) {
      known = new Processes(ProcessMemory.open(pid));
      OPEN.put(pid, known);
    }
    known.users++;
    return known.memory;
  }

  static synchronized void close(ProcessMemory memory) {
    Processes known = OPEN.get(memory.pid());
    known.users--;
    if (known.users == 0) {
      OPEN.remove(memory.pid());
      memory.close();
    }
  }
}
