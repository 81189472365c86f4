/*
 * Copies blocks of the same length with a constant stride on each side, for example to pack and
 * unpack the columns of a matrix. For short blocks the loop costs more than copying the bytes. So
 * the most common lengths have their own loops, in which the length is a constant for GCC.
 *
 * The two sides must not overlap.
 */
#ifndef CROSSMEM_BLOCKS_H
#define CROSSMEM_BLOCKS_H

#include <stdint.h>

#include "copy.h"

#define LONG_BLOCK 8192 /* bytes; for longer blocks copy.h is faster between cores, in spite of its startup time */

typedef uint16_t block2 __attribute__((may_alias, aligned(1)));
typedef uint32_t block4 __attribute__((may_alias, aligned(1)));
typedef uint64_t block8 __attribute__((may_alias, aligned(1)));
typedef uint64_t block16 __attribute__((vector_size(16), may_alias, aligned(1)));

static inline __attribute__((always_inline)) void copy_block(char *to, const char *from, unsigned long bytes)
{
	unsigned long done = bytes & ~15UL;

#pragma GCC unroll 4
	for (unsigned long i = 0; i < done; i += 16)
		*(block16 *)(to + i) = *(const block16 *)(from + i);
	if (bytes & 8) {
		*(block8 *)(to + done) = *(const block8 *)(from + done);
		done += 8;
	}
	if (bytes & 4) {
		*(block4 *)(to + done) = *(const block4 *)(from + done);
		done += 4;
	}
	if (bytes & 2) {
		*(block2 *)(to + done) = *(const block2 *)(from + done);
		done += 2;
	}
	if (bytes & 1)
		to[done] = from[done];
}

static inline __attribute__((always_inline)) void copy_short_blocks(char *to, long to_stride, const char *from,
								     long from_stride, unsigned long bytes,
								     unsigned long count)
{
	for (; count > 0; count--) {
		copy_block(to, from, bytes);
		to += to_stride;
		from += from_stride;
	}
}

static inline void copy_long_blocks(char *to, long to_stride, const char *from, long from_stride,
				    unsigned long bytes, unsigned long count)
{
	for (; count > 0; count--) {
		copy(to, from, bytes);
		to += to_stride;
		from += from_stride;
	}
}

/* Strides are in bytes, from the start of one block to that of the next; they may be negative. */
static inline void copy_blocks(char *to, long to_stride, const char *from, long from_stride, unsigned long bytes,
			       unsigned long count)
{
	switch (bytes) {
	case 4:
		copy_short_blocks(to, to_stride, from, from_stride, 4, count);
		break;
	case 8:
		copy_short_blocks(to, to_stride, from, from_stride, 8, count);
		break;
	case 16:
		copy_short_blocks(to, to_stride, from, from_stride, 16, count);
		break;
	case 32:
		copy_short_blocks(to, to_stride, from, from_stride, 32, count);
		break;
	case 64:
		copy_short_blocks(to, to_stride, from, from_stride, 64, count);
		break;
	default:
		if (bytes < LONG_BLOCK)
			copy_short_blocks(to, to_stride, from, from_stride, bytes, count);
		else
			copy_long_blocks(to, to_stride, from, from_stride, bytes, count);
	}
}

#endif
