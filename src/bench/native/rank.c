#define _GNU_SOURCE
#include "rank.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

int rank, size;
struct task task;
struct memory out, in;

static const struct transport *transport;

/* ---- The end, when something is wrong ---- */

void (*give_up)(int status) = exit;

_Noreturn void fail(const char *what)
{
	fprintf(stderr, "%s: rank %d: %s: %s\n", program_invocation_short_name, rank, what, strerror(errno));
	give_up(1);
	abort();
}

_Noreturn void refuse(const char *format, ...)
{
	char line[256]; /* said at once, as the other ranks may say the same */
	va_list values;

	va_start(values, format);
	vsnprintf(line, sizeof line, format, values);
	va_end(values);
	fprintf(stderr, "%s: rank %d: %s\n", program_invocation_short_name, rank, line);
	give_up(2);
	abort();
}

/* ---- The control page ---- */

enum { SPINS = 1000 };

static_assert(offsetof(struct control, done) == 64, "as in Control.java");
static_assert(offsetof(struct control, sender) == 128, "as in Control.java");
static_assert(offsetof(struct control, receiver) == 192, "as in Control.java");
static_assert(offsetof(struct control, arrivals) == 512, "as in Control.java");
static_assert(offsetof(struct control, selves) == 2048, "as in Control.java");

struct control *control;
char *staging;
long staging_bytes;

static long meetings;

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL)
		refuse("%s is not set", name);
	return value;
}

const char *shared_file(const char *name)
{
	static char path[512];
	int length = snprintf(path, sizeof path, "%s/%s", setting("CROSSMEM_BENCH_SHARED"), name);

	if (length >= (int)sizeof path)
		refuse("CROSSMEM_BENCH_SHARED is too long");
	return path;
}

static void *map_shared(const char *name, long *bytes)
{
	int file = open(shared_file(name), O_RDWR | O_CLOEXEC);
	struct stat status;
	void *memory;

	if (file < 0 || fstat(file, &status) < 0)
		fail(shared_file(name));
	memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (memory == MAP_FAILED)
		fail(shared_file(name));
	close(file);
	*bytes = status.st_size;
	return memory;
}

static void map_all_shared(void)
{
	long bytes;

	control = map_shared("control", &bytes);
	if (bytes < (long)sizeof *control)
		refuse("the control page has only %ld bytes", bytes);
	staging = map_shared("staging", &staging_bytes);
}

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield" : : : "memory");
#endif
}

/* Each of two ranks has a core; of more ranks some have to give way. */
void await(const struct line *line, long value)
{
	long spins = 0;

	while (progress(line) < value) {
		if (transport->advance != NULL)
			transport->advance();
		if (spins++ < SPINS)
			relax();
		else
			sched_yield();
	}
}

void meet(void)
{
	publish(&control->arrivals[rank], ++meetings);
	for (int other = 0; other < size; other++)
		await(&control->arrivals[other], meetings);
}

/* Nobody is in a task any more when rank 0 does this, nor in the next one before all have met again. */
static void reset_progress(void)
{
	meet();
	if (rank == 0) {
		publish(&control->ready, 0);
		publish(&control->done, 0);
		publish(&control->sender, 0);
		publish(&control->receiver, 0);
	}
}

static void tell(void)
{
	struct self *self = &control->selves[rank];

	self->pid = getpid();
	self->out = (int64_t)(intptr_t)out.base;
	self->in = (int64_t)(intptr_t)in.base;
	meet();
}

static const struct self *peer(void)
{
	return &control->selves[1 - rank];
}

int peer_pid(void)
{
	return (int)peer()->pid;
}

char *peer_out(void)
{
	return (char *)(intptr_t)peer()->out;
}

char *peer_in(void)
{
	return (char *)(intptr_t)peer()->in;
}

/* ---- Memory ---- */

enum { HUGE_PAGE = 2 << 20, WINDOW_BYTES = 4 << 20, LEAST_WINDOW = 4, MOST_WINDOW = 64 };

static const long EVICTING_BYTES = 128 << 20; /* several times the cache that a core has a share of */

long window(void)
{
	long fitting = WINDOW_BYTES / task.bytes;

	return fitting < LEAST_WINDOW ? LEAST_WINDOW : fitting > MOST_WINDOW ? MOST_WINDOW : fitting;
}

static char *map_private(long bytes)
{
	void *memory = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		fail("memory");
	return memory;
}

/* There are no huge pages in what has no whole one, so both ends are rounded. */
static void map_huge(struct memory *memory, long bytes)
{
	long rounded = (bytes + HUGE_PAGE - 1) & -(long)HUGE_PAGE;
	char *mapping = map_private(rounded + HUGE_PAGE);

	memory->mapping = mapping;
	memory->mapped = rounded + HUGE_PAGE;
	memory->base = mapping + (-(uintptr_t)mapping & (HUGE_PAGE - 1));
	if (madvise(memory->base, (size_t)rounded, MADV_HUGEPAGE) < 0)
		fail("huge pages");
}

/* A kernel that has no huge pages does not know the advice, and need not be told. */
static void map_plain(struct memory *memory, long bytes)
{
	memory->mapping = map_private(bytes);
	memory->mapped = bytes;
	memory->base = memory->mapping;
	madvise(memory->mapping, (size_t)bytes, MADV_NOHUGEPAGE);
}

static void drop(struct memory *memory)
{
	if (memory->base != NULL)
		munmap(memory->mapping, (size_t)memory->mapped);
	*memory = (struct memory){0};
}

static bool has(const struct memory *memory, long bytes)
{
	return memory->base != NULL && memory->stride * memory->slots == bytes &&
	       strcmp(memory->kind, task.memory) == 0;
}

void provide(struct memory *memory, long stride, long slots)
{
	if (!has(memory, stride * slots)) {
		drop(memory);
		if (strcmp(task.memory, "huge") == 0)
			map_huge(memory, stride * slots);
		else
			map_plain(memory, stride * slots);
		snprintf(memory->kind, sizeof memory->kind, "%s", task.memory);
	}
	memory->stride = stride;
	memory->slots = slots;
}

/* Writes so much other memory that nothing of a message is in a cache of this core. */
static void evict(void)
{
	static char *other;

	if (other == NULL)
		other = map_private(EVICTING_BYTES);
	for (long at = 0; at < EVICTING_BYTES; at += LINE)
		++*(volatile char *)(other + at);
}

/* ---- What messages say ----
 *
 * What is sent is a pattern of its sender and task, in which each message changes one word, another each time: so each
 * differs from the one before, is checked in that word at once, and in all of them at the end.
 */

enum { STRIDE = 521, POISON = 0x55 };

static long seed;  /* counts the tasks, so that what an earlier one left is never taken for good */
static long wrong; /* words that were received and are not what was sent */

static long stamped(long number)
{
	return number * STRIDE & (words() - 1);
}

static uint64_t stamp(long sender, long number)
{
	return (uint64_t)(seed << 40 ^ number << 8 ^ sender);
}

static uint64_t pattern(long sender, long k)
{
	return (uint64_t)(seed * 31 + sender + k) * 0x9e3779b97f4a7c15u;
}

void fill_words(const struct memory *memory, long slot, long sender)
{
	for (long k = 0; k < words(); k++)
		*word(memory, slot, k) = pattern(sender, k);
}

void put_stamp(const struct memory *memory, long slot, long sender, long number)
{
	*word(memory, slot, stamped(number)) = stamp(sender, number);
}

static void check_stamp(long slot, long sender, long number)
{
	wrong += *word(&in, slot, stamped(number)) != stamp(sender, number);
}

static void poison(void)
{
	if (in.base != NULL)
		memset(in.base, POISON, (size_t)(in.stride * in.slots));
}

/* What is between the blocks of a message is none of it: nobody may write there. */
static void check_gaps(long slot)
{
	for (long block = 0; block < task.blocks && task.blocks > 1; block++) {
		const char *gap = message(&in, slot) + block * block_stride() + block_bytes();

		for (long at = 0; at < block_bytes(); at++)
			wrong += gap[at] != POISON;
	}
}

/*
 * Checks the whole of a slot, whose messages were number `last` and each `step` before. Where one word was stamped
 * twice the later stamp holds: that is so after as many messages as the slot has words, or, as both are powers of two
 * and STRIDE is odd, a step-th part of it.
 */
static void check_slot(long slot, long sender, long last, long step)
{
	long different = words() > step ? words() / step : 1;

	for (long number = last; number >= 0 && number > last - different * step; number -= step) {
		check_stamp(slot, sender, number);
		*word(&in, slot, stamped(number)) = pattern(sender, stamped(number));
	}
	for (long k = 0; k < words(); k++)
		wrong += *word(&in, slot, k) != pattern(sender, k);
	check_gaps(slot);
}

/* ---- Exercises between two ranks ---- */

static struct {
	long nanos, cpu;
} spent;

/* Of the only memory, or of both, whose slots are alike. */
static long slots(void)
{
	return in.base != NULL ? in.slots : out.slots;
}

/* Cold messages are far from the one before, so that no prefetcher has brought them into a cache. */
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

/* In each slot the last message and those before it. */
static void check_messages(long total)
{
	for (long number = total - in.slots; number < total; number++)
		check_slot(slot_of(number), 1 - rank, number, in.slots);
}

static bool measures_processor(void)
{
	return strcmp(task.exercise, "processor") == 0;
}

/* Reading this clock is a system call, so it is left alone where nobody asks. */
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

/* Each message is asked for when it is known to be there, and the next one is made when this one has been looked at. */
static void copy(long from, long to)
{
	if (rank == 0)
		copy_from(from, to);
	else
		copy_to(from, to);
}

static void pingpong(long from, long to)
{
	for (long i = from; i < to; i++) {
		if (rank == 1)
			transport->receive(0);
		put_stamp(&out, 0, rank, i);
		transport->send(0);
		if (rank == 0)
			transport->receive(0);
		check_stamp(0, 1 - rank, i);
	}
}

enum { BURST = 64 };

/* An iteration is a burst of messages from rank 0 to rank 1, and one back that says they have come. */
static void rate(long from, long to)
{
	for (long i = from; i < to; i++) {
		for (long k = i * BURST; rank == 0 && k < (i + 1) * BURST; k++) {
			put_stamp(&out, 0, 0, k);
			transport->send(0);
		}
		for (long k = i * BURST; rank == 1 && k < (i + 1) * BURST; k++) {
			transport->receive(0);
			check_stamp(0, 0, k);
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
		put_stamp(&out, slot, rank, i * out.slots + slot);
}

static void check_window(long i)
{
	for (long slot = 0; slot < in.slots; slot++)
		check_stamp(slot, 1 - rank, i * in.slots + slot);
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

/* The same with a window of messages, all at a time, each from and to a place of its own. */
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

/* One-way exercises are checked where messages come in. */
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

/* What one rank has for another is as different as if each pair had a sender of its own. */
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

/* ---- Tasks ---- */

/* What a transport has to have for an exercise. */
static bool one_way(void)
{
	return transport->send != NULL && transport->receive != NULL;
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

enum shape {
	PAIR = 1,	  /* two ranks */
	ONE_WAY = 2,	  /* rank 0 sends, rank 1 receives */
	WINDOWS = 4,	  /* a window of messages at a time */
	TIMES_ITSELF = 8, /* times only a part of each iteration; so messages may be cold */
	OUT_PARTS = 16,	  /* what is sent has a part for each rank */
	IN_PARTS = 32,	  /* what is received has a part of each rank */
};

static const struct exercise {
	const char *name;
	int shape;
	bool (*offered)(void);
	void (*fill)(void);
	void (*repeat)(long from, long to);
	void (*check)(long total);
} exercises[] = {
	{"copy", PAIR | ONE_WAY | TIMES_ITSELF, one_way, fill_messages, copy, check_received},
	{"processor", PAIR | ONE_WAY | TIMES_ITSELF, one_way, fill_messages, copy, check_received},
	{"pingpong", PAIR, both_ways, fill_messages, pingpong, check_messages},
	{"rate", PAIR | ONE_WAY, both_ways, fill_messages, rate, check_rate},
	{"stream", PAIR | ONE_WAY | WINDOWS, both_ways, fill_messages, stream, check_stream},
	{"bidirectional", PAIR | WINDOWS, has_exchange, fill_messages, bidirectional, check_windows},
	{"barrier", 0, has_barrier, no_words, barrier, nothing_to_check},
	{"broadcast", 0, has_broadcast, fill_messages, broadcast, check_broadcast},
	{"allgather", IN_PARTS, has_allgather, fill_messages, allgather, check_allgather},
	{"alltoall", OUT_PARTS | IN_PARTS, has_alltoall, fill_alltoall, alltoall, check_alltoall},
	{"reduce", 0, has_reduce, fill_doubles, reduce, check_reduce},
	{"allreduce", 0, has_allreduce, fill_doubles, allreduce, check_doubles},
};

static long stride_of_slots(void)
{
	if (task.cold)
		return task.bytes > LINE ? task.bytes : LINE;
	return task.blocks == 1 ? task.bytes : 2 * task.bytes;
}

static long slots_of(const struct exercise *exercise, int parts)
{
	if (task.cold)
		return task.iterations;
	if (exercise->shape & WINDOWS)
		return window();
	return exercise->shape & parts ? size : 1;
}

static void provide_memory(const struct exercise *exercise)
{
	bool sends = !(exercise->shape & ONE_WAY) || rank == 0;
	bool receives = !(exercise->shape & ONE_WAY) || rank == 1;

	if (sends)
		provide(&out, stride_of_slots(), slots_of(exercise, OUT_PARTS));
	else
		drop(&out);
	if (receives)
		provide(&in, stride_of_slots(), slots_of(exercise, IN_PARTS));
	else
		drop(&in);
}

static void prepare(const struct exercise *exercise)
{
	seed++;
	wrong = 0;
	provide_memory(exercise);
	exercise->fill();
	reset_progress();
	tell();
	if (transport->open != NULL)
		transport->open();
	if (task.cold)
		evict();
}

static void time_all(const struct exercise *exercise, long from, long to)
{
	long cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
	long time = nanos(CLOCK_MONOTONIC);

	exercise->repeat(from, to);
	if (exercise->shape & TIMES_ITSELF)
		return;
	spent.nanos = nanos(CLOCK_MONOTONIC) - time;
	spent.cpu = nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu;
}

static void run(const struct exercise *exercise, int answers)
{
	long warm_up = task.cold ? 0 : task.iterations / 10 + 1;
	long total = warm_up + task.iterations;

	prepare(exercise);
	exercise->repeat(0, warm_up);
	spent.nanos = spent.cpu = 0;
	meet();
	time_all(exercise, warm_up, total);
	meet();
	exercise->check(total);
	dprintf(answers, "nanos=%ld cpu=%ld verified=%s\n", spent.nanos, spent.cpu, wrong == 0 ? "yes" : "no");
}

static bool is_power_of_two(long value)
{
	return value > 0 && (value & (value - 1)) == 0;
}

static void parse(const char *line)
{
	char temperature[8];

	if (sscanf(line, "%15s %7s %7s %ld %ld %ld", task.exercise, task.memory, temperature, &task.bytes, &task.blocks,
		   &task.iterations) != 6)
		refuse("not a task: %.*s", (int)strcspn(line, "\n"), line);
	task.cold = strcmp(temperature, "cold") == 0;
	if (!task.cold && strcmp(temperature, "hot") != 0)
		refuse("messages are hot or cold, not %s", temperature);
	if (strcmp(task.memory, "plain") != 0 && strcmp(task.memory, "huge") != 0)
		refuse("memory is plain or huge, not %s", task.memory);
	if (!is_power_of_two(task.bytes) || task.bytes < 8)
		refuse("%ld bytes are no power of two of 8 or more", task.bytes);
	if (task.blocks < 1 || task.bytes % task.blocks != 0 || block_bytes() % 8 != 0)
		refuse("%ld bytes cannot be %ld blocks of whole words", task.bytes, task.blocks);
	if (task.iterations < 1)
		refuse("%ld iterations are none", task.iterations);
}

static const struct exercise *find_exercise(void)
{
	for (size_t e = 0; e < sizeof exercises / sizeof *exercises; e++)
		if (strcmp(exercises[e].name, task.exercise) == 0)
			return &exercises[e];
	refuse("no such exercise: %s", task.exercise);
}

static void require_possible(const struct exercise *exercise)
{
	if (!exercise->offered())
		refuse("%s has no %s", transport->name, task.exercise);
	if (exercise->shape & PAIR && size != 2)
		refuse("%s is for 2 ranks, not %d", task.exercise, size);
	if (!(exercise->shape & PAIR) && task.blocks != 1)
		refuse("%s has one block, not %ld", task.exercise, task.blocks);
	if (!task.cold)
		return;
	if (!(exercise->shape & TIMES_ITSELF))
		refuse("%s has no cold messages", task.exercise);
	if (task.blocks != 1 || !is_power_of_two(task.iterations))
		refuse("cold messages have one block and a power of two of iterations");
}

static void obey(const char *line, int answers)
{
	const struct exercise *exercise;

	parse(line);
	exercise = find_exercise();
	require_possible(exercise);
	run(exercise, answers);
}

/* ---- A rank's life ---- */

void rank_from_environment(void)
{
	rank = atoi(setting("CROSSMEM_RANK"));
	size = atoi(setting("CROSSMEM_SIZE"));
}

static int connect_to_harness(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", setting("CROSSMEM_BENCH_SOCKET"));
	if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
		fail("CROSSMEM_BENCH_SOCKET");
	return connection;
}

static void obey_all(int connection)
{
	char line[128];
	FILE *tasks = fdopen(connection, "r");

	if (tasks == NULL)
		fail("fdopen");
	dprintf(connection, "rank %d\n", rank);
	while (fgets(line, sizeof line, tasks) != NULL)
		obey(line, connection);
	fclose(tasks);
}

int rank_main(const struct transport *measured)
{
	transport = measured;
	if (size < 1 || size > MOST_RANKS || rank < 0 || rank >= size)
		refuse("rank %d of %d", rank, size);
	map_all_shared();
	if (transport->start != NULL)
		transport->start();
	obey_all(connect_to_harness());
	return 0;
}
