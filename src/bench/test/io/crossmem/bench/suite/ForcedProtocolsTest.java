package io.crossmem.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.protocol.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForcedProtocolsTest {
  /** A protocol whose name is none of these has to be told to {@link ForcedProtocols}. */
  @Test
  void eachProtocolOfTheLibraryIsForcedOnce() {
    List<String> names = ForcedProtocols.names();

    int betweenNodes = 1; // NETWORK, which is not for two ranks of one node
    assertEquals(Protocol.values().length - betweenNodes, names.size(), names.toString());
    assertTrue(names.containsAll(List.of("pipeline", "read", "write", "split")), names.toString());
  }
}
