package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.MessageException;
import io.crossmem.message.Request;

/** A collective operation that is one of the messages'. */
final class Exchange extends Collective {
  private final Comm comm;
  private final Communicator messages;
  private final Blocking blocking;
  private final Started started;
  private final Runnable after; // puts what was received where it belongs

  Exchange(Comm comm, Channel channel, Blocking blocking, Started started, Runnable after) {
    this.comm = comm;
    messages = channel.messages;
    this.blocking = blocking;
    this.started = started;
    this.after = after;
  }

  /** The call that waits. */
  interface Blocking {
    void run(Communicator messages) throws MessageException;
  }

  /** The call that does not. */
  interface Started {
    Request start(Communicator messages) throws MessageException;
  }

  @Override
  void run() {
    try {
      blocking.run(messages);
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
    after.run();
  }

  @Override
  Work start() {
    try {
      return new ExchangeWork(comm, started.start(messages), after);
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }
}
