/*
 * What every rank in C has in common, whatever system it measures: it connects to the socket that
 * CROSSMEM_BENCH_SOCKET names, says "rank N", and then takes tasks, one per line:
 *
 *	<exercise> <memory> <hot|cold> <bytes> <blocks> <iterations>
 *
 * with memory "plain" (4 KiB pages) or "huge" (2 MiB pages). It answers
 *
 *	nanos=... cpu=... verified=yes|no
 *
 * for the iterations. At the end of input it leaves. How bytes travel is the business of a transport, which is all
 * that a program adds. io.crossmem.bench.rank is the same in Java.
 */
#ifndef CROSSMEM_BENCH_RANK_H
#define CROSSMEM_BENCH_RANK_H

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

extern int rank, size; /* set before rank_main, by rank_from_environment or by the program */

/* What is to be done now. */
extern struct task {
	char exercise[16];
	char memory[8]; /* plain, huge */
	bool cold;	/* messages are in no cache when they are asked for */
	long bytes;	/* of a message: a power of two, 8 or more */
	long blocks;	/* that a message consists of, with gaps of their own length between */
	long iterations;
} task;

/*
 * Messages side by side, each in a slot. Collective exercises have one slot for each rank's part where a buffer holds
 * all of them, without gaps between.
 */
struct memory {
	char *base;  /* NULL where the rank does not need it: `in` of rank 0 and `out` of rank 1 in one-way exercises */
	long stride; /* from the start of one slot to the start of the next */
	long slots;
	char kind[8];
	void *mapping;
	long mapped;
};

extern struct memory out, in; /* what to send from, what to receive into */

/* Where the message in a slot begins. */
static inline char *message(const struct memory *memory, long slot)
{
	return memory->base + slot * memory->stride;
}

static inline long block_bytes(void)
{
	return task.bytes / task.blocks;
}

/* From the start of one block to the start of the next: what MPI calls the stride of a vector. */
static inline long block_stride(void)
{
	return task.blocks == 1 ? task.bytes : 2 * block_bytes();
}

static inline long words(void)
{
	return task.bytes / 8;
}

/* Where word k of the message in a slot is; gaps between blocks do not count. */
static inline uint64_t *word(const struct memory *memory, long slot, long k)
{
	long in_message = k * 8, gaps = task.blocks == 1 ? 0 : in_message / block_bytes();

	return (uint64_t *)(message(memory, slot) + in_message + gaps * block_bytes());
}

/* Messages that are under way at a time in the exercises stream and bidirectional. */
long window(void);

/*
 * How messages travel. What a system does not have is NULL, and exercises that need it are refused; send_all and
 * receive_all may be NULL nevertheless: then slots go one by one. Functions that fail call fail().
 */
struct transport {
	const char *name; /* for what is said on stderr */

	/* Once, before the rank connects to the harness: files of CROSSMEM_BENCH_SHARED can be made. May meet(). */
	void (*start)(void);

	/* For each task, all ranks together: task, out and in are set and filled, tell() has been done. May meet(). */
	void (*open)(void);

	/* A slot of `out` to the other rank; when this returns the slot may be changed. Or from it into one of `in`. */
	void (*send)(long slot);
	void (*receive)(long slot);

	/* The same with slots 0 to slots-1, all at a time. */
	void (*send_all)(long slots);
	void (*receive_all)(long slots);

	/* Either rank sends slots 0 to slots-1 of `out` and receives into those of `in`, all at a time. */
	void (*exchange)(long slots);

	/*
	 * Rank 1 says by a message of 8 bytes that all has come; rank 0 waits for it. NULL where messages go one way
	 * only, from rank 0 to rank 1.
	 */
	void (*acknowledge)(void);
	void (*await_acknowledgement)(void);

	/*
	 * Where not NULL: moves forward what this system moves only while it is called. A rank that waits for the others
	 * does it again and again, for they may need what it has not sent yet, although its own part is over.
	 */
	void (*advance)(void);

	/*
	 * Of exercises copy and processor at rank 1, where not NULL: message number `number` can be received now.
	 * What this does is not timed.
	 */
	void (*announced)(long slot, long number);

	/* One operation each. Each part has task.bytes; reductions add words() doubles. */
	void (*barrier)(void);
	void (*broadcast)(void); /* from `out` of rank 0 into `in` of all others */
	void (*allgather)(void); /* `out` is a part, `in` has one of each rank, its own among them */
	void (*alltoall)(void);	 /* `out` has a part for each rank, `in` one of each, its own among them */
	void (*reduce)(void);	 /* into `in` of rank 0 */
	void (*allreduce)(void);
};

/* Sets rank and size from CROSSMEM_RANK and CROSSMEM_SIZE, as the harness gives them to those that it starts. */
void rank_from_environment(void);

/* Does what the harness says, until it has no more to say. Returns what main has to return. */
int rank_main(const struct transport *transport);

/* perror and the end; give_up is exit unless a program knows better (MPI_Abort, say). */
_Noreturn void fail(const char *what);
/* The same with words of one's own: one line, without a newline at its end. */
_Noreturn void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern void (*give_up)(int status);

static inline long nanos(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Makes memory have these slots, on task.memory's pages; what is already so is kept, so that it has no page faults. */
void provide(struct memory *memory, long stride, long slots);

/* The words of a message before it is stamped, and the stamp by which message `number` differs from all before. */
void fill_words(const struct memory *memory, long slot, long sender);
void put_stamp(const struct memory *memory, long slot, long sender, long number);

/*
 * The page that all ranks share, so that what brings them together is the same for every system and none of what is
 * measured. io.crossmem.bench.rank.Control has the same layout.
 */
enum { LINE = 64, MOST_RANKS = 24 };

struct line { /* a word with a cache line of its own */
	alignas(LINE) int64_t value;
};

struct control {
	struct line ready;	      /* messages that rank 0 has made */
	struct line done;	      /* messages that rank 1 has received and looked at */
	struct line sender, receiver; /* progress of either, for the transport; 0 when open is called */
	struct line unused[4];
	struct line arrivals[MOST_RANKS]; /* how often a rank has come to a meeting */
	struct self {			  /* what a rank says of itself */
		alignas(LINE) int64_t pid;
		int64_t out, in;
	} selves[MOST_RANKS];
};

extern struct control *control;
extern char *staging; /* for transports that copy through shared memory; zero when the rank starts */
extern long staging_bytes;

static inline long progress(const struct line *line)
{
	return __atomic_load_n(&line->value, __ATOMIC_ACQUIRE);
}

static inline void publish(struct line *line, long value)
{
	__atomic_store_n(&line->value, value, __ATOMIC_RELEASE);
}

/* Returns when the progress is at least this. */
void await(const struct line *line, long value);

/* Returns when all ranks have come here. */
void meet(void);

/* Of the other one of two ranks: its process, and where it sends from and receives into (0 where it does not). */
int peer_pid(void);
char *peer_out(void);
char *peer_in(void);

/* The path of a file in the folder CROSSMEM_BENCH_SHARED, in memory that the next call uses again. */
const char *shared_file(const char *name);

#endif
