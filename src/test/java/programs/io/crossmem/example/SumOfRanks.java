package io.crossmem.example;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.Op;

public class SumOfRanks {
  public static void main(String[] args) throws Exception {
    try (Communicator world = Communicator.fromEnvironment()) {
      int next = (world.rank() + 1) % world.size();
      int previous = (world.rank() + world.size() - 1) % world.size();
      int[] received = new int[1];
      world.sendRecv(Data.of(world.rank()), next, 0, Data.of(received), previous, 0);

      double[] mine = {world.rank()};
      double[] sum = new double[1];
      world.allreduce(Data.of(mine), Data.of(sum), Op.SUM);
      System.out.println("received " + received[0] + ", the sum is " + sum[0]);
    }
  }
}
