/*
 * deny <errno> <number>[,<number>...] <program> [argument ...]
 * Runs a program under a seccomp filter that makes these system calls fail with this errno, like
 * the profiles of containers.
 */
#include "program.h"

#define PR_SET_NO_NEW_PRIVS	38
#define PR_SET_SECCOMP		22
#define SECCOMP_MODE_FILTER	2
#define SECCOMP_RET_ERRNO	0x00050000U
#define SECCOMP_RET_ALLOW	0x7fff0000U
#define LOAD			0x20 /* BPF_LD | BPF_W | BPF_ABS */
#define JUMP_IF_EQUAL		0x15 /* BPF_JMP | BPF_JEQ | BPF_K */
#define RETURN			0x06 /* BPF_RET | BPF_K */
#define MOST			16

struct instruction {
	uint16_t code;
	uint8_t if_true, if_false;
	uint32_t k;
};

struct filter {
	unsigned short length;
	struct instruction *instructions;
};

int program(int argc, char **argv, char **envp)
{
	struct instruction code[MOST + 3];
	struct filter filter = { .length = 0, .instructions = code };
	const char *text;
	uint32_t error;

	if (argc < 4)
		fail("usage", -22);
	text = argv[1];
	error = (uint32_t)number(&text);
	code[filter.length++] = (struct instruction){ LOAD, 0, 0, 0 }; /* the number of the call */
	for (text = argv[2]; *text && filter.length <= MOST; text += *text == ',')
		code[filter.length++] = (struct instruction){ JUMP_IF_EQUAL, 0, 0, (uint32_t)number(&text) };
	for (int i = 1; i < filter.length; i++)
		code[i].if_true = (uint8_t)(filter.length - i); /* to the last instruction */
	code[filter.length++] = (struct instruction){ RETURN, 0, 0, SECCOMP_RET_ALLOW };
	code[filter.length++] = (struct instruction){ RETURN, 0, 0, SECCOMP_RET_ERRNO | error };
	must("no_new_privs", call(NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0));
	must("seccomp", call(NR_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, (long)&filter, 0, 0, 0));
	fail("execve", call(NR_execve, (long)argv[3], (long)&argv[3], (long)envp, 0, 0, 0));
}
