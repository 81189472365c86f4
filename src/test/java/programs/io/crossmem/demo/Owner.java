package io.crossmem.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.crossmem.ProcessMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * The JVM that owns the buffers. It prints their addresses, and then executes commands, one per
 * line. It ends at the end of standard input, and so when the taker ends in any way.
 */
final class Owner {
  static final String OK = "ok";

  private final Region region = new Region();

  private Owner() {}

  /** Argument: the pid of the taker. */
  public static void main(String[] arguments) throws IOException {
    ProcessMemory.allowAccessFrom(Long.parseLong(arguments[0]));
    Owner owner = new Owner();
    System.out.println(Long.toHexString(owner.region.address()));
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] command = line.split(" ", 2);
      System.out.println(owner.obey(command[0], command[1]));
    }
  }

  private String obey(String command, String argument) throws IOException {
    switch (command) {
      case "fill" -> region.fill(Round.parse(argument));
      case "poison" -> region.poison(Round.parse(argument));
      case "check" -> {
        return region.check(Round.parse(argument)).map(Difference::toString).orElse(OK);
      }
      case "connect" -> serve(SocketChannel.open(UnixDomainSocketAddress.of(argument)));
      default -> throw new IllegalArgumentException(command);
    }
    return OK;
  }

  /** In a separate thread, so that the socket's transfers need no command. */
  private void serve(SocketChannel taker) {
    Thread thread = new Thread(() -> SocketTransfer.serve(taker, region), "socket");
    thread.setDaemon(true);
    thread.start();
  }
}
