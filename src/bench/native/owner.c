/* owner <bytes>: keeps that much written memory, prints "address 0x...", until its input ends. */
#include "program.h"

int program(int argc, char **argv, char **envp)
{
	const char *text = argc == 2 ? argv[1] : "0";
	unsigned long bytes = (unsigned long)number(&text);
	char line[8];
	char *at;

	(void)envp;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	at = (char *)must("mmap", call(NR_mmap, 0, (long)bytes, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	for (unsigned long i = 0; i < bytes; i++)
		((volatile char *)at)[i] = (char)(i * 31 + 7);
	report("address", (unsigned long)at);
	read_line(line, sizeof line);
	return 0;
}
