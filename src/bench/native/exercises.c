/*
 * The exercises that ranks repeat and measure: between two of them, and all together. io.crossmem.bench.rank has the
 * same in Java.
 */
#include "exercises.h"

#include <string.h>
#include <time.h>

#include "control.h"
#include "messages.h"
#include "process.h"
#include "task.h"

const struct transport *transport;
struct spent spent;

/* For the only memory, or for both, which have the same slots. */
static long slots(void)
{
	return in.base != NULL ? in.slots : out.slots;
}

/* Each cold message is far from the previous one, so that no prefetcher has loaded it into a cache. */
static long slot_of(long number)
{
	return (task.cold ? number * STRIDE : number) & (slots() - 1);
}

static void fill_messages(void)
{
	for (long slot = 0; slot < out.slots; slot++)
		fill_words(&out, slot, rank);
	poison();
}

/* Checks in each slot the last message and those before it. */
static void check_messages(long total)
{
	for (long number = total - in.slots; number < total; number++)
		check_slot(slot_of(number), 1 - rank, number, in.slots);
}

static bool measures_processor(void)
{
	return strcmp(task.exercise, "processor") == 0;
}

/* Reading this clock is a system call, so it is only done on request. */
static long thread_cpu(void)
{
	return measures_processor() ? nanos(CLOCK_THREAD_CPUTIME_ID) : 0;
}

static void copy_from(long from, long to)
{
	for (long i = from; i < to; i++) {
		long slot = slot_of(i), cpu;

		put_stamp(&out, slot, 0, i);
		publish(&control->ready, i + 1);
		cpu = thread_cpu();
		transport->send(slot);
		spent.cpu += thread_cpu() - cpu;
		await(&control->done, i + 1);
	}
}

static void copy_to(long from, long to)
{
	for (long i = from; i < to; i++) {
		long slot = slot_of(i), cpu, time;

		await(&control->ready, i + 1);
		if (transport->announced != NULL)
			transport->announced(slot, i);
		cpu = thread_cpu();
		time = nanos(CLOCK_MONOTONIC);
		transport->receive(slot);
		spent.nanos += nanos(CLOCK_MONOTONIC) - time;
		spent.cpu += thread_cpu() - cpu;
		check_stamp(slot, 0, i);
		publish(&control->done, i + 1);
	}
}

/* Each message is received when it is known to be ready; the next one is made when this one was checked. */
static void copy(long from, long to)
{
	if (rank == 0)
		copy_from(from, to);
	else
		copy_to(from, to);
}

/* Fresh messages are written and read completely, others only in the word with their number. */
static void make(long slot, long number)
{
	if (task.fresh)
		write_words(&out, slot, rank, number);
	else
		put_stamp(&out, slot, rank, number);
}

static void look(long slot, long sender, long number)
{
	if (task.fresh)
		check_sum(slot, sender, number);
	else
		check_stamp(slot, sender, number);
}

static void take(long number)
{
	transport->receive(0);
	look(0, 1 - rank, number);
}

/* Each rank checks the message before it answers. */
static void pingpong(long from, long to)
{
	for (long i = from; i < to; i++) {
		if (rank == 1)
			take(i);
		make(0, i);
		transport->send(0);
		if (rank == 0)
			take(i);
	}
}

enum { BURST = 64 };

/* An iteration is a burst of messages from rank 0 to rank 1, and a reply when they have arrived. */
static void rate(long from, long to)
{
	for (long i = from; i < to; i++) {
		for (long k = i * BURST; rank == 0 && k < (i + 1) * BURST; k++) {
			make(0, k);
			transport->send(0);
		}
		for (long k = i * BURST; rank == 1 && k < (i + 1) * BURST; k++) {
			transport->receive(0);
			look(0, 0, k);
		}
		if (rank == 1)
			transport->acknowledge();
		else
			transport->await_acknowledgement();
	}
}

static void stamp_window(long i)
{
	for (long slot = 0; slot < out.slots; slot++)
		make(slot, i * out.slots + slot);
}

static void check_window(long i)
{
	for (long slot = 0; slot < in.slots; slot++)
		look(slot, 1 - rank, i * in.slots + slot);
}

static void send_all(void)
{
	if (transport->send_all != NULL)
		transport->send_all(out.slots);
	else
		for (long slot = 0; slot < out.slots; slot++)
			transport->send(slot);
}

static void receive_all(void)
{
	if (transport->receive_all != NULL)
		transport->receive_all(in.slots);
	else
		for (long slot = 0; slot < in.slots; slot++)
			transport->receive(slot);
}

/* The same with a window of messages at the same time, each from and to a separate slot. */
static void stream(long from, long to)
{
	for (long i = from; i < to; i++) {
		if (rank == 0) {
			stamp_window(i);
			send_all();
			transport->await_acknowledgement();
		} else {
			receive_all();
			check_window(i);
			transport->acknowledge();
		}
	}
}

static void bidirectional(long from, long to)
{
	for (long i = from; i < to; i++) {
		stamp_window(i);
		transport->exchange(out.slots);
		check_window(i);
	}
}

/* One-way exercises are checked at the receiver. */
static void check_received(long total)
{
	if (rank == 1)
		check_messages(total);
}

static void check_rate(long total)
{
	check_received(total * BURST);
}

static void check_windows(long total)
{
	check_messages(total * in.slots);
}

static void check_stream(long total)
{
	if (rank == 1)
		check_windows(total);
}

/* Rank 0 writes into rank 1's memory again and again, the other one does nothing. */
static void put(long from, long to)
{
	for (long i = from; i < to && rank == 0; i++)
		transport->send(0);
}

/* Rank 1 reads rank 0's. */
static void get(long from, long to)
{
	for (long i = from; i < to && rank == 1; i++)
		transport->receive(0);
}

static void check_one_sided(long total)
{
	(void)total;
	if (rank == 0)
		return;
	if (transport->collect != NULL)
		transport->collect();
	check_slot(0, 0, -1, 1);
}

/* A message is written and one is read, without sending: the part of fresh messages that is not communication. */
static void fill_touch(void)
{
	write_words(&in, 0, rank, 0);
}

static void touch(long from, long to)
{
	for (long i = from; i < to; i++) {
		make(0, i);
		look(0, rank, 0);
	}
}

static void check_touch(long total)
{
	(void)total;
	check_slot(0, rank, 0, 1);
}

/* Rank 1 waits for a message that rank 0 sends after some ms; only its own time counts. */
static void idle(long from, long to)
{
	long millis = to - from, time, cpu;

	if (rank == 0) {
		nanosleep(&(struct timespec){millis / 1000, millis % 1000 * 1000000}, NULL);
		make(0, to - 1);
		transport->send(0);
		return;
	}
	time = nanos(CLOCK_MONOTONIC);
	cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
	take(to - 1);
	spent.nanos += nanos(CLOCK_MONOTONIC) - time;
	spent.cpu += nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu;
}

/* ---- Collective exercises ---- */

static void no_words(void) {}

static void nothing_to_check(long total)
{
	(void)total;
}

static void barrier(long from, long to)
{
	for (long i = from; i < to; i++)
		transport->barrier();
}

static void broadcast(long from, long to)
{
	for (long i = from; i < to; i++) {
		if (rank == 0)
			put_stamp(&out, 0, 0, i);
		transport->broadcast();
		if (rank != 0)
			check_stamp(0, 0, i);
	}
}

static void check_broadcast(long total)
{
	if (rank != 0)
		check_slot(0, 0, total - 1, 1);
}

static void allgather(long from, long to)
{
	for (long i = from; i < to; i++) {
		put_stamp(&out, 0, rank, i);
		transport->allgather();
		for (int of = 0; of < size; of++)
			check_stamp(of, of, i);
	}
}

static void check_allgather(long total)
{
	for (int of = 0; of < size; of++)
		check_slot(of, of, total - 1, 1);
}

/* The data of a rank differs for each receiver, as if each pair had a different sender. */
static long route(int from, int to)
{
	return (long)from * size + to;
}

static void fill_alltoall(void)
{
	for (int to = 0; to < size; to++)
		fill_words(&out, to, route(rank, to));
	poison();
}

static void alltoall(long from, long to)
{
	for (long i = from; i < to; i++) {
		for (int other = 0; other < size; other++)
			put_stamp(&out, other, route(rank, other), i);
		transport->alltoall();
		for (int other = 0; other < size; other++)
			check_stamp(other, route(other, rank), i);
	}
}

static void check_alltoall(long total)
{
	for (int from = 0; from < size; from++)
		check_slot(from, route(from, rank), total - 1, 1);
}

static double *doubles(const struct memory *memory)
{
	return (double *)message(memory, 0);
}

/* Small whole numbers, whose sum is exact in any order. */
static double part(int of, long k)
{
	return (double)((seed + of * 7 + k) & 1023);
}

static double sum_of_parts(long k)
{
	double sum = 0;

	for (int of = 0; of < size; of++)
		sum += part(of, k);
	return sum;
}

static void fill_doubles(void)
{
	for (long k = 0; k < words(); k++)
		doubles(&out)[k] = part(rank, k);
	poison();
}

static void stamp_double(long i)
{
	doubles(&out)[stamped(i)] = part(rank, i + stamped(i));
}

static void check_double(long i)
{
	wrong += doubles(&in)[stamped(i)] != sum_of_parts(i + stamped(i));
}

static void check_doubles(long total)
{
	for (long i = total - 1; i >= 0 && i >= total - words(); i--) {
		check_double(i);
		doubles(&in)[stamped(i)] = sum_of_parts(stamped(i));
	}
	for (long k = 0; k < words(); k++)
		wrong += doubles(&in)[k] != sum_of_parts(k);
}

static void allreduce(long from, long to)
{
	for (long i = from; i < to; i++) {
		stamp_double(i);
		transport->allreduce();
		check_double(i);
	}
}

static void reduce(long from, long to)
{
	for (long i = from; i < to; i++) {
		stamp_double(i);
		transport->reduce();
		if (rank == 0)
			check_double(i);
	}
}

static void check_reduce(long total)
{
	if (rank == 0)
		check_doubles(total);
}

/* ---- The exercises, and what they need from a transport ---- */

static bool always(void)
{
	return true;
}

static bool one_way(void)
{
	return transport->send != NULL && transport->receive != NULL;
}

static bool one_sided(void)
{
	return transport->one_sided;
}

static bool both_ways(void)
{
	return one_way() && transport->acknowledge != NULL && transport->await_acknowledgement != NULL;
}

static bool has_exchange(void)
{
	return transport->exchange != NULL;
}

static bool has_barrier(void)
{
	return transport->barrier != NULL;
}

static bool has_broadcast(void)
{
	return transport->broadcast != NULL;
}

static bool has_allgather(void)
{
	return transport->allgather != NULL;
}

static bool has_alltoall(void)
{
	return transport->alltoall != NULL;
}

static bool has_reduce(void)
{
	return transport->reduce != NULL;
}

static bool has_allreduce(void)
{
	return transport->allreduce != NULL;
}

static const struct exercise exercises[] = {
	{"copy", PAIR | ONE_WAY | TIMES_ITSELF, one_way, fill_messages, copy, check_received},
	{"processor", PAIR | ONE_WAY | TIMES_ITSELF, one_way, fill_messages, copy, check_received},
	{"pingpong", PAIR | FRESH, both_ways, fill_messages, pingpong, check_messages},
	{"rate", PAIR | ONE_WAY | FRESH, both_ways, fill_messages, rate, check_rate},
	{"stream", PAIR | ONE_WAY | WINDOWS | FRESH, both_ways, fill_messages, stream, check_stream},
	{"bidirectional", PAIR | WINDOWS | FRESH, has_exchange, fill_messages, bidirectional, check_windows},
	{"put", PAIR | ONE_WAY, one_sided, fill_messages, put, check_one_sided},
	{"get", PAIR | ONE_WAY, one_sided, fill_messages, get, check_one_sided},
	{"idle", PAIR | ONE_WAY | TIMES_ITSELF, both_ways, fill_messages, idle, check_received},
	{"touch", PAIR | FRESH, always, fill_touch, touch, check_touch},
	{"barrier", 0, has_barrier, no_words, barrier, nothing_to_check},
	{"broadcast", 0, has_broadcast, fill_messages, broadcast, check_broadcast},
	{"allgather", IN_PARTS, has_allgather, fill_messages, allgather, check_allgather},
	{"alltoall", OUT_PARTS | IN_PARTS, has_alltoall, fill_alltoall, alltoall, check_alltoall},
	{"reduce", 0, has_reduce, fill_doubles, reduce, check_reduce},
	{"allreduce", 0, has_allreduce, fill_doubles, allreduce, check_doubles},
};

const struct exercise *find_exercise(void)
{
	for (size_t e = 0; e < sizeof exercises / sizeof *exercises; e++)
		if (strcmp(exercises[e].name, task.exercise) == 0)
			return &exercises[e];
	refuse("no such exercise: %s", task.exercise);
}
