package mpi;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hints as pairs of a key and a value. Only {@link Intracomm#spawn} uses some. All are stored, and
 * {@code getInfo} returns them.
 *
 * <p>Safe for use by several threads.
 */
public final class Info implements Freeable, Cloneable {
  /** Null once it is freed. */
  private Map<String, String> pairs = new LinkedHashMap<>();

  /** Makes an empty set of hints. */
  public Info() {}

  static Info freed() {
    Info info = new Info();
    info.pairs = null;
    return info;
  }

  /** A copy of the program's hints; empty if they are null or freed. */
  static Info copyOf(Info info) {
    return info == null || info.isNull() ? new Info() : info.dup();
  }

  /**
   * Sets the value of a key.
   *
   * @param key 1 to 255 characters
   * @param value 1 to 1024 characters
   * @throws MPIException of class {@link MPI#ERR_INFO_KEY} or {@link MPI#ERR_INFO_VALUE} if one is
   *     null, empty or too long; of class {@link MPI#ERR_INFO} if this is freed
   */
  public synchronized void set(String key, String value) {
    requireKey(key);
    if (value == null || value.isEmpty() || value.length() > MPI.MAX_INFO_VAL) {
      throw new MPIException(
          ErrorClass.INFO_VALUE, "the value of " + key + " is null, empty or too long");
    }
    pairs().put(key, value);
  }

  /**
   * The value of a key.
   *
   * @param key 1 to 255 characters
   * @return the value; null if there is none
   * @throws MPIException as {@link #set}
   */
  public synchronized String get(String key) {
    requireKey(key);
    return pairs().get(key);
  }

  /**
   * Removes a key and its value.
   *
   * @param key an existing key
   * @throws MPIException of class {@link MPI#ERR_INFO_NOKEY} if it is not there; else as {@link
   *     #set}
   */
  public synchronized void delete(String key) {
    requireKey(key);
    if (pairs().remove(key) == null) {
      throw new MPIException(ErrorClass.INFO_NOKEY, "there is no key " + key);
    }
  }

  /**
   * The number of keys.
   *
   * @return 0 or more
   * @throws MPIException of class {@link MPI#ERR_INFO} if this is freed
   */
  public synchronized int size() {
    return pairs().size();
  }

  /**
   * One of the keys, in the order in which they were set.
   *
   * @param i from 0 to {@link #size} - 1
   * @return the key
   * @throws MPIException of class {@link MPI#ERR_ARG} if there are not as many; of class {@link
   *     MPI#ERR_INFO} if this is freed
   */
  public synchronized String getKey(int i) {
    if (i < 0 || i >= pairs().size()) {
      throw new MPIException(ErrorClass.ARG, "there is no key number " + i);
    }
    return pairs().keySet().stream().skip(i).findFirst().orElseThrow();
  }

  /**
   * A copy.
   *
   * @return new hints with the same keys and values
   * @throws MPIException of class {@link MPI#ERR_INFO} if this is freed
   */
  public synchronized Info dup() {
    Info copy = new Info();
    copy.pairs.putAll(pairs());
    return copy;
  }

  /**
   * A copy.
   *
   * @return new hints with the same keys and values
   * @throws MPIException of class {@link MPI#ERR_INFO} if this is freed
   */
  @Override
  @SuppressWarnings("MissingSuperCall")
  public Info clone() {
    return dup();
  }

  /**
   * Frees it.
   *
   * @throws MPIException of class {@link MPI#ERR_INFO} if it was freed before
   */
  @Override
  public synchronized void free() {
    pairs();
    pairs = null;
  }

  /**
   * Whether it was freed or is {@link MPI#INFO_NULL}, so that it cannot be used.
   *
   * @return whether it is null
   */
  public synchronized boolean isNull() {
    return pairs == null;
  }

  private Map<String, String> pairs() {
    if (pairs == null) {
      throw new MPIException(ErrorClass.INFO, "the info is null, or was freed");
    }
    return pairs;
  }

  private static void requireKey(String key) {
    if (key == null || key.isEmpty() || key.length() > MPI.MAX_INFO_KEY) {
      throw new MPIException(ErrorClass.INFO_KEY, "a key of an info is null, empty or too long");
    }
  }
}
