/*
 * Programs with real communication, each in a separate file. io.crossmem.bench.kernel has the same
 * arithmetic in Java, and describes each of them.
 */
#ifndef CROSSMEM_BENCH_KERNEL_H
#define CROSSMEM_BENCH_KERNEL_H

#include <mpi.h>
#include <stdint.h>
#include <stdlib.h>

#include "../process.h"

struct kernel {
	const char *name;
	void (*make)(long n);	  /* allocates all memory */
	void (*reset)(void);	  /* to the initial state; not timed */
	void (*iterate)(void);	  /* all ranks together */
	double (*checksum)(void); /* the same in all ranks and, apart from rounding, for any number of ranks; not timed */
	void (*drop)(void);	  /* frees the memory of make */
};

extern const struct kernel ring_natural_sendrecv, ring_natural_isend, ring_random_sendrecv, ring_random_isend;
extern const struct kernel integer_sort, transpose, stencil, conjugate_gradient;

/* Before and after communication: the time between is added up. */
extern long communication_nanos;
void start_communication(void);
void stop_communication(void);

/* Zeroed memory for `count` elements; calls fail() if there is none. */
void *allocate(long count, size_t bytes);

/* The sum over all ranks. */
double sum_of_all(double own);

/* A hash (splitmix64), and the number from 0 to 1 that is made of it: as in Numbers.java. */
static inline uint64_t hash(uint64_t index)
{
	uint64_t value = (index + 1) * 0x9E3779B97F4A7C15u;

	value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
	value = (value ^ value >> 27) * 0x94D049BB133111EBu;
	return value ^ value >> 31;
}

static inline double real(long index)
{
	return (double)(hash((uint64_t)index) >> 11) * 0x1p-53;
}

#endif
