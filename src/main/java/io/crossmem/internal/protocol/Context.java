package io.crossmem.internal.protocol;

import io.crossmem.internal.data.Payload;

/**
 * Separates the messages of one communicator from those of others. Its collective operations have a
 * separate context.
 */
public final class Context {
  private final int id;
  private final boolean collective;
  private final int[] members;

  private boolean closed; // under the engine's lock

  /**
   * A context.
   *
   * @param id the same in all members; odd for collective operations
   * @param members their ranks in the group, in the order of their ranks in the communicator
   */
  public Context(int id, int... members) {
    this(id, (id & 1) == 1, members);
  }

  private Context(int id, boolean collective, int... members) {
    this.id = id;
    this.collective = collective;
    this.members = members;
  }

  /** The same context, but its operations fail only if the rank that they need dies. */
  public Context ofSome() {
    return new Context(id, false, members);
  }

  public int id() {
    return id;
  }

  public int[] members() {
    return members;
  }

  /**
   * Whether an operation in it fails when any member dies, since the others wait for that member.
   */
  public boolean isCollective() {
    return collective;
  }

  /**
   * Retains the memory of a message. A collective operation holds its memory for its whole
   * duration: the user may close it meanwhile, but its messages continue.
   */
  void retain(Payload payload) {
    if (isCollective()) {
      payload.retainAgain();
    } else {
      payload.retain();
    }
  }

  public boolean isClosed() {
    return closed;
  }

  public void close() {
    closed = true;
  }
}
