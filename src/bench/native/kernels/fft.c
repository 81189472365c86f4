#include "fft.h"

#include <math.h>

#include "kernel.h"

double *line_re, *line_im;
static double *cosine, *sine;
static long n;

void make_line(long length)
{
	n = length;
	line_re = allocate(n, sizeof *line_re);
	line_im = allocate(n, sizeof *line_im);
	cosine = allocate(n / 2, sizeof *cosine);
	sine = allocate(n / 2, sizeof *sine);
	for (long i = 0; i < n / 2; i++) {
		cosine[i] = cos(2 * M_PI * (double)i / (double)n);
		sine[i] = -sin(2 * M_PI * (double)i / (double)n);
	}
}

void drop_line(void)
{
	free(line_re);
	free(line_im);
	free(cosine);
	free(sine);
}

static void swap(double *a, double *b)
{
	double moved = *a;

	*a = *b;
	*b = moved;
}

static void reverse_bits(void)
{
	for (long i = 1, j = 0; i < n; i++) {
		long bit = n / 2;

		for (; j & bit; bit /= 2)
			j ^= bit;
		j ^= bit;
		if (i < j) {
			swap(&line_re[i], &line_re[j]);
			swap(&line_im[i], &line_im[j]);
		}
	}
}

static void butterfly(long a, long b, double c, double s)
{
	double x = line_re[b] * c - line_im[b] * s;
	double y = line_re[b] * s + line_im[b] * c;

	line_re[b] = line_re[a] - x;
	line_im[b] = line_im[a] - y;
	line_re[a] += x;
	line_im[a] += y;
}

void transform_line(void)
{
	reverse_bits();
	for (long half = 1; half < n; half *= 2) {
		long step = n / (2 * half);

		for (long block = 0; block < n; block += 2 * half)
			for (long i = 0; i < half; i++)
				butterfly(block + i, block + i + half, cosine[i * step], sine[i * step]);
	}
}
