package io.crossmem.bench.report;

/**
 * A result, and what the report has to know of it.
 *
 * @param verified whether every byte of it was looked at and found right; one that was not is
 *     refused
 */
public record Measured(Result result, Role role, boolean verified) {}
