/* Where messages lie, and what they say. */
#ifndef CROSSMEM_BENCH_MESSAGES_H
#define CROSSMEM_BENCH_MESSAGES_H

#include <stdint.h>

#include "task.h"

enum { STRIDE = 521 }; /* odd, so that a power of two of numbers are all different; and far for a prefetcher */

/*
 * Messages side by side, each in a slot. Collective exercises have one slot for each rank's part where a buffer holds
 * all of them, without gaps between.
 */
struct memory {
	char *base;  /* NULL where the rank does not need it: `in` of rank 0 and `out` of rank 1 in one-way exercises */
	long stride; /* from the start of one slot to the start of the next */
	long slots;
	char kind[8];
	void *mapping;
	long mapped;
};

extern struct memory out, in; /* what to send from, what to receive into */

/* Where the message in a slot begins. */
static inline char *message(const struct memory *memory, long slot)
{
	return memory->base + slot * memory->stride;
}

/* Where word k of the message in a slot is; gaps between blocks do not count. */
static inline uint64_t *word(const struct memory *memory, long slot, long k)
{
	long in_message = k * 8, gaps = task.blocks == 1 ? 0 : in_message / block_bytes();

	return (uint64_t *)(message(memory, slot) + in_message + gaps * block_bytes());
}

/* Messages that are under way at a time in the exercises stream and bidirectional. */
long window(void);

/* Makes memory have these slots, on task.memory's pages; what is already so is kept, so that it has no page faults. */
void provide(struct memory *memory, long stride, long slots);

/* The same in memory that somebody else keeps. */
void borrow(struct memory *memory, char *base, long stride, long slots);

void drop(struct memory *memory);
void evict(void); /* writes so much other memory that nothing of a message is in a cache of this core */

/* The words of a message before it is stamped, and the stamp by which message `number` differs from all before. */
void fill_words(const struct memory *memory, long slot, long sender);
void put_stamp(const struct memory *memory, long slot, long sender, long number);

extern long seed;  /* counts the tasks, so that what an earlier one left is never taken for good */
extern long wrong; /* words that were received and are not what was sent */

void poison(void);	   /* what is received into, with what no message holds */
long stamped(long number); /* the word by which a message tells its number */
void check_stamp(long slot, long sender, long number);
void check_slot(long slot, long sender, long last, long step);

/* Fresh messages: all words are written, or read. */
void write_words(const struct memory *memory, long slot, long sender, long number);
void check_sum(long slot, long sender, long number);

#endif
