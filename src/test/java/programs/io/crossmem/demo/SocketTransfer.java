package io.crossmem.demo;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The same bytes through a Unix domain socket: the owner copies them into the kernel, the taker out
 * of it, both at the same time where they are many.
 *
 * <p>The time is measured in the taker: from sending the request until the last byte has arrived.
 * It includes the wake-up of the owner; a single copy does not need the owner. The socket's buffers
 * have their default sizes: larger ones made less difference than two runs.
 */
final class SocketTransfer implements AutoCloseable {
  private static final int REQUEST_BYTES = 2 * Integer.BYTES; // position and length in the region

  private final SocketChannel owner;
  private final Region local;

  private SocketTransfer(SocketChannel owner, Region local) {
    this.owner = owner;
    this.local = local;
  }

  /** Makes the owner connect. The socket's file is deleted when this returns or throws. */
  static SocketTransfer connect(OwnerProcess owner, Region local) throws IOException {
    Path directory = Files.createTempDirectory("crossmem-demo-"); // private: 0700
    Path file = directory.resolve("socket");
    directory.toFile().deleteOnExit(); // in case of an interrupt
    file.toFile().deleteOnExit();
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(file));
      owner.ask("connect " + file); // answered once connected, so that accept cannot hang
      return new SocketTransfer(listener.accept(), local);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  Transfer read(Layout layout) {
    ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_BYTES);
    return slot -> {
      int start = layout.start(slot);
      writeFully(owner, request.clear().putInt(start).putInt(layout.size()).flip());
      if (!readFully(owner, local.slice(start, layout.size()))) {
        throw new EOFException("the owner has closed the socket");
      }
    };
  }

  /** The owner's side: sends the requested bytes, until the taker closes the socket. */
  static void serve(SocketChannel taker, Region region) {
    ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_BYTES);
    try (taker) {
      while (readFully(taker, request.clear())) {
        request.flip();
        writeFully(taker, region.slice(request.getInt(), request.getInt()));
      }
    } catch (IOException e) {
      System.err.println("owner: " + e); // the taker sees the end of the stream
    }
  }

  @Override
  public void close() throws IOException {
    owner.close();
  }

  private static void writeFully(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static boolean readFully(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        return false;
      }
    }
    return true;
  }
}
