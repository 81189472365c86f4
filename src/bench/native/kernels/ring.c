/* Ring bandwidth, as Ring.java. n: bytes of a message. */
#include "kernel.h"

#include <stdbool.h>

enum direction { TO_LEFT, TO_RIGHT, DIRECTIONS };

static long words; /* of a message */
static int64_t *out[DIRECTIONS], *in[DIRECTIONS];
static int *ring;
static int left, right;
static long iterations, wrong;

static void make(long n)
{
	words = n / 8;
	ring = allocate(size, sizeof *ring);
	for (int to = 0; to < DIRECTIONS; to++) {
		out[to] = allocate(words, sizeof **out);
		in[to] = allocate(words, sizeof **in);
	}
}

static void drop(void)
{
	free(ring);
	for (int to = 0; to < DIRECTIONS; to++) {
		free(out[to]);
		free(in[to]);
	}
}

static int64_t word(int sender, int to, long at)
{
	return (int64_t)(hash((uint64_t)(2 * sender + to)) + 8 * (uint64_t)at);
}

static void reset(void)
{
	iterations = wrong = 0;
	for (int to = 0; to < DIRECTIONS; to++)
		for (long at = 0; at < words; at++) {
			out[to][at] = word(rank, to, at);
			in[to][at] = -1;
		}
}

/* The ring is the same in all ranks, as a permutation of them. */
static void find_neighbours(bool random)
{
	for (int i = 0; i < size; i++)
		ring[i] = i;
	for (int i = size - 1; random && i > 0; i--) {
		int other = (int)(hash((uint64_t)(iterations * size + i)) % (uint64_t)(i + 1));
		int moved = ring[i];

		ring[i] = ring[other];
		ring[other] = moved;
	}
	for (int i = 0; i < size; i++)
		if (ring[i] == rank) {
			left = ring[(i + size - 1) % size];
			right = ring[(i + 1) % size];
		}
}

/* The first and the last word identify the iteration of a message. */
static int64_t stamped(int sender, int to, long at)
{
	return word(sender, to, at) ^ iterations;
}

static void stamp(void)
{
	for (int to = 0; to < DIRECTIONS; to++) {
		out[to][0] = stamped(rank, to, 0);
		out[to][words - 1] = stamped(rank, to, words - 1);
	}
}

static int source(int to)
{
	return to == TO_LEFT ? right : left;
}

static void check_stamps(void)
{
	for (int to = 0; to < DIRECTIONS; to++)
		if (in[to][0] != stamped(source(to), to, 0) || in[to][words - 1] != stamped(source(to), to, words - 1))
			wrong++;
}

static void send_and_receive(int to)
{
	MPI_Sendrecv(out[to], (int)words, MPI_INT64_T, to == TO_LEFT ? left : right, to, in[to], (int)words,
		     MPI_INT64_T, source(to), to, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

/* MPICH's constant for no statuses is the address 1, which GCC treats as an array that is too short. */
#pragma GCC diagnostic ignored "-Wstringop-overflow"
static void exchange(void)
{
	MPI_Request requests[2 * DIRECTIONS];

	for (int to = 0; to < DIRECTIONS; to++)
		MPI_Irecv(in[to], (int)words, MPI_INT64_T, source(to), to, MPI_COMM_WORLD, &requests[to]);
	for (int to = 0; to < DIRECTIONS; to++)
		MPI_Isend(out[to], (int)words, MPI_INT64_T, to == TO_LEFT ? left : right, to, MPI_COMM_WORLD,
			  &requests[DIRECTIONS + to]);
	MPI_Waitall(2 * DIRECTIONS, requests, MPI_STATUSES_IGNORE);
}

static void iterate(bool random, bool non_blocking)
{
	find_neighbours(random);
	stamp();
	start_communication();
	if (non_blocking) {
		exchange();
	} else {
		send_and_receive(TO_LEFT);
		send_and_receive(TO_RIGHT);
	}
	stop_communication();
	check_stamps();
	iterations++;
}

static void natural_sendrecv(void)
{
	iterate(false, false);
}

static void natural_isend(void)
{
	iterate(false, true);
}

static void random_sendrecv(void)
{
	iterate(true, false);
}

static void random_isend(void)
{
	iterate(true, true);
}

/* 1 if all is correct; checks every word of the last messages. */
static double checksum(void)
{
	for (int to = 0; to < DIRECTIONS; to++)
		for (long at = 1; at < words - 1; at++)
			if (in[to][at] != word(source(to), to, at))
				wrong++;
	return 1 + sum_of_all((double)wrong);
}

const struct kernel ring_natural_sendrecv = {"ring-natural-sendrecv", make, reset, natural_sendrecv, checksum, drop};
const struct kernel ring_natural_isend = {"ring-natural-isend", make, reset, natural_isend, checksum, drop};
const struct kernel ring_random_sendrecv = {"ring-random-sendrecv", make, reset, random_sendrecv, checksum, drop};
const struct kernel ring_random_isend = {"ring-random-isend", make, reset, random_isend, checksum, drop};
