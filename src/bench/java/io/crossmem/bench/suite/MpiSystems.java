package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.PEER;

import io.crossmem.bench.mpi.MpiRank;
import io.crossmem.bench.report.Report;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** {@link MpiRank} with each implementation of package mpi that is found. */
final class MpiSystems {
  private static final String CLASSES =
      System.getProperty("crossmem.bench.mpi", Path.of("target", "mpi-classes").toString());
  private static final List<String> DEBIAN_JARS =
      List.of(
          "/usr/share/java/mpi.jar",
          "/usr/lib/jni/mpi.jar",
          "/usr/lib/x86_64-linux-gnu/openmpi/lib/mpi.jar");

  private final Report report;

  MpiSystems(Report report) {
    this.report = report;
  }

  static RankGroup ours(String name, String what) throws IOException {
    return Systems.java(
        name, CLASSES + ":" + Systems.CLASS_PATH, MpiRank.class, any -> List.of(what));
  }

  static RankGroup otherBuild(String name, String what) throws IOException {
    return Systems.java(name, Systems.OTHER_BUILD, MpiRank.class, any -> List.of(what));
  }

  // ---- Open MPI

  /** Enters the Java binding of each installation of Open MPI that has one. */
  void enterOpenMpi(
      Contest contest, String how, boolean onHeap, Predicate<Point> canDo, String what)
      throws IOException {
    boolean found = false;
    for (Installation openMpi : Installation.all(Installation.OPEN_MPI)) {
      Optional<Path> jar = jarOf(openMpi);
      if (jar.isPresent()) {
        found = true;
        contest.enter(
            "Open MPI Java" + openMpi.suffix() + how,
            PEER,
            onHeap,
            canDo,
            () ->
                Systems.openMpiJava(
                    openMpi, jar.get() + ":" + Systems.CLASS_PATH, MpiRank.class, what));
      }
    }
    if (!found) {
      report.missing(
          "Open MPI's Java binding",
          "set CROSSMEM_BENCH_OMPI_JAR to the mpi.jar of the installed version, or give --with"
              + " openmpi=PREFIX of one that was configured with --enable-mpi-java");
    }
  }

  private static Optional<Path> jarOf(Installation openMpi) {
    List<Path> places = new ArrayList<>();
    if (openMpi.prefix().isEmpty()) {
      places.add(Path.of(System.getenv().getOrDefault("CROSSMEM_BENCH_OMPI_JAR", "absent")));
      DEBIAN_JARS.forEach(jar -> places.add(Path.of(jar)));
    } else {
      places.add(Path.of(openMpi.prefix(), "lib", "mpi.jar"));
    }
    return places.stream().filter(Files::isRegularFile).map(Path::toAbsolutePath).findFirst();
  }

  // ---- MPJ Express

  /** Enters MPJ Express with a process for each rank, which it connects by TCP. */
  void enterMpjExpress(Contest contest, String how, String what) throws IOException {
    String home = System.getenv().getOrDefault("MPJ_HOME", "absent");
    Path jar = Path.of(home, "lib", "mpj.jar");
    if (Files.isRegularFile(jar)) {
      contest.enter("MPJ Express" + how, PEER, true, any -> true, () -> mpjExpress(jar, what));
    } else {
      report.missing("MPJ Express", "set MPJ_HOME to the folder of an installation");
    }
  }

  /**
   * As its own launcher does: the arguments are the rank, the settings, and the device. The ranks
   * tell their ports to a server, which tells all of them to each.
   */
  private static RankGroup mpjExpress(Path jar, String what) throws IOException {
    int ranks = Ranks.pair().count();
    try (ServerSocket server = new ServerSocket(0, ranks, InetAddress.getLoopbackAddress())) {
      Thread answers = new Thread(() -> exchangePorts(server, ranks), "ports of MPJ Express");
      answers.setDaemon(true);
      answers.start();
      String settings =
          String.join(
              ";",
              List.of(
                  "#Number of Processes",
                  Integer.toString(ranks),
                  "#Protocol Switch Limit",
                  "131072",
                  "#Server Name",
                  "localhost",
                  "#Server Port",
                  Integer.toString(server.getLocalPort())));
      String classPath = jar + ":" + jar.resolveSibling("*") + ":" + Systems.CLASS_PATH;
      return Systems.java(
          "MPJ Express",
          classPath,
          MpiRank.class,
          rank -> List.of(what, Integer.toString(rank), settings, "niodev"));
    }
  }

  private static void exchangePorts(ServerSocket server, int ranks) {
    List<Socket> sockets = new ArrayList<>();
    String[] byRank = new String[ranks];
    try {
      for (int i = 0; i < ranks; i++) {
        Socket socket = server.accept();
        sockets.add(socket);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readUTF(); // a greeting
        int writePort = in.readInt();
        int readPort = in.readInt();
        int rank = in.readInt();
        byRank[rank] = "localhost@" + readPort + "@" + writePort + "@" + rank;
      }
      String all = "#Peer Information;" + String.join(";", byRank);
      for (Socket socket : sockets) {
        new DataOutputStream(socket.getOutputStream()).writeUTF(all);
        socket.close();
      }
    } catch (IOException e) {
      // the ranks have ended, or will when nobody answers
    }
  }
}
