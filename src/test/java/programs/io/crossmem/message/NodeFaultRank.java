package io.crossmem.message;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A rank on one of two hosts, to which something happens while all wait for each other. Writes into
 * a file of its own how each operation ends, and after how long: a launcher may lose what is
 * printed.
 */
final class NodeFaultRank {
  /** The exit status of a rank whose operations have failed. */
  static final int STATUS = 9;

  private static final int LARGE = 4 << 20;
  private static final int TAG_OF_RECEIVE = 1;
  private static final int TAG_OF_SEND = 2;
  private static final long WORK_NS = TimeUnit.SECONDS.toNanos(3);

  private final Communicator world;
  private final int rank;
  private final Endings endings;

  private NodeFaultRank(Communicator world, Path folder) {
    this.world = world;
    this.rank = world.rank();
    this.endings = new Endings(folder, rank);
  }

  /** Arguments: three that Ranks adds, what happens, the rank that is waited for, a folder. */
  public static void main(String[] arguments) throws Exception {
    String fault = arguments[3];
    int awaited = Integer.parseInt(arguments[4]);
    boolean failed;
    try (Communicator world = Ranks.join(arguments)) {
      failed = new NodeFaultRank(world, Path.of(arguments[5])).run(fault, awaited);
    }
    System.exit(failed ? STATUS : 0);
  }

  /** Whether any operation has failed. */
  private boolean run(String fault, int last) throws Exception {
    int awaited = last == rank ? 0 : last;
    world.barrier();
    endings.begin();
    boolean mayGoOn = fault.equals("heal") || fault.equals("launcher");
    List<Boolean> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    if (!mayGoOn) {
      threads.add(start("receive", failures, () -> receive(awaited)));
      threads.add(start("send", failures, () -> send(awaited)));
      TimeUnit.MILLISECONDS.sleep(300);
    }
    bring(fault, last);
    if (mayGoOn) {
      failures.add(endings.record("work", this::work));
      return failures.contains(true);
    }
    failures.add(endings.record("barriers", this::barriers));
    for (Thread thread : threads) {
      thread.join();
    }
    failures.add(endings.record("second receive", () -> receive(awaited)));
    failures.add(endings.record("second send", () -> send(awaited)));
    return failures.contains(true);
  }

  private void receive(int from) throws IOException {
    world.recv(Data.of(new byte[1]), from, TAG_OF_RECEIVE);
  }

  private void send(int to) throws IOException {
    world.send(Data.of(new byte[LARGE]), to, TAG_OF_SEND);
  }

  /** One may be over before it happens. */
  private void barriers() throws IOException {
    while (true) {
      world.barrier();
    }
  }

  /** All ranks stop after the same number of operations. */
  private void work() throws IOException {
    int[] isOver = {0};
    while (isOver[0] == 0) {
      isOver[0] = endings.nanos() > WORK_NS ? 1 : 0;
      world.allreduce(Data.of(isOver), Data.of(isOver), Op.MAX);
    }
  }

  /** Makes it happen, in the rank that does it. */
  private void bring(String fault, int last) throws Exception {
    switch (fault) {
      case "kill" -> {
        if (rank == last) {
          execute("kill -9 " + ProcessHandle.current().pid());
          TimeUnit.DAYS.sleep(1);
        }
      }
      case "host" -> byFirst("kill -9 " + System.getenv("HOSTS_B"));
      case "cut" -> byFirst("ip link set v0 down");
      case "heal" -> byFirst("ip link set v0 down; sleep 1; ip link set v0 up");
      case "launcher" ->
          byFirst("kill -9 $(ps -eo pid=,comm= | awk '/mpirun|mpiexec|prterun/ {print $1}')");
      default -> throw new IllegalArgumentException(fault);
    }
  }

  private void byFirst(String command) throws Exception {
    if (rank == 0) {
      execute(command);
    }
  }

  private static void execute(String command) throws Exception {
    new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
  }

  private Thread start(String name, List<Boolean> failures, Endings.Call call) {
    Thread thread = new Thread(() -> failures.add(endings.record(name, call)), name);
    thread.start();
    return thread;
  }
}
