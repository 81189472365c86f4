/*
 * What brings the ranks of a group together, whatever system they measure: the page that all share, and one clear line
 * where something is wrong.
 */
#define _GNU_SOURCE
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
#include <sys/stat.h>
#include <unistd.h>

#include "exercise.h"

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

const char *setting(const char *name)
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

void tell(void)
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
