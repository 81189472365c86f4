package io.crossmem.message;

/** Main class: one of two ranks; prints messages that contain numbers. */
public final class NumbersRank {
  private NumbersRank() {}

  public static void main(String[] arguments) throws Exception {
    try (Communicator world = Communicator.fromEnvironment()) {
      int other = 1 - world.rank();
      Request sent = world.isend(Data.of(new byte[1234567]), other, 1);
      world.recv(Data.of(new byte[1234567]), other, 1);
      sent.await();
      System.out.println(world.transport(other));
      world.sendRecv(Data.of(new long[5]), other, 2, Data.of(new long[2]), other, 2);
    } catch (TruncationException e) {
      System.out.println(e.getMessage());
    }
  }
}
