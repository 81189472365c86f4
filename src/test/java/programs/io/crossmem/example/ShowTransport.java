package io.crossmem.example;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

public class ShowTransport {
  public static void main(String[] args) throws Exception {
    try (Communicator world = Communicator.fromEnvironment()) {
      ByteBuffer out = ByteBuffer.allocateDirect(1 << 20);
      ByteBuffer in = ByteBuffer.allocateDirect(1 << 20);
      int other = 1 - world.rank();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      for (byte[] go = {1}; go[0] == 1; ) {
        world.sendRecv(out, other, 0, in, other, 0);
        go[0] = (byte) (System.nanoTime() < end ? 1 : 0);
        world.broadcast(Data.of(go), 0); // both stop at the same time
      }
      System.out.println(world.transport(other));
    }
  }
}
