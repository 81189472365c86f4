/*
 * floor_rank <way>: one of two ranks that exchange messages with the minimum that the hardware
 * needs: no queue, no matching, no fence. Its time is a lower limit for the systems, which need all
 * that; rank.h describes ranks.
 *
 *	line         cache lines in shared memory, one or more for each message, with a release store only
 *	packed       the same with four messages of 8 bytes to a line
 *	readv        process_vm_readv by the receiver
 *	both         the first half by process_vm_writev, at the same time the second by process_vm_readv
 *	mapped       one plain copy by the receiver, out of memory that both have mapped
 *	mapped-both  the same by both, a half each
 */
#define _GNU_SOURCE
#include "rank.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/uio.h>

/*
 * The progress of a rank, in messages since it started. Each word is written only by that rank. All
 * shared data is in the staging memory.
 */
struct side {
	struct line sent;    /* messages that are ready */
	struct line ready;   /* messages of the other rank for which it has space */
	struct line written; /* messages of which it has copied the first half */
	struct line taken;   /* messages of the other rank that it has received */
};

static struct side *mine, *theirs;
static long sent, received;

/* Each rank has its own core and nothing else to do, so it polls without pauses. */
static void spin(const struct line *line, long value)
{
	while (progress(line) < value)
		;
}

static void start(void)
{
	struct side *sides = (struct side *)staging;

	mine = &sides[rank];
	theirs = &sides[1 - rank];
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY); /* needed with Yama, so that the other rank can read */
}

static void acknowledge(void)
{
	publish(&mine->sent, ++sent);
}

static void await_acknowledgement(void)
{
	spin(&theirs->sent, ++received);
}

/*
 * ---- line and packed ----
 *
 * A ring of entries for each direction. There is no flow control: the exercises have no more than
 * 64 messages under way before they hear that all have come.
 */
enum { ENTRIES = 128, RING_AT = 4096, RING_ROOM = ENTRIES * 2 * LINE, SMALL = 64 };

static long entry_bytes;

static void open_lines(void)
{
	entry_bytes = 8 + task.bytes <= LINE ? LINE : 2 * LINE;
	if (task.bytes > SMALL)
		refuse("%ld bytes are more than a line or two take", task.bytes);
}

static void open_packed(void)
{
	entry_bytes = 16;
	if (task.bytes > 8)
		refuse("%ld bytes are more than a quarter of a line takes", task.bytes);
}

/* Entries have the number of their message first; those of all tasks are different. */
static struct line *entry_of(int sender, long number)
{
	return (struct line *)(staging + RING_AT + sender * RING_ROOM + number % ENTRIES * entry_bytes);
}

static void copy_words(int64_t *to, const int64_t *from)
{
	for (long k = 0; k < words(); k++)
		to[k] = from[k];
}

static void send_lines(long slot)
{
	struct line *entry = entry_of(rank, ++sent);

	copy_words(&entry->value + 1, (const int64_t *)message(&out, slot));
	publish(entry, sent);
}

static void receive_lines(long slot)
{
	struct line *entry = entry_of(1 - rank, ++received);

	while (progress(entry) != received) /* other tasks had other words here */
		;
	copy_words((int64_t *)message(&in, slot), &entry->value + 1);
}

/*
 * ---- Large messages ----
 *
 * The sender copies the first `pushed` bytes of each message, the receiver the others. Neither
 * continues before both are done.
 */
typedef void copy(char *to, const char *from, long bytes);

static copy *push, *pull;
static long pushed;
static char *their_out, *their_in; /* addresses of the other rank's memory */

static void send_large(long slot)
{
	publish(&mine->sent, ++sent);
	if (pushed > 0) {
		spin(&theirs->ready, sent);
		push(their_in + slot * out.stride, message(&out, slot), pushed);
		publish(&mine->written, sent);
	}
	spin(&theirs->taken, sent);
}

static void receive_large(long slot)
{
	received++;
	if (pushed > 0)
		publish(&mine->ready, received);
	spin(&theirs->sent, received);
	pull(message(&in, slot) + pushed, their_out + slot * in.stride + pushed, task.bytes - pushed);
	if (pushed > 0)
		spin(&theirs->written, received);
	publish(&mine->taken, received);
}

/* By system calls, on private memory as in all systems. */

static void write_peer(char *to, const char *from, long bytes)
{
	struct iovec local = {(void *)(intptr_t)from, (size_t)bytes}, remote = {to, (size_t)bytes};

	if (process_vm_writev(peer_pid(), &local, 1, &remote, 1, 0) != bytes)
		fail("process_vm_writev");
}

static void read_peer(char *to, const char *from, long bytes)
{
	struct iovec local = {to, (size_t)bytes}, remote = {(void *)(intptr_t)from, (size_t)bytes};

	if (process_vm_readv(peer_pid(), &local, 1, &remote, 1, 0) != bytes)
		fail("process_vm_readv");
}

static void open_readv(void)
{
	their_out = peer_out();
	their_in = peer_in();
	push = write_peer;
	pull = read_peer;
	pushed = 0;
}

static void open_both(void)
{
	open_readv();
	pushed = task.bytes / 2;
}

/* By plain copies. Both ranks have four areas mapped: what either sends from, and what either receives into. */

enum { AREAS_AT = 1 << 20, AREA = 128 << 20 };

static char *area(int owner, int number, long bytes)
{
	if (bytes > AREA || AREAS_AT + 4L * AREA > staging_bytes)
		refuse("%ld bytes are more than is shared", bytes);
	return staging + AREAS_AT + (2L * owner + number) * AREA;
}

static char *out_area(long bytes)
{
	return area(rank, 0, bytes);
}

static char *in_area(long bytes)
{
	return area(rank, 1, bytes);
}

static void copy_mapped(char *to, const char *from, long bytes)
{
	memcpy(to, from, (size_t)bytes);
}

static void open_mapped(void)
{
	their_out = area(1 - rank, 0, task.bytes);
	their_in = area(1 - rank, 1, task.bytes);
	push = pull = copy_mapped;
	pushed = 0;
}

static void open_mapped_both(void)
{
	open_mapped();
	pushed = task.bytes / 2;
}

#define ACKNOWLEDGED .start = start, .acknowledge = acknowledge, .await_acknowledgement = await_acknowledgement
#define LINES ACKNOWLEDGED, .send = send_lines, .receive = receive_lines
#define LARGE ACKNOWLEDGED, .send = send_large, .receive = receive_large
#define MAPPED LARGE, .out_memory = out_area, .in_memory = in_area

static const struct transport ways[] = {
	{.name = "line", LINES, .open = open_lines},
	{.name = "packed", LINES, .open = open_packed},
	{.name = "readv", LARGE, .open = open_readv},
	{.name = "both", LARGE, .open = open_both},
	{.name = "mapped", MAPPED, .open = open_mapped},
	{.name = "mapped-both", MAPPED, .open = open_mapped_both},
};

int main(int argc, char **argv)
{
	const char *wanted = argc == 2 ? argv[1] : "";

	rank_from_environment();
	if (size != 2)
		refuse("this needs 2 ranks, not %d", size);
	for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
		if (strcmp(ways[w].name, wanted) == 0)
			return rank_main(&ways[w]);
	refuse("no such way: %s", wanted);
}
