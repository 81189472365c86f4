package io.crossmem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crossmem.mpi.NodesMpiRank;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Package mpi with ranks on two hosts, with each MPI that this machine has. */
class NodesMpiIT {
  @ParameterizedTest(name = "{0}, {1} and {2} ranks")
  @CsvSource({"openmpi,2,2", "openmpi,1,1", "mpich,2,1"})
  void eachMethodDoesWhatItDoesOnOneNode(String mpi, int first, int second) throws Exception {
    Jvm.Result result =
        TwoHosts.jvm(mpi, first, second).with("-XX:+UseSerialGC").run(NodesMpiRank.class, first);
    assertEquals(0, result.status(), result.output());
  }
}
