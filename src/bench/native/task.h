/* What the harness asks for, in one line of the socket. */
#ifndef CROSSMEM_BENCH_TASK_H
#define CROSSMEM_BENCH_TASK_H

#include <stdbool.h>

/* What is to be done now. */
extern struct task {
	char exercise[16];
	char memory[8]; /* plain, huge */
	bool cold;	/* messages are in no cache when they are asked for */
	bool fresh;	/* the sender writes all of each message before, the receiver reads all of it after */
	long bytes;	/* of a message: a power of two, 8 or more */
	long blocks;	/* that a message consists of, with gaps of their own length between */
	long iterations;
} task;

bool is_power_of_two(long value);

/* Takes the task from a line; what is none is refused. */
void parse_task(const char *line);

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

#endif
