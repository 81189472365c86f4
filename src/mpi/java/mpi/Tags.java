package mpi;

/** Whose the tags of {@link Channel#hidden} are. */
final class Tags {
  /** From here to {@link #OBJECT_LAST}: the rest of a long OBJECT message. */
  static final int OBJECT_FIRST = 0;

  static final int OBJECT_LAST = (1 << 28) - 1;

  /** Collective operations that are made of messages here. */
  static final int COLLECTIVE = 1 << 28;

  /** Making an intercommunicator: from here on, by the program's tag. */
  static final int INTERCOMM = 3 << 28;

  static final int INTERCOMM_COUNT = 1 << 20;

  /** Neighbourhood collectives: from here on, one for each direction. */
  static final int NEIGHBOUR = 1 << 29;

  /** Windows. */
  static final int WINDOW = COLLECTIVE + 3;

  /** Files. */
  static final int FILE = COLLECTIVE + 4;

  /**
   * Collective operations of an intercommunicator: from here on, two for each operation. So many
   * may be in progress at the same time.
   */
  static final int TWO_GROUPS = INTERCOMM + (1 << 27);

  static final int TWO_GROUPS_COUNT = 1 << 26;

  /** No message has it. */
  static final int UNUSED = Integer.MAX_VALUE;

  private Tags() {}
}
