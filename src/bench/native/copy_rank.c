/*
 * copy_rank <way>: one of two ranks. Messages go from rank 0 to rank 1 by a mechanism of the kernel
 * or the C library. The exercises are copy and processor; rank.h says what a rank does.
 *
 *	syscall    process_vm_readv: the receiver takes the message from where it lies
 *	procmem    the same through /proc/<pid>/mem
 *	shm        through shared memory: in, whole, then out
 *	pipelined  through shared memory: in and out at a time, chunk by chunk
 *	vmsplice   the sender's pages are put into a pipe, and read from there
 *	pipe       write and read
 *	socket     the same with a Unix stream socket
 *	memcpy     within the receiver's process: what none of the others can beat
 */
#define _GNU_SOURCE
#include "rank.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST_PIECES = 1024, PIPE_BYTES = 1 << 20 }; /* UIO_MAXIOV; what a pipe may have without privileges */

static long smaller(long a, long b)
{
	return a < b ? a : b;
}

static void do_nothing(long slot)
{
	(void)slot;
}

/* ---- Ways that are system calls ----
 *
 * A call copies several pieces of memory, and may copy less than requested: so there is a loop
 * around each.
 */

struct call {
	const char *name;
	int most; /* most pieces per call */

	/* The pieces are of this message from byte `from` on. Returns the bytes moved, 0 at the end of a stream. */
	ssize_t (*move)(const struct iovec *pieces, int count, long slot, long from);
};

/* The pieces of a message from byte `from` on, not counting gaps: to the end, or at most `most` pieces. */
static int find_pieces(struct iovec *pieces, int most, char *message, long from)
{
	long block = block_bytes(), in_block = from % block;
	char *at = message + from / block * block_stride();
	int count = 0;

	for (; from < task.bytes && count < most; count++) {
		pieces[count] = (struct iovec){at + in_block, (size_t)(block - in_block)};
		from += block - in_block;
		at += block_stride();
		in_block = 0;
	}
	return count;
}

static void move_all(const struct call *call, const struct memory *memory, long slot)
{
	struct iovec pieces[MOST_PIECES];

	for (long moved = 0; moved < task.bytes;) {
		int count = find_pieces(pieces, call->most, message(memory, slot), moved);
		ssize_t more = call->move(pieces, count, slot, moved);

		if (more < 0)
			fail(call->name);
		if (more == 0)
			refuse("%s: the other rank has gone", call->name);
		moved += more;
	}
}

/* With Yama, only ancestors may read a process, unless it allows others; without Yama nothing is needed. */
static void let_be_read(void)
{
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
}

/* The sender's address of a message: its slots have the same stride as ours. */
static char *peer_message(long slot)
{
	return peer_out() + slot * in.stride;
}

/* syscall */

static ssize_t read_peer(const struct iovec *pieces, int count, long slot, long from)
{
	struct iovec theirs[MOST_PIECES];

	find_pieces(theirs, count, peer_message(slot), from);
	return process_vm_readv(peer_pid(), pieces, (unsigned long)count, theirs, (unsigned long)count, 0);
}

static void receive_by_syscall(long slot)
{
	move_all(&(struct call){"process_vm_readv", MOST_PIECES, read_peer}, &in, slot);
}

/* procmem: a read is of one place of the file, so it takes one piece */

static int peer_memory = -1;

static void open_peer_memory(void)
{
	char path[32];

	if (rank == 0)
		return;
	if (peer_memory >= 0)
		close(peer_memory);
	snprintf(path, sizeof path, "/proc/%d/mem", peer_pid());
	peer_memory = open(path, O_RDONLY | O_CLOEXEC);
	if (peer_memory < 0)
		fail(path);
}

static ssize_t read_peer_memory(const struct iovec *pieces, int count, long slot, long from)
{
	struct iovec theirs;

	find_pieces(&theirs, count, peer_message(slot), from);
	return pread(peer_memory, pieces->iov_base, pieces->iov_len, (off_t)(uintptr_t)theirs.iov_base);
}

static void receive_by_procmem(long slot)
{
	move_all(&(struct call){"/proc/pid/mem", 1, read_peer_memory}, &in, slot);
}

/* vmsplice, pipe and socket: one end of a stream at each rank */

static int stream_end;

static void open_pipe(void)
{
	if (rank == 0 && mkfifo(shared_file("pipe"), 0600) < 0)
		fail("mkfifo");
	meet();
	stream_end = open(shared_file("pipe"), (rank == 0 ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
	if (stream_end < 0)
		fail("pipe");
	if (rank == 0 && fcntl(stream_end, F_SETPIPE_SZ, PIPE_BYTES) < 0)
		fail("F_SETPIPE_SZ");
}

static struct sockaddr_un socket_address(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(shared_file("socket")) >= sizeof address.sun_path)
		refuse("CROSSMEM_BENCH_SHARED is too long for a socket");
	strcpy(address.sun_path, shared_file("socket"));
	return address;
}

static int accept_peer(void)
{
	struct sockaddr_un address = socket_address();
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int end;

	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 1) < 0)
		fail("socket");
	meet();
	end = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (end < 0)
		fail("accept");
	close(listener);
	return end;
}

static int connect_to_peer(void)
{
	struct sockaddr_un address = socket_address();
	int end = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	meet();
	if (end < 0 || connect(end, (struct sockaddr *)&address, sizeof address) < 0)
		fail("connect");
	return end;
}

/* The same as in Java: up to twice as fast. */
static void open_socket(void)
{
	int buffer = 1 << 20;

	stream_end = rank == 0 ? accept_peer() : connect_to_peer();
	if (setsockopt(stream_end, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer) < 0)
		fail("SO_SNDBUF");
}

static ssize_t splice_pieces(const struct iovec *pieces, int count, long slot, long from)
{
	(void)slot, (void)from;
	return vmsplice(stream_end, pieces, (size_t)count, 0);
}

static ssize_t write_pieces(const struct iovec *pieces, int count, long slot, long from)
{
	(void)slot, (void)from;
	return writev(stream_end, pieces, count);
}

static ssize_t read_pieces(const struct iovec *pieces, int count, long slot, long from)
{
	(void)slot, (void)from;
	return readv(stream_end, pieces, count);
}

/* The pages are not copied until they are read, so the sender changes them only when the receiver is done. */
static void send_by_vmsplice(long slot)
{
	move_all(&(struct call){"vmsplice", MOST_PIECES, splice_pieces}, &out, slot);
}

static void send_by_write(long slot)
{
	move_all(&(struct call){"write", MOST_PIECES, write_pieces}, &out, slot);
}

static void receive_by_read(long slot)
{
	move_all(&(struct call){"read", MOST_PIECES, read_pieces}, &in, slot);
}

/* ---- Ways that are memcpy ---- */

enum direction { PACK, UNPACK };

/* Copies bytes `from` to `to` of a message, gaps not counted, into packed memory or out of it. */
static void copy_part(enum direction direction, char *packed, char *message, long from, long to)
{
	long block = block_bytes(), in_block = from % block;
	char *at = message + from / block * block_stride();

	while (from < to) {
		long bytes = smaller(block - in_block, to - from);

		if (direction == PACK)
			memcpy(packed, at + in_block, (size_t)bytes);
		else
			memcpy(at + in_block, packed, (size_t)bytes);
		packed += bytes;
		from += bytes;
		at += block_stride();
		in_block = 0;
	}
}

/* Maps the staging memory in both ranks' page tables, so that copies have no page faults. */
static void touch_staging(long bytes)
{
	if (bytes > staging_bytes)
		refuse("%ld bytes are more than the staging memory has", bytes);
	for (long at = 0; at < bytes; at += 4096)
		__atomic_fetch_add(&staging[at], 0, __ATOMIC_RELAXED);
}

/* shm */

static long messages; /* that this rank has sent or received in this task */

static void open_shm(void)
{
	messages = 0;
	touch_staging(task.bytes);
}

static void send_by_shm(long slot)
{
	copy_part(PACK, staging, message(&out, slot), 0, task.bytes);
	publish(&control->sender, ++messages);
}

static void receive_by_shm(long slot)
{
	await(&control->sender, ++messages);
	copy_part(UNPACK, staging, message(&in, slot), 0, task.bytes);
}

/*
 * pipelined: through a ring of chunks, whose progress is counted in chunks since the task began. Of
 * 4 to 64 KiB and rings of 4 to 16, chunks of 16 and 32 KiB were fastest for all messages from 64
 * KiB on, and within some percent of each other: the smaller is better at 64 KiB, the larger above.
 * 4 KiB takes 1.5 times as long, and a ring of 16 is no faster than one of 8.
 */
enum { CHUNK = 16 << 10, CHUNKS = 8 };

static long chunks; /* that this rank has put into the ring, or taken out of it, in this task */

static void open_pipelined(void)
{
	chunks = 0;
	touch_staging(CHUNKS * CHUNK);
}

static char *ring_place(void)
{
	return staging + chunks % CHUNKS * CHUNK;
}

static void send_pipelined(long slot)
{
	for (long from = 0; from < task.bytes; from += CHUNK) {
		await(&control->receiver, chunks + 1 - CHUNKS);
		copy_part(PACK, ring_place(), message(&out, slot), from, smaller(from + CHUNK, task.bytes));
		publish(&control->sender, ++chunks);
	}
}

static void receive_pipelined(long slot)
{
	for (long from = 0; from < task.bytes; from += CHUNK) {
		await(&control->sender, chunks + 1);
		copy_part(UNPACK, ring_place(), message(&in, slot), from, smaller(from + CHUNK, task.bytes));
		publish(&control->receiver, ++chunks);
	}
}

/* memcpy: the receiver makes the messages itself */

static struct memory source;

static void open_memcpy(void)
{
	if (rank == 0)
		return;
	provide(&source, in.stride, in.slots);
	for (long slot = 0; slot < source.slots; slot++)
		fill_words(&source, slot, 0);
}

static void stamp_source(long slot, long number)
{
	put_stamp(&source, slot, 0, number);
}

static void receive_by_memcpy(long slot)
{
	for (long block = 0; block < task.blocks; block++) {
		long at = block * block_stride();

		memcpy(message(&in, slot) + at, message(&source, slot) + at, (size_t)block_bytes());
	}
}

static const struct transport ways[] = {
	{.name = "syscall", .start = let_be_read, .send = do_nothing, .receive = receive_by_syscall},
	{.name = "procmem", .start = let_be_read, .open = open_peer_memory, .send = do_nothing,
	 .receive = receive_by_procmem},
	{.name = "shm", .open = open_shm, .send = send_by_shm, .receive = receive_by_shm},
	{.name = "pipelined", .open = open_pipelined, .send = send_pipelined, .receive = receive_pipelined},
	{.name = "vmsplice", .start = open_pipe, .send = send_by_vmsplice, .receive = receive_by_read},
	{.name = "pipe", .start = open_pipe, .send = send_by_write, .receive = receive_by_read},
	{.name = "socket", .start = open_socket, .send = send_by_write, .receive = receive_by_read},
	{.name = "memcpy", .open = open_memcpy, .send = do_nothing, .announced = stamp_source,
	 .receive = receive_by_memcpy},
};

int main(int argc, char **argv)
{
	const char *wanted = argc == 2 ? argv[1] : "";

	rank_from_environment();
	if (size != 2)
		refuse("this needs 2 ranks, not %d", size);
	for (size_t way = 0; way < sizeof ways / sizeof *ways; way++)
		if (strcmp(ways[way].name, wanted) == 0)
			return rank_main(&ways[way]);
	refuse("no such way: %s", wanted);
}
