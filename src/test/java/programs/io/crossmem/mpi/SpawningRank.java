package io.crossmem.mpi;

import static io.crossmem.mpi.Expect.equal;
import static io.crossmem.mpi.Expect.failure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpi.Info;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/** Starts itself again, in more processes; and groups that were started apart meet at a port. */
public final class SpawningRank {
  private SpawningRank() {}

  public static void main(String[] args) throws Exception {
    String[] own = MPI.Init(args);
    String part = own.length == 0 ? "parent" : own[0];
    switch (part) {
      case "child" -> child(own[1]);
      case "server" -> server(own[1]);
      case "client" -> client(own[1]);
      case "failing" -> failing();
      case "fail" -> System.exit(9);
      default -> parent();
    }
    String line = part + " " + MPI.COMM_WORLD.getRank() + " is done";
    MPI.Finalize();
    System.out.println(line);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String[] line(String... arguments) {
    List<String> line = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx128m"));
    line.add("-XX:+UseSerialGC");
    line.add(SpawningRank.class.getName());
    line.addAll(List.of(arguments));
    return line.toArray(String[]::new);
  }

  private static void parent() {
    Intracomm world = MPI.COMM_WORLD;
    int[] codes = {-1, -1};
    Intercomm children = world.spawn(java(), line("child", "2"), 2, null, 1, codes);
    equal("codes", new int[] {0, 0}, codes);
    equal("children", 2, children.getRemoteSize());
    int[] sum = new int[1];
    children.allReduce(new int[] {world.getRank() + 1}, sum, 1, MPI.INT, MPI.SUM);
    equal("of the children", 21, sum[0]);
    Intracomm all = children.merge(false);
    equal("parents first", world.getRank(), all.getRank());
    all.barrier();
    failure(
        "no such command",
        MPI.ERR_SPAWN,
        () -> world.spawn("no-such-command", null, 1, null, 0, null));
    Info wrong = new Info();
    wrong.set("wdir", "/no/such/folder");
    failure("no such folder", MPI.ERR_SPAWN, () -> world.spawn("true", null, 1, wrong, 0, null));
    Info away = new Info();
    away.set("host", "elsewhere.invalid");
    failure("elsewhere", MPI.ERR_SPAWN, () -> world.spawn("true", null, 1, away, 0, null));
    Info path = new Info();
    path.set("path", "/no/such/folder:" + Path.of(java()).getParent());
    Intercomm found = world.spawn("java", line("child", "1"), 1, path, 0, null);
    found.merge(false).barrier();
    found.disconnect();
    failure("no process", MPI.ERR_ARG, () -> MPI.COMM_SELF.spawn("true", null, 0, null, 0, null));
    String[][] lines = {line("child", "3"), line("child", "3")};
    Info folder = new Info();
    folder.set("wdir", System.getProperty("java.io.tmpdir"));
    folder.set("host", "localhost");
    Info[] hints = {folder, folder};
    Intercomm more =
        world.spawnMultiple(new String[] {java(), java()}, lines, new int[] {1, 2}, hints, 0, null);
    equal("children", 3, more.getRemoteSize());
    more.allReduce(new int[] {world.getRank() + 1}, sum, 1, MPI.INT, MPI.SUM);
    equal("of the children", 33, sum[0]);
    more.merge(false).barrier();
    more.disconnect();
    Intercomm freedHere = world.spawn(java(), line("child", "2"), 2, null, 0, null);
    freedHere.allReduce(new int[] {world.getRank() + 1}, sum, 1, MPI.INT, MPI.SUM);
    freedHere.merge(false).barrier();
    freedHere.free(); // the children do not: their Finalize must not wait for this rank
  }

  private static void child(String siblings) {
    Intercomm parents = Intercomm.getParent();
    int rank = MPI.COMM_WORLD.getRank();
    equal("siblings", Integer.parseInt(siblings), MPI.COMM_WORLD.getSize());
    equal("parents", 2, parents.getRemoteSize());
    if (siblings.equals("1")) {
      parents.merge(true).barrier();
      parents.disconnect();
      return;
    }
    int[] sum = new int[1];
    parents.allReduce(new int[] {10 + rank}, sum, 1, MPI.INT, MPI.SUM);
    equal("of the parents", 3, sum[0]);
    Intracomm all = parents.merge(true);
    equal("parents first", 2 + rank, all.getRank());
    all.barrier();
    if (siblings.equals("3")) {
      equal("folder", System.getProperty("java.io.tmpdir"), System.getProperty("user.dir"));
      equal("program", rank == 0 ? 0 : 1, MPI.COMM_WORLD.getAttr(MPI.APPNUM));
      parents.disconnect();
      equal("disconnected", true, Intercomm.getParent().isNull());
    }
  }

  private static void failing() throws InterruptedException {
    MPI.COMM_WORLD.spawn(java(), line("fail"), 1, null, 0, null);
    Thread.sleep(60_000);
    throw new AssertionError("the child failed, and this goes on");
  }

  /** Two clients come, each of which is a group. */
  private static void server(String service) {
    boolean isRoot = MPI.COMM_WORLD.getRank() == 0;
    String port = isRoot ? Intracomm.openPort() : null;
    if (isRoot) {
      Intracomm.publishName(service, port);
      failure("twice", MPI.ERR_SERVICE, () -> Intracomm.publishName(service, port));
      equal("published", port, Intracomm.lookupName(service));
    }
    for (int i = 0; i < 2; i++) {
      Intercomm client = MPI.COMM_WORLD.accept(port, 0);
      int[] got = new int[1];
      client.bcast(got, 1, MPI.INT, 0);
      equal("from the client", 77, got[0]);
      client.disconnect();
    }
    if (isRoot) {
      Intracomm.unpublishName(service, port);
      failure("unpublished", MPI.ERR_NAME, () -> Intracomm.lookupName(service));
      Intracomm.closePort(port);
      failure("closed", MPI.ERR_PORT, () -> Intracomm.closePort(port));
      failure("closed", MPI.ERR_PORT, () -> MPI.COMM_SELF.connect(port, 0));
      failure("no port", MPI.ERR_PORT, () -> MPI.COMM_SELF.connect("no port", 0));
      failure("not open", MPI.ERR_PORT, () -> MPI.COMM_SELF.accept("1:x", 0));
    }
  }

  private static void client(String service) {
    int rank = MPI.COMM_WORLD.getRank();
    String port = rank == 0 ? await(service) : null;
    Intercomm server = MPI.COMM_WORLD.connect(port, 0);
    equal("servers", 2, server.getRemoteSize());
    server.bcast(new int[] {77}, 1, MPI.INT, rank == 0 ? MPI.ROOT : MPI.PROC_NULL);
    server.disconnect();
  }

  private static String await(String service) {
    while (true) {
      try {
        return Intracomm.lookupName(service);
      } catch (MPIException e) {
        equal("not yet", MPI.ERR_NAME, e.getErrorClass());
        Thread.onSpinWait();
      }
    }
  }
}
