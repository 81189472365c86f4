/*
 * What a program needs that has no libc: the entry point, output, input. The same source is built for
 * 64 and 32 bits, and 32-bit libc headers need not be installed.
 */
#ifndef CROSSMEM_TEST_PROGRAM_H
#define CROSSMEM_TEST_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "syscalls.h"

#ifdef __x86_64__
#define NR_read		 0
#define NR_write	 1
#define NR_open		 2
#define NR_mprotect	 10
#define NR_pipe		 22
#define NR_nanosleep	 35
#define NR_getpid	 39
#define NR_fork		 57
#define NR_execve	 59
#define NR_exit		 231 /* exit_group */
#define NR_wait4	 61
#define NR_kill		 62
#define NR_ftruncate	 77
#define NR_memfd_create	 319
#define NR_clock_gettime 228
#define NR_reboot	 169
#elif defined(__i386__)
#define NR_read		 3
#define NR_write	 4
#define NR_open		 5
#define NR_mmap		 NR_mmap2 /* counts its offset in pages; here it is 0 */
#define NR_pipe		 42
#define NR_mprotect	 125
#define NR_nanosleep	 162
#define NR_getpid	 20
#define NR_fork		 2
#define NR_execve	 11
#define NR_exit		 252 /* exit_group */
#define NR_wait4	 114
#define NR_kill		 37
#define NR_ftruncate	 93
#define NR_memfd_create	 356
#define NR_clock_gettime 265
#define NR_reboot	 88
#else /* scripts/test-arch: the kernel's headers for cross compilers are there, and are right by themselves */
#include <asm/unistd.h>
#define NR_read	     __NR_read
#define NR_write     __NR_write
#define NR_nanosleep __NR_nanosleep
#define NR_getpid    __NR_getpid
#define NR_exit	     __NR_exit_group
#define NR_wait4     __NR_wait4
#define NR_reboot    __NR_reboot
#define NR_clone     __NR_clone
#ifdef __NR_fork
#define NR_fork __NR_fork
#endif
#endif

#define SIGKILL		 9
#define PR_SET_PDEATHSIG 1
#define PAGE		 4096UL

static inline long call(long nr, long a, long b, long c, long d, long e, long f)
{
	return syscall6(nr, a, b, c, d, e, f);
}

static inline void __attribute__((noreturn)) exit(int status)
{
	for (;;)
		call(NR_exit, status, 0, 0, 0, 0, 0);
}

static inline size_t length(const char *text)
{
	size_t n = 0;

	while (text[n])
		n++;
	return n;
}

static inline int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static inline void print(const char *text)
{
	call(NR_write, 1, (long)text, (long)length(text), 0, 0, 0);
}

static inline void print_hex(uint64_t value)
{
	char digits[19] = "0x";
	int n = 2;

	for (int shift = 60; shift >= 0; shift -= 4)
		if (n > 2 || value >> shift || shift == 0)
			digits[n++] = "0123456789abcdef"[value >> shift & 15];
	digits[n] = 0;
	print(digits);
}

/* One line "name 0xvalue". */
static inline void report(const char *name, uint64_t value)
{
	print(name);
	print(" ");
	print_hex(value);
	print("\n");
}

static inline void __attribute__((noreturn)) fail(const char *what, long result)
{
	report(what, (uint64_t)-result);
	exit(1);
}

static inline long must(const char *what, long result)
{
	if (failed(result))
		fail(what, result);
	return result;
}

/* Reads one line without its end; returns 0 at end of input. */
static inline int read_line(char *line, size_t size)
{
	size_t n = 0;

	while (n + 1 < size && call(NR_read, 0, (long)&line[n], 1, 0, 0, 0) == 1) {
		if (line[n] == '\n') {
			line[n] = 0;
			return 1;
		}
		n++;
	}
	return 0;
}

/* A number as text, decimal or 0x...; moves the text on behind it and the spaces that follow. */
static inline uint64_t number(const char **text)
{
	const char *c = *text;
	unsigned base = 10;
	uint64_t value = 0;

	if (c[0] == '0' && c[1] == 'x') {
		base = 16;
		c += 2;
	}
	for (;; c++) {
		unsigned digit = *c >= '0' && *c <= '9' ? (unsigned)(*c - '0')
				 : *c >= 'a' && *c <= 'f' ? (unsigned)(*c - 'a' + 10)
							  : 99;
		if (digit >= base)
			break;
		value = value * base + digit; /* 64-bit by 32-bit: needs no libgcc */
	}
	while (*c == ' ')
		c++;
	*text = c;
	return value;
}

int program(int argc, char **argv, char **envp);

static void __attribute__((used, noreturn)) enter(long *stack)
{
	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);

	exit(program(argc, argv, argv + argc + 1));
}

#ifdef __x86_64__
__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall enter\n");
#elif defined(__i386__)
__asm__(".globl _start\n_start:\n\tmov %esp, %eax\n\tand $-16, %esp\n\tsub $12, %esp\n\tpush %eax\n\tcall enter\n");
#else /* elsewhere C itself can begin: an aligned stack is all that it wants, and arguments are not passed on */
void _start(void)
{
	static long no_arguments[3]; /* a count, and two lists that end at once */

	enter(no_arguments);
}
#endif

#endif
