package io.crossmem.example;

import io.crossmem.message.Communicator;
import io.crossmem.message.DataType;
import io.crossmem.message.SegmentData;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

public class SendSegment {
  private static final long COUNT = 1 << 20; // may be more than one buffer or array can hold

  public static void main(String[] args) throws Exception {
    try (Communicator world = Communicator.fromEnvironment();
        Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(ValueLayout.JAVA_DOUBLE, COUNT);
      if (world.rank() == 0) {
        numbers.setAtIndex(ValueLayout.JAVA_DOUBLE, COUNT - 1, 42);
        world.send(SegmentData.of(numbers, DataType.DOUBLE), 1, 0);
      } else {
        world.recv(SegmentData.of(numbers, DataType.DOUBLE), 0, 0);
        System.out.println("received " + numbers.getAtIndex(ValueLayout.JAVA_DOUBLE, COUNT - 1));
      }
    }
  }
}
