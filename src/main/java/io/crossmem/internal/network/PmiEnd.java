package io.crossmem.internal.network;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The end of a rank in place of MPI_Finalize, which often never returns in MPICH 4.0 over UCX and
 * TCP: ranks wait for each other in different steps of it. Here the ranks only wait for each other,
 * and report to the launcher that they end normally; otherwise it would kill the other ranks. They
 * do this as MPI_Finalize does, by PMI 1: lines of text on a socket whose number is in the variable
 * PMI_FD. hydra (MPICH, Intel MPI) and Slurm support it.
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

  /** The connection to the launcher; tests have their own. */
  interface Socket {
    boolean send(String line);

    /** The text that has arrived; empty if there is none, null if no more will arrive. */
    String receive();
  }

  private final Socket socket;
  private final StringBuilder received = new StringBuilder(); // of a line that is not complete
  private State state = State.START;

  PmiEnd(Socket socket) {
    this.socket = socket;
  }

  /** Null if the launcher has passed no such socket. */
  static PmiEnd of(Map<String, String> environment) {
    String number = environment.getOrDefault("PMI_FD", "");
    return number.matches("[0-9]{1,9}")
        ? new PmiEnd(new Inherited(Integer.parseInt(number)))
        : null;
  }

  /** Makes a step, without waiting; returns whether it is over. */
  boolean step() {
    switch (state) {
      case START -> send("barrier_in", State.BARRIER);
      case BARRIER -> {
        if (hasAnswered("barrier_out")) {
          send("finalize", State.FINALIZE);
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

  private void send(String command, State next) {
    state = socket.send("cmd=" + command + "\n") ? next : State.OVER;
  }

  private boolean hasAnswered(String command) {
    String more = socket.receive();
    if (more == null) {
      state = State.OVER;
      return false;
    }
    received.append(more);
    int end = received.indexOf("\n");
    if (end < 0) {
      return false;
    }
    boolean expected = received.substring(0, end).matches("cmd=" + command + "( .*)?");
    received.delete(0, end + 1);
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
    public boolean send(String line) {
      byte[] letters = line.getBytes(US_ASCII);
      memory.put(0, letters);
      return Mpi.sendToLauncher(number, address, letters.length);
    }

    @Override
    public String receive() {
      int count = Mpi.receiveFromLauncher(number, address, ROOM);
      if (count < 0) {
        return null;
      }
      byte[] letters = new byte[count];
      memory.get(0, letters);
      return new String(letters, US_ASCII);
    }
  }
}
