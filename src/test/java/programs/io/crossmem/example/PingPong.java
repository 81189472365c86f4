package io.crossmem.example;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageBuffer;

public class PingPong {
  private static final int TIMES = 1000;

  public static void main(String[] args) throws Exception {
    try (Communicator world = Communicator.fromEnvironment();
        MessageBuffer memory = MessageBuffer.allocate(1 << 20)) {
      Data ball = Data.of(memory);
      int other = 1 - world.rank();
      long start = System.nanoTime();
      for (int i = 0; i < TIMES; i++) {
        if (world.rank() == 0) {
          world.send(ball, other, 0);
          world.recv(ball, other, 0);
        } else {
          world.recv(ball, other, 0);
          world.send(ball, other, 0);
        }
      }
      long micros = (System.nanoTime() - start) / (2 * TIMES * 1000);
      System.out.println(memory.size() + " bytes take " + micros + " us to rank " + other);
    }
  }
}
