package io.crossmem.bench.report;

/** The role of a system in the comparison. */
public enum Role {
  /** A crossmem variant. */
  OURS,
  /** crossmem with a forced protocol. Normally it chooses itself, so this is not a variant. */
  FORCED,
  /** An alternative to crossmem. */
  PEER,
  /**
   * What the mechanism itself can achieve: a memcpy, or the bare system call in C. It shows how
   * much could still be gained, but is not an alternative, so it is never the best peer.
   */
  LIMIT;

  /** In the name of a forced system: between the name of the system and that of the protocol. */
  public static final String BY = " by ";
}
