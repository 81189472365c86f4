package io.crossmem.message;

/**
 * An entry that carries no payload, kept until there is room for it; see {@link RingDescriptor}.
 */
record Answer(
    int kind, int first, int second, long from, long to, long address, int claim, int part) {}
