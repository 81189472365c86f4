package io.crossmem.bench.rank;

import java.io.IOException;

/** A system under test as one rank sees it; it lives as long as the rank. */
public interface Transport extends AutoCloseable {
  /**
   * Gets ready for the messages of a task. All ranks come here together, and may meet.
   *
   * @param out what to send from
   * @param in what to receive into
   */
  Channel open(Task task, Memory out, Memory in) throws IOException;

  @Override
  void close() throws IOException;
}
