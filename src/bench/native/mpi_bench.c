/*
 * One rank of the baseline of `scripts/bench message`: MPI in C, nothing that is not in the standard. It connects to
 * the socket that CROSSMEM_BENCH_SOCKET names, says "rank N", and then takes commands, one per line:
 *
 *	pingpong|rate|barrier|reduce|allreduce <buffer> <bytes> <iterations>
 *
 * where buffer is "plain" (malloc) or "huge" (2 MiB pages) and bytes a power of two of at least 8. It answers
 *
 *	nanos=... cpu=... verified=yes|no
 *
 * for the iterations, after a tenth as many that warm up. Every rank reads its own command: one that waited in
 * MPI_Bcast would spin, and take the core from the system that has its turn. At the end of input it leaves.
 * io.crossmem.bench.message.MessageRank is the same in Java.
 */
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { TAG = 1, WINDOW = 64, HUGE_PAGE = 2 << 20, STRIDE = 521 };

static int rank, size;

/* The two buffers; kept as long as commands ask for the same, so that no time goes into page faults. */
static char kind[16];
static long bytes, words;
static union {
	void *memory;
	uint64_t *words;
	double *doubles;
} out, in;

static long seed;  /* counts the commands, so that what an earlier one left is never taken for good */
static long wrong; /* words that were received and are not what was sent */

static void fail(const char *what)
{
	perror(what);
	MPI_Abort(MPI_COMM_WORLD, 1);
}

static long nanos(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000 + now.tv_nsec;
}

static size_t whole_huge_pages(void)
{
	return ((size_t)bytes + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
}

/* Huge pages are never malloc's: it would give them out again as plain ones, and the other way round. */
static void *allocate_huge(void)
{
	size_t rounded = whole_huge_pages();
	char *memory = mmap(NULL, rounded + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *aligned = (char *)(((uintptr_t)memory + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1));

	if (memory == MAP_FAILED || madvise(aligned, rounded, MADV_HUGEPAGE) < 0)
		fail("huge pages");
	return aligned;
}

static void *allocate(void)
{
	void *memory = strcmp(kind, "huge") == 0 ? allocate_huge() : malloc((size_t)bytes);

	if (memory == NULL)
		fail("memory");
	return memory;
}

static void release(void *memory)
{
	if (strcmp(kind, "huge") == 0)
		munmap(memory, whole_huge_pages());
	else
		free(memory);
}

static void prepare_buffers(const char *new_kind, long new_bytes)
{
	if (bytes == new_bytes && strcmp(kind, new_kind) == 0)
		return;
	release(out.memory);
	release(in.memory);
	snprintf(kind, sizeof kind, "%s", new_kind);
	bytes = new_bytes;
	words = bytes / 8;
	out.memory = allocate();
	in.memory = allocate();
}

/*
 * What is sent is a pattern of its sender and command, in which each iteration changes one word, another each time:
 * so each message differs from the one before, is checked in that word at once, and in all of them at the end.
 */
static long stamped(long i)
{
	return i * STRIDE & (words - 1);
}

static uint64_t stamp(int sender, long i)
{
	return (uint64_t)(seed << 40 ^ i << 8 ^ sender);
}

static uint64_t pattern(int sender, long k)
{
	return (uint64_t)(seed * 31 + sender + k) * 0x9e3779b97f4a7c15u;
}

static void fill_words(void)
{
	for (long k = 0; k < words; k++)
		out.words[k] = pattern(rank, k);
	memset(in.memory, 0x55, (size_t)bytes);
}

/* Checks the received words of `sender` after `iterations`; where a word was stamped twice the later one holds. */
static void check_words(int sender, long iterations)
{
	for (long i = iterations - 1; i >= 0 && i >= iterations - words; i--) {
		wrong += in.words[stamped(i)] != stamp(sender, i);
		in.words[stamped(i)] = pattern(sender, stamped(i));
	}
	for (long k = 0; k < words; k++)
		wrong += in.words[k] != pattern(sender, k);
}

static void pingpong(long from, long to)
{
	int peer = 1 - rank;

	for (long i = from; i < to; i++) {
		long at = stamped(i);

		if (rank == 1)
			MPI_Recv(in.memory, (int)bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		out.words[at] = stamp(rank, i);
		MPI_Send(out.memory, (int)bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD);
		if (rank == 0)
			MPI_Recv(in.memory, (int)bytes, MPI_BYTE, peer, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		wrong += in.words[at] != stamp(peer, i);
	}
}

static void check_pingpong(long iterations)
{
	check_words(1 - rank, iterations);
}

/* An iteration is a window of messages from rank 0 to rank 1, and one back that says they have come. */
static void rate(long from, long to)
{
	for (long i = from; i < to; i++) {
		for (long k = i * WINDOW; rank == 0 && k < (i + 1) * WINDOW; k++) {
			out.words[stamped(k)] = stamp(0, k);
			MPI_Send(out.memory, (int)bytes, MPI_BYTE, 1, TAG, MPI_COMM_WORLD);
		}
		for (long k = i * WINDOW; rank == 1 && k < (i + 1) * WINDOW; k++) {
			MPI_Recv(in.memory, (int)bytes, MPI_BYTE, 0, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
			wrong += in.words[stamped(k)] != stamp(0, k);
		}
		if (rank == 1)
			MPI_Send(out.memory, 8, MPI_BYTE, 0, TAG, MPI_COMM_WORLD);
		else
			MPI_Recv(in.memory, 8, MPI_BYTE, 1, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	}
}

static void check_rate(long iterations)
{
	if (rank == 1)
		check_words(0, iterations * WINDOW);
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
	for (long k = 0; k < words; k++)
		out.doubles[k] = part(rank, k);
	memset(in.memory, 0x55, (size_t)bytes);
}

static void check_doubles(long iterations)
{
	for (long i = iterations - 1; i >= 0 && i >= iterations - words; i--) {
		wrong += in.doubles[stamped(i)] != sum_of_parts(i + stamped(i));
		in.doubles[stamped(i)] = sum_of_parts(stamped(i));
	}
	for (long k = 0; k < words; k++)
		wrong += in.doubles[k] != sum_of_parts(k);
}

static void allreduce(long from, long to)
{
	for (long i = from; i < to; i++) {
		long at = stamped(i);

		out.doubles[at] = part(rank, i + at);
		MPI_Allreduce(out.memory, in.memory, (int)words, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
		wrong += in.doubles[at] != sum_of_parts(i + at);
	}
}

static void reduce(long from, long to)
{
	for (long i = from; i < to; i++) {
		long at = stamped(i);

		out.doubles[at] = part(rank, i + at);
		MPI_Reduce(out.memory, in.memory, (int)words, MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);
		wrong += rank == 0 && in.doubles[at] != sum_of_parts(i + at);
	}
}

static void check_reduce(long iterations)
{
	if (rank == 0)
		check_doubles(iterations);
}

static void barrier(long from, long to)
{
	for (long i = from; i < to; i++)
		MPI_Barrier(MPI_COMM_WORLD);
}

static void check_barrier(long iterations) /* moves no bytes */
{
	(void)iterations;
}

static const struct test {
	const char *name;
	void (*fill)(void);
	void (*repeat)(long from, long to);
	void (*check)(long iterations);
} tests[] = {
	{"pingpong", fill_words, pingpong, check_pingpong},
	{"rate", fill_words, rate, check_rate},
	{"barrier", fill_words, barrier, check_barrier},
	{"reduce", fill_doubles, reduce, check_reduce},
	{"allreduce", fill_doubles, allreduce, check_doubles},
};

static void run(const struct test *test, long iterations, int answers)
{
	long warm_up = iterations / 10 + 1;
	long cpu, time;

	seed++;
	wrong = 0;
	test->fill();
	test->repeat(0, warm_up);
	cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
	MPI_Barrier(MPI_COMM_WORLD);
	time = nanos(CLOCK_MONOTONIC);
	test->repeat(warm_up, warm_up + iterations);
	time = nanos(CLOCK_MONOTONIC) - time;
	cpu = nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	test->check(warm_up + iterations);
	dprintf(answers, "nanos=%ld cpu=%ld verified=%s\n", time, cpu, wrong == 0 ? "yes" : "no");
}

static void obey(const char *line, int answers)
{
	char name[16], buffer[16];
	long wanted, iterations;

	if (sscanf(line, "%15s %15s %ld %ld", name, buffer, &wanted, &iterations) == 4)
		for (size_t t = 0; t < sizeof tests / sizeof *tests; t++)
			if (strcmp(tests[t].name, name) == 0) {
				prepare_buffers(buffer, wanted);
				run(&tests[t], iterations, answers);
				return;
			}
	fprintf(stderr, "mpi_bench: not a command: %s", line);
	MPI_Abort(MPI_COMM_WORLD, 2);
}

static int connect_to_harness(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *path = getenv("CROSSMEM_BENCH_SOCKET");
	int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path == NULL ? "" : path);
	if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
		fail("CROSSMEM_BENCH_SOCKET");
	return connection;
}

int main(int argc, char **argv)
{
	char line[128];
	FILE *commands;
	int connection;

	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	connection = connect_to_harness();
	commands = fdopen(connection, "r");
	dprintf(connection, "rank %d\n", rank);
	while (fgets(line, sizeof line, commands) != NULL)
		obey(line, connection);
	MPI_Finalize();
	return 0;
}
