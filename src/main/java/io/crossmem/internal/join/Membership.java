package io.crossmem.internal.join;

import io.crossmem.internal.shm.Segment;

/**
 * The result of joining.
 *
 * @param segment of this rank only: another rank in the same process has its own
 * @param rank in the group, from 0
 */
public record Membership(Segment segment, int rank) {}
