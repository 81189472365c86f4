/* The Fourier transform of a cube, as Transpose.java. n: length of an edge, a power of two. */
#include "kernel.h"

#include <math.h>
#include <string.h>

#include "fft.h"

static long n, planes, numbers; /* planes of this rank, and the doubles in them */
static double *cube;		/* [plane][row][column], real and imaginary part in turn */
static double *sent, *received;

static void make(long edge)
{
	n = edge;
	planes = n / size;
	numbers = 2 * planes * n * n;
	make_line(n);
	cube = allocate(numbers, sizeof *cube);
	sent = allocate(numbers, sizeof *sent);
	received = allocate(numbers, sizeof *received);
}

static void drop(void)
{
	drop_line();
	free(cube);
	free(sent);
	free(received);
}

static void reset(void)
{
	for (long i = 0; i < numbers; i++) {
		cube[i] = real(rank * numbers + i);
		received[i] = 0; /* so that page faults are not timed */
	}
}

static void transform(long first, long stride, double scale)
{
	double *line = cube + 2 * first;

	for (long i = 0; i < n; i++) {
		line_re[i] = line[2 * i * stride];
		line_im[i] = line[2 * i * stride + 1];
	}
	transform_line();
	for (long i = 0; i < n; i++) {
		line[2 * i * stride] = line_re[i] * scale;
		line[2 * i * stride + 1] = line_im[i] * scale;
	}
}

/* Each rank gets the columns that will be its planes. */
static void pack(void)
{
	double *into = sent;

	for (int to = 0; to < size; to++)
		for (long row = 0; row < planes * n; row++) {
			memcpy(into, cube + 2 * (row * n + to * planes), (size_t)(2 * planes) * sizeof *into);
			into += 2 * planes;
		}
}

static void unpack(void)
{
	const double *from = received;

	for (long plane = 0; plane < n; plane++) /* of the sender: the column here */
		for (long row = 0; row < n; row++)
			for (long column = 0; column < planes; column++) {
				double *to = cube + 2 * ((column * n + row) * n + plane);

				to[0] = *from++;
				to[1] = *from++;
			}
}

/* The result is the next iteration's input; it is scaled so that it stays as large. */
static void iterate(void)
{
	int part = (int)(numbers / size);
	double scale = 1 / sqrt((double)n * (double)n * (double)n);

	for (long plane = 0; plane < planes; plane++) {
		for (long i = 0; i < n; i++)
			transform(plane * n * n + i * n, 1, 1);
		for (long i = 0; i < n; i++)
			transform(plane * n * n + i, n, 1);
	}
	pack();
	start_communication();
	MPI_Alltoall(sent, part, MPI_DOUBLE, received, part, MPI_DOUBLE, MPI_COMM_WORLD);
	stop_communication();
	unpack();
	for (long line = 0; line < planes * n; line++)
		transform(line * n, 1, scale);
}

/* The sum of the absolute values, weighted by position. */
static double checksum(void)
{
	double sum = 0;

	for (long i = 0; i < numbers; i++)
		sum += fabs(cube[i]) * (double)(1 + (rank * numbers + i) % 7);
	return sum_of_all(sum);
}

const struct kernel transpose = {"fft", make, reset, iterate, checksum, drop};
