/* The exercises that ranks repeat and measure. */
#ifndef CROSSMEM_BENCH_EXERCISES_H
#define CROSSMEM_BENCH_EXERCISES_H

#include <stdbool.h>

#include "transport.h"

extern const struct transport *transport; /* the measured system */

enum shape {
	PAIR = 1,	  /* two ranks */
	ONE_WAY = 2,	  /* rank 0 sends, rank 1 receives */
	WINDOWS = 4,	  /* a window of messages at a time */
	TIMES_ITSELF = 8, /* times only a part of each iteration; so messages may be cold */
	OUT_PARTS = 16,	  /* the send memory has a part for each rank */
	IN_PARTS = 32,	  /* the receive memory has a part of each rank */
	FRESH = 64,	  /* messages may be fresh */
};

/* Time of the timed iterations; exercises that time themselves add to it. */
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

/* The exercise of the task. */
const struct exercise *find_exercise(void);

#endif
