#include "task.h"

#include <stdio.h>
#include <string.h>

#include "process.h"

struct task task;

bool is_power_of_two(long value)
{
	return value > 0 && (value & (value - 1)) == 0;
}

void parse_task(const char *line)
{
	char state[8];

	if (sscanf(line, "%15s %7s %7s %ld %ld %ld", task.exercise, task.memory, state, &task.bytes, &task.blocks,
		   &task.iterations) != 6)
		refuse("not a task: %.*s", (int)strcspn(line, "\n"), line);
	task.cold = strcmp(state, "cold") == 0;
	task.fresh = strcmp(state, "fresh") == 0;
	if (!task.cold && !task.fresh && strcmp(state, "hot") != 0)
		refuse("messages are hot, cold or fresh, not %s", state);
	if (strcmp(task.memory, "plain") != 0 && strcmp(task.memory, "huge") != 0)
		refuse("memory is plain or huge, not %s", task.memory);
	if (!is_power_of_two(task.bytes) || task.bytes < 8)
		refuse("%ld bytes are no power of two of 8 or more", task.bytes);
	if (task.blocks < 1 || task.bytes % task.blocks != 0 || block_bytes() % 8 != 0)
		refuse("%ld bytes cannot be %ld blocks of whole words", task.bytes, task.blocks);
	if (task.iterations < 1)
		refuse("%ld iterations are none", task.iterations);
}
