#include "rank.h"

#include <stdio.h>

#include "commands.h"
#include "exercises.h"

static long stride_of_slots(void)
{
	if (task.cold)
		return task.bytes > LINE ? task.bytes : LINE;
	return task.blocks == 1 ? task.bytes : 2 * task.bytes;
}

static long slots_of(const struct exercise *exercise, int parts)
{
	if (task.cold)
		return task.iterations;
	if (exercise->shape & WINDOWS)
		return window();
	return exercise->shape & parts ? size : 1;
}

static void provide_end(struct memory *memory, char *(*place)(long), long stride, long slots)
{
	if (place != NULL)
		borrow(memory, place(stride * slots), stride, slots);
	else
		provide(memory, stride, slots);
}

static void provide_memory(const struct exercise *exercise)
{
	bool sends = !(exercise->shape & ONE_WAY) || rank == 0;
	bool receives = !(exercise->shape & ONE_WAY) || rank == 1;

	if (sends)
		provide_end(&out, transport->out_memory, stride_of_slots(), slots_of(exercise, OUT_PARTS));
	else
		drop(&out);
	if (receives)
		provide_end(&in, transport->in_memory, stride_of_slots(), slots_of(exercise, IN_PARTS));
	else
		drop(&in);
}

static void prepare(const struct exercise *exercise)
{
	seed++;
	wrong = 0;
	provide_memory(exercise);
	exercise->fill();
	reset_progress();
	tell(out.base, in.base);
	if (transport->open != NULL)
		transport->open();
	if (task.cold)
		evict();
}

static void time_all(const struct exercise *exercise, long from, long to)
{
	long cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
	long time = nanos(CLOCK_MONOTONIC);

	exercise->repeat(from, to);
	if (exercise->shape & TIMES_ITSELF)
		return;
	spent.nanos = nanos(CLOCK_MONOTONIC) - time;
	spent.cpu = nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu;
}

static void run(const struct exercise *exercise, int answers)
{
	long warm_up = task.cold ? 0 : task.iterations / 10 + 1;
	long total = warm_up + task.iterations;

	prepare(exercise);
	exercise->repeat(0, warm_up);
	spent.nanos = spent.cpu = 0;
	meet();
	time_all(exercise, warm_up, total);
	meet();
	exercise->check(total);
	dprintf(answers, "nanos=%ld cpu=%ld verified=%s\n", spent.nanos, spent.cpu, wrong == 0 ? "yes" : "no");
}

static void require_possible(const struct exercise *exercise)
{
	if (!exercise->offered())
		refuse("%s has no %s", transport->name, task.exercise);
	if (exercise->shape & PAIR && size != 2)
		refuse("%s is for 2 ranks, not %d", task.exercise, size);
	if (!(exercise->shape & PAIR) && task.blocks != 1)
		refuse("%s has one block, not %ld", task.exercise, task.blocks);
	if (task.fresh && (!(exercise->shape & FRESH) || task.blocks != 1))
		refuse("%s has no fresh messages of %ld blocks", task.exercise, task.blocks);
	if (!task.cold)
		return;
	if (!(exercise->shape & TIMES_ITSELF))
		refuse("%s has no cold messages", task.exercise);
	if (task.blocks != 1 || !is_power_of_two(task.iterations))
		refuse("cold messages have one block and a power of two of iterations");
}

static void obey(const char *line, int answers)
{
	const struct exercise *exercise;

	parse_task(line);
	exercise = find_exercise();
	require_possible(exercise);
	run(exercise, answers);
}

int rank_main(const struct transport *measured)
{
	transport = measured;
	while_waiting = measured->advance;
	if (size < 1 || size > MOST_RANKS || rank < 0 || rank >= size)
		refuse("rank %d of %d", rank, size);
	map_all_shared();
	if (transport->start != NULL)
		transport->start();
	obey_all(obey);
	return 0;
}
