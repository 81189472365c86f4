package io.crossmem.internal.join;

import io.crossmem.internal.shm.Segment;

/**
 * What joining gives.
 *
 * @param segment of this rank alone: another rank of the same process has another
 * @param rank in the group, from 0
 */
public record Membership(Segment segment, int rank) {}
