package mpi;

/** An object with a {@code free} method. */
public interface Freeable {
  /** Frees what the object represents; after that the object cannot be used. */
  void free();
}
