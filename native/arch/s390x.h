/*
 * s390x: system call numbers and the instruction.
 * Numbers: arch/s390/kernel/syscalls/syscall.tbl. Machine in ELF: IBM S/390.
 *
 *   number  result  1   2   3   4   5   6   clobbered
 *   r1      r2      r2  r3  r4  r5  r6  r7  memory
 *
 * svc 0 takes the number from r1; an immediate operand of svc is limited to 255. mmap is the
 * kernel's old_mmap: its only argument is the address of the six arguments.
 */
#ifndef CROSSMEM_ARCH_H
#define CROSSMEM_ARCH_H

#define NR_close              6
#define NR_lseek             19
#define NR_fcntl             55
#define NR_mmap              90
#define NR_munmap            91
#define NR_flock            143
#define NR_prctl            172
#define NR_madvise          219
#define NR_futex            238
#define NR_epoll_ctl        250
#define NR_openat           288
#define NR_epoll_pwait      312
#define NR_fallocate        314
#define NR_epoll_create1    327
#define NR_process_vm_readv 340
#define NR_process_vm_writev 341
#define NR_memfd_create     350
#define NR_membarrier       356
#define NR_statx            379
#define NR_pidfd_open       434
#define NR_pidfd_getfd      438

/* include/uapi/asm-generic/fcntl.h */
#define O_DIRECTORY 00200000
#define O_NOFOLLOW  00400000

/* include/uapi/asm-generic/mman-common.h */
#define MAP_NORESERVE 0x4000

static inline long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r1 __asm__("r1") = nr;
	register long r2 __asm__("r2") = a;
	register long r3 __asm__("r3") = b;
	register long r4 __asm__("r4") = c;
	register long r5 __asm__("r5") = d;
	register long r6 __asm__("r6") = e;
	register long r7 __asm__("r7") = f;

	__asm__ volatile("svc 0"
			 : "+d"(r2)
			 : "d"(r1), "d"(r3), "d"(r4), "d"(r5), "d"(r6), "d"(r7)
			 : "memory", "cc");
	return r2;
}

#endif
