package io.crossmem.bench.peer;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Messages through a socket of the JDK: a Unix domain socket, or TCP. A rank blocks in the kernel
 * while it waits, as programs with sockets do, or spins; but with messages in both directions at
 * the same time it must not block, or both ranks would wait for space to write. Many messages are
 * written and read by one system call if the kernel has space.
 */
public final class SocketPeer implements Transport {
  private static final int UNIX_SEND_BUFFER = 1 << 20; // limited by net.core.wmem_max

  private final SocketChannel channel;
  private final boolean spins;

  private SocketPeer(SocketChannel channel, boolean spins) {
    this.channel = channel;
    this.spins = spins;
  }

  /**
   * Over a Unix domain socket; the other rank must do the same. Unlike TCP's, its buffer does not
   * grow by itself.
   */
  public static SocketPeer unix(Control control) throws IOException {
    SocketChannel channel = connectUnix(control);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, UNIX_SEND_BUFFER);
    return new SocketPeer(channel, false);
  }

  private static SocketChannel connectUnix(Control control) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(SharedFolder.file("socket"));
    if (control.rank() == 0) {
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(address);
        control.meet();
        return server.accept();
      }
    }
    control.meet();
    return SocketChannel.open(address);
  }

  /**
   * Over TCP, by a port that the kernel chooses; the other rank must do the same.
   *
   * @param spins whether a rank polls while it waits, or blocks in the kernel
   */
  public static SocketPeer tcp(Control control, boolean spins) throws IOException {
    SocketChannel channel = connectTcp(control, SharedFolder.file("port"));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new SocketPeer(channel, spins);
  }

  private static SocketChannel connectTcp(Control control, Path port) throws IOException {
    if (control.rank() == 0) {
      try (ServerSocketChannel server = ServerSocketChannel.open()) {
        server.bind(TcpAddress.of(0));
        Files.writeString(port, Integer.toString(server.socket().getLocalPort()));
        control.meet();
        return server.accept();
      }
    }
    control.meet();
    return SocketChannel.open(TcpAddress.of(Integer.parseInt(Files.readString(port))));
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) throws IOException {
    Limits.requireOneBlock(task, "a socket");
    channel.configureBlocking(!spins && !task.exercise().equals("bidirectional"));
    return new Messages(channel, task, out, in);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static final class Messages implements Channel {
    private final SocketChannel channel;
    private final int bytes;
    private final Memory out;
    private final Memory in;
    private final ByteBuffer outgoing;
    private final ByteBuffer incoming;
    private final Window outWindow;
    private final Window inWindow;
    private final ByteBuffer acknowledgement = ByteBuffer.allocateDirect(Long.BYTES);

    Messages(SocketChannel channel, Task task, Memory out, Memory in) {
      this.channel = channel;
      this.bytes = task.bytes();
      this.out = out;
      this.in = in;
      outgoing = out.bytes().duplicate();
      incoming = in.bytes().duplicate();
      outWindow = new Window(out, task);
      inWindow = new Window(in, task);
    }

    @Override
    public void send(int slot) throws IOException {
      int start = out.offset(slot);
      writeWhole(outgoing.limit(start + bytes).position(start));
    }

    @Override
    public void receive(int slot) throws IOException {
      int start = in.offset(slot);
      readWhole(incoming.limit(start + bytes).position(start));
    }

    @Override
    public void sendAll(int slots) throws IOException {
      outWindow.start(slots);
      while (!outWindow.isDone()) {
        outWindow.write(channel);
      }
    }

    @Override
    public void receiveAll(int slots) throws IOException {
      inWindow.start(slots);
      while (!inWindow.isDone()) {
        inWindow.read(channel);
      }
    }

    @Override
    public void exchange(int slots) throws IOException {
      outWindow.start(slots);
      inWindow.start(slots);
      while (!outWindow.isDone() || !inWindow.isDone()) {
        long moved = outWindow.write(channel) + inWindow.read(channel);
        if (moved == 0) {
          Thread.onSpinWait();
        }
      }
    }

    @Override
    public void acknowledge() throws IOException {
      writeWhole(acknowledgement.clear());
    }

    @Override
    public void awaitAcknowledgement() throws IOException {
      readWhole(acknowledgement.clear());
    }

    private void writeWhole(ByteBuffer message) throws IOException {
      while (message.hasRemaining()) {
        channel.write(message);
      }
    }

    private void readWhole(ByteBuffer message) throws IOException {
      while (message.hasRemaining()) {
        requireMore(channel.read(message));
      }
    }
  }

  private static void requireMore(long read) throws EOFException {
    if (read < 0) {
      throw new EOFException("the other rank has closed its socket");
    }
  }

  /** Messages in progress at a time, in one direction. */
  private static final class Window {
    private static final int NONE = 0;

    private final ByteBuffer[] messages;
    private int next;
    private int end;

    Window(Memory memory, Task task) {
      int slots =
          task.cold()
              ? NONE
              : memory.slots(); // cold messages are sent one by one, and there are many
      messages = IntStream.range(0, slots).mapToObj(memory::slot).toArray(ByteBuffer[]::new);
    }

    void start(int slots) {
      for (int slot = 0; slot < slots; slot++) {
        messages[slot].clear();
      }
      next = 0;
      end = slots;
    }

    boolean isDone() {
      return next == end;
    }

    long write(SocketChannel channel) throws IOException {
      long written = isDone() ? 0 : channel.write(messages, next, end - next);
      skipDone();
      return written;
    }

    long read(SocketChannel channel) throws IOException {
      long read = isDone() ? 0 : channel.read(messages, next, end - next);
      requireMore(read);
      skipDone();
      return read;
    }

    private void skipDone() {
      while (next < end && !messages[next].hasRemaining()) {
        next++;
      }
    }
  }
}
