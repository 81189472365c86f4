package mpi;

/** A communicator of two groups, whose ranks send messages to those of the other group. */
public final class Intercomm extends Comm {
  Intercomm(Channel channel) {
    super(channel);
  }
}
