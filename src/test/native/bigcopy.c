/*
 * bigcopy <pid> <address> <bytes>: reads this memory 1024 times in one call, into one buffer, and
 * reports "moved 0x..." or the error. Prints "ready" first, so that signals can be sent meanwhile.
 */
#include "program.h"

#define PROT_RW (PROT_READ | PROT_WRITE)

static struct iovec local[IOV_MAX], remote[IOV_MAX];

int program(int argc, char **argv, char **envp)
{
	const char *text;
	unsigned long address, bytes;
	char *buffer;
	int pid;

	(void)envp;
	if (argc != 4)
		fail("usage", -EINVAL);
	text = argv[1];
	pid = (int)number(&text);
	text = argv[2];
	address = (unsigned long)number(&text);
	text = argv[3];
	bytes = (unsigned long)number(&text);
	buffer = (char *)must("mmap", call(NR_mmap, 0, (long)bytes, PROT_RW,
					   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	for (int i = 0; i < IOV_MAX; i++) {
		local[i] = (struct iovec){ buffer, bytes };
		remote[i] = (struct iovec){ (char *)address, bytes };
	}
	print("ready\n");
	report("moved", (uint64_t)must("process_vm_readv",
				       process_vm_readv(pid, local, IOV_MAX, remote, IOV_MAX, 0)));
	return 0;
}
