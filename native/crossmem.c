/*
 * The JNI functions of io.crossmem.internal.sys.Syscalls: cast, call, return. They return a result
 * or -errno; they throw nothing and look up no classes.
 */
#include <jni.h>

#include "blocks.h"
#include "copy.h"
#include "iovecs.h"
#include "reduce.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_crossmem_internal_sys_Syscalls_##name

static void *pointer(jlong address)
{
	return (void *)(uintptr_t)address;
}

/*
 * A guard is an epoll that watches a pidfd, or -1 for none. The pidfd becomes readable when the
 * process has ended, which is before its pid can be reused. So if the process has not ended after a
 * transfer, the transfer was with that process.
 *
 * Returns 0 if it has not ended, -ESRCH if it has, another -errno if the guard cannot be checked.
 */
static int ended(int guard)
{
	int ready = guard >= 0 ? epoll_ready(guard) : 0;

	return ready > 0 ? -ESRCH : ready;
}

static inline long guarded_read(int pid, int guard, const struct entry *local, uint64_t local_count,
				const struct entry *remote, uint64_t remote_count, uint64_t flags)
{
	long result = transfer(process_vm_readv, pid, local, local_count, remote, remote_count, flags);
	int errno = ended(guard);

	return errno ? errno : result;
}

/* Also checks before the copy: a new process with the same pid must not be written to. */
static inline long guarded_write(int pid, int guard, const struct entry *local, uint64_t local_count,
				 const struct entry *remote, uint64_t remote_count, uint64_t flags)
{
	long result;
	int errno = ended(guard);

	if (errno)
		return errno;
	result = transfer(process_vm_writev, pid, local, local_count, remote, remote_count, flags);
	errno = ended(guard);
	return errno ? errno : result;
}

NATIVE(jlong, processVmReadv)(JNIEnv *env, jclass type, jint pid, jint guard, jlong local,
			      jlong local_count, jlong remote, jlong remote_count, jlong flags)
{
	(void)env, (void)type;
	return guarded_read(pid, guard, pointer(local), (uint64_t)local_count, pointer(remote),
			    (uint64_t)remote_count, (uint64_t)flags);
}

NATIVE(jlong, processVmWritev)(JNIEnv *env, jclass type, jint pid, jint guard, jlong local,
			       jlong local_count, jlong remote, jlong remote_count, jlong flags)
{
	(void)env, (void)type;
	return guarded_write(pid, guard, pointer(local), (uint64_t)local_count, pointer(remote),
			     (uint64_t)remote_count, (uint64_t)flags);
}

static struct entry direct_span(JNIEnv *env, jobject buffer, jint position, jint length)
{
	uintptr_t base = (uintptr_t)(*env)->GetDirectBufferAddress(env, buffer);

	return (struct entry){ .address = base + (uintptr_t)position, .length = (uint64_t)length };
}

NATIVE(jlong, readDirect)(JNIEnv *env, jclass type, jint pid, jint guard, jobject buffer,
			  jint position, jint length, jlong address)
{
	struct entry local = direct_span(env, buffer, position, length);
	struct entry remote = { .address = (uint64_t)address, .length = (uint64_t)length };

	(void)type;
	return guarded_read(pid, guard, &local, 1, &remote, 1, 0);
}

NATIVE(jlong, writeDirect)(JNIEnv *env, jclass type, jint pid, jint guard, jobject buffer,
			   jint position, jint length, jlong address)
{
	struct entry local = direct_span(env, buffer, position, length);
	struct entry remote = { .address = (uint64_t)address, .length = (uint64_t)length };

	(void)type;
	return guarded_write(pid, guard, &local, 1, &remote, 1, 0);
}

/*
 * Copies a span of any length, in as many calls as needed. Java also calls these two
 * functions by its Linker, with a memory segment instead of the class, so that its
 * arena stays open until they return. So they use neither env nor the class.
 *
 * Returns the bytes copied; -errno only if there are none.
 */
typedef long guarded_call(int pid, int guard, const struct entry *local, uint64_t local_count,
			  const struct entry *remote, uint64_t remote_count, uint64_t flags);

static inline long whole(guarded_call *call, int pid, int guard, uint64_t local, uint64_t length,
			 uint64_t remote)
{
	uint64_t done = 0;

	while (done < length) {
		uint64_t rest = length - done;
		uint64_t part = rest < MAX_RW_COUNT ? rest : MAX_RW_COUNT;
		struct entry ours = { .address = local + done, .length = part };
		struct entry theirs = { .address = remote + done, .length = part };
		long moved = call(pid, guard, &ours, 1, &theirs, 1, 0);

		if (moved <= 0)
			return done ? (long)done : moved;
		done += (uint64_t)moved;
	}
	return (long)done;
}

NATIVE(jlong, readSpan)(JNIEnv *env, jclass type, jint pid, jint guard, jlong local, jlong length,
			jlong remote)
{
	(void)env, (void)type;
	return whole(guarded_read, pid, guard, (uint64_t)local, (uint64_t)length, (uint64_t)remote);
}

NATIVE(jlong, writeSpan)(JNIEnv *env, jclass type, jint pid, jint guard, jlong local, jlong length,
			 jlong remote)
{
	(void)env, (void)type;
	return whole(guarded_write, pid, guard, (uint64_t)local, (uint64_t)length, (uint64_t)remote);
}

NATIVE(jlong, directAddress)(JNIEnv *env, jclass type, jobject buffer)
{
	(void)type;
	return (jlong)(uintptr_t)(*env)->GetDirectBufferAddress(env, buffer);
}

NATIVE(jint, pidfdOpen)(JNIEnv *env, jclass type, jint pid)
{
	(void)env, (void)type;
	return pidfd_open(pid);
}

NATIVE(jint, pidfdGetfd)(JNIEnv *env, jclass type, jint pidfd, jint fd)
{
	(void)env, (void)type;
	return pidfd_getfd(pidfd, fd);
}

NATIVE(jint, epollCreate)(JNIEnv *env, jclass type)
{
	(void)env, (void)type;
	return epoll_create();
}

NATIVE(jint, epollAdd)(JNIEnv *env, jclass type, jint epoll, jint fd)
{
	(void)env, (void)type;
	return epoll_add(epoll, fd);
}

NATIVE(jint, epollReady)(JNIEnv *env, jclass type, jint epoll)
{
	(void)env, (void)type;
	return epoll_ready(epoll);
}

NATIVE(jint, close)(JNIEnv *env, jclass type, jint fd)
{
	(void)env, (void)type;
	return close_fd(fd);
}

NATIVE(jint, prctl)(JNIEnv *env, jclass type, jint option, jlong argument)
{
	(void)env, (void)type;
	return prctl(option, (unsigned long)argument);
}

NATIVE(jint, membarrier)(JNIEnv *env, jclass type, jint command)
{
	(void)env, (void)type;
	return membarrier(command);
}

NATIVE(jint, futexWait)(JNIEnv *env, jclass type, jlong address, jint expected, jlong timeout_nanos)
{
	(void)env, (void)type;
	return futex_wait((long)address, expected, timeout_nanos);
}

NATIVE(jint, futexWake)(JNIEnv *env, jclass type, jlong address, jint count)
{
	(void)env, (void)type;
	return futex_wake((long)address, count);
}

/* On 32-bit machines the top bit of an address may be set; it is not a sign. */
NATIVE(jlong, mapAnonymous)(JNIEnv *env, jclass type, jlong bytes)
{
	long result = map_anonymous(saturated((uint64_t)bytes));

	(void)env, (void)type;
	return failed(result) ? result : (jlong)(unsigned long)result;
}

/* By the constants in Syscalls. */
static const long open_flags[] = { O_NOFOLLOW | O_RDWR, O_NOFOLLOW | O_RDWR | O_CREAT | O_EXCL,
				   O_NOFOLLOW | O_RDONLY | O_DIRECTORY, O_RDONLY };

NATIVE(jint, openFile)(JNIEnv *env, jclass type, jlong path, jint what)
{
	(void)env, (void)type;
	return open_file(pointer(path), open_flags[what]);
}

NATIVE(jint, allocateFile)(JNIEnv *env, jclass type, jint fd, jlong offset, jlong bytes)
{
	(void)env, (void)type;
	return allocate_file(fd, (uint64_t)offset, (uint64_t)bytes);
}

NATIVE(jlong, nextData)(JNIEnv *env, jclass type, jint fd, jlong offset)
{
	(void)env, (void)type;
	return seek_file(fd, offset, SEEK_DATA);
}

NATIVE(jlong, nextHole)(JNIEnv *env, jclass type, jint fd, jlong offset)
{
	(void)env, (void)type;
	return seek_file(fd, offset, SEEK_HOLE);
}

NATIVE(jint, lockFile)(JNIEnv *env, jclass type, jint fd, jint operation)
{
	(void)env, (void)type;
	return lock_file(fd, operation);
}

NATIVE(jint, fcntl)(JNIEnv *env, jclass type, jint fd, jint command, jint argument)
{
	(void)env, (void)type;
	return fcntl(fd, command, argument);
}

NATIVE(jint, memfdCreate)(JNIEnv *env, jclass type)
{
	(void)env, (void)type;
	return memfd_create();
}

NATIVE(jlong, fileInode)(JNIEnv *env, jclass type, jint fd)
{
	struct file_status status;
	int result = file_status(fd, &status);

	(void)env, (void)type;
	return result ? result : (jlong)status.inode;
}

NATIVE(jlong, fileSize)(JNIEnv *env, jclass type, jint fd)
{
	struct file_status status;
	int result = file_status(fd, &status);

	(void)env, (void)type;
	return result ? result : (jlong)status.size;
}

NATIVE(jlong, mapFile)(JNIEnv *env, jclass type, jlong address, jint fd, jlong offset, jlong bytes)
{
	long result = map_file((long)address, fd, (uint64_t)offset, saturated((uint64_t)bytes));

	(void)env, (void)type;
	return failed(result) ? result : (jlong)(unsigned long)result;
}

NATIVE(jint, replaceByZeros)(JNIEnv *env, jclass type, jlong address, jlong bytes)
{
	long result = replace_by_zeros((long)address, saturated((uint64_t)bytes));

	(void)env, (void)type;
	return failed(result) ? (jint)result : 0;
}

NATIVE(jint, unmap)(JNIEnv *env, jclass type, jlong address, jlong bytes)
{
	(void)env, (void)type;
	return unmap((long)address, saturated((uint64_t)bytes));
}

NATIVE(jint, madvise)(JNIEnv *env, jclass type, jlong address, jlong bytes, jint advice)
{
	(void)env, (void)type;
	return madvise((long)address, saturated((uint64_t)bytes), advice);
}

NATIVE(jobject, directBuffer)(JNIEnv *env, jclass type, jlong address, jlong bytes)
{
	(void)type;
	return (*env)->NewDirectByteBuffer(env, pointer(address), bytes);
}

NATIVE(void, copy)(JNIEnv *env, jclass type, jlong to, jlong from, jlong bytes)
{
	(void)env, (void)type;
	copy(pointer(to), pointer(from), (unsigned long)bytes);
}

NATIVE(void, copyNonTemporal)(JNIEnv *env, jclass type, jlong to, jlong from, jlong bytes)
{
	(void)env, (void)type;
	copy_non_temporal(pointer(to), pointer(from), (unsigned long)bytes);
}

NATIVE(void, copyBlocks)(JNIEnv *env, jclass type, jlong to, jlong to_stride, jlong from,
			 jlong from_stride, jlong bytes, jlong count)
{
	(void)env, (void)type;
	copy_blocks(pointer(to), (long)to_stride, pointer(from), (long)from_stride,
		    (unsigned long)bytes, (unsigned long)count);
}

NATIVE(void, reduce)(JNIEnv *env, jclass class, jint op, jint type, jlong result, jlong left,
		     jlong right, jlong count)
{
	(void)env, (void)class;
	reduce(op, type, pointer(result), pointer(left), pointer(right), (unsigned long)count);
}
