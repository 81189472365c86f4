package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.mpi.TopologyRank;
import org.junit.jupiter.api.Test;

/** Package mpi's topologies, with real ranks. */
class MpiTopologiesTest {
  @Test
  void ranksHaveTheNeighboursOfTheirTopology() throws Exception {
    String output = Launched.run(6, TopologyRank.class);
    assertEquals(6, output.lines().filter(line -> line.endsWith(" is done")).count(), output);
  }
}
