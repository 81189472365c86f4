/* How messages are transferred: the part of a rank that is specific to a system. */
#ifndef CROSSMEM_BENCH_TRANSPORT_H
#define CROSSMEM_BENCH_TRANSPORT_H

/*
 * Functions that a system does not have are NULL, and exercises that need them are rejected. If
 * send_all or receive_all is NULL, slots are transferred one by one. Functions that fail call
 * fail().
 */
struct transport {
	const char *name; /* for messages on stderr */

	/* Called once, before the rank connects to the harness: can create files in CROSSMEM_BENCH_SHARED. May call meet(). */
	void (*start)(void);

	/* Where not NULL: the memory to send from, and to receive into. Else each rank has its own on task.memory's pages. */
	char *(*out_memory)(long bytes);
	char *(*in_memory)(long bytes);

	/* For each task, all ranks together: task, out and in are set and filled, tell() has been done. May meet(). */
	void (*open)(void);

	/* Whether put and get can be done: then send writes into rank 1's memory, receive reads rank 0's. */
	bool one_sided;

	/* A slot of `out` to the other rank; when this returns the slot may be changed. Or from it into one of `in`. */
	void (*send)(long slot);
	void (*receive)(long slot);

	/* The same with slots 0 to slots-1, all at a time. */
	void (*send_all)(long slots);
	void (*receive_all)(long slots);

	/* Either rank sends slots 0 to slots-1 of `out` and receives into those of `in`, all at a time. */
	void (*exchange)(long slots);

	/*
	 * Rank 1 confirms by a message of 8 bytes that everything has arrived; rank 0 waits for it. NULL
	 * if messages only go from rank 0 to rank 1.
	 */
	void (*acknowledge)(void);
	void (*await_acknowledgement)(void);

	/*
	 * If not NULL: makes progress in systems that do so only inside calls. A rank that waits for
	 * others calls it repeatedly, since they may need data that it has not completely sent yet.
	 */
	void (*advance)(void);

	/* If not NULL: what has come by put into other memory is in `in` afterwards. */
	void (*collect)(void);

	/*
	 * In exercises copy and processor at rank 1, if not NULL: message number `number` can be received
	 * now. Not timed.
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
