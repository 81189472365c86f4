/*
 * The page that all ranks share for synchronisation, so that this is the same for every system and
 * not part of the measurement. io.crossmem.bench.rank.Control has the same layout.
 */
#ifndef CROSSMEM_BENCH_CONTROL_H
#define CROSSMEM_BENCH_CONTROL_H

#include <stdalign.h>
#include <stdint.h>

#include "process.h"

enum { MOST_RANKS = 24 };

struct line { /* a word on a separate cache line */
	alignas(LINE) int64_t value;
};

struct control {
	struct line ready;	      /* messages that rank 0 has prepared */
	struct line done;	      /* messages that rank 1 has received and checked */
	struct line sender, receiver; /* progress of either, for the transport; 0 when open is called */
	struct line unused[4];
	struct line arrivals[MOST_RANKS]; /* how often a rank has reached a meeting */
	struct self {			  /* data about a rank */
		alignas(LINE) int64_t pid;
		int64_t out, in;
	} selves[MOST_RANKS];
};

extern struct control *control;
extern char *staging; /* for transports that copy through shared memory; zero when the rank starts */
extern long staging_bytes;

static inline long progress(const struct line *line)
{
	return __atomic_load_n(&line->value, __ATOMIC_ACQUIRE);
}

static inline void publish(struct line *line, long value)
{
	__atomic_store_n(&line->value, value, __ATOMIC_RELEASE);
}

/* If not NULL: called repeatedly by a rank that waits. */
extern void (*while_waiting)(void);

/* Returns when the progress is at least this. */
void await(const struct line *line, long value);

/* Returns when all ranks have called this. */
void meet(void);

/* Of the other one of two ranks: its process, and where it sends from and receives into (0 where it does not). */
int peer_pid(void);
char *peer_out(void);
char *peer_in(void);

/* The path of a file in the folder CROSSMEM_BENCH_SHARED, in memory that the next call reuses. */
const char *shared_file(const char *name);

/* Only for rank.c. */
void map_all_shared(void);
void reset_progress(void);		    /* no rank may be in a task */
void tell(const void *out, const void *in); /* publishes the addresses of this rank's memory */

#endif
