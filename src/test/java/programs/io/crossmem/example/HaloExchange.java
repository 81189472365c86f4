package io.crossmem.example;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.Layout;
import io.crossmem.message.Request;
import java.util.Arrays;

public class HaloExchange {
  private static final int ROWS = 1000;
  private static final int WIDTH = 502; // 500 columns, and one of each neighbour

  public static void main(String[] args) throws Exception {
    try (Communicator world = Communicator.fromEnvironment()) {
      int left = (world.rank() + world.size() - 1) % world.size();
      int right = (world.rank() + 1) % world.size();
      double[] grid = new double[ROWS * WIDTH];
      Arrays.fill(grid, world.rank());
      Request.awaitAll(
          world.irecv(column(grid, 0), left, 0), // messages to the right have tag 0
          world.irecv(column(grid, WIDTH - 1), right, 1),
          world.isend(column(grid, WIDTH - 2), right, 0),
          world.isend(column(grid, 1), left, 1));
      double[] row = Arrays.copyOfRange(grid, grid.length - WIDTH, grid.length);
      System.out.println(row[0] + " " + row[1] + " ... " + row[WIDTH - 2] + " " + row[WIDTH - 1]);
    }
  }

  // One element of each row: they are sent and received in place.
  private static Data column(double[] grid, int column) {
    return Data.of(grid, column, grid.length - column).with(Layout.vector(ROWS, 1, WIDTH));
  }
}
