package io.crossmem.bench.cold;

import io.crossmem.message.Communicator;
import java.io.IOException;

/** The shortest job: each rank prints hello, and all call a barrier. */
public final class Hello {
  private Hello() {}

  /** Argument: {@code alone}, if no communicator is joined. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0) {
      System.out.println("hello");
      return;
    }
    try (Communicator world = Communicator.fromEnvironment()) {
      System.out.println("hello from rank " + world.rank() + " of " + world.size());
      world.barrier();
    }
  }
}
