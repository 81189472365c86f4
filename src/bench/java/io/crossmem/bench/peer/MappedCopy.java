package io.crossmem.bench.peer;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import java.nio.ByteBuffer;

/**
 * Two copies through a file that both processes have mapped, in plain Java: the sender writes the
 * whole message and signals this, then the receiver reads it. The next message uses the same
 * memory, so it must wait until this one was received.
 */
public final class MappedCopy implements Transport {
  private static final int PAGE = 4096;

  private final Control control;

  public MappedCopy(Control control) {
    this.control = control;
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    Limits.requireOneBlock(task, "mapped");
    touch(control.staging(), task.bytes());
    control.meet(); // so that no message is overwritten
    return new Copies(control, task.bytes(), out, in);
  }

  /** Avoids page faults during messages. */
  private static void touch(ByteBuffer staging, int bytes) {
    for (int at = 0; at < bytes; at += PAGE) {
      staging.put(at, (byte) 0);
    }
  }

  @Override
  public void close() {}

  private static final class Copies implements Channel {
    private final Control control;
    private final ByteBuffer staging;
    private final int bytes;
    private final Memory out;
    private final Memory in;
    private long messages;

    Copies(Control control, int bytes, Memory out, Memory in) {
      this.control = control;
      this.staging = control.staging();
      this.bytes = bytes;
      this.out = out;
      this.in = in;
    }

    @Override
    public void send(int slot) {
      staging.put(0, out.bytes(), out.offset(slot), bytes);
      control.setSender(++messages);
    }

    @Override
    public void receive(int slot) {
      control.awaitSender(++messages);
      in.bytes().put(in.offset(slot), staging, 0, bytes);
    }
  }
}
