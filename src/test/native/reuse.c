/*
 * Gives one pid to one process after another, as root: writes the pid before it to ns_last_pid and
 * forks until the child has it. Every process has a page at the same address, filled with a
 * different letter: 'a', 'b', ... Each line of input ends the process and starts the next one with the same pid.
 */
#include "program.h"

#define O_WRONLY  1
#define PROT_RW	  (PROT_READ | PROT_WRITE)
#define MAP_FIXED 16
#define AT	  0x20000000UL

static void __attribute__((noreturn)) live(int letter, int ready)
{
	uint8_t *page = (uint8_t *)must(
		"mmap", call(NR_mmap, AT, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	const struct {
		long seconds, nanoseconds;
	} hour = { 3600, 0 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (unsigned long n = 0; n < PAGE; n++)
		((volatile uint8_t *)page)[n] = (uint8_t)letter;
	call(NR_write, ready, (long)"r", 1, 0, 0, 0);
	for (;;)
		call(NR_nanosleep, (long)&hour, 0, 0, 0, 0, 0);
}

/* Starts a process and returns its pid once its page is filled. */
static long start(int letter)
{
	int fds[2];
	char byte;
	long pid;

	must("pipe", call(NR_pipe, (long)fds, 0, 0, 0, 0, 0));
	pid = must("fork", call(NR_fork, 0, 0, 0, 0, 0, 0));
	if (!pid)
		live(letter, fds[1]);
	call(NR_read, fds[0], (long)&byte, 1, 0, 0, 0);
	close_fd(fds[0]);
	close_fd(fds[1]);
	return pid;
}

static void end(long pid)
{
	call(NR_kill, pid, SIGKILL, 0, 0, 0, 0);
	call(NR_wait4, pid, 0, 0, 0, 0, 0);
}

static void set_last_pid(long pid)
{
	char digits[12];
	int n = sizeof digits;
	int fd = (int)must("ns_last_pid", call(NR_open, (long)"/proc/sys/kernel/ns_last_pid", O_WRONLY, 0, 0, 0, 0));
	uint32_t left = (uint32_t)pid;

	do {
		digits[--n] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	must("ns_last_pid", call(NR_write, fd, (long)&digits[n], (long)(sizeof digits - (unsigned)n), 0, 0, 0));
	close_fd(fd);
}

int program(int argc, char **argv, char **envp)
{
	char line[8];
	int letter = 'a';
	long pid;

	(void)argc, (void)argv, (void)envp;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	pid = start(letter);
	report("page", AT);
	report("pid", (uint64_t)pid);
	print("ready\n");
	while (read_line(line, sizeof line)) {
		long next;

		end(pid);
		letter = letter == 'z' ? 'a' : letter + 1;
		/* Another process of the machine may get the pid first; then try again until it ends. */
		for (;;) {
			set_last_pid(pid - 1);
			next = start(letter);
			if (next == pid)
				break;
			end(next);
		}
		report("letter", (uint64_t)letter);
	}
	end(pid);
	return 0;
}
