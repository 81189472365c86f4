package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.Windows.fails;

import java.nio.IntBuffer;
import mpi.Comm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Win;

/** What {@link MpiRank} does, by ranks on two nodes. Argument: how many are on the first. */
public final class NodesMpiRank {
  private NodesMpiRank() {}

  public static void main(String... arguments) throws Exception {
    MPI.Init(arguments);
    MpiRank.world = MPI.COMM_WORLD;
    MpiRank.rank = MpiRank.world.getRank();
    MpiRank.size = MpiRank.world.getSize();
    nodes(Integer.parseInt(arguments[arguments.length - 1]));
    Messages.run();
    PersistentAndSeveral.run();
    Types.run();
    Packed.run();
    ObjectMessages.run();
    MovingCollectives.run();
    Reductions.run();
    LargeItems.run();
    Windows.onAnyNodes();
    targetsThatDoNothing();
    Files.run();
    Groups.run();
    Errors.run();
    MPI.Finalize();
    System.out.println("rank " + MpiRank.rank + " is done");
  }

  private static void nodes(int first) {
    Intracomm world = MpiRank.world;
    Intracomm node = world.splitType(Comm.TYPE_SHARED, 0, MPI.INFO_NULL);
    MpiRank.ranksHere = MpiRank.rank < first ? first : MpiRank.size - first;
    check("ranks of a node", MpiRank.ranksHere, node.getSize());
    Win shared = new Win(64, 1, MPI.INFO_NULL, node, null, Win.FLAVOR_SHARED);
    check("memory of a node", 64, shared.sharedQuery(node.getSize() - 1).capacity());
    shared.free();
    world.setErrhandler(MPI.ERRORS_RETURN);
    fails(
        "shared memory of two nodes",
        MPI.ERR_COMM,
        () -> new Win(64, 1, MPI.INFO_NULL, world, null, Win.FLAVOR_SHARED));
    fails(
        "spawn",
        MPI.ERR_UNSUPPORTED_OPERATION,
        () -> world.spawn("java", new String[0], 1, MPI.INFO_NULL, 0, new int[1]));
    String port = Intracomm.openPort();
    fails("connect", MPI.ERR_UNSUPPORTED_OPERATION, () -> world.connect(port, 0));
    fails("accept", MPI.ERR_UNSUPPORTED_OPERATION, () -> world.accept(port, 0));
    Intracomm.closePort(port);
    node.free();
  }

  /** Rank 0 counts in the memory of the last rank, which waits for a message meanwhile. */
  private static void targetsThatDoNothing() {
    int last = MpiRank.size - 1;
    IntBuffer memory = MPI.newIntBuffer(2);
    Win win = new Win(memory, 2, 1, MPI.INFO_NULL, MpiRank.world);
    IntBuffer one = MPI.newIntBuffer(1).put(0, 1);
    for (int i = 0; i < 50 && MpiRank.rank != last; i++) {
      win.lock(MPI.LOCK_EXCLUSIVE, last, 0);
      IntBuffer found = MPI.newIntBuffer(1);
      win.get(found, 1, MPI.INT, last, 0, 1, MPI.INT);
      found.put(0, found.get(0) + 1);
      win.put(found, 1, MPI.INT, last, 0, 1, MPI.INT);
      win.accumulate(one, 1, MPI.INT, last, 1, 1, MPI.INT, MPI.SUM);
      win.unlock(last);
    }
    MpiRank.world.barrier();
    if (MpiRank.rank == last) {
      check("counted", 50 * last, memory.get(0));
      check("added", 50 * last, memory.get(1));
    }
    win.free();
  }
}
