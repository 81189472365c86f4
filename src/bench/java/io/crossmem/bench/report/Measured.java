package io.crossmem.bench.report;

/**
 * A result, with the properties that the report needs.
 *
 * @param inC whether the system is a library or program in C, not in Java
 * @param verified whether every byte was checked and correct; results that are not verified are
 *     rejected
 */
public record Measured(Result result, Role role, boolean inC, boolean verified) {
  /** For a system in Java. */
  public Measured(Result result, Role role, boolean verified) {
    this(result, role, false, verified);
  }
}
