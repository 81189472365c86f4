package mpi;

import io.crossmem.message.PeerFailedException;
import io.crossmem.message.TruncationException;
import java.nio.ReadOnlyBufferException;

/** Translates failures of messages into errors of MPI. */
final class Errors {
  private Errors() {}

  static MPIException translate(Throwable thrown) {
    if (thrown instanceof MPIException done) {
      return done;
    }
    return new MPIException(errorClass(thrown), sentence(thrown), thrown);
  }

  private static int errorClass(Throwable thrown) {
    if (thrown instanceof TruncationException) {
      return ErrorClass.TRUNCATE;
    } else if (thrown instanceof PeerFailedException) {
      return ErrorClass.PROC_FAILED;
    } else if (thrown instanceof ReadOnlyBufferException) {
      return ErrorClass.BUFFER;
    } else if (thrown instanceof IllegalArgumentException
        || thrown instanceof NullPointerException
        || thrown instanceof ArithmeticException) {
      return ErrorClass.ARG;
    }
    return ErrorClass.OTHER;
  }

  private static String sentence(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
  }
}
