package io.crossmem.message;

import java.time.Duration;

/** Joins, prints the result, and ends. */
final class JoiningRank {
  private JoiningRank() {}

  /** Arguments: name, rank, size. */
  public static void main(String... arguments) {
    try (Communicator joined =
        Communicator.join(
            arguments[0],
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Duration.ofSeconds(30))) {
      System.out.println("rank " + joined.rank());
    } catch (Exception e) {
      System.out.println(e);
    }
  }
}
