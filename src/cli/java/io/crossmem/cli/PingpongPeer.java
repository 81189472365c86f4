package io.crossmem.cli;

import io.crossmem.Iovec;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** The other process: owns a buffer, prints its address, and ends with its parent. */
final class PingpongPeer {
  private PingpongPeer() {}

  /** Takes the buffer's size in bytes, and the name of the group in which messages are measured. */
  public static void main(String[] arguments) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(Integer.parseInt(arguments[0]));
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, laid(i));
    }
    System.out.println(Iovec.of(buffer).address());
    Thread echo = new Thread(() -> echo(arguments[1], buffer.capacity()), "echo");
    echo.setDaemon(true);
    echo.start();
    try {
      while (System.in.read() >= 0) {
        // Input ends when the parent ends, in any way.
      }
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  private static void echo(String name, int bytes) {
    try {
      PingpongMessages.echo(name, ByteBuffer.allocateDirect(bytes));
    } catch (IOException e) {
      // The other rank has left, or messages are not possible here, which it reports itself.
    }
  }

  /** The value of byte i of the buffer. */
  static byte laid(int i) {
    return (byte) (i * 31 + (i >> 8) * 17 + 7);
  }
}
