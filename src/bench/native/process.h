/* The rank and size of a process, and its error messages. */
#ifndef CROSSMEM_BENCH_PROCESS_H
#define CROSSMEM_BENCH_PROCESS_H

#include <time.h>

enum { LINE = 64 }; /* bytes of a cache line */

extern int rank, size; /* set before rank_main, by rank_from_environment or by the program */

/* Sets rank and size from CROSSMEM_RANK and CROSSMEM_SIZE, which the harness sets. */
void rank_from_environment(void);

const char *setting(const char *name); /* from the environment */

/* perror, then ends; give_up is exit unless a program sets another function, such as MPI_Abort. */
_Noreturn void fail(const char *what);
/* The same with another message: one line, without a newline at its end. */
_Noreturn void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern void (*give_up)(int status);

static inline long nanos(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
