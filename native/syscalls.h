/*
 * Typed wrappers for the raw system calls. Each returns the kernel's result or -errno. There is no
 * libc, and so no errno variable.
 */
#ifndef CROSSMEM_SYSCALLS_H
#define CROSSMEM_SYSCALLS_H

#include <stdint.h>

#if defined(__x86_64__) && defined(__LP64__)
#include "arch/x86_64.h"
#elif defined(__i386__)
#include "arch/i386.h"
#elif defined(__aarch64__) && defined(__LP64__)
#include "arch/aarch64.h"
#elif defined(__arm__) && defined(__ARM_EABI__)
#include "arch/arm.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "arch/riscv64.h"
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#include "arch/ppc64le.h"
#elif defined(__s390x__)
#include "arch/s390x.h"
#else
#error "no native/arch header for this architecture"
#endif

/* include/uapi/asm-generic/errno.h: the same on every architecture built here */
#define ESRCH	   3
#define EINVAL	  22
#define EOVERFLOW 75

/* include/uapi/linux/uio.h, at this build's word size */
struct iovec {
	void *base;
	unsigned long length; /* bytes */
};
#define IOV_MAX 1024 /* UIO_MAXIOV: more entries are EINVAL */
#define MAX_RW_COUNT 0x7ffff000u /* linux/fs.h: the kernel truncates longer transfers */

/* include/uapi/linux/eventpoll.h: packed on x86-64, so that both word sizes agree */
struct epoll_event {
	uint32_t events;
	uint64_t data;
}
#ifdef __x86_64__
__attribute__((packed))
#endif
;
#define EPOLL_CLOEXEC 02000000
#define EPOLL_CTL_ADD 1
#define EPOLLIN	      1

static inline int failed(long result)
{
	return (unsigned long)result >= -4095UL;
}

/* Values are kernel words: one that does not fit becomes the largest, which the kernel refuses. */
static inline unsigned long saturated(uint64_t word)
{
	return (unsigned long)word == word ? (unsigned long)word : ~0UL;
}

typedef long transfer_call(int pid, const struct iovec *local, unsigned long local_count,
			   const struct iovec *remote, unsigned long remote_count,
			   unsigned long flags);

static inline long process_vm_readv(int pid, const struct iovec *local, unsigned long local_count,
				    const struct iovec *remote, unsigned long remote_count,
				    unsigned long flags)
{
	return syscall6(NR_process_vm_readv, pid, (long)local, (long)local_count, (long)remote,
			(long)remote_count, (long)flags);
}

static inline long process_vm_writev(int pid, const struct iovec *local, unsigned long local_count,
				     const struct iovec *remote, unsigned long remote_count,
				     unsigned long flags)
{
	return syscall6(NR_process_vm_writev, pid, (long)local, (long)local_count, (long)remote,
			(long)remote_count, (long)flags);
}

static inline int pidfd_open(int pid)
{
	return (int)syscall6(NR_pidfd_open, pid, 0, 0, 0, 0, 0);
}

/* Needs the same permission as process_vm_readv. Close-on-exec. */
static inline int pidfd_getfd(int pidfd, int fd)
{
	return (int)syscall6(NR_pidfd_getfd, pidfd, fd, 0, 0, 0, 0);
}

static inline int epoll_create(void)
{
	return (int)syscall6(NR_epoll_create1, EPOLL_CLOEXEC, 0, 0, 0, 0, 0);
}

static inline int epoll_add(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data = 0 };

	return (int)syscall6(NR_epoll_ctl, epoll, EPOLL_CTL_ADD, fd, (long)&event, 0, 0);
}

/* Never blocks. 1: an added descriptor is ready; 0: none is. */
static inline int epoll_ready(int epoll)
{
	struct epoll_event event;

	return (int)syscall6(NR_epoll_pwait, epoll, (long)&event, 1, 0, 0, 0);
}

static inline int close_fd(int fd)
{
	return (int)syscall6(NR_close, fd, 0, 0, 0, 0, 0);
}

static inline int prctl(int option, unsigned long argument)
{
	return (int)syscall6(NR_prctl, option, (long)argument, 0, 0, 0, 0);
}

/* include/uapi/linux/membarrier.h */
static inline int membarrier(int command)
{
	return (int)syscall6(NR_membarrier, command, 0, 0, 0, 0, 0);
}

/* include/uapi/asm-generic/fcntl.h; values that differ between architectures are in their headers */
#define O_RDONLY  00000000
#define O_RDWR	  00000002
#define O_CREAT	  00000100
#define O_EXCL	  00000200
#define O_CLOEXEC 02000000
#ifndef O_LARGEFILE
#define O_LARGEFILE 0 /* needed only in 32-bit programs */
#endif

static inline int open_file(const char *path, long flags)
{
	return (int)syscall6(NR_openat, -1, (long)path, flags | O_CLOEXEC | O_LARGEFILE, 0600, 0, 0);
}

/* Allocates the space, and extends the file if needed. */
static inline int allocate_file(int fd, uint64_t offset, uint64_t bytes)
{
#ifdef __LP64__
	return (int)syscall6(NR_fallocate, fd, 0, (long)offset, (long)bytes, 0, 0);
#else /* both 32-bit architectures are little-endian */
	return (int)syscall6(NR_fallocate, fd, 0, (long)offset, (long)(offset >> 32), (long)bytes,
			     (long)(bytes >> 32));
#endif
}

/* include/uapi/linux/fs.h: the first offset that has data, or has none; the end of a file is a hole */
#define SEEK_DATA 3
#define SEEK_HOLE 4

static inline int64_t seek_file(int fd, int64_t offset, int whence)
{
#ifdef __LP64__
	return syscall6(NR_lseek, fd, offset, whence, 0, 0, 0);
#else
	int64_t found;
	long result = syscall6(NR__llseek, fd, (long)(offset >> 32), (long)offset, (long)&found,
			       whence, 0);

	return result ? result : found;
#endif
}

static inline int lock_file(int fd, int operation)
{
	return (int)syscall6(NR_flock, fd, operation, 0, 0, 0, 0);
}

static inline int fcntl(int fd, int command, long argument)
{
	return (int)syscall6(NR_fcntl, fd, command, argument, 0, 0, 0);
}

/* include/uapi/linux/memfd.h */
#define MFD_CLOEXEC	  1
#define MFD_ALLOW_SEALING 2

/* An empty file in memory; the name is only shown in /proc. */
static inline int memfd_create(void)
{
	return (int)syscall6(NR_memfd_create, (long)"crossmem", MFD_CLOEXEC | MFD_ALLOW_SEALING, 0, 0,
			     0, 0);
}

/* include/uapi/linux/stat.h: struct statx, the same on every architecture */
struct file_status {
	uint64_t unused[4];
	uint64_t inode;
	uint64_t size; /* bytes */
	uint64_t more[26];
};
#define STATX_INO     0x100
#define STATX_SIZE    0x200
#define AT_EMPTY_PATH 0x1000 /* include/uapi/linux/fcntl.h: the descriptor itself */

static inline int file_status(int fd, struct file_status *status)
{
	status->inode = 0; /* GCC's analyzer does not see that the kernel writes both */
	status->size = 0;
	return (int)syscall6(NR_statx, fd, (long)"", AT_EMPTY_PATH, STATX_INO | STATX_SIZE, (long)status,
			     0);
}

/* include/uapi/asm-generic/mman-common.h and mman.h; the same on all architectures here */
#define PROT_READ     1
#define PROT_WRITE    2
#define MAP_SHARED    1
#define MAP_PRIVATE   2
#define MAP_FIXED     16
#define MAP_ANONYMOUS 32

/* Readable and writable. The offset must be a multiple of every page size. */
static inline long map_memory(long address, unsigned long bytes, long flags, int fd,
			      uint64_t offset)
{
	const long protection = PROT_READ | PROT_WRITE;
#ifdef NR_mmap2 /* its unit is 4096 bytes for every page size */
	return syscall6(NR_mmap2, address, (long)bytes, protection, flags, fd,
			(long)(offset >> 12));
#elif defined(__s390x__)
	const long arguments[] = { address, (long)bytes, protection, flags, fd, (long)offset };

	return syscall6(NR_mmap, (long)arguments, 0, 0, 0, 0, 0);
#else
	return syscall6(NR_mmap, address, (long)bytes, protection, flags, fd, (long)offset);
#endif
}

static inline long map_anonymous(unsigned long bytes)
{
	return map_memory(0, bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* At an address: replaces the mapping there. At 0: at any free range. */
static inline long map_file(long address, int fd, uint64_t offset, unsigned long bytes)
{
	return map_memory(address, bytes, address ? MAP_SHARED | MAP_FIXED : MAP_SHARED, fd, offset);
}

/* Atomic: a concurrent reader sees the old contents or zeros. */
static inline long replace_by_zeros(long address, unsigned long bytes)
{
	return map_memory(address, bytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
}

static inline int unmap(long address, unsigned long bytes)
{
	return (int)syscall6(NR_munmap, address, (long)bytes, 0, 0, 0, 0);
}

static inline int madvise(long address, unsigned long bytes, int advice)
{
	return (int)syscall6(NR_madvise, address, (long)bytes, advice, 0, 0, 0);
}

/*
 * include/uapi/linux/futex.h. Without FUTEX_PRIVATE_FLAG the kernel identifies the word by its
 * page, so it works between processes that map it at different addresses.
 */
#define FUTEX_WAIT 0
#define FUTEX_WAKE 1

/* For NR_futex. On 32-bit machines it is limited to 2038, which does not matter for durations. */
struct timespec {
	long seconds;
	long nanoseconds;
};

/*
 * By subtraction, since 32-bit machines need a library for 64-bit division. At most 2^31 seconds; a
 * negative time stays negative, which gives EINVAL.
 */
static inline struct timespec timespec_of(int64_t nanoseconds)
{
	const int64_t second = 1000000000;
	struct timespec time = { 0, 0 };

	for (int bit = 30; bit >= 0; bit--) {
		if (nanoseconds >= second << bit) {
			nanoseconds -= second << bit;
			time.seconds |= 1L << bit;
		}
	}
	time.nanoseconds = (long)(nanoseconds < second ? nanoseconds : second - 1);
	return time;
}

static inline int futex_wait(long address, int expected, int64_t timeout_nanoseconds)
{
	struct timespec time = timespec_of(timeout_nanoseconds);

	return (int)syscall6(NR_futex, address, FUTEX_WAIT, expected, (long)&time, 0, 0);
}

static inline int futex_wake(long address, int count)
{
	return (int)syscall6(NR_futex, address, FUTEX_WAKE, count, 0, 0, 0);
}

#endif
