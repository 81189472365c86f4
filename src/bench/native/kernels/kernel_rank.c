/*
 * One rank of the kernels in C, over any MPI. Its commands are "<kernel> <n> <iterations>", its
 * answers "nanos=... communication=... checksum=..." for all iterations together. KernelRank.java
 * is the same in Java.
 */
#include "kernel.h"

#include <stdio.h>
#include <string.h>

#include "../commands.h"

static const struct kernel *const kernels[] = {
	&ring_natural_sendrecv,
	&ring_natural_isend,
	&ring_random_sendrecv,
	&ring_random_isend,
	&integer_sort,
	&transpose,
	&stencil,
	&conjugate_gradient,
};

long communication_nanos;
static long communication_start;

void start_communication(void)
{
	communication_start = nanos(CLOCK_MONOTONIC);
}

void stop_communication(void)
{
	communication_nanos += nanos(CLOCK_MONOTONIC) - communication_start;
}

void *allocate(long count, size_t bytes)
{
	void *memory = calloc((size_t)count, bytes);

	if (memory == NULL)
		fail("memory");
	return memory;
}

double sum_of_all(double own)
{
	double sum;

	MPI_Allreduce(&own, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
	return sum;
}

static const struct kernel *find_kernel(const char *name)
{
	for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
		if (strcmp(kernels[i]->name, name) == 0)
			return kernels[i];
	refuse("no such kernel: %s", name);
}

/* Its memory is kept while commands are for the same kernel. */
static const struct kernel *prepare(const char *name, long n)
{
	static const struct kernel *made;
	static long made_n;

	if (made != NULL && strcmp(made->name, name) == 0 && made_n == n)
		return made;
	if (made != NULL)
		made->drop();
	made = find_kernel(name);
	made_n = n;
	made->make(n);
	return made;
}

static void obey(const char *line, int answers)
{
	const struct kernel *kernel;
	char name[32];
	long n, iterations, time;

	if (sscanf(line, "%31s %ld %ld", name, &n, &iterations) != 3)
		refuse("not a command: %.*s", (int)strcspn(line, "\n"), line);
	kernel = prepare(name, n);
	kernel->reset();
	communication_nanos = 0;
	MPI_Barrier(MPI_COMM_WORLD);
	time = nanos(CLOCK_MONOTONIC);
	for (long i = 0; i < iterations; i++)
		kernel->iterate();
	time = nanos(CLOCK_MONOTONIC) - time;
	dprintf(answers, "nanos=%ld communication=%ld checksum=%.17g\n", time, communication_nanos, kernel->checksum());
}

/* Otherwise the other ranks would wait for this one forever. */
static void abort_all(int status)
{
	MPI_Abort(MPI_COMM_WORLD, status);
}

int main(int argc, char **argv)
{
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	give_up = abort_all;
	obey_all(obey);
	MPI_Finalize();
	return 0;
}
