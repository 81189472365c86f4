/* How messages travel: all that a program adds to what every rank has. */
#ifndef CROSSMEM_BENCH_TRANSPORT_H
#define CROSSMEM_BENCH_TRANSPORT_H

/*
 * What a system does not have is NULL, and exercises that need it are refused; send_all and receive_all may be NULL
 * nevertheless: then slots go one by one. Functions that fail call fail().
 */
struct transport {
	const char *name; /* for what is said on stderr */

	/* Once, before the rank connects to the harness: files of CROSSMEM_BENCH_SHARED can be made. May meet(). */
	void (*start)(void);

	/* Where not NULL: the memory to send from, and to receive into. Else each rank has its own on task.memory's pages. */
	char *(*out_memory)(long bytes);
	char *(*in_memory)(long bytes);

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

#endif
