package io.crossmem.bench.suite;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The processes of one system under test, which send messages to each other and get commands from
 * here. Every rank has a socket and waits for its next command in a blocking read, so a group
 * without a turn does not use the cores.
 */
final class RankGroup implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  private static final int GENTLE_SECONDS = 3;

  private final String name;
  private final boolean compiles;
  private final List<Process> processes = new ArrayList<>();
  private final TreeMap<Integer, Rank> ranks = new TreeMap<>();
  private volatile boolean leaving;

  /**
   * Starts the processes and waits until all ranks are connected.
   *
   * @param compiles whether they are JVMs, which need a warm-up
   * @param commands command lines, one for each rank, or one launcher for all
   */
  RankGroup(String name, int size, boolean compiles, List<ProcessBuilder> commands)
      throws IOException {
    this(name, size, compiles, SharedFolder.place(), commands);
  }

  /**
   * The same for ranks that do not all have the same shared memory.
   *
   * @param place a folder that all of them can see, for files that they map
   */
  RankGroup(String name, int size, boolean compiles, Path place, List<ProcessBuilder> commands)
      throws IOException {
    this.name = name;
    this.compiles = compiles;
    try (SharedFolder shared = new SharedFolder(place);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(shared.socket()));
      for (ProcessBuilder command : commands) {
        processes.add(start(command, shared));
      }
      while (ranks.size() < size) {
        Rank rank = new Rank(accept(server));
        ranks.put(Integer.parseInt(rank.readLine().substring("rank ".length())), rank);
      }
    } catch (IOException | RuntimeException e) {
      kill();
      throw e;
    }
    watch();
  }

  /** Kills the group if a rank dies, since the others would wait for it. */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure shows in the next command
  private void watch() {
    processes.forEach(process -> process.onExit().thenRun(this::killUnlessLeaving));
  }

  private void killUnlessLeaving() {
    if (!leaving) {
      kill();
    }
  }

  boolean compiles() {
    return compiles;
  }

  /** Sends a command; returns the combined answer of all ranks. */
  Answer run(String command) throws IOException {
    return Answer.ofGroup(ask(command, Answer::parse));
  }

  /** Sends a command; returns the parsed answer of each rank. */
  <T> List<T> ask(String command, Function<String, T> parser) throws IOException {
    CompletableFuture<Void> end = unlessInTime(this::kill);
    try {
      for (Rank rank : ranks.values()) {
        rank.out.write(command + "\n");
        rank.out.flush();
      }
      List<T> answers = new ArrayList<>();
      for (Rank rank : ranks.values()) {
        answers.add(parser.apply(rank.readLine()));
      }
      return answers;
    } catch (IOException | RuntimeException e) {
      kill();
      throw new IOException(name + ": \"" + command + "\" failed: " + e.getMessage(), e);
    } finally {
      end.complete(null);
    }
  }

  /** Ranks end when their socket is closed; a rank that does not is killed. */
  @Override
  public void close() {
    leaving = true;
    CompletableFuture<Void> end = unlessInTime(this::kill);
    for (Rank rank : ranks.values()) {
      rank.close();
    }
    for (Process process : processes) {
      process.onExit().join();
    }
    end.complete(null);
  }

  private SocketChannel accept(ServerSocketChannel server) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    server.configureBlocking(false);
    while (System.nanoTime() < end && processes.stream().allMatch(Process::isAlive)) {
      SocketChannel rank = server.accept();
      if (rank != null) {
        return rank;
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new IOException(name + ": only " + ranks.size() + " ranks have connected");
  }

  /**
   * First by SIGTERM: then a launcher ends its ranks and removes its temporary files. Ranks that it
   * does not end must be known before, since they lose their parent.
   */
  private void kill() {
    List<ProcessHandle> started =
        processes.stream().flatMap(process -> process.descendants()).toList();
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      process.onExit().completeOnTimeout(process, GENTLE_SECONDS, TimeUnit.SECONDS).join();
      process.destroyForcibly();
    }
    started.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Runs an action after a while, unless the result is completed before, so that a rank that hangs
   * does not block the harness.
   */
  private static CompletableFuture<Void> unlessInTime(Runnable action) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            late -> {
              action.run();
              return null;
            });
    return end;
  }

  private static Process start(ProcessBuilder command, SharedFolder shared) throws IOException {
    command.environment().put("CROSSMEM_BENCH_SOCKET", shared.socket().toString());
    command.environment().put("CROSSMEM_BENCH_SHARED", shared.path().toString());
    return command
        .inheritIO()
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  private static final class Rank {
    final SocketChannel socket;
    final BufferedReader in;
    final BufferedWriter out;

    Rank(SocketChannel socket) {
      this.socket = socket;
      in =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8));
      out =
          new BufferedWriter(
              new OutputStreamWriter(Channels.newOutputStream(socket), StandardCharsets.UTF_8));
    }

    String readLine() throws IOException {
      String line = in.readLine();
      if (line == null) {
        throw new EOFException("a rank has ended");
      }
      return line;
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
