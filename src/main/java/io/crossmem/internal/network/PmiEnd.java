package io.crossmem.internal.network;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The end of a rank in place of MPI_Finalize, which often never returns in MPICH 4.0 over UCX and
 * TCP: one rank waits for others to read from the network, which wait for it elsewhere. The ranks
 * have no more use for MPI. They only wait for each other, and tell the launcher that they end as
 * they should; otherwise it would end the others. Both is done as MPI_Finalize does it: by PMI 1,
 * lines of text on a socket, whose number is in the variable PMI_FD. hydra (MPICH, Intel MPI) and
 * Slurm speak it.
 *
 * <pre>
 *   BARRIER --cmd=barrier_out--> FINALIZE --cmd=finalize_ack--> OVER
 *      |                            |
 *      +------ any other answer ----+-----> OVER: the launcher may report a failure
 * </pre>
 */
final class PmiEnd {
  private enum State {
    START,
    BARRIER,
    FINALIZE,
    OVER
  }

  /** The launcher; in a test something else. */
  interface Socket {
    boolean tell(String line);

    /** What has come; empty if there is nothing, null if nothing more will come. */
    String hear();
  }

  private final Socket socket;
  private final StringBuilder heard = new StringBuilder(); // of a line that is not complete
  private State state = State.START;

  PmiEnd(Socket socket) {
    this.socket = socket;
  }

  /** Null where the launcher has given no such socket. */
  static PmiEnd of(Map<String, String> environment) {
    String number = environment.getOrDefault("PMI_FD", "");
    return number.matches("[0-9]{1,9}")
        ? new PmiEnd(new Inherited(Integer.parseInt(number)))
        : null;
  }

  /** Makes a step, without waiting; returns whether it is over. */
  boolean step() {
    switch (state) {
      case START -> tell("barrier_in", State.BARRIER);
      case BARRIER -> {
        if (hasAnswered("barrier_out")) {
          tell("finalize", State.FINALIZE);
        }
      }
      case FINALIZE -> {
        if (hasAnswered("finalize_ack")) {
          state = State.OVER;
        }
      }
      case OVER -> {}
    }
    return state == State.OVER;
  }

  private void tell(String command, State next) {
    state = socket.tell("cmd=" + command + "\n") ? next : State.OVER;
  }

  private boolean hasAnswered(String command) {
    String more = socket.hear();
    if (more == null) {
      state = State.OVER;
      return false;
    }
    heard.append(more);
    int end = heard.indexOf("\n");
    if (end < 0) {
      return false;
    }
    boolean expected = heard.substring(0, end).matches("cmd=" + command + "( .*)?");
    heard.delete(0, end + 1);
    if (!expected) {
      state = State.OVER;
    }
    return expected;
  }

  private static final class Inherited implements Socket {
    private static final int ROOM = 256;

    private final int number;
    private final ByteBuffer memory = OffHeap.allocate(ROOM);
    private final long address = OffHeap.addressOfRemaining(memory, "line");

    Inherited(int number) {
      this.number = number;
    }

    @Override
    public boolean tell(String line) {
      byte[] letters = line.getBytes(US_ASCII);
      memory.put(0, letters);
      return Mpi.tell(number, address, letters.length);
    }

    @Override
    public String hear() {
      int count = Mpi.hear(number, address, ROOM);
      if (count < 0) {
        return null;
      }
      byte[] letters = new byte[count];
      memory.get(0, letters);
      return new String(letters, US_ASCII);
    }
  }
}
