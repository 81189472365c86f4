package io.crossmem.example;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.Op;
import java.util.stream.DoubleStream;

public class Norm {
  public static void main(String[] args) throws Exception {
    try (Communicator world = Communicator.fromEnvironment()) {
      int first = 1000 * world.rank(); // each rank has a thousand elements of a long vector
      double squares = DoubleStream.iterate(first, x -> x + 1).limit(1000).map(x -> x * x).sum();
      double[] all = new double[1];
      world.allreduce(Data.of(squares), Data.of(all), Op.SUM);
      System.out.println("norm " + Math.sqrt(all[0]));
    }
  }
}
