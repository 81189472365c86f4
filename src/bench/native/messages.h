/* The memory and contents of messages. */
#ifndef CROSSMEM_BENCH_MESSAGES_H
#define CROSSMEM_BENCH_MESSAGES_H

#include <stdint.h>

#include "task.h"

enum { STRIDE = 521 }; /* odd, so that a power of two of numbers are all different; and beyond a prefetcher's range */

/*
 * Consecutive messages, each in a slot. In collective exercises a buffer has one slot for each
 * rank's part, without gaps.
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

/* The start of the message in a slot. */
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

/* Messages in progress at a time in the exercises stream and bidirectional. */
long window(void);

/* Allocates these slots on task.memory's pages; suitable memory is kept, to avoid page faults. */
void provide(struct memory *memory, long stride, long slots);

/* The same in memory of another owner. */
void borrow(struct memory *memory, char *base, long stride, long slots);

void drop(struct memory *memory);
void evict(void); /* writes so much other memory that no message is left in a cache of this core */

/* The words of a message before it is stamped, and the stamp by which message `number` differs from all before. */
void fill_words(const struct memory *memory, long slot, long sender);
void put_stamp(const struct memory *memory, long slot, long sender, long number);

extern long seed;  /* counts the tasks, so that old data of an earlier one is never accepted */
extern long wrong; /* number of received words that differ from the sent ones */

void poison(void);	   /* fills the receive memory with values that no message contains */
long stamped(long number); /* the index of the word with the message's number */
void check_stamp(long slot, long sender, long number);
void check_slot(long slot, long sender, long last, long step);

/* Fresh messages: all words are written, or read. */
void write_words(const struct memory *memory, long slot, long sender, long number);
void check_sum(long slot, long sender, long number);

#endif
