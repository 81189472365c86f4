package io.crossmem.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Two ranks; rank 0 sends from, then receives into, the mapping of a file that was truncated. */
final class TruncatedFileRank {
  private static final int[] SIZES = {16_000, 200_000, 4_000_000};

  private TruncatedFileRank() {}

  /** Arguments: name, rank, size, protocols. */
  public static void main(String... arguments) throws IOException {
    for (String protocol : List.of(arguments).subList(3, arguments.length)) {
      for (int bytes : SIZES) {
        String[] renamed = arguments.clone();
        renamed[0] += "-" + bytes;
        try (Communicator world = Ranks.joinWith(protocol, renamed)) {
          everyOrder(world, bytes);
        } catch (IOException | AssertionError e) {
          throw new AssertionError(bytes + " bytes, protocol " + protocol, e);
        }
      }
    }
  }

  private static void everyOrder(Communicator world, int bytes) throws IOException {
    int tag = 0;
    for (boolean first : new boolean[] {true, false}) {
      exchange(world, bytes, first, tag++);
      requireWorks(world, bytes);
    }
  }

  private static void exchange(Communicator world, int bytes, boolean sends, int tag)
      throws IOException {
    boolean first = world.rank() == 0;
    ByteBuffer memory = first ? truncated(bytes) : ByteBuffer.allocateDirect(bytes);
    try {
      if (first == sends) {
        world.send(memory, 1 - world.rank(), tag);
      } else {
        world.recv(memory, 1 - world.rank(), tag);
      }
      if (first) {
        throw new AssertionError("nothing was said of memory that is gone");
      }
    } catch (InternalError e) {
      if (!first) {
        throw e;
      }
      if (sends) { // do not wait for a message that was never sent
        world.send(ByteBuffer.allocate(8), 1, tag);
      }
    } catch (MessageException e) {
      if (first) {
        throw e;
      }
      if (!sends) {
        throw new AssertionError("the receiver's memory is none of the sender's business", e);
      }
      world.recv(memory, 0, tag);
    }
  }

  private static MappedByteBuffer truncated(int bytes) throws IOException {
    Path file = Files.createTempFile("truncated", "");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(bytes));
      MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
      channel.truncate(0);
      return memory;
    } finally {
      Files.delete(file);
    }
  }

  private static void requireWorks(Communicator world, int bytes) throws IOException {
    int other = 1 - world.rank();
    byte[] into = new byte[bytes];
    world.sendRecv(
        Data.of(TestMessage.of(world.rank(), bytes)), other, 99, Data.of(into), other, 99);
    if (!Arrays.equals(TestMessage.of(other, bytes), into)) {
      throw new AssertionError("wrong bytes");
    }
  }
}
