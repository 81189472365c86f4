package io.crossmem.bench.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two hosts in namespaces of this machine, made by {@code scripts/hosts}. They see the same files
 * except for {@code /dev/shm}, and end with this.
 */
final class Hosts implements AutoCloseable {
  private static final Path SCRIPT =
      Path.of(System.getProperty("crossmem.bench.hosts", "scripts/hosts")).toAbsolutePath();
  private static final String ROOT = "root";

  private final Process process;
  private final long first; // pid of hosta's first process
  private final String second; // pid of hostb's first process, on hosta

  private Hosts(Process process, long first, String second) {
    this.process = process;
    this.first = first;
    this.second = second;
  }

  /** What this machine lacks for hosts; empty if nothing. */
  static Optional<String> missing() {
    if (!System.getProperty("user.name").equals(ROOT)) {
      return Optional.of("run it as root");
    }
    return Programs.arePresent("ip", "nsenter", "unshare")
        ? Optional.empty()
        : Optional.of("apt-get install iproute2 util-linux");
  }

  /** Fails where namespaces cannot be made. */
  static Hosts start() throws IOException {
    Process process =
        new ProcessBuilder(SCRIPT.toString(), "sh", "-c", "echo $HOSTS_B; exec cat")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader(); // not closed: cat would end
    String second = output.readLine();
    Optional<ProcessHandle> first = process.children().findFirst();
    if (second == null || first.isEmpty()) {
      process.destroyForcibly();
      throw new IOException("cannot make hosts: run it in a container that is privileged");
    }
    return new Hosts(process, first.get().pid(), second);
  }

  /** The command line that runs a command on hosta (0) or hostb (1), in this folder. */
  List<String> on(int host, List<String> command) {
    List<String> line = new ArrayList<>(enter(Long.toString(first)));
    if (host > 0) {
      line.addAll(enter(second));
    }
    line.addAll(command);
    return line;
  }

  private static List<String> enter(String pid) {
    String folder = "--wd=" + Path.of("").toAbsolutePath();
    return List.of(
        "nsenter", "-t", pid, "--net", "--uts", "--ipc", "--mount", "--pid", folder, "--");
  }

  /**
   * The command line that starts as many ranks on each host by a launcher of MPI.
   *
   * @param mpi a kind of {@link Installation}
   */
  List<String> launch(String mpi, int ranksPerHost, List<String> command) {
    String ranks = Integer.toString(ranksPerHost);
    List<String> line = new ArrayList<>(List.of(SCRIPT.toString(), mpi, ranks, ranks));
    line.addAll(command);
    return on(0, line);
  }

  /** The environment of such a command line. */
  Map<String, String> environment() {
    return Map.of("HOSTS_B", second, "TMPDIR", "/dev/shm/tmp");
  }

  @Override
  public void close() {
    process.destroyForcibly(); // as unshare ignores SIGTERM; this ends all on both hosts
    process.onExit().join();
  }
}
