package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.MessageException;
import io.crossmem.message.PeerFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * This process in MPI: begun by Init, ended by Finalize, as often as the program likes.
 *
 * <pre>
 * OUTSIDE --init--> INSIDE --finalize--> OUTSIDE (it was finalized)
 * </pre>
 */
final class World {
  private enum State {
    BEFORE,
    INSIDE,
    AFTER
  }

  /** The variable with the number of this process's program among those of a spawn. */
  static final String PROGRAM_NUMBER = "CROSSMEM_MPI_PROGRAM";

  /** Of worlds of one, which need a name that nobody else has. */
  private static final AtomicInteger ALONE = new AtomicInteger();

  private static volatile State state = State.BEFORE;

  /** The same, but not volatile: each call looks at it, also fast ones in loops. */
  private static boolean isOpen;

  private static volatile int threadLevel = MPI.THREAD_SINGLE;
  private static volatile Thread mainThread;
  private static final List<Communicator> OPEN = new ArrayList<>(); // guarded by the class

  /** To processes that were started apart, in the order in which they were made. */
  private static final List<Intercomm> CONNECTED = new ArrayList<>(); // guarded by the class

  private World() {}

  /**
   * What {@code Init} does.
   *
   * @param args of the program
   * @param level that it asks for
   * @return the program's own arguments
   */
  static synchronized String[] init(String[] args, int level) {
    if (state == State.INSIDE) {
      throw new MPIException(ErrorClass.OTHER, "MPI was initialized already");
    }
    try {
      Communicator world = join();
      OPEN.add(world);
      MPI.COMM_WORLD.open(Channel.ofWorld(world, own(world.duplicate())));
      Communicator self = own(world.split(world.rank(), 0).orElseThrow());
      MPI.COMM_SELF.open(Channel.ofSelf(self, own(self.duplicate())));
      Spawned.meetParents(MPI.COMM_WORLD.channel());
    } catch (IOException | RuntimeException e) {
      close();
      throw new MPIException(ErrorClass.OTHER, "MPI cannot be initialized: " + e.getMessage(), e);
    }
    threadLevel = level;
    mainThread = Thread.currentThread();
    String[] own = Arguments.ofProgram(args);
    Arguments.describe(own, MPI.COMM_WORLD.getSize(), MPI.INFO_ENV);
    isOpen = true; // seen by whoever sees the state
    state = State.INSIDE;
    return own;
  }

  /** As the launcher says; without one, a world of one. */
  private static Communicator join() throws IOException {
    if (Arguments.isLaunched()) {
      return Communicator.fromEnvironment();
    }
    String name = "alone-" + ProcessHandle.current().pid() + "-" + ALONE.incrementAndGet();
    return Communicator.join(name, 0, 1, Duration.ofSeconds(10));
  }

  /** Keeps it until Finalize or {@link #close(Communicator)}. */
  static synchronized Communicator own(Communicator communicator) {
    OPEN.add(communicator);
    return communicator;
  }

  static void close(Communicator communicator) {
    synchronized (World.class) {
      OPEN.remove(communicator);
    }
    communicator.close();
  }

  /** Finalize waits for its ranks too, unless it is freed or disconnected before. */
  static synchronized void connected(Intercomm intercomm) {
    CONNECTED.add(intercomm);
  }

  private static synchronized List<Intercomm> connected() {
    return CONNECTED.stream().filter(intercomm -> !intercomm.isNull()).toList();
  }

  /** What {@code Finalize} does: waits for all ranks, then gives everything back. */
  static void end() {
    requireInside();
    BufferedSends.detach();
    MPI.COMM_SELF.deleteAttributes();
    MPI.COMM_WORLD.barrier();
    connected().forEach(World::awaitConnected);
    PublishedNames.unpublishAll();
    Ports.closeAll();
    synchronized (World.class) {
      state = State.AFTER;
      isOpen = false;
      close();
    }
  }

  /** A rank that has freed the intercommunicator does not wait for the others. */
  private static void awaitConnected(Intercomm intercomm) {
    try {
      intercomm.channel().messages.barrier();
    } catch (PeerFailedException e) {
      // it freed the intercommunicator, or has ended
    } catch (MessageException e) {
      throw Errors.translate(e);
    }
  }

  private static void close() {
    MPI.COMM_WORLD.open(null);
    MPI.COMM_SELF.open(null);
    CONNECTED.forEach(intercomm -> intercomm.open(null));
    CONNECTED.clear();
    for (int i = OPEN.size() - 1; i >= 0; i--) {
      OPEN.get(i).close();
    }
    OPEN.clear();
  }

  static boolean isInside() {
    return state == State.INSIDE;
  }

  static boolean isOver() {
    return state == State.AFTER;
  }

  /** Whether MPI is initialized and not finalized. */
  static boolean isOpen() {
    return isOpen;
  }

  static void requireInside() {
    if (!isOpen) {
      throw new MPIException(
          ErrorClass.OTHER,
          state == State.BEFORE ? "MPI is not initialized yet" : "MPI was finalized");
    }
  }

  static boolean isAttribute(int key) {
    return key < 0;
  }

  /** Of the communicators that Init makes, and all others. */
  static Object attribute(int key) {
    requireInside();
    if (key == MPI.TAG_UB) {
      return Integer.MAX_VALUE;
    } else if (key == MPI.HOST) {
      return MPI.PROC_NULL;
    } else if (key == MPI.IO) {
      return MPI.ANY_SOURCE;
    } else if (key == MPI.WTIME_IS_GLOBAL) {
      return true;
    } else if (key == MPI.APPNUM) {
      return programNumber();
    } else if (key == MPI.UNIVERSE_SIZE) {
      return MPI.COMM_WORLD.getSize();
    } else if (key == MPI.LASTUSEDCODE) {
      return MPI.ERR_LASTCODE;
    }
    throw new MPIException(ErrorClass.KEYVAL, "there is no key " + key + " of attributes");
  }

  /** Which program of a spawn, or of a launcher's command line, this process runs: from 0. */
  private static int programNumber() {
    for (String name : List.of(PROGRAM_NUMBER, "OMPI_MCA_orte_app_num", "PMI_APPNUM")) {
      String value = System.getenv(name);
      if (value != null && value.matches("[0-9]{1,9}")) {
        return Integer.parseInt(value);
      }
    }
    return 0;
  }

  static int threadLevel() {
    return threadLevel;
  }

  static boolean isMainThread() {
    return Thread.currentThread() == mainThread;
  }

  static String hostName() {
    try {
      return java.nio.file.Files.readString(java.nio.file.Path.of("/proc/sys/kernel/hostname"))
          .trim();
    } catch (IOException e) {
      return "localhost";
    }
  }

  /**
   * Ends this process, and with it the job. The status is not 0 for any code: a launcher ends the
   * other ranks only when one fails.
   */
  static void abort(int code, String why) {
    System.out.flush();
    System.err.println(why);
    System.err.flush();
    Runtime.getRuntime().halt((code & 0xff) == 0 ? 1 : code & 0xff);
  }
}
