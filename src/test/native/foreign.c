/*
 * A process with known memory. It prints each area as "name 0xaddress", then "ready". Then it
 * reads commands from standard input, one per line, and answers each with one line. It ends at the end of its input.
 */
#include "program.h"

#define PROT_NONE		0
#define PROT_RW			(PROT_READ | PROT_WRITE)
#define MAP_HUGETLB		0x40000
#define MAP_FIXED_NOREPLACE	0x100000
#define PR_SET_DUMPABLE		4
#define MADV_HUGEPAGE		14
#define MADV_GUARD_INSTALL	102 /* Linux 6.13 */
#define LOW			0x20000000UL /* an address that is valid for every word size */
#define ARENA_PAGES		64
#define HUGE			(4UL << 20)

#ifdef __x86_64__
#define NR_madvise 28
#else
#define NR_madvise 219
#endif

static long map(unsigned long at, unsigned long bytes, int prot, int flags, int fd)
{
	return must("mmap", call(NR_mmap, (long)at, (long)bytes, prot, flags, fd, 0));
}

static long fresh(unsigned long bytes)
{
	return map(0, bytes, PROT_RW, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static void unmap_page(unsigned long at)
{
	must("munmap", call(NR_munmap, (long)at, PAGE, 0, 0, 0, 0));
}

static void protect(unsigned long at, unsigned long bytes, int prot)
{
	must("mprotect", call(NR_mprotect, (long)at, (long)bytes, prot, 0, 0, 0));
}

/* Byte n of an area is a function of n, which the tests compute too. */
static void lay(unsigned long at, unsigned long bytes)
{
	for (unsigned long n = 0; n < bytes; n++)
		((volatile uint8_t *)at)[n] = (uint8_t)(n * 31 + (n >> 8) * 17 + 7);
}

static unsigned long laid(unsigned long bytes)
{
	unsigned long at = (unsigned long)fresh(bytes);

	lay(at, bytes);
	return at;
}

/* Inaccessible pages of the arena: 3, 7, 11, ...; read-only pages: 5, 13, 21, ... */
static unsigned long arena(void)
{
	unsigned long at = laid(ARENA_PAGES * PAGE);

	for (unsigned long page = 0; page < ARENA_PAGES; page++)
		if (page % 4 == 3)
			protect(at + page * PAGE, PAGE, PROT_NONE);
		else if (page % 8 == 5)
			protect(at + page * PAGE, PAGE, PROT_READ);
	return at;
}

static void lay_out(void)
{
	unsigned long at, hole, end;
	int fd;

	report("rw", laid(16 * PAGE));

	at = laid(PAGE);
	protect(at, PAGE, PROT_READ);
	report("ro", at);

	at = laid(PAGE);
	protect(at, PAGE, PROT_NONE);
	report("none", at);

	at = laid(3 * PAGE); /* two pages, then one that cannot be read */
	protect(at + 2 * PAGE, PAGE, PROT_NONE);
	report("twothenone", at);

	hole = laid(3 * PAGE); /* a page, a hole, a page */
	report("hole", hole);

	end = laid(2 * PAGE); /* the last page of a mapping, nothing after it */
	report("end", end);

	fd = (int)must("memfd_create", call(NR_memfd_create, (long)"shared", 0, 0, 0, 0, 0));
	must("ftruncate", call(NR_ftruncate, fd, PAGE, 0, 0, 0, 0));
	lay((unsigned long)map(0, PAGE, PROT_RW, MAP_SHARED, fd), PAGE);
	report("sharedro", (unsigned long)map(0, PAGE, PROT_READ, MAP_SHARED, fd));

	at = ((unsigned long)fresh(2 * HUGE) + HUGE - 1) & ~(HUGE - 1);
	call(NR_madvise, (long)at, HUGE, MADV_HUGEPAGE, 0, 0, 0); /* without THP: small pages */
	lay(at, HUGE);
	report("huge", at);

	/* Only if the machine has reserved huge pages; else its address is 0. */
	at = (unsigned long)call(NR_mmap, 0, HUGE, PROT_RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	if (failed((long)at))
		at = 0;
	else
		lay(at, HUGE);
	report("hugetlb", at);

	at = (unsigned long)map(LOW, 2 * PAGE, PROT_RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1);
	lay(at, 2 * PAGE);
	report("low", at);

	report("arena", arena());
	report("text", (unsigned long)&program);

	unmap_page(hole + PAGE); /* last, since the next mapping would fill it */
	unmap_page(end + PAGE);
}

/* FNV-1a, 32 bits. */
static uint32_t hash(unsigned long at, unsigned long bytes)
{
	uint32_t h = 2166136261U;

	for (unsigned long n = 0; n < bytes; n++)
		h = (h ^ ((volatile uint8_t *)at)[n]) * 16777619U;
	return h;
}

static int starts(const char **line, const char *word)
{
	const char *c = *line;

	while (*word && *c == *word)
		c++, word++;
	if (*word || (*c && *c != ' '))
		return 0;
	*line = *c ? c + 1 : c;
	return 1;
}

/* Read-only and untouched; it may be longer than the file. */
static long file_mapping(const char *path, unsigned long bytes)
{
	int fd = (int)must("open", call(NR_open, (long)path, 0, 0, 0, 0, 0));

	return map(0, bytes, PROT_READ, MAP_PRIVATE, fd);
}

static void obey(const char *line)
{
	unsigned long at, bytes;

	if (starts(&line, "hash")) {
		at = (unsigned long)number(&line);
		bytes = (unsigned long)number(&line);
		report("hash", hash(at, bytes));
	} else if (starts(&line, "lay")) {
		at = (unsigned long)number(&line);
		bytes = (unsigned long)number(&line);
		lay(at, bytes);
		print("ok\n");
	} else if (starts(&line, "protect")) {
		at = (unsigned long)number(&line);
		bytes = (unsigned long)number(&line);
		protect(at, bytes, (int)number(&line));
		print("ok\n");
	} else if (starts(&line, "unmap")) {
		at = (unsigned long)number(&line);
		bytes = (unsigned long)number(&line);
		must("munmap", call(NR_munmap, (long)at, (long)bytes, 0, 0, 0, 0));
		print("ok\n");
	} else if (starts(&line, "fresh")) {
		report("fresh", (uint64_t)fresh((unsigned long)number(&line)));
	} else if (starts(&line, "guard")) {
		at = (unsigned long)number(&line);
		bytes = (unsigned long)number(&line);
		report("guard", (uint64_t)-call(NR_madvise, (long)at, (long)bytes, MADV_GUARD_INSTALL, 0, 0, 0));
	} else if (starts(&line, "file")) {
		bytes = (unsigned long)number(&line);
		report("file", (uint64_t)file_mapping(line, bytes));
	} else if (starts(&line, "dumpable")) {
		must("prctl", prctl(PR_SET_DUMPABLE, (unsigned long)number(&line)));
		print("ok\n");
	} else {
		print("unknown command\n");
	}
}

int program(int argc, char **argv, char **envp)
{
	char line[512];

	(void)argc, (void)argv, (void)envp;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	lay_out();
	report("pid", (uint64_t)call(NR_getpid, 0, 0, 0, 0, 0, 0));
	print("ready\n");
	while (read_line(line, sizeof line))
		obey(line);
	return 0;
}
