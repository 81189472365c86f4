package io.crossmem.bench.report;

/**
 * A result, and what the report has to know of it.
 *
 * @param inC whether the system is a library or program in C, not one in Java
 * @param verified whether every byte of it was looked at and found right; one that was not is
 *     refused
 */
public record Measured(Result result, Role role, boolean inC, boolean verified) {
  /** Of a system in Java. */
  public Measured(Result result, Role role, boolean verified) {
    this(result, role, false, verified);
  }
}
