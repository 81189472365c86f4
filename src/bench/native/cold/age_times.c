#include "age_times.h"

#include <stdio.h>
#include <stdlib.h>

#include "../process.h"

enum { AGES = 6, FINE_BITS = 5, FINE = 1 << FINE_BITS, CLASSES = 40 * FINE }; /* FINE classes to a power of two */

static const long FIRST_NANOS = 62500000;

static long start; /* of the process */
static int counts[AGES][CLASSES];
static long first; /* age when the first message was back */

void start_ages(void)
{
	double seconds = atof(setting("CROSSMEM_BENCH_START"));

	start = nanos(CLOCK_MONOTONIC) - (nanos(CLOCK_REALTIME) - (long)(seconds * 1e9));
}

long age(void)
{
	return nanos(CLOCK_MONOTONIC) - start;
}

static int power_of(long value)
{
	return 63 - __builtin_clzl((unsigned long)value | 1);
}

static int class_of(long time)
{
	int shift = power_of(time) > FINE_BITS ? power_of(time) - FINE_BITS : 0;
	long class = shift * FINE + (time >> shift);

	return class < CLASSES ? (int)class : CLASSES - 1;
}

static double middle_of(int class)
{
	int shift = class / FINE > 1 ? class / FINE - 1 : 0;

	return (class - shift * FINE + 0.5) * (double)(1L << shift);
}

void add_round_trip(long time)
{
	long now = age();
	int power;

	if (first == 0)
		first = now;
	if (now < FIRST_NANOS)
		return;
	power = power_of(now / FIRST_NANOS);
	counts[power < AGES ? power : AGES - 1][class_of(time)]++;
}

static double median(const int *of, long total)
{
	int class = 0;

	for (long seen = of[0]; 2 * seen < total; seen += of[class])
		class++;
	return middle_of(class);
}

void print_ages(void)
{
	printf("first %ld\n", first);
	for (int a = 0; a < AGES; a++) {
		long total = 0;

		for (int class = 0; class < CLASSES; class++)
			total += counts[a][class];
		if (total > 0)
			printf("age %d %.1f\n", a, median(counts[a], total) / 2);
	}
}
