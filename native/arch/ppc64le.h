/*
 * ppc64le: system call numbers and the instruction.
 * Numbers: arch/powerpc/kernel/syscalls/syscall.tbl. Machine in ELF: PowerPC64.
 *
 *   number  result  1   2   3   4   5   6   clobbered
 *   r0      r3      r3  r4  r5  r6  r7  r8  r0, r4-r12, cr0, ctr, xer, memory
 *
 * An error is the positive errno in r3, with the summary overflow bit of cr0 set. sc is used
 * instead of the newer scv, because every processor and kernel has it.
 */
#ifndef CROSSMEM_ARCH_H
#define CROSSMEM_ARCH_H

#define NR_close              6
#define NR_lseek             19
#define NR_fcntl             55
#define NR_mmap              90
#define NR_munmap            91
#define NR_flock            143
#define NR_prctl            171
#define NR_madvise          205
#define NR_futex            221
#define NR_epoll_ctl        237
#define NR_openat           286
#define NR_epoll_pwait      303
#define NR_fallocate        309
#define NR_epoll_create1    315
#define NR_process_vm_readv 351
#define NR_process_vm_writev 352
#define NR_memfd_create     360
#define NR_membarrier       365
#define NR_statx            383
#define NR_pidfd_open       434
#define NR_pidfd_getfd      438

/* arch/powerpc/include/uapi/asm/fcntl.h */
#define O_DIRECTORY 0040000
#define O_NOFOLLOW  0100000

/* arch/powerpc/include/uapi/asm/mman.h */
#define MAP_NORESERVE 0x40

static inline long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r0 __asm__("r0") = nr;
	register long r3 __asm__("r3") = a;
	register long r4 __asm__("r4") = b;
	register long r5 __asm__("r5") = c;
	register long r6 __asm__("r6") = d;
	register long r7 __asm__("r7") = e;
	register long r8 __asm__("r8") = f;

	__asm__ volatile("sc\n\t"
			 "bns+ 1f\n\t"
			 "neg %[result], %[result]\n"
			 "1:"
			 : "+r"(r0), [result] "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8)
			 :
			 : "r9", "r10", "r11", "r12", "cr0", "ctr", "xer", "memory");
	return r3;
}

#endif
