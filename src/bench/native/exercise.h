/* What rank.c, control.c, messages.c and exercises.c have between them, and transports need not know. */
#ifndef CROSSMEM_BENCH_EXERCISE_H
#define CROSSMEM_BENCH_EXERCISE_H

#include "rank.h"

extern const struct transport *transport;

/* control.c */
const char *setting(const char *name); /* of the environment */
void map_all_shared(void);
void reset_progress(void); /* nobody may be in a task any more */
void tell(void);	   /* the other ranks, where this one's memory is */

/* messages.c */
enum { STRIDE = 521 }; /* odd, so that a power of two of numbers are all different; and far for a prefetcher */

extern long seed;  /* counts the tasks, so that what an earlier one left is never taken for good */
extern long wrong; /* words that were received and are not what was sent */

void drop(struct memory *memory);
void evict(void);	   /* writes so much other memory that nothing of a message is in a cache of this core */
void poison(void);	   /* what is received into, with what no message holds */
long stamped(long number); /* the word by which a message tells its number */
void check_stamp(long slot, long sender, long number);
void check_slot(long slot, long sender, long last, long step);

/* exercises.c */
enum shape {
	PAIR = 1,	  /* two ranks */
	ONE_WAY = 2,	  /* rank 0 sends, rank 1 receives */
	WINDOWS = 4,	  /* a window of messages at a time */
	TIMES_ITSELF = 8, /* times only a part of each iteration; so messages may be cold */
	OUT_PARTS = 16,	  /* what is sent has a part for each rank */
	IN_PARTS = 32,	  /* what is received has a part of each rank */
};

/* What the timed iterations took; exercises that time themselves add to it. */
extern struct spent {
	long nanos, cpu;
} spent;

struct exercise {
	const char *name;
	int shape;
	bool (*offered)(void);
	void (*fill)(void);
	void (*repeat)(long from, long to);
	void (*check)(long total);
};

/* The one that the task names. */
const struct exercise *find_exercise(void);

#endif
