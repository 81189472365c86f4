/*
 * Its first thread ends at once and another continues: /proc then shows a zombie, although the process lives.
 * Prints "pid 0x..." and "stack 0x...", the stack of the other thread.
 */
#include "program.h"

#ifdef __x86_64__
#define NR_clone       56
#define NR_exit_thread 60
#elif defined(__i386__)
#define NR_clone       120
#define NR_exit_thread 1
#else
#define NR_exit_thread __NR_exit
#endif

/* include/uapi/linux/sched.h: VM, FS, FILES, SIGHAND, THREAD, SYSVSEM */
#define A_THREAD    0x50f00
#define PROT_RW	    (PROT_READ | PROT_WRITE)
#define STACK_BYTES 16384
#define HEADROOM    1024 /* what the system call's wrapper still reads of the first thread's frame */

static void __attribute__((noreturn, noinline)) live(void)
{
	const struct {
		long seconds, nanoseconds;
	} hour = { 3600, 0 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		call(NR_nanosleep, (long)&hour, 0, 0, 0, 0, 0);
}

int program(int argc, char **argv, char **envp)
{
	long stack = must("mmap", call(NR_mmap, 0, STACK_BYTES, PROT_RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));

	(void)argc, (void)argv, (void)envp;
	report("pid", (uint64_t)call(NR_getpid, 0, 0, 0, 0, 0, 0));
	report("stack", (uint64_t)stack);
	print("ready\n");
	if (!call(NR_clone, A_THREAD, stack + STACK_BYTES - HEADROOM, 0, 0, 0, 0))
		live();
	for (;;)
		call(NR_exit_thread, 0, 0, 0, 0, 0, 0);
}
