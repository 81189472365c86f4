package mpi;

/** What has a {@code free} method. */
public interface Freeable {
  /** Gives back what the object stands for; the object cannot be used any more. */
  void free();
}
