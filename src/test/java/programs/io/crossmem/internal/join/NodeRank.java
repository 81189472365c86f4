package io.crossmem.internal.join;

import io.crossmem.internal.network.MpiWire;
import io.crossmem.internal.network.Nodes;
import java.time.Duration;

/** Main class: meets the ranks of all nodes, prints what it has learned, and ends MPI. */
public final class NodeRank {
  private NodeRank() {}

  /** Argument: ms that it waits. */
  public static void main(String[] arguments) throws Exception {
    LauncherEnvironment told = LauncherEnvironment.read(System.getenv());
    NodeMembership met;
    try {
      met = NodeMeeting.meet(told, Duration.ofMillis(Long.parseLong(arguments[0])));
    } catch (JoinException e) {
      System.out.println("refused " + e.getMessage());
      System.exit(3); // MPI is not ended: its launcher is to know
      return;
    }
    Nodes nodes = met.nodes();
    System.out.println(
        "met "
            + told.rank()
            + ": "
            + nodes
            + ", node "
            + nodes.nodeOf(told.rank())
            + ", slot "
            + nodes.slotOf(told.rank())
            + ", "
            + met.local().segment().size()
            + " here, rank "
            + met.local().rank());
    met.wire().thread().submit(() -> finish(met.wire())).get();
  }

  private static void finish(MpiWire wire) {
    while (!wire.finish(() -> {})) {
      Thread.onSpinWait();
    }
  }
}
