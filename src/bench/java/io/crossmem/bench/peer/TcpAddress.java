package io.crossmem.bench.peer;

import java.net.InetSocketAddress;

/** Where the ranks of a system meet by TCP. */
final class TcpAddress {
  private TcpAddress() {}

  /** A port of rank 0's host: this one, or that of CROSSMEM_BENCH_ADDRESS. */
  static InetSocketAddress of(int port) {
    return new InetSocketAddress(
        System.getenv().getOrDefault("CROSSMEM_BENCH_ADDRESS", "127.0.0.1"), port);
  }
}
