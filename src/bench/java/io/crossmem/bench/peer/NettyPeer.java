package io.crossmem.bench.peer;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.Version;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Messages through Netty over TCP. The measuring thread runs the event loop itself, so no message
 * is handed over between threads. Netty owns the buffers in which data arrives, so each message is
 * copied into the receive memory.
 */
public final class NettyPeer implements Transport {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  static {
    // SLF4J is on the class path, without a logger behind it, and would print that.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  private final boolean spins;
  private final ManualIoEventLoop loop;
  private final Inbox inbox = new Inbox();
  private io.netty.channel.Channel channel;

  /**
   * Connects; the other rank must do the same.
   *
   * @param spins whether a rank polls while it waits, or blocks in the kernel
   */
  public NettyPeer(Control control, boolean spins) throws IOException {
    this.spins = spins;
    loop =
        new ManualIoEventLoop(
            Thread.currentThread(),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    Path port = SharedFolder.file("port");
    if (control.rank() == 0) {
      listen(port);
      control.meet();
    } else {
      control.meet();
      connect(Integer.parseInt(Files.readString(port)));
    }
    while (channel == null) {
      turn();
    }
  }

  /** Netty's version. */
  public static String version() {
    return Version.identify().get("netty-transport").artifactVersion();
  }

  private void listen(Path port) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(handler())
            .bind(TcpAddress.of(0));
    await(bound);
    InetSocketAddress address = (InetSocketAddress) bound.channel().localAddress();
    Files.writeString(port, Integer.toString(address.getPort()));
  }

  private void connect(int port) throws IOException {
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(handler())
            .connect(TcpAddress.of(port));
    await(connected);
  }

  private ChannelInitializer<SocketChannel> handler() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel connected) {
        connected.pipeline().addLast(inbox);
        channel = connected;
      }
    };
  }

  private void turn() {
    if (spins) {
      loop.runNow();
    } else {
      loop.run(LONGEST_WAIT_NANOS);
    }
  }

  private void await(ChannelFuture future) throws IOException {
    while (!future.isDone()) {
      turn();
    }
    if (!future.isSuccess()) {
      throw new IOException("Netty failed", future.cause());
    }
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    Limits.requireOneBlock(task, "Netty");
    Limits.requireDirect(task, "Netty");
    return new Messages(out, in);
  }

  @Override
  public void close() throws IOException {
    await(channel.close());
    inbox.discard();
  }

  /** What has arrived and was not read yet. */
  private static final class Inbox extends ChannelInboundHandlerAdapter {
    private final ArrayDeque<ByteBuf> arrived = new ArrayDeque<>();
    private boolean closed;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      arrived.add((ByteBuf) message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      closed = true;
    }

    /** Copies what there is, at most to the buffer's limit; returns whether there was any. */
    boolean read(ByteBuffer into) throws EOFException {
      ByteBuf first = arrived.peek();
      if (first == null) {
        if (closed) {
          throw new EOFException("the other rank has closed its connection");
        }
        return false;
      }
      int limit = into.limit();
      into.limit(into.position() + Math.min(first.readableBytes(), into.remaining()));
      first.readBytes(into);
      into.limit(limit);
      if (!first.isReadable()) {
        arrived.remove().release();
      }
      return true;
    }

    void discard() {
      arrived.forEach(ByteBuf::release);
      arrived.clear();
    }
  }

  private final class Messages implements Channel {
    private final ByteBuf[] out;
    private final ByteBuffer[] in;
    private final ByteBuf acknowledgement =
        Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(Long.BYTES));
    private final ByteBuffer acknowledged = ByteBuffer.allocateDirect(Long.BYTES);

    Messages(Memory out, Memory in) {
      this.out =
          IntStream.range(0, out.slots())
              .mapToObj(slot -> Unpooled.wrappedBuffer(out.slot(slot)))
              .toArray(ByteBuf[]::new);
      this.in = IntStream.range(0, in.slots()).mapToObj(in::slot).toArray(ByteBuffer[]::new);
    }

    @Override
    public void send(int slot) throws IOException {
      await(channel.writeAndFlush(out[slot].readerIndex(0).retain()));
    }

    @Override
    public void receive(int slot) throws IOException {
      fill(in[slot].clear());
    }

    @Override
    public void sendAll(int slots) throws IOException {
      ChannelFuture last = null;
      for (int slot = 0; slot < slots; slot++) {
        last = channel.write(out[slot].readerIndex(0).retain());
      }
      channel.flush();
      await(last);
    }

    @Override
    public void acknowledge() throws IOException {
      await(channel.writeAndFlush(acknowledgement.readerIndex(0).retain()));
    }

    @Override
    public void awaitAcknowledgement() throws IOException {
      fill(acknowledged.clear());
    }

    private void fill(ByteBuffer message) throws IOException {
      while (message.hasRemaining()) {
        if (!inbox.read(message)) {
          turn();
        }
      }
    }
  }
}
