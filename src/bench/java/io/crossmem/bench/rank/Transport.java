package io.crossmem.bench.rank;

import java.io.IOException;

/** One rank of a system under test; it lives as long as the rank. */
public interface Transport extends AutoCloseable {
  /**
   * Prepares for the messages of a task. All ranks call this together, so they may synchronise.
   *
   * @param out memory to send from
   * @param in memory to receive into
   */
  Channel open(Task task, Memory out, Memory in) throws IOException;

  @Override
  void close() throws IOException;
}
