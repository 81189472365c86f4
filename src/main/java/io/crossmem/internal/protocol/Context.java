package io.crossmem.internal.protocol;

import io.crossmem.internal.data.Payload;

/**
 * The messages of one communicator, which are never mixed with another's; those of its collective
 * operations are a context of their own.
 */
public final class Context {
  private final int id;
  private final int[] members;

  private boolean closed; // under the engine's lock

  /**
   * A context.
   *
   * @param id the same in all members; odd if it is that of collective operations
   * @param members their ranks in the group, in the order of their ranks in the communicator
   */
  public Context(int id, int... members) {
    this.id = id;
    this.members = members;
  }

  public int id() {
    return id;
  }

  public int[] members() {
    return members;
  }

  /** Whether an operation in it fails when any member dies: the others wait for that one. */
  public boolean isCollective() {
    return (id & 1) == 1;
  }

  /**
   * Keeps the memory of a message. A collective operation keeps its memory from beginning to end:
   * the user may close it meanwhile, and its messages go on.
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
