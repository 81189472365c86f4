package io.crossmem.bench.cold;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * One of two ranks that send a message back and forth from their start on. Rank 0 measures the
 * times and prints them at the end. It loads few classes, and does only what every such program
 * must do. {@code src/bench/native/cold/cold_rank.c} is the same over MPI.
 */
public final class ColdRank {
  private static final long END = -1;

  private ColdRank() {}

  /** A connection to the other rank. */
  private interface Way extends AutoCloseable {
    /** Sends the whole message. */
    void send() throws IOException;

    /** Receives into the message. */
    void receive() throws IOException;

    @Override
    void close() throws IOException;
  }

  /**
   * Arguments: {@code crossmem} or {@code unix}; bytes of a message; the age in milliseconds at
   * which to end. The folder of the sockets is in {@code CROSSMEM_BENCH_SHARED}.
   */
  public static void main(String[] arguments) throws IOException {
    AgeTimes times = AgeTimes.sinceStart();
    int rank = Integer.parseInt(System.getenv("CROSSMEM_RANK"));
    ByteBuffer message = ByteBuffer.allocateDirect(Integer.parseInt(arguments[1]));
    message.order(ByteOrder.nativeOrder());
    try (Way way = arguments[0].equals("unix") ? unix(rank, message) : crossmem(rank, message)) {
      if (rank == 0) {
        lead(way, message, times, 1_000_000 * Long.parseLong(arguments[2]));
        System.out.print(times.lines());
      } else {
        follow(way, message);
      }
    }
  }

  private static void lead(Way way, ByteBuffer message, AgeTimes times, long endNanos)
      throws IOException {
    long before = System.nanoTime();
    for (long number = 1; number == 1 || times.age(before) < endNanos; number++) {
      stamp(message, number);
      before = System.nanoTime();
      way.send();
      way.receive();
      long after = System.nanoTime();
      times.add(after, after - before);
      check(message, number);
    }
    stamp(message, END);
    way.send();
    way.receive();
    check(message, END);
  }

  private static void follow(Way way, ByteBuffer message) throws IOException {
    long number = 0;
    while (number != END) {
      way.receive();
      number = message.getLong(0);
      check(message, number);
      way.send();
    }
  }

  private static void stamp(ByteBuffer message, long number) {
    message.putLong(0, number);
    message.putLong(message.capacity() - Long.BYTES, number);
  }

  private static void check(ByteBuffer message, long number) throws IOException {
    if (message.getLong(0) != number
        || message.getLong(message.capacity() - Long.BYTES) != number) {
      throw new IOException("message " + number + " has wrong bytes");
    }
  }

  private static Way crossmem(int rank, ByteBuffer message) throws IOException {
    Communicator world = Communicator.fromEnvironment();
    Data data = Data.of(message);
    int other = 1 - rank;
    return new Way() {
      @Override
      public void send() throws IOException {
        world.send(data, other, 0);
      }

      @Override
      public void receive() throws IOException {
        world.recv(data, other, 0);
      }

      @Override
      public void close() {
        world.close();
      }
    };
  }

  private static Way unix(int rank, ByteBuffer message) throws IOException {
    Path path = Path.of(System.getenv("CROSSMEM_BENCH_SHARED"), "socket");
    SocketChannel channel = rank == 0 ? accept(path) : connect(path);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20); // up to twice as fast
    return new Way() {
      @Override
      public void send() throws IOException {
        for (message.clear(); message.hasRemaining(); ) {
          channel.write(message);
        }
      }

      @Override
      public void receive() throws IOException {
        for (message.clear(); message.hasRemaining(); ) {
          if (channel.read(message) < 0) {
            throw new EOFException("the other rank has ended");
          }
        }
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  private static SocketChannel accept(Path path) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      return server.accept();
    }
  }

  /** Waits for the other rank to listen; the harness limits the time. */
  private static SocketChannel connect(Path path) throws IOException {
    while (true) {
      try {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
      } catch (IOException e) { // it does not listen yet
        sleepShortly();
      }
    }
  }

  private static void sleepShortly() throws IOException {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }
}
