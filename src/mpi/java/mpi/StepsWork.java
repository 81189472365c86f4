package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import io.crossmem.message.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mpi.Steps.Part;

/**
 * {@link Steps} that have started. Whoever finds a step complete starts the next one: a thread that
 * waits or tests, or, when the step ends inside another call, a thread of the common pool.
 *
 * <pre>
 *   step 0 --all complete--> step 1 --> ... --> complete
 *   a message:   the bytes, or, if the sender has failed:   nothing, then its failure
 * </pre>
 *
 * <p>A failure does not end it: the steps continue, and the ranks that wait for messages of this
 * one get its failure instead.
 */
final class StepsWork implements Work {
  private static final int FAILURE_BYTES = 400;
  private static final Data NOTHING = Data.of(new byte[0]);

  private final Comm comm;
  private final Channel channel;
  private final List<List<Part>> steps;
  private final Runnable after;
  private final int tag; // of its messages; of failures, one more

  // what follows is used under this object's monitor
  private final List<Running> current = new ArrayList<>(); // what the step still waits for
  private int next; // step
  private MPIException failure; // the first one

  /**
   * What is in progress.
   *
   * @param part null for a message of no bytes
   * @param told receives the failure of the sender; null if this is not that message
   */
  private record Running(Request request, Part part, ByteBuffer told) {}

  StepsWork(Comm comm, Channel channel, List<List<Part>> steps, Runnable after) {
    this.comm = comm;
    this.channel = channel;
    this.steps = steps;
    this.after = after;
    tag = channel.nextTag();
    advance();
  }

  /** Starts steps until one is not complete; returns whether all are complete. */
  private synchronized boolean advance() {
    while (hasEnded()) {
      if (next == steps.size()) {
        return true;
      }
      for (Part part : steps.get(next++)) {
        start(part);
      }
      if (next < steps.size()) {
        current.forEach(this::goOnAfter);
      }
    }
    return false;
  }

  /** Whether the step is complete. */
  private boolean hasEnded() {
    for (int i = 0; i < current.size(); i++) { // it may grow
      Running running = current.get(i);
      if (!running.request.isDone()) {
        current.subList(0, i).clear();
        return false;
      }
      check(running);
    }
    current.clear();
    return true;
  }

  private void check(Running running) {
    try {
      long bytes = running.request.await().bytes();
      if (running.told != null) {
        note(decoded(running.told.limit((int) bytes)));
      } else if (running.part != null && !running.part.isSend() && bytes == 0) {
        receiveFailure(running.part);
      }
    } catch (MessageException | RuntimeException e) {
      note(e);
    }
  }

  private void note(Throwable why) {
    if (failure == null) {
      failure = Errors.translate(why);
    }
  }

  private void goOnAfter(Running running) {
    if (!running.request.isDone()) {
      var unused =
          running.request.toCompletableFuture().whenCompleteAsync((status, e) -> advance());
    }
  }

  // ---- starting

  private void start(Part part) {
    try {
      if (!part.isMessage()) {
        run(part.operation().start(), null);
      } else if (!part.isSend()) {
        run(part.in().irecv(part.data(), part.other(), tag), part);
      } else if (failure == null) {
        run(part.in().isend(part.data(), part.other(), tag), part);
      } else {
        sendFailure(part);
      }
    } catch (MessageException | RuntimeException e) {
      note(e);
    }
  }

  private void run(Request request, Part part) {
    current.add(new Running(request, part, null));
  }

  // ---- failures

  /** In place of what cannot be sent. */
  private void sendFailure(Part part) throws MessageException {
    run(part.in().isend(NOTHING, part.other(), tag), null);
    run(part.in().isend(Data.of(encoded(failure)), part.other(), tag + 1), null);
  }

  private void receiveFailure(Part part) throws MessageException {
    ByteBuffer told = ByteBuffer.allocate(FAILURE_BYTES);
    Request request = part.in().irecv(Data.of(told), part.other(), tag + 1);
    Running running = new Running(request, part, told);
    current.add(running);
    goOnAfter(running);
  }

  /** The error class, then as much of the message as there is room for. */
  private static byte[] encoded(MPIException failure) {
    byte[] words = failure.getMessage().getBytes(StandardCharsets.UTF_8);
    int length = Math.min(words.length, FAILURE_BYTES - Integer.BYTES);
    return ByteBuffer.allocate(Integer.BYTES + length)
        .putInt(failure.getErrorClass())
        .put(words, 0, length)
        .array();
  }

  private static MPIException decoded(ByteBuffer told) {
    return new MPIException(told.getInt(), StandardCharsets.UTF_8.decode(told).toString());
  }

  /** A rank that has ended is the reason, whatever came of it here. */
  private MPIException reason() {
    Communicator all = channel.hidden;
    for (int rank = 0; rank < all.size(); rank++) {
      try {
        all.iprobe(rank, Tags.UNUSED);
      } catch (MessageException e) {
        return Errors.translate(e);
      }
    }
    return failure;
  }

  // ---- waiting

  @Override
  public boolean isDone() {
    for (Request request : pending()) {
      request.test();
    }
    return advance();
  }

  private synchronized List<Request> pending() {
    return current.stream().map(Running::request).toList();
  }

  @Override
  public void await() {
    while (!advance()) {
      for (Request request : pending()) {
        Work.awaitEnd(request);
      }
    }
  }

  @Override
  public Status complete() {
    await();
    try {
      synchronized (this) {
        if (failure != null) {
          throw failure.getErrorClass() == ErrorClass.PROC_FAILED ? failure : reason();
        }
      }
      after.run();
      return new Status();
    } catch (RuntimeException e) {
      throw comm.failure(e);
    }
  }
}
