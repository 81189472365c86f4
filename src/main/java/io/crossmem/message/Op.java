package io.crossmem.message;
/** tmp. */
public final class Op { void apply(DataType t, long r, long a, long b, int n) {} }
