package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MessageException;
import io.crossmem.message.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * A collective operation of two groups, as what this rank does, step by step. All that a step does
 * is in progress at the same time; when it is complete, the next step starts. A message of no bytes
 * is not sent.
 */
final class Steps extends Collective {
  /** An operation of messages that does not wait. */
  interface Started {
    Request start() throws MessageException;
  }

  /**
   * One message of a step, or an operation among the ranks of the group.
   *
   * @param operation null if it is a message
   * @param in the communicator of the message
   */
  record Part(Started operation, boolean isSend, Data data, Communicator in, int other) {
    boolean isMessage() {
      return operation == null;
    }
  }

  private final Comm comm;
  private final Channel channel;
  private final Runnable after; // puts what was received where it belongs
  private final List<List<Part>> steps = new ArrayList<>();
  private List<Part> building = new ArrayList<>();

  Steps(Comm comm, Channel channel, Runnable after) {
    this.comm = comm;
    this.channel = channel;
    this.after = after;
  }

  Steps send(Data data, Communicator in, int to) {
    return add(true, data, in, to);
  }

  Steps receive(Data into, Communicator in, int from) {
    return add(false, into, in, from);
  }

  private Steps add(boolean isSend, Data data, Communicator in, int other) {
    if (data.bytes() > 0) {
      building.add(new Part(null, isSend, data, in, other));
    }
    return this;
  }

  /** All ranks of the group start it, and in the order in which they start their operations. */
  Steps operation(Started operation) {
    building.add(new Part(operation, false, null, null, 0));
    return this;
  }

  /** What follows starts when all before is complete. */
  Steps endStep() {
    if (!building.isEmpty()) {
      steps.add(building);
      building = new ArrayList<>();
    }
    return this;
  }

  @Override
  void run() {
    start().complete();
  }

  @Override
  Work start() {
    endStep();
    return new StepsWork(comm, channel, steps, after);
  }
}
