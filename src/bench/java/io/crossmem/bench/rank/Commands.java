package io.crossmem.bench.rank;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads commands of the harness from the socket in {@code CROSSMEM_BENCH_SOCKET}: each is a line,
 * and so is the answer. {@code src/bench/native/commands.c} connects in C.
 */
public final class Commands {
  private Commands() {}

  /** Executes commands. */
  public interface Obedience {
    /** Returns the answer. */
    String obey(String command) throws IOException;
  }

  /** Executes commands until the socket is closed. */
  public static void serve(int rank, Obedience obedience) throws IOException {
    Path path = Path.of(System.getenv("CROSSMEM_BENCH_SOCKET"));
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
        BufferedReader commands =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8));
        BufferedWriter answers =
            new BufferedWriter(
                new OutputStreamWriter(Channels.newOutputStream(socket), StandardCharsets.UTF_8))) {
      say(answers, "rank " + rank);
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        say(answers, obedience.obey(line));
      }
    }
  }

  private static void say(BufferedWriter answers, String line) throws IOException {
    answers.write(line + "\n");
    answers.flush();
  }
}
