package io.crossmem.bench.suite;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Rank;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Copies through shared memory, and does one thing wrong. */
public final class FaultyRank implements Transport {
  private final Control control;
  private final String fault;

  private FaultyRank(Control control, String fault) {
    this.control = control;
    this.fault = fault;
  }

  /**
   * Argument: {@code none}, {@code nothing} is received, the {@code last-word} is not, the message
   * is a {@code stale} one, or rank 1 has an {@code exit}.
   */
  public static void main(String[] arguments) throws IOException {
    Control control = Control.open();
    Rank.serve(control, new FaultyRank(control, arguments[0]));
  }

  static RankGroup group(String fault) throws IOException {
    List<ProcessBuilder> ranks = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      ProcessBuilder command =
          new ProcessBuilder(
              System.getProperty("java.home") + "/bin/java",
              "-cp",
              System.getProperty("java.class.path"),
              FaultyRank.class.getName(),
              fault);
      command.environment().put("CROSSMEM_RANK", Integer.toString(rank));
      command.environment().put("CROSSMEM_SIZE", "2");
      ranks.add(command);
    }
    return new RankGroup("faulty", 2, true, ranks);
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    ByteBuffer staging = control.staging().slice(0, task.bytes());
    return new Channel() {
      private long messages;

      @Override
      public void send(int slot) {
        messages++;
        if (!fault.equals("stale") || messages == 1) {
          staging.put(0, out.slot(slot), 0, task.bytes());
        }
        control.setSender(messages);
      }

      @Override
      public void receive(int slot) {
        control.awaitSender(++messages);
        ByteBuffer message = in.slot(slot);
        switch (fault) {
          case "nothing" -> {}
          case "last-word" -> message.put(0, staging, 0, task.bytes() - Long.BYTES);
          case "exit" -> Runtime.getRuntime().halt(1);
          default -> message.put(0, staging, 0, task.bytes());
        }
      }
    };
  }

  @Override
  public void close() {}
}
