/*
 * Java packs every iovec entry as two 64-bit words, on every machine:
 *
 *   0        8        16
 *   | address | length |     native byte order, length in bytes
 *
 * On a 64-bit build this is the kernel's struct iovec, which is passed on unchanged. On a 32-bit
 * build each entry is converted to the kernel's 8-byte struct. A word that does not fit gives
 * EOVERFLOW before any byte is copied, because the truncated address would be that of other memory.
 */
#ifndef CROSSMEM_IOVECS_H
#define CROSSMEM_IOVECS_H

#include "syscalls.h"

struct entry {
	uint64_t address;
	uint64_t length;
};

#if __SIZEOF_POINTER__ == 8

_Static_assert(sizeof(struct entry) == sizeof(struct iovec), "packed entry is the kernel's iovec");

static inline long transfer(transfer_call *call, int pid, const struct entry *local,
			    uint64_t local_count, const struct entry *remote, uint64_t remote_count,
			    uint64_t flags)
{
	return call(pid, (const struct iovec *)local, local_count, (const struct iovec *)remote,
		    remote_count, flags);
}

#else

static inline int narrow(struct iovec *to, const struct entry *from, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++) {
		if ((from[i].address | from[i].length) >> 32)
			return -EOVERFLOW;
		to[i].base = (void *)(unsigned long)from[i].address;
		to[i].length = (unsigned long)from[i].length;
	}
	return 0;
}

/* How many entries the kernel would read: none of an array that is too long. */
static inline unsigned long readable(uint64_t count)
{
	return count > IOV_MAX ? 0 : (unsigned long)count;
}

static inline long transfer(transfer_call *call, int pid, const struct entry *local,
			    uint64_t local_count, const struct entry *remote, uint64_t remote_count,
			    uint64_t flags)
{
	/* A JVM guarantees native code only a few pages of stack, so long vectors get mapped memory. */
	struct iovec few[16];
	struct iovec *narrowed = few;
	unsigned long locals = readable(local_count), remotes = readable(remote_count);
	unsigned long bytes = (locals + remotes) * sizeof *narrowed;
	long result;

	if (bytes > sizeof few) {
		result = map_anonymous(bytes);
		if (failed(result))
			return result;
		narrowed = (struct iovec *)result;
	}
	result = narrow(narrowed, local, locals);
	if (!result)
		result = narrow(narrowed + locals, remote, remotes);
	if (!result)
		result = call(pid, narrowed, saturated(local_count), narrowed + locals,
			      saturated(remote_count), saturated(flags));
	if (narrowed != few)
		unmap((long)narrowed, bytes);
	return result;
}

#endif
#endif
