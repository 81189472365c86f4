package mpi;

import io.crossmem.Iovec;
import io.crossmem.ProcessMemory;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * The memory that is attached to a dynamic window in one rank: a table in memory that all ranks
 * have mapped. A displacement is an {@code int} and therefore not an address. So attached memory
 * gets displacements: each begins at the first multiple of 8 after all memory attached before.
 *
 * <pre>
 *   per entry, 16 bytes:  long address | int place, int bytes (0: free)
 * </pre>
 *
 * <p>Addresses from the table are only passed to the kernel, which checks them.
 */
final class AttachedMemory {
  static final int ENTRIES = 256;
  static final int BYTES = ENTRIES * 16;

  private final ByteBuffer table;
  private final int start; // of the table
  private final Buffer[] buffers = new Buffer[ENTRIES]; // of this rank; kept while attached
  private final ByteBuffer[] bytes = new ByteBuffer[ENTRIES];
  private long end; // of the places given so far

  AttachedMemory(ByteBuffer table, int start) {
    this.table = table;
    this.start = start;
  }

  private int entry(int number) {
    return start + 16 * number;
  }

  // ---- in the rank whose memory it is

  synchronized int attach(Buffer buffer, int length) {
    int free = 0;
    while (free < ENTRIES && buffers[free] != null) {
      free++;
    }
    if (free == ENTRIES || end + length > Integer.MAX_VALUE) {
      throw new MPIException(ErrorClass.NO_MEM, "no more memory can be attached to the window");
    }
    ByteBuffer view = ProcessMemory.bytes(buffer.duplicate().clear());
    int place = (int) end;
    buffers[free] = buffer;
    bytes[free] = view;
    end = (end + length + 7) & ~7L;
    table.putLong(entry(free), Iovec.of(view).address());
    AtomicMemory.setLong(table, entry(free) + 8, ((long) place << 32) | length);
    return place;
  }

  synchronized void detach(Buffer buffer) {
    int number = find(buffer);
    AtomicMemory.setLong(table, entry(number) + 8, 0);
    buffers[number] = null;
    bytes[number] = null;
  }

  synchronized int displacement(Buffer buffer) {
    return (int) (table.getLong(entry(find(buffer)) + 8) >>> 32);
  }

  /** The bytes from a place on; null if they do not all lie in memory that is attached. */
  synchronized ByteBuffer part(long first, int length) {
    for (int i = 0; i < ENTRIES; i++) {
      long place = table.getLong(entry(i) + 8);
      long at = first - (place >>> 32);
      if (bytes[i] != null && length >= 0 && at >= 0 && at + length <= (int) place) {
        return bytes[i].slice((int) at, length);
      }
    }
    return null;
  }

  private int find(Buffer buffer) {
    for (int i = 0; i < ENTRIES; i++) {
      if (buffers[i] != null && buffers[i] == buffer) {
        return i;
      }
    }
    throw new MPIException(ErrorClass.BUFFER, "the buffer is not attached to the window");
  }

  // ---- in all ranks

  /** The address of a range of places; 0 if it does not lie in memory that is attached. */
  long address(long first, long end) {
    for (int i = 0; i < ENTRIES; i++) {
      long place = AtomicMemory.getLong(table, entry(i) + 8);
      long from = place >>> 32;
      if (first >= from && end <= from + (int) place && (int) place > 0) {
        long address = table.getLong(entry(i));
        if (AtomicMemory.getLong(table, entry(i) + 8) == place) {
          return address + (first - from);
        }
      }
    }
    return 0;
  }
}
