package io.crossmem.internal.engine;

import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.FailureCause;

/**
 * The result of a probe.
 *
 * @param source rank in the group
 * @param tag of the message
 * @param bytes of the message
 * @param failure why no message can arrive; else null
 * @param taken the message itself, for a matched probe; else null
 */
public record Probed(int source, int tag, long bytes, FailureCause failure, Arrival taken) {}
