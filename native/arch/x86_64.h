/*
 * x86-64: system call numbers and the instruction.
 * Numbers: arch/x86/entry/syscalls/syscall_64.tbl. Machine in ELF: Advanced Micro Devices X86-64.
 *
 *   number  result  1    2    3    4    5   6   clobbered
 *   rax     rax     rdi  rsi  rdx  r10  r8  r9  rcx, r11, memory
 */
#ifndef CROSSMEM_ARCH_H
#define CROSSMEM_ARCH_H

#define NR_close              3
#define NR_lseek              8
#define NR_mmap               9
#define NR_munmap            11
#define NR_madvise           28
#define NR_fcntl             72
#define NR_flock             73
#define NR_prctl            157
#define NR_futex            202
#define NR_epoll_ctl        233
#define NR_openat           257
#define NR_epoll_pwait      281
#define NR_fallocate        285
#define NR_epoll_create1    291
#define NR_process_vm_readv 310
#define NR_process_vm_writev 311
#define NR_memfd_create     319
#define NR_membarrier       324
#define NR_statx            332
#define NR_pidfd_open       434
#define NR_pidfd_getfd      438

/* include/uapi/asm-generic/fcntl.h */
#define O_DIRECTORY 00200000
#define O_NOFOLLOW  00400000

/* include/uapi/asm-generic/mman-common.h */
#define MAP_NORESERVE 0x4000

static inline long syscall6(long nr, long a, long b, long c, long d, long e, long f)
{
	long result;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* See copy.h. */
#define COPY_WORD 8
static inline void copy_words(void **to, const void **from, unsigned long words)
{
	__asm__ volatile("rep movsq" : "+D"(*to), "+S"(*from), "+c"(words) : : "memory");
}

/* A cache line, as long as the processor collects non-temporal stores. */
#define COPY_LINE 64
typedef long long copied_vector __attribute__((vector_size(16), may_alias));
typedef long long unaligned_vector __attribute__((vector_size(16), may_alias, aligned(1)));

static inline void copy_lines(void *to, const void *from, unsigned long lines)
{
	copied_vector *target = to;
	const unaligned_vector *source = from;

	for (unsigned long i = 0; i < 4 * lines; i += 4) {
		copied_vector a = source[i];
		copied_vector b = source[i + 1];
		copied_vector c = source[i + 2];
		copied_vector d = source[i + 3];

		__builtin_ia32_movntdq(target + i, a);
		__builtin_ia32_movntdq(target + i + 1, b);
		__builtin_ia32_movntdq(target + i + 2, c);
		__builtin_ia32_movntdq(target + i + 3, d);
	}
}

static inline void fence_non_temporal(void)
{
	__builtin_ia32_sfence();
}

#endif
