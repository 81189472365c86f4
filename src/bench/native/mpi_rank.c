/*
 * MPI in C. It uses only the standard, so that mpicc of any implementation compiles it. A message
 * of several blocks is a derived datatype; with CROSSMEM_BENCH_VECTORS=pack it is packed and
 * unpacked by hand instead. Puts and gets are those of a window over the memory of the exercise;
 * with CROSSMEM_BENCH_WINDOWS=allocated of one that allocates its memory. If the variable is set, a
 * barrier is a fence.
 */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "rank.h"

enum { TAG = 1, ACKNOWLEDGEMENT = 2, MOST_IN_WINDOW = 64 };

/* A message of the task, for MPI: count and type. */
static MPI_Datatype type = MPI_DATATYPE_NULL;
static int count;

static bool packs;	      /* the task's messages by hand */
static struct memory packed; /* on the same kind of pages as they */

static MPI_Win win = MPI_WIN_NULL;
static bool is_locked;
static char *allocated; /* this rank's memory in the window; NULL if that is the exercise's */

static bool is(const char *exercise)
{
	return strcmp(task.exercise, exercise) == 0;
}

static void close_window(void)
{
	if (win == MPI_WIN_NULL)
		return;
	if (is_locked)
		MPI_Win_unlock_all(win);
	MPI_Win_free(&win);
}

static void make_window(const char *kind)
{
	const struct memory *exposed = is("get") ? &out : &in;
	MPI_Aint bytes = exposed->base != NULL ? task.bytes : 0;

	allocated = NULL;
	if (strcmp(kind, "allocated") != 0) {
		MPI_Win_create(exposed->base, bytes, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &win);
	} else {
		MPI_Win_allocate(bytes, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &allocated, &win);
		if (is("get") && bytes > 0)
			memcpy(allocated, out.base, (size_t)bytes);
	}
	is_locked = !is("barrier");
	if (is_locked)
		MPI_Win_lock_all(0, win);
	MPI_Barrier(MPI_COMM_WORLD);
}

static void open_window(void)
{
	const char *kind = getenv("CROSSMEM_BENCH_WINDOWS");

	close_window();
	if (kind != NULL && (is("put") || is("get") || is("barrier")))
		make_window(kind);
}

static void collect(void)
{
	if (allocated != NULL && is("put"))
		memcpy(in.base, allocated, (size_t)task.bytes);
}

static bool by_hand(void)
{
	const char *vectors = getenv("CROSSMEM_BENCH_VECTORS");

	return task.blocks > 1 && vectors != NULL && strcmp(vectors, "pack") == 0;
}

static void describe_bytes(void)
{
	type = MPI_BYTE;
	count = (int)task.bytes;
}

/* A vector of words, like the columns of a matrix of doubles. */
static void describe_blocks(void)
{
	int in_block = (int)(block_bytes() / 8), stride = (int)(block_stride() / 8);

	MPI_Type_vector((int)task.blocks, in_block, stride, MPI_INT64_T, &type);
	MPI_Type_commit(&type);
	count = 1;
}

static void forget_type(void)
{
	if (type != MPI_DATATYPE_NULL && type != MPI_BYTE)
		MPI_Type_free(&type);
}

static void open_task(void)
{
	open_window();
	forget_type();
	packs = by_hand();
	if (packs && (out.slots > 1 || in.slots > 1))
		refuse("only one message at a time is packed");
	if (packs)
		provide(&packed, task.bytes, 1);
	if (task.blocks > 1 && !packs)
		describe_blocks();
	else
		describe_bytes();
}

static void pack(const char *blocks)
{
	for (long b = 0; b < task.blocks; b++)
		memcpy(packed.base + b * block_bytes(), blocks + b * block_stride(), (size_t)block_bytes());
}

static void unpack(char *blocks)
{
	for (long b = 0; b < task.blocks; b++)
		memcpy(blocks + b * block_stride(), packed.base + b * block_bytes(), (size_t)block_bytes());
}

static void send_one(long slot)
{
	if (win != MPI_WIN_NULL) {
		MPI_Put(out.base, count, type, 1, 0, count, type, win);
		MPI_Win_flush(1, win);
		return;
	}
	if (packs)
		pack(message(&out, slot));
	MPI_Send(packs ? packed.base : message(&out, slot), count, type, 1 - rank, TAG, MPI_COMM_WORLD);
}

static void receive_one(long slot)
{
	if (win != MPI_WIN_NULL) {
		MPI_Get(in.base, count, type, 0, 0, count, type, win);
		MPI_Win_flush(0, win);
		return;
	}
	MPI_Recv(packs ? packed.base : message(&in, slot), count, type, 1 - rank, TAG, MPI_COMM_WORLD,
		 MPI_STATUS_IGNORE);
	if (packs)
		unpack(message(&in, slot));
}

static void start_sends(long slots, MPI_Request *requests)
{
	for (long slot = 0; slot < slots; slot++)
		MPI_Isend(message(&out, slot), count, type, 1 - rank, TAG, MPI_COMM_WORLD, &requests[slot]);
}

static void start_receives(long slots, MPI_Request *requests)
{
	for (long slot = 0; slot < slots; slot++)
		MPI_Irecv(message(&in, slot), count, type, 1 - rank, TAG, MPI_COMM_WORLD, &requests[slot]);
}

/* MPICH's constant for no statuses is the address 1, which GCC treats as an array that is too short. */
#pragma GCC diagnostic ignored "-Wstringop-overflow"
static void wait_all(long requests, MPI_Request *first)
{
	MPI_Waitall((int)requests, first, MPI_STATUSES_IGNORE);
}

static void send_all(long slots)
{
	MPI_Request requests[MOST_IN_WINDOW];

	start_sends(slots, requests);
	wait_all(slots, requests);
}

static void receive_all(long slots)
{
	MPI_Request requests[MOST_IN_WINDOW];

	start_receives(slots, requests);
	wait_all(slots, requests);
}

static void advance(void)
{
	int found;

	MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &found, MPI_STATUS_IGNORE);
}

static void exchange(long slots)
{
	MPI_Request requests[2 * MOST_IN_WINDOW];

	start_receives(slots, requests); /* first, so that no message is unexpected */
	start_sends(slots, requests + slots);
	wait_all(2 * slots, requests);
}

static int64_t acknowledgement;

static void acknowledge(void)
{
	MPI_Send(&acknowledgement, 1, MPI_INT64_T, 0, ACKNOWLEDGEMENT, MPI_COMM_WORLD);
}

static void await_acknowledgement(void)
{
	MPI_Recv(&acknowledgement, 1, MPI_INT64_T, 1, ACKNOWLEDGEMENT, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void barrier(void)
{
	if (win != MPI_WIN_NULL)
		MPI_Win_fence(0, win);
	else
		MPI_Barrier(MPI_COMM_WORLD);
}

static void broadcast(void)
{
	MPI_Bcast(rank == 0 ? out.base : in.base, count, type, 0, MPI_COMM_WORLD);
}

static void allgather(void)
{
	MPI_Allgather(out.base, count, type, in.base, count, type, MPI_COMM_WORLD);
}

static void alltoall(void)
{
	MPI_Alltoall(out.base, count, type, in.base, count, type, MPI_COMM_WORLD);
}

static void reduce(void)
{
	MPI_Reduce(out.base, in.base, (int)words(), MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);
}

static void allreduce(void)
{
	MPI_Allreduce(out.base, in.base, (int)words(), MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

static const struct transport mpi = {
	.name = "mpi_rank",
	.one_sided = true,
	.collect = collect,
	.open = open_task,
	.send = send_one,
	.receive = receive_one,
	.send_all = send_all,
	.receive_all = receive_all,
	.exchange = exchange,
	.acknowledge = acknowledge,
	.await_acknowledgement = await_acknowledgement,
	.barrier = barrier,
	.broadcast = broadcast,
	.allgather = allgather,
	.alltoall = alltoall,
	.reduce = reduce,
	.allreduce = allreduce,
	.advance = advance,
};

/* Otherwise the other ranks would wait for this one forever. */
static void abort_all(int status)
{
	MPI_Abort(MPI_COMM_WORLD, status);
}

int main(int argc, char **argv)
{
	int status;

	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	give_up = abort_all;
	status = rank_main(&mpi);
	close_window();
	forget_type();
	MPI_Finalize();
	return status;
}
