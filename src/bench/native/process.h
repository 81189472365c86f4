/* What a process of a group knows of itself, and how it says that something is wrong. */
#ifndef CROSSMEM_BENCH_PROCESS_H
#define CROSSMEM_BENCH_PROCESS_H

#include <time.h>

enum { LINE = 64 }; /* bytes of a cache line */

extern int rank, size; /* set before rank_main, by rank_from_environment or by the program */

/* Sets rank and size from CROSSMEM_RANK and CROSSMEM_SIZE, as the harness gives them to those that it starts. */
void rank_from_environment(void);

const char *setting(const char *name); /* of the environment */

/* perror and the end; give_up is exit unless a program knows better (MPI_Abort, say). */
_Noreturn void fail(const char *what);
/* The same with words of one's own: one line, without a newline at its end. */
_Noreturn void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern void (*give_up)(int status);

static inline long nanos(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
