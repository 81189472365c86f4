package io.crossmem.message;

/** Runs on for a while after it has closed its communicator, and longer than the ranks after it. */
final class LingeringRank {
  private static final int MS = 1000;

  private LingeringRank() {}

  public static void main(String... arguments) throws Exception {
    int after;
    try (Communicator world = Ranks.join(arguments)) {
      world.barrier();
      after = world.size() - 1 - world.rank();
    }
    Thread.sleep((long) after * MS);
  }
}
