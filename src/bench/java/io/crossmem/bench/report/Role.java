package io.crossmem.bench.report;

/** What a system is to somebody who has to choose one. */
public enum Role {
  /** crossmem, in one of its ways. */
  OURS,
  /** crossmem, made to take one protocol. It chooses by itself, so this is none of its ways. */
  FORCED,
  /** What one could take instead. */
  PEER,
  /**
   * What the mechanism itself can do: a memcpy, or the bare system call in C. It shows how much is
   * left to gain, but nobody could take it instead, so it is never the best peer.
   */
  LIMIT;

  /** In a forced system's name: after that of what chooses, before that of the protocol. */
  public static final String BY = " by ";
}
