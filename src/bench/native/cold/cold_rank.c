/*
 * One of two ranks that send a message back and forth from their start on, like ColdRank.java, over
 * MPI. Arguments: bytes of a message, the age in milliseconds at which to end.
 */
#include <mpi.h>
#include <stdint.h>
#include <stdlib.h>

#include "../process.h"
#include "age_times.h"

static const int64_t END = -1;

static int64_t *message;
static int words;

static void send_message(void)
{
	MPI_Send(message, words, MPI_INT64_T, 1 - rank, 0, MPI_COMM_WORLD);
}

static void receive(void)
{
	MPI_Recv(message, words, MPI_INT64_T, 1 - rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void check(int64_t number)
{
	if (message[0] != number || message[words - 1] != number)
		refuse("message %ld has wrong bytes", (long)number);
}

static void lead(long end)
{
	for (int64_t number = 1; number == 1 || age() < end; number++) {
		long before;

		message[0] = message[words - 1] = number;
		before = nanos(CLOCK_MONOTONIC);
		send_message();
		receive();
		add_round_trip(nanos(CLOCK_MONOTONIC) - before);
		check(number);
	}
	message[0] = message[words - 1] = END;
	send_message();
	receive();
	check(END);
	print_ages();
}

static void follow(void)
{
	int64_t number = 0;

	while (number != END) {
		receive();
		number = message[0];
		check(number);
		send_message();
	}
}

static void abort_all(int status)
{
	MPI_Abort(MPI_COMM_WORLD, status);
}

int main(int argc, char **argv)
{
	start_ages();
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	give_up = abort_all;
	if (argc != 3 || size != 2)
		refuse("usage: 2 ranks, with the arguments bytes and milliseconds");
	words = atoi(argv[1]) / 8;
	message = calloc((size_t)words, sizeof *message);
	if (message == NULL)
		fail("memory");
	if (rank == 0)
		lead(1000000 * atol(argv[2]));
	else
		follow();
	free(message);
	MPI_Finalize();
	return 0;
}
