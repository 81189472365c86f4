package io.crossmem.cli;

import io.crossmem.message.Communicator;
import io.crossmem.message.MessageException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;

/** Two ranks: this JVM, which sends, and the second one, which sends back what it received. */
final class PingpongMessages implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int HERE = 0;
  private static final int THERE = 1;

  private final Communicator ranks;

  /** Waits for the other rank. */
  PingpongMessages(String name) throws IOException {
    ranks = Communicator.join(name, HERE, 2, TIMEOUT);
  }

  /** A name that no other group uses. */
  static String randomName() throws IOException {
    try (InputStream random = new FileInputStream("/dev/urandom")) {
      return "pingpong-" + HexFormat.of().formatHex(random.readNBytes(8));
    }
  }

  /** Sends all bytes of a buffer, and receives them back. */
  void roundTrip(ByteBuffer message) throws MessageException {
    ranks.send(message.clear(), THERE, 0);
    ranks.recv(message.clear(), THERE, 0);
  }

  /**
   * Runs in the other rank: sends each message back, until the first rank closes.
   *
   * @param memory the buffer for the messages
   */
  static void echo(String name, ByteBuffer memory) throws IOException {
    try (Communicator ranks = Communicator.join(name, THERE, 2, TIMEOUT)) {
      while (true) {
        long bytes = ranks.recv(memory.clear(), HERE, 0).bytes();
        ranks.send(memory.clear().limit((int) bytes), HERE, 0);
      }
    }
  }

  @Override
  public void close() {
    ranks.close();
  }
}
