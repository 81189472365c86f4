/*
 * What differs from one MPI to another in a compiled program, and the functions that are called.
 *
 *                     communicators etc.     a status has its source in int
 *   MPICH and its kin int constants          2
 *   Open MPI 4 to 6   addresses of symbols   0
 *   MPI 5's standard  small constants        0
 *
 * The numbers are those of each one's mpi.h; tests compare them where that is installed.
 */
#ifndef CROSSMEM_MPI_ABI_H
#define CROSSMEM_MPI_ABI_H

#include <stddef.h>
#include <stdint.h>

enum { MPICH = 0, OPEN_MPI = 1, STANDARD = 2 }; /* as Mpi.java has them */

enum { NO_THREADS = -1 }; /* in place of an error of MPI, which are above 0 */

/* MPICH has ints where the others have pointers. As an argument, both fill one register or word. */
union handle {
	int number;
	void *pointer;
};

/* A request in memory of Java's, and what is known once it is over. */
struct request {
	union {
		union handle handle;
		uint64_t room; /* the same for 32 bits */
	};
	int source;
	int bytes;
};

union status {
	int words[16];
	uint64_t aligned;
};

struct abi {
	void *comm_world;
	void *byte;
	void *errors_return;
	int any_source;
	int serialized; /* the level of threads: one at a time */
	int int_handles;
	int source_word; /* in a status */
};

static const struct abi ABIS[] = {
	[MPICH] = {(void *)0x44000000, (void *)0x4c00010d, (void *)0x54000001, -2, 2, 1, 2},
	[OPEN_MPI] = {0, 0, 0, -1, 2, 0, 0},
	[STANDARD] = {(void *)0x101, (void *)0x247, (void *)0x143, -1, 2048, 0, 0},
};

struct mpi {
	int (*get_library_version)(char *text, int *length);
	int (*initialized)(int *flag);
	int (*init_thread)(int *argc, char ***argv, int required, int *provided);
	int (*comm_dup)(void *comm, union handle *copy);
	int (*comm_set_errhandler)(void *comm, void *handler);
	int (*comm_rank)(void *comm, int *rank);
	int (*comm_size)(void *comm, int *size);
	int (*allgather)(const void *own, int own_count, void *own_type, void *all, int count, void *type, void *comm);
	int (*isend)(const void *from, int count, void *type, int dest, int tag, void *comm, union handle *request);
	int (*irecv)(void *to, int count, void *type, int source, int tag, void *comm, union handle *request);
	int (*test)(union handle *request, int *flag, union status *status);
	int (*get_count)(const union status *status, void *type, int *count);
	int (*cancel)(union handle *request);
	int (*error_string)(int error, char *text, int *length);
	int (*finalize)(void);
};

static const struct {
	const char *name;
	size_t offset;
} FUNCTIONS[] = {
	{"MPI_Get_library_version", offsetof(struct mpi, get_library_version)},
	{"MPI_Initialized", offsetof(struct mpi, initialized)},
	{"MPI_Init_thread", offsetof(struct mpi, init_thread)},
	{"MPI_Comm_dup", offsetof(struct mpi, comm_dup)},
	{"MPI_Comm_set_errhandler", offsetof(struct mpi, comm_set_errhandler)},
	{"MPI_Comm_rank", offsetof(struct mpi, comm_rank)},
	{"MPI_Comm_size", offsetof(struct mpi, comm_size)},
	{"MPI_Allgather", offsetof(struct mpi, allgather)},
	{"MPI_Isend", offsetof(struct mpi, isend)},
	{"MPI_Irecv", offsetof(struct mpi, irecv)},
	{"MPI_Test", offsetof(struct mpi, test)},
	{"MPI_Get_count", offsetof(struct mpi, get_count)},
	{"MPI_Cancel", offsetof(struct mpi, cancel)},
	{"MPI_Error_string", offsetof(struct mpi, error_string)},
	{"MPI_Finalize", offsetof(struct mpi, finalize)},
};

enum { FUNCTION_COUNT = sizeof(FUNCTIONS) / sizeof(FUNCTIONS[0]) };

#endif
