/*
 * arm, EABI: system call numbers and the instruction.
 * Numbers: arch/arm/tools/syscall.tbl. Machine in ELF: ARM.
 *
 *   number  result  1   2   3   4   5   6   clobbered
 *   r7      r0      r0  r1  r2  r3  r4  r5  memory
 *
 * r7 may be the frame pointer in Thumb code, so it cannot be an operand for GCC. The number is
 * passed in a register that GCC chooses, and another one saves r7 during the call. If r7 is not the
 * frame pointer, GCC may choose r7 for either; that also works.
 */
#ifndef CROSSMEM_ARCH_H
#define CROSSMEM_ARCH_H

#define NR_close              6
#define NR_fcntl             55
#define NR_munmap            91
#define NR__llseek          140
#define NR_flock            143
#define NR_prctl            172
#define NR_mmap2            192
#define NR_madvise          220
#define NR_futex            240
#define NR_epoll_ctl        251
#define NR_openat           322
#define NR_epoll_pwait      346
#define NR_fallocate        352
#define NR_epoll_create1    357
#define NR_process_vm_readv 376
#define NR_process_vm_writev 377
#define NR_memfd_create     385
#define NR_membarrier       389
#define NR_statx            397
#define NR_pidfd_open       434
#define NR_pidfd_getfd      438

/* arch/arm/include/uapi/asm/fcntl.h */
#define O_DIRECTORY 0040000
#define O_NOFOLLOW  0100000
#define O_LARGEFILE 00400000

/* include/uapi/asm-generic/mman-common.h */
#define MAP_NORESERVE 0x4000

static inline long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	long saved;
	register long r0 __asm__("r0") = a;
	register long r1 __asm__("r1") = b;
	register long r2 __asm__("r2") = c;
	register long r3 __asm__("r3") = d;
	register long r4 __asm__("r4") = e;
	register long r5 __asm__("r5") = f;

	__asm__ volatile("mov %[saved], r7\n\t"
			 "mov r7, %[nr]\n\t"
			 "svc #0\n\t"
			 "mov r7, %[saved]"
			 : "+r"(r0), [saved] "=&r"(saved)
			 : [nr] "r"(nr), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
			 : "memory", "cc");
	return r0;
}

#endif
