package io.crossmem.internal.network;

import io.crossmem.internal.sys.NativeLibrary;
import java.util.Optional;

/**
 * The functions of MPI that crossmem calls, by a shim of their own, which loads the libmpi that is
 * there. The natives take addresses and return 0 or MPI's error; they throw nothing.
 */
final class Mpi {
  static final String SHIM = "libcrossmem-mpi.so";

  // Kinds of compiled MPI, as native/mpi/abi.h has them:
  static final int MPICH = 0;
  static final int OPEN_MPI = 1;
  static final int STANDARD = 2;

  /** In place of an error: the library has no threads, not even one at a time. */
  static final int NO_THREADS = -1;

  /** Room for a text of MPI's, in bytes: the most that MPI_MAX_LIBRARY_VERSION_STRING is. */
  static final int TEXT_BYTES = 8192;

  // A request, in memory of the caller's:
  static final int REQUEST_BYTES = 16;
  static final int REQUEST_SOURCE = 8; // int; once a receive is over
  static final int REQUEST_LENGTH = 12; // int: bytes; once a receive is over

  /** From any rank, of a receive. */
  static final int ANY = -1;

  private static final Optional<String> REFUSAL = NativeLibrary.loadAnother(SHIM);

  private Mpi() {}

  /** Why the natives cannot be called; empty where they can. */
  static Optional<String> refusal() {
    return REFUSAL;
  }

  /**
   * The handle of a library by its path or name, with a zero byte at the end; 0 if it cannot be
   * opened: then the text says why, with a zero byte at its end.
   */
  static native long open(long name, long text, int room);

  /** Finds the functions; 0, or the number of one that is missing. */
  static native int bind(long library);

  /** What a function is called; the length of the text. */
  static native int functionName(int number, long text, int room);

  /** What the library says of itself; the length of the text. */
  static native int version(long text);

  /** Whether it has the handles of MPI 5's standard ABI. */
  static native boolean isStandardAbi(long library);

  /** Takes the handles of a kind; false if the library does not have them. */
  static native boolean use(long library, int kind);

  /** Initialises MPI, for one thread at a time. */
  static native int init();

  static native int rank();

  static native int size();

  /** Blocks until all ranks have called it. */
  static native int allgather(long own, long all, int bytes);

  static native int send(long request, long address, int bytes, int to, int tag);

  static native int receive(long request, long address, int bytes, int from, int tag);

  /** 1 if a request is over, 0 if not, or minus MPI's error. */
  static native int test(long request);

  /** The request has to be tested until it is over. */
  static native int cancel(long request);

  /** An error in words; the length of the text. */
  static native int errorText(int error, long text);

  /** Blocks until all ranks have called it. */
  static native int finish();

  // Messages with the launcher, by a socket that this process has inherited:

  /** Sends; whether all was sent. */
  static native boolean sendToLauncher(int socket, long address, int bytes);

  /** Receives what is there: the number of bytes; 0 if none; -1 if nothing more will come. */
  static native int receiveFromLauncher(int socket, long address, int room);
}
