/* Some steps of conjugate gradients, as ConjugateGradient.java. n: rows of all ranks. */
#include "kernel.h"

#include <math.h>
#include <string.h>

static const long DISTANCES[] = {1, 3, 17, 129, 1025, 4099, 9001, 15013};

enum { IN_ROW = 2 * sizeof DISTANCES / sizeof *DISTANCES, STEPS = 15 }; /* in a row beside the diagonal */

static long n, rows, first_row;
static double *diagonal, *values; /* values beside the diagonal, row by row */
static int *columns;
static double *x, *r, *q;
static double *p, *all; /* this rank's part of the direction, and the whole of it */

static void make_matrix(void)
{
	for (long row = 0, at = 0; row < rows; row++) {
		long i = first_row + row;

		diagonal[row] = 1;
		for (int k = 0; k < IN_ROW; k++, at++) {
			long j = (k % 2 == 0 ? i + DISTANCES[k / 2] : i - DISTANCES[k / 2]) % n;

			j = j < 0 ? j + n : j;
			columns[at] = (int)j;
			values[at] = -1.0 / (double)(1 + (i + j) % 5);
			diagonal[row] -= values[at];
		}
	}
}

static void make(long rows_of_all)
{
	n = rows_of_all;
	rows = n / size;
	first_row = rank * rows;
	diagonal = allocate(rows, sizeof *diagonal);
	values = allocate(rows * IN_ROW, sizeof *values);
	columns = allocate(rows * IN_ROW, sizeof *columns);
	x = allocate(rows, sizeof *x);
	r = allocate(rows, sizeof *r);
	q = allocate(rows, sizeof *q);
	p = allocate(rows, sizeof *p);
	all = allocate(n, sizeof *all);
	make_matrix();
}

static void drop(void)
{
	double *vectors[] = {diagonal, values, x, r, q, p, all};

	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		free(vectors[i]);
	free(columns);
}

static void reset(void)
{
	memset(all, 0, (size_t)n * sizeof *all); /* so that page faults are not timed */
}

static double sum_in_time(double own)
{
	double sum;

	start_communication();
	sum = sum_of_all(own);
	stop_communication();
	return sum;
}

/* q = A p; returns this rank's part of p * q. */
static double multiply(void)
{
	double product = 0;

	for (long row = 0, at = 0; row < rows; row++) {
		double value = diagonal[row] * p[row];

		for (long end = at + IN_ROW; at < end; at++)
			value += values[at] * all[columns[at]];
		q[row] = value;
		product += p[row] * value;
	}
	return product;
}

/* Takes a step; returns this rank's part of r * r. */
static double advance(double alpha)
{
	double square = 0;

	for (long i = 0; i < rows; i++) {
		x[i] += alpha * p[i];
		r[i] -= alpha * q[i];
		square += r[i] * r[i];
	}
	return square;
}

static void iterate(void)
{
	double own = 0, rho;

	for (long i = 0; i < rows; i++) {
		x[i] = 0;
		r[i] = p[i] = real(first_row + i);
		own += r[i] * r[i];
	}
	rho = sum_in_time(own);
	for (int step = 0; step < STEPS; step++) {
		double alpha, last = rho;

		start_communication();
		MPI_Allgather(p, (int)rows, MPI_DOUBLE, all, (int)rows, MPI_DOUBLE, MPI_COMM_WORLD);
		stop_communication();
		alpha = rho / sum_in_time(multiply());
		rho = sum_in_time(advance(alpha));
		for (long i = 0; i < rows; i++)
			p[i] = r[i] + rho / last * p[i];
	}
}

static double checksum(void)
{
	double sizes = 0;

	for (long i = 0; i < rows; i++)
		sizes += fabs(x[i]);
	return sum_of_all(sizes);
}

const struct kernel conjugate_gradient = {"cg", make, reset, iterate, checksum, drop};
