package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.FailureCause;

/**
 * What a look for a message has found.
 *
 * @param source rank in the group
 * @param tag of the message
 * @param bytes of the message
 * @param failure why none can come; else null
 */
public record Probed(int source, int tag, long bytes, FailureCause failure) {}
