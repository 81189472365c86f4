/* Prints "pid 0x..." of a child that has ended and is not waited for, until its input ends. */
#include "program.h"

int program(int argc, char **argv, char **envp)
{
	char line[8];
	long child;

	(void)argc, (void)argv, (void)envp;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	child = must("fork", call(NR_fork, 0, 0, 0, 0, 0, 0));
	if (!child)
		exit(0);
	report("pid", (uint64_t)child);
	print("ready\n");
	read_line(line, sizeof line);
	return 0;
}
