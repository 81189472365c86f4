/* A bucket sort, as IntegerSort.java. n: keys of all ranks. */
#include "kernel.h"

#include <string.h>

enum { KEY_BITS = 19, BUCKETS = 1 << 10, KEYS_IN_BUCKET = (1 << KEY_BITS) / BUCKETS };

static const uint64_t FIELD = (1 << (KEY_BITS - 2)) - 1;

static long n, own_keys;
static int *keys, *sent, *received; /* as they are made, by bucket, and what other ranks sent */
static int *send_counts, *send_offsets, *receive_counts, *receive_offsets;
static int counts[BUCKETS], all_counts[BUCKETS]; /* of keys in each bucket: this rank's, all ranks' */
static int places[BUCKETS];			 /* where the next key of a bucket goes */
static int found[1 << KEY_BITS];		 /* how often this rank has each key */

static void make(long keys_of_all)
{
	n = keys_of_all;
	own_keys = n / size;
	keys = allocate(own_keys, sizeof *keys);
	sent = allocate(own_keys, sizeof *sent);
	received = allocate(n, sizeof *received); /* enough for any keys */
	send_counts = allocate(size, sizeof(int));
	send_offsets = allocate(size, sizeof(int));
	receive_counts = allocate(size, sizeof(int));
	receive_offsets = allocate(size, sizeof(int));
}

static void drop(void)
{
	int *all[] = {keys, sent, received, send_counts, send_offsets, receive_counts, receive_offsets};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		free(all[i]);
}

/* Sums of four numbers, so that those in the middle are the most frequent. */
static void reset(void)
{
	for (long i = 0; i < own_keys; i++) {
		uint64_t bits = hash((uint64_t)(rank * own_keys + i));

		keys[i] = (int)((bits & FIELD) + (bits >> 16 & FIELD) + (bits >> 32 & FIELD) + (bits >> 47 & FIELD));
	}
	memset(received, 0, (size_t)n * sizeof *received); /* so that page faults are not timed */
}

static void count_buckets(void)
{
	memset(counts, 0, sizeof counts);
	for (long i = 0; i < own_keys; i++)
		counts[keys[i] / KEYS_IN_BUCKET]++;
}

/* A bucket belongs to the rank whose share of all keys contains its first key. */
static int owner(long keys_before)
{
	return (int)((keys_before < n ? keys_before : n - 1) * size / n);
}

static void share_out(void)
{
	long before = 0;
	int place = 0;

	memset(send_counts, 0, (size_t)size * sizeof(int));
	for (int bucket = 0; bucket < BUCKETS; bucket++) {
		send_counts[owner(before)] += counts[bucket];
		places[bucket] = place;
		place += counts[bucket];
		before += all_counts[bucket];
	}
	for (int to = 0, offset = 0; to < size; to++) {
		send_offsets[to] = offset;
		offset += send_counts[to];
	}
}

static void sort_into_buckets(void)
{
	for (long i = 0; i < own_keys; i++)
		sent[places[keys[i] / KEYS_IN_BUCKET]++] = keys[i];
}

static void count_keys(int total)
{
	memset(found, 0, sizeof found);
	for (int i = 0; i < total; i++)
		found[received[i]]++;
}

static void iterate(void)
{
	int total = 0;

	count_buckets();
	start_communication();
	MPI_Allreduce(counts, all_counts, BUCKETS, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
	stop_communication();
	share_out();
	sort_into_buckets();
	start_communication();
	MPI_Alltoall(send_counts, 1, MPI_INT, receive_counts, 1, MPI_INT, MPI_COMM_WORLD);
	stop_communication();
	for (int from = 0; from < size; from++) {
		receive_offsets[from] = total;
		total += receive_counts[from];
	}
	start_communication();
	MPI_Alltoallv(sent, send_counts, send_offsets, MPI_INT, received, receive_counts, receive_offsets, MPI_INT,
		      MPI_COMM_WORLD);
	stop_communication();
	count_keys(total);
}

/* The sum of each key times its position, reduced to 53 bits. */
static double checksum(void)
{
	long place = 0, before = 0; /* place: of the first key here */
	uint64_t sum = 0, sum_of_ranks;

	for (int bucket = 0; bucket < BUCKETS; bucket++) {
		if (owner(before) < rank)
			place = before + all_counts[bucket];
		before += all_counts[bucket];
	}
	for (int key = 0; key < 1 << KEY_BITS; key++)
		for (int i = 0; i < found[key]; i++)
			sum += (uint64_t)(++place) * (uint64_t)key;
	MPI_Allreduce(&sum, &sum_of_ranks, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
	return (double)(sum_of_ranks >> 11);
}

const struct kernel integer_sort = {"sort", make, reset, iterate, checksum, drop};
