/*
 * i386: system call numbers and the instruction.
 * Numbers: arch/x86/entry/syscalls/syscall_32.tbl. Machine in ELF: Intel 80386.
 *
 *   number  result  1    2    3    4    5    6    clobbered
 *   eax     eax     ebx  ecx  edx  esi  edi  ebp  memory
 *
 * ebp may be the frame pointer, so it cannot be an operand for GCC. The sixth argument stays in
 * memory and is pushed before ebp is saved: a push from an esp-relative operand computes its
 * address before esp changes. Register variables are avoided (GCC bug 105032).
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
#define NR_madvise          219
#define NR_futex            240
#define NR_epoll_ctl        255
#define NR_openat           295
#define NR_epoll_pwait      319
#define NR_fallocate        324
#define NR_epoll_create1    329
#define NR_process_vm_readv 347
#define NR_process_vm_writev 348
#define NR_memfd_create     356
#define NR_membarrier       375
#define NR_statx            383
#define NR_pidfd_open       434
#define NR_pidfd_getfd      438

/* include/uapi/asm-generic/fcntl.h */
#define O_DIRECTORY 00200000
#define O_NOFOLLOW  00400000
#define O_LARGEFILE 00100000

/* include/uapi/asm-generic/mman-common.h */
#define MAP_NORESERVE 0x4000

static inline long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	long result;

	__asm__ volatile("pushl %[f]\n\t"
			 "pushl %%ebp\n\t"
			 "movl 4(%%esp), %%ebp\n\t"
			 "int $0x80\n\t"
			 "popl %%ebp\n\t"
			 "addl $4, %%esp"
			 : "=a"(result)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), [f] "m"(f)
			 : "memory", "cc");
	return result;
}

/* See copy.h. */
#define COPY_WORD 4
static inline void copy_words(void **to, const void **from, unsigned long words)
{
	__asm__ volatile("rep movsl" : "+D"(*to), "+S"(*from), "+c"(words) : : "memory");
}

#endif
