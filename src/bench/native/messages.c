/*
 * The memory and contents of messages.
 *
 * The contents are a pattern that depends on the sender and the task. Each message changes one
 * word, each time a different one, so it differs from the previous message. This word is checked
 * immediately, all words at the end.
 */
#define _GNU_SOURCE
#include "messages.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "process.h"

struct memory out, in;

enum { HUGE_PAGE = 2 << 20, WINDOW_BYTES = 4 << 20, LEAST_WINDOW = 4, MOST_WINDOW = 64 };

static const long EVICTING_BYTES = 128 << 20; /* several times the last level cache of a core */

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

/* Huge pages need whole 2 MiB ranges, so both ends are rounded. */
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

/* Errors are ignored: a kernel without huge pages does not know the advice. */
static void map_plain(struct memory *memory, long bytes)
{
	memory->mapping = map_private(bytes);
	memory->mapped = bytes;
	memory->base = memory->mapping;
	madvise(memory->mapping, (size_t)bytes, MADV_NOHUGEPAGE);
}

void drop(struct memory *memory)
{
	if (memory->mapping != NULL)
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

void borrow(struct memory *memory, char *base, long stride, long slots)
{
	drop(memory);
	memory->base = base;
	memory->stride = stride;
	memory->slots = slots;
}

/* Writes so much other memory that no message is left in a cache of this core. */
void evict(void)
{
	static char *other;

	if (other == NULL)
		other = map_private(EVICTING_BYTES);
	for (long at = 0; at < EVICTING_BYTES; at += LINE)
		++*(volatile char *)(other + at);
}

enum { POISON = 0x55 };

long seed, wrong;

long stamped(long number)
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

void check_stamp(long slot, long sender, long number)
{
	wrong += *word(&in, slot, stamped(number)) != stamp(sender, number);
}

/*
 * The words of fresh messages count up from their stamp. The loops must take the same time in C and
 * in Java, or the difference would seem to be that of the systems. So they are compiled like those
 * of FreshMessages.java by a JVM: writing uses the vector instructions of the machine, reading goes
 * word by word.
 */
#if defined(__x86_64__)
#define VECTORISED __attribute__((target_clones("avx2", "default")))
#else
#define VECTORISED
#endif

VECTORISED static void count_up(uint64_t *at, long count, uint64_t first)
{
	for (long k = 0; k < count; k++)
		at[k] = first + (uint64_t)k;
}

void write_words(const struct memory *memory, long slot, long sender, long number)
{
	count_up(word(memory, slot, 0), words(), stamp(sender, number));
}

static uint64_t sum(const uint64_t *at, long count)
{
	uint64_t sum = 0;

	for (long k = 0; k < count; k++) {
		sum += at[k];
		__asm__("" : "+r"(sum)); /* no vectors */
	}
	return sum;
}

void check_sum(long slot, long sender, long number)
{
	uint64_t count = (uint64_t)words(), right = count * stamp(sender, number) + count * (count - 1) / 2;

	wrong += sum(word(&in, slot, 0), words()) != right;
}

static void check_words(long slot, long sender, long number)
{
	for (long k = 0; k < words(); k++)
		wrong += *word(&in, slot, k) != stamp(sender, number) + (uint64_t)k;
}

void poison(void)
{
	if (in.base != NULL)
		memset(in.base, POISON, (size_t)(in.stride * in.slots));
}

/* The gaps between the blocks of a message must not be written to. */
static void check_gaps(long slot)
{
	for (long block = 0; block < task.blocks && task.blocks > 1; block++) {
		const char *gap = message(&in, slot) + block * block_stride() + block_bytes();

		for (long at = 0; at < block_bytes(); at++)
			wrong += gap[at] != POISON;
	}
}

/*
 * Checks all of a slot, which had message number `last` and each `step` before it. If a word was
 * stamped twice, the later stamp is expected: that is so after as many messages as the slot has
 * words, or, as both are powers of two and STRIDE is odd, a step-th part of it.
 */
void check_slot(long slot, long sender, long last, long step)
{
	long different = words() > step ? words() / step : 1;

	if (task.fresh) {
		check_words(slot, sender, last);
		return;
	}
	for (long number = last; number >= 0 && number > last - different * step; number -= step) {
		check_stamp(slot, sender, number);
		*word(&in, slot, stamped(number)) = pattern(sender, stamped(number));
	}
	for (long k = 0; k < words(); k++)
		wrong += *word(&in, slot, k) != pattern(sender, k);
	check_gaps(slot);
}
