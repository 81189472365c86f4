package mpi;

/** Hints as pairs of a key and a value. */
public final class Info implements Freeable {
  /** Makes an empty one. */
  public Info() {}

  @Override
  public void free() {}
}
