package io.crossmem.bench.message;

import com.sun.management.ThreadMXBean;
import io.crossmem.message.Communicator;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.lang.management.ManagementFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One rank of ours. Takes the commands of {@code src/bench/native/mpi_bench.c}, and answers as that
 * does, plus {@code allocated=...}: bytes of heap.
 */
public final class MessageRank {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Communicator communicator;
  private Exercise exercise;
  private String subject = "";
  private long seed;

  private MessageRank(Communicator communicator) {
    this.communicator = communicator;
  }

  /** No arguments: {@code CROSSMEM_BENCH_SOCKET} says where commands come from. */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(System.getenv("CROSSMEM_BENCH_SOCKET"));
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
        BufferedReader commands =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8));
        BufferedWriter answers =
            new BufferedWriter(
                new OutputStreamWriter(Channels.newOutputStream(socket), StandardCharsets.UTF_8));
        Communicator communicator = Communicator.fromEnvironment()) {
      MessageRank rank = new MessageRank(communicator);
      say(answers, "rank " + communicator.rank());
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        say(answers, rank.obey(line.split(" ")));
      }
    }
  }

  private static void say(BufferedWriter answers, String line) throws IOException {
    answers.write(line + "\n");
    answers.flush();
  }

  /**
   * {@code operation buffer bytes iterations}. Buffers are kept while commands ask for the same.
   */
  private String obey(String[] command) throws IOException {
    String wanted = command[0] + " " + command[1] + " " + command[2];
    if (!wanted.equals(subject)) {
      exercise = Exercise.of(command[0], command[1], Integer.parseInt(command[2]), communicator);
      subject = wanted;
    }
    return measure(Long.parseLong(command[3]));
  }

  private String measure(long iterations) throws IOException {
    long warmUp = iterations / 10 + 1;
    exercise.start(++seed);
    exercise.repeat(0, warmUp);
    long cpu = processorNanos();
    communicator.barrier();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    exercise.repeat(warmUp, warmUp + iterations);
    long nanos = System.nanoTime() - start;
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    cpu = processorNanos() - cpu;
    exercise.check(warmUp + iterations);
    String verified = exercise.wrong == 0 ? "yes" : "no";
    return "nanos=" + nanos + " cpu=" + cpu + " allocated=" + allocated + " verified=" + verified;
  }

  /**
   * Of all threads of this JVM; {@code OperatingSystemMXBean} counts it in hundredths of a second.
   */
  private static long processorNanos() throws IOException {
    long nanos = 0;
    for (String thread : new File("/proc/self/task").list()) {
      try {
        String times = Files.readString(Path.of("/proc/self/task", thread, "schedstat"));
        nanos += Long.parseLong(times.substring(0, times.indexOf(' ')));
      } catch (NoSuchFileException e) {
        // it ended
      }
    }
    return nanos;
  }
}
