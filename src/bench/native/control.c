#include "control.h"

#include <assert.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SPINS = 1000 };

static_assert(offsetof(struct control, done) == 64, "as in Control.java");
static_assert(offsetof(struct control, sender) == 128, "as in Control.java");
static_assert(offsetof(struct control, receiver) == 192, "as in Control.java");
static_assert(offsetof(struct control, arrivals) == 512, "as in Control.java");
static_assert(offsetof(struct control, selves) == 2048, "as in Control.java");

struct control *control;
char *staging;
long staging_bytes;
void (*while_waiting)(void);

static long meetings;

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

void map_all_shared(void)
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

/* Two ranks have a core each; of more ranks some must yield. */
void await(const struct line *line, long value)
{
	long spins = 0;

	while (progress(line) < value) {
		if (while_waiting != NULL)
			while_waiting();
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

/* No rank is in a task when rank 0 does this, and the next task starts only after all have met again. */
void reset_progress(void)
{
	meet();
	if (rank == 0) {
		publish(&control->ready, 0);
		publish(&control->done, 0);
		publish(&control->sender, 0);
		publish(&control->receiver, 0);
	}
}

void tell(const void *out, const void *in)
{
	struct self *self = &control->selves[rank];

	self->pid = getpid();
	self->out = (int64_t)(intptr_t)out;
	self->in = (int64_t)(intptr_t)in;
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
