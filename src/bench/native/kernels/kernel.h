/*
 * Programs with real communication, each a file of its own. io.crossmem.bench.kernel has the same arithmetic in Java, and
 * says what each of them does.
 */
#ifndef CROSSMEM_BENCH_KERNEL_H
#define CROSSMEM_BENCH_KERNEL_H

#include <mpi.h>
#include <stdint.h>
#include <stdlib.h>

#include "../process.h"

struct kernel {
	const char *name;
	void (*make)(long n);	  /* with all of its memory */
	void (*reset)(void);	  /* to where it began; not timed */
	void (*iterate)(void);	  /* all ranks together */
	double (*checksum)(void); /* the same in all ranks, and but for rounding for any number of them; not timed */
	void (*drop)(void);	  /* gives back what make has taken */
};

extern const struct kernel ring_natural_sendrecv, ring_natural_isend, ring_random_sendrecv, ring_random_isend;
extern const struct kernel integer_sort, transpose, stencil, conjugate_gradient;

/* Before and after communication: the time between is added up. */
extern long communication_nanos;
void start_communication(void);
void stop_communication(void);

/* Memory for so many, zero; fails where there is none. */
void *allocate(long count, size_t bytes);

/* Of all ranks together. */
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
