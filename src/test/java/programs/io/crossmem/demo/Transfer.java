package io.crossmem.demo;

import java.io.IOException;

/** Copies the bytes of one slot from one process to the other. */
@FunctionalInterface
interface Transfer {
  /** All of it is timed. */
  void move(int slot) throws IOException;
}
