package mpi;

import io.crossmem.message.MessageException;
import java.util.concurrent.CancellationException;

/** A message that is on its way. */
interface MessageWork extends Work {
  /** The sends and receives that it is one of. */
  PointToPoint messages();

  /** Of its items. */
  Datatype type();

  io.crossmem.message.Request request();

  /**
   * The message is over: puts what was received where it belongs.
   *
   * @throws CancellationException if it was cancelled
   */
  io.crossmem.message.Status result() throws MessageException;

  @Override
  default boolean isDone() {
    return request().test();
  }

  @Override
  default void await() {
    Work.awaitEnd(request());
  }

  @Override
  default void withdraw() {
    request().cancel();
  }

  @Override
  default Status complete() {
    try {
      return messages().status(result()).of(type());
    } catch (CancellationException e) {
      return new Status().cancelled();
    } catch (MessageException | RuntimeException e) {
      throw messages().failure(e);
    }
  }

  @Override
  default void end() {
    try {
      result();
    } catch (CancellationException e) {
      // only a status would say so
    } catch (MessageException | RuntimeException e) {
      throw messages().failure(e);
    }
  }
}
