package io.crossmem.bench.rank;

import io.crossmem.bench.peer.AeronPeer;
import io.crossmem.bench.peer.JnaCopy;
import io.crossmem.bench.peer.Jucx;
import io.crossmem.bench.peer.MappedCopy;
import io.crossmem.bench.peer.NettyPeer;
import io.crossmem.bench.peer.RingPeer;
import io.crossmem.bench.peer.SocketPeer;
import java.io.IOException;

/**
 * One rank of a system in Java: it reads tasks, one per line, from the socket in {@code
 * CROSSMEM_BENCH_SOCKET}, and answers with their times. {@code src/bench/native/rank.c} is the same
 * in C.
 */
public final class Rank {
  private final Control control;
  private final Transport transport;
  private Exercises current;
  private Task task;
  private long seed;
  private long compiled; // ms, up to the last answer

  private Rank(Control control, Transport transport) {
    this.control = control;
    this.transport = transport;
  }

  /** Argument: the system's name. */
  public static void main(String[] arguments) throws Exception {
    Control control = Control.open();
    try (Transport transport = transport(arguments[0], control)) {
      serve(control, transport);
    }
  }

  private static Transport transport(String system, Control control) throws Exception {
    return switch (system) {
      case "messages" -> new Messages(control);
      case "serialized-lists" -> new SerializedLists();
      case "remote-copies" -> new RemoteCopies(control);
      case "plain-copies" -> new PlainCopies();
      case "packed-messages" -> new PackedMessages();
      case "iovec" -> new IovecCopy(control);
      case "buffer" -> new BufferCopy(control);
      case "split" -> new SplitCopy(control);
      case "packed" -> new PackedCopy(control);
      case "jna" -> new JnaCopy(control);
      case "mapped" -> new MappedCopy(control);
      case "unix" -> SocketPeer.unix(control);
      case "tcp" -> SocketPeer.tcp(control, false);
      case "tcp-spinning" -> SocketPeer.tcp(control, true);
      case "netty" -> new NettyPeer(control, false);
      case "netty-spinning" -> new NettyPeer(control, true);
      case "agrona" -> new RingPeer(control);
      case "aeron" -> new AeronPeer(control);
      case "jucx" -> new Jucx(control);
      default -> throw new IllegalArgumentException("no such system: " + system);
    };
  }

  /** Executes tasks until the socket is closed. */
  public static void serve(Control control, Transport transport) throws IOException {
    Rank rank = new Rank(control, transport);
    Commands.serve(control.rank(), line -> rank.obey(Task.parse(line)));
  }

  private String obey(Task next) throws IOException {
    prepare(next);
    Exercise exercise = current.exercise();
    long warmUp = next.cold() ? 0 : next.iterations() / 10 + 1; // cold only once
    exercise.start(++seed);
    control.meet(); // no rank may write into memory that another is still filling
    exercise.repeat(0, warmUp);
    exercise.measure(warmUp, warmUp + next.iterations());
    exercise.end();
    exercise.check(warmUp + next.iterations());
    long before = compiled;
    compiled = Processor.compilationMillis();
    return "nanos="
        + exercise.nanos()
        + " cpu="
        + exercise.processorNanos()
        + " allocated="
        + exercise.allocated()
        + " compiled="
        + (compiled - before)
        + " verified="
        + (exercise.wrong == 0 ? "yes" : "no");
  }

  /** Memory and channel are kept while tasks differ only in iterations. */
  private void prepare(Task next) throws IOException {
    boolean same = task != null && next.withIterations(task.iterations()).equals(task);
    if (same && !next.cold()) {
      return;
    }
    if (current != null) {
      Exercises last = current;
      current = null; // so that its memory can be collected
      last.close();
    }
    current = Exercises.of(next, control, transport);
    task = next;
  }
}
