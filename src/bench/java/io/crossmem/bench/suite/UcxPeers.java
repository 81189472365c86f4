package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.PEER;

import java.io.IOException;
import java.util.List;

/** The installed UCX libraries, with both transports within a node. */
final class UcxPeers {
  private UcxPeers() {}

  static void enter(Contest contest, Ranks ranks) throws IOException {
    for (Installation ucx : installed()) {
      contest.enter(
          "UCX cma" + ucx.suffix(), PEER, () -> Systems.ucx(ucx, ranks, Systems.SINGLE_COPY));
      contest.enter(
          "UCX posix" + ucx.suffix(), PEER, () -> Systems.ucx(ucx, ranks, Systems.TWO_COPIES));
    }
  }

  static List<Installation> installed() {
    return Installation.all(Installation.UCX);
  }
}
