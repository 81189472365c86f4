package io.crossmem.example;

import io.crossmem.Iovec;
import io.crossmem.ProcessMemory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.lang.ref.Reference;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

public class ExchangeAddress {
  public static void main(String[] args) throws Exception {
    UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(args[1]);
    if (args[0].equals("offer")) {
      offer(socket, args[2]);
    } else {
      take(socket);
    }
  }

  private static void offer(UnixDomainSocketAddress socket, String text) throws Exception {
    ByteBuffer message = ByteBuffer.allocateDirect(text.length() * 3);
    message.put(text.getBytes(StandardCharsets.UTF_8)).flip();
    Iovec span = Iovec.of(message);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(socket);
      try (SocketChannel taker = server.accept()) {
        DataInputStream in = new DataInputStream(Channels.newInputStream(taker));
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(taker));
        ProcessMemory.allowAccessFrom(in.readLong()); // only this process, under Yama
        out.writeLong(ProcessHandle.current().pid());
        out.writeLong(span.address());
        out.writeLong(span.length());
        in.read(); // until the other has read it or has ended
      }
    } finally {
      Reference.reachabilityFence(message); // from here on the address is invalid
    }
  }

  private static void take(UnixDomainSocketAddress socket) throws Exception {
    try (SocketChannel owner = SocketChannel.open(socket)) {
      DataInputStream in = new DataInputStream(Channels.newInputStream(owner));
      DataOutputStream out = new DataOutputStream(Channels.newOutputStream(owner));
      out.writeLong(ProcessHandle.current().pid());
      long pid = in.readLong();
      long address = in.readLong();
      ByteBuffer message = ByteBuffer.allocateDirect(Math.toIntExact(in.readLong()));
      try (ProcessMemory memory = ProcessMemory.open(pid)) { // it waits, so its pid was not reused
        memory.readFully(address, message); // throws if it has ended
      }
      out.write(0); // now the owner may reuse its buffer
      System.out.println(StandardCharsets.UTF_8.decode(message.flip()));
    }
  }
}
