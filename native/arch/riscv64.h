/*
 * riscv64: system call numbers and the instruction.
 * Numbers: include/uapi/asm-generic/unistd.h. Machine in ELF: RISC-V.
 *
 *   number  result  1   2   3   4   5   6   clobbered
 *   a7      a0      a0  a1  a2  a3  a4  a5  memory
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

/* include/uapi/asm-generic/fcntl.h */
#define O_DIRECTORY 00200000
#define O_NOFOLLOW  00400000

/* include/uapi/asm-generic/mman-common.h */
#define MAP_NORESERVE 0x4000

static inline long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long a7 __asm__("a7") = nr;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;
	register long a4 __asm__("a4") = e;
	register long a5 __asm__("a5") = f;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
			 : "memory");
	return a0;
}

#endif
