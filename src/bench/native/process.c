#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int rank, size;

void (*give_up)(int status) = exit;

_Noreturn void fail(const char *what)
{
	fprintf(stderr, "%s: rank %d: %s: %s\n", program_invocation_short_name, rank, what, strerror(errno));
	give_up(1);
	abort();
}

_Noreturn void refuse(const char *format, ...)
{
	char line[256]; /* said at once, as the other ranks may say the same */
	va_list values;

	va_start(values, format);
	vsnprintf(line, sizeof line, format, values);
	va_end(values);
	fprintf(stderr, "%s: rank %d: %s\n", program_invocation_short_name, rank, line);
	give_up(2);
	abort();
}

const char *setting(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL)
		refuse("%s is not set", name);
	return value;
}

void rank_from_environment(void)
{
	rank = atoi(setting("CROSSMEM_RANK"));
	size = atoi(setting("CROSSMEM_SIZE"));
}
