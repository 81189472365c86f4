/*
 * aarch64: system call numbers and the instruction.
 * Numbers: include/uapi/asm-generic/unistd.h. Machine in ELF: AArch64.
 *
 *   number  result  1   2   3   4   5   6   clobbered
 *   x8      x0      x0  x1  x2  x3  x4  x5  memory
 */
#ifndef CROSSMEM_ARCH_H
#define CROSSMEM_ARCH_H

#define NR_epoll_create1     20
#define NR_epoll_ctl         21
#define NR_epoll_pwait       22
#define NR_fcntl             25
#define NR_flock             32
#define NR_fallocate         47
#define NR_openat            56
#define NR_close             57
#define NR_lseek             62
#define NR_futex             98
#define NR_prctl            167
#define NR_munmap           215
#define NR_mmap             222
#define NR_madvise          233
#define NR_process_vm_readv 270
#define NR_process_vm_writev 271
#define NR_memfd_create     279
#define NR_membarrier       283
#define NR_statx            291
#define NR_pidfd_open       434
#define NR_pidfd_getfd      438

/* arch/arm64/include/uapi/asm/fcntl.h */
#define O_DIRECTORY 0040000
#define O_NOFOLLOW  0100000

/* include/uapi/asm-generic/mman-common.h */
#define MAP_NORESERVE 0x4000

static inline long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory", "cc");
	return x0;
}

#endif
