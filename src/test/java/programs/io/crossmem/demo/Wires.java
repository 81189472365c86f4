package io.crossmem.demo;

import io.crossmem.message.Communicator;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The two ways between two ranks: crossmem's messages, and a socket. */
record Wires(Communicator communicator, SocketChannel socket) implements AutoCloseable {
  /** Both ranks call this together. The socket's file is deleted when rank 0 returns. */
  static Wires connect(Communicator communicator) throws IOException {
    Lines other = new Lines(communicator);
    SocketChannel socket =
        communicator.rank() == 0
            ? accept(other)
            : SocketChannel.open(UnixDomainSocketAddress.of(other.answer()));
    return new Wires(communicator, socket);
  }

  private static SocketChannel accept(Lines other) throws IOException {
    Path directory = Files.createTempDirectory("crossmem-demo-"); // private: 0700
    Path file = directory.resolve("socket");
    directory.toFile().deleteOnExit(); // in case of an interrupt
    file.toFile().deleteOnExit();
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(file));
      other.tell(file.toString());
      return listener.accept();
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  /** For the slots of a round. */
  Wire wire(Memory.Kind kind, Memory memory, Layout layout) {
    return kind == Memory.Kind.SOCKET
        ? new Wire.Socket(socket, memory.buffers(layout))
        : new Wire.Messages(communicator, memory.slots(layout));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
