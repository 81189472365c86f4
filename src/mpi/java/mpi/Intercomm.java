package mpi;

import io.crossmem.message.MessageException;

/**
 * A communicator of two groups, whose ranks send messages to those of the other group: a rank that
 * an operation names is always one of the remote group.
 *
 * <p>In a collective operation with a root the root gives {@link MPI#ROOT}, the others of its group
 * {@link MPI#PROC_NULL}, and the remote group the rank of the root. {@link MPI#OBJECT} is no
 * datatype for collective operations here.
 */
public final class Intercomm extends Comm {
  Intercomm(Channel channel) {
    super(channel);
  }

  @Override
  Collectives collectives(Channel opened) {
    return new RemoteCollectives(this, opened);
  }

  @Override
  public Intercomm dup() {
    return copy(new Intercomm(duplicated()));
  }

  @Override
  public Intercomm clone() {
    return dup();
  }

  @Override
  public Intercomm iDup() {
    return (Intercomm) super.iDup();
  }

  /** {@inheritDoc} */
  @Override
  public Intercomm dupWithInfo(Info hints) {
    return (Intercomm) super.dupWithInfo(hints);
  }

  /**
   * Number of ranks of the remote group.
   *
   * @return from 1
   * @throws MPIException if the communicator is null or was freed
   */
  public int getRemoteSize() {
    return channel().remote.getSize();
  }

  /**
   * Number of ranks of the remote group.
   *
   * @return from 1
   * @throws MPIException if the communicator is null or was freed
   */
  public int Remote_size() {
    return getRemoteSize();
  }

  /**
   * The remote group.
   *
   * @return the group, which can be freed
   * @throws MPIException if the communicator is null or was freed
   */
  public Group getRemoteGroup() {
    return channel().remote.copy();
  }

  /**
   * The remote group.
   *
   * @return the group, which can be freed
   * @throws MPIException if the communicator is null or was freed
   */
  public Group Remote_group() {
    return getRemoteGroup();
  }

  /**
   * Merges both groups into one communicator. Collective.
   *
   * @param high whether the ranks of this group come after those of the other; the same in all
   *     ranks of a group. If both give the same, either group may be the first
   * @return the new communicator
   * @throws MPIException if the communicator is null or was freed, or another rank ended
   */
  public Intracomm merge(boolean high) {
    try {
      return copyHandler(new Intracomm(Communicators.split(channel(), 0, high ? 1 : 0)));
    } catch (MessageException | RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Merges both groups into one communicator. Collective.
   *
   * @param high whether the ranks of this group come after those of the other
   * @return the new communicator
   * @throws MPIException as {@link #merge}
   */
  public Intracomm Merge(boolean high) {
    return merge(high);
  }

  /**
   * The communicator to the processes that started this one by {@link Intracomm#spawn}.
   *
   * @return the same communicator in all calls; a null one ({@link #isNull}) if this process was
   *     not started by spawn, or has freed it
   * @throws MPIException if MPI is not initialized
   */
  public static Intercomm getParent() {
    World.requireInside();
    return Spawned.parent();
  }
}
