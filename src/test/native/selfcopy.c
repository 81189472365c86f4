/*
 * Makes every system call of the shim, between this process and its child, and prints "passed: ..." or
 * "failed: ..." for each. It uses the shim's own headers, so if it passes, the numbers, the instruction,
 * the layouts and (on 32 bits) the narrowing are right. It needs no files, and
 * may be the init of a machine that has nothing else: then it powers the machine off at the end.
 */
#include "program.h"

#include "copy.h"
#include "iovecs.h"

#define EBADF		  9
#define EAGAIN		  11
#define ENOMEM		  12
#define EFAULT		  14
#define SIGCHLD		  17
#define ETIMEDOUT	  110
#define MADV_DONTNEED	  4
#define PR_GET_DUMPABLE	  3
#define PR_SET_DUMPABLE	  4
#define UNKNOWN_FLAG	  0x40
#define REBOOT_MAGIC1	  0xfee1dead
#define REBOOT_MAGIC2	  672274793
#define REBOOT_POWER_OFF  0x4321fedc
#define DONE		  42

static uint8_t theirs[4096], ours[4096];
static volatile uint32_t go;
static struct entry local[IOV_MAX + 1], remote[IOV_MAX + 1];
static int failures;

static void check(const char *what, long expected, long result)
{
	print(expected == result ? "passed: " : "failed: ");
	print(what);
	if (expected != result) {
		failures++;
		print(", not ");
		print_hex((uint64_t)expected);
		print(" but ");
		print_hex((uint64_t)result);
	}
	print("\n");
}

static void sleep_a_little(void)
{
	const long time[2] = { 0, 10000000 };

	call(NR_nanosleep, (long)time, 0, 0, 0, 0, 0);
}

static long fork_child(void)
{
#ifdef NR_fork
	return call(NR_fork, 0, 0, 0, 0, 0, 0);
#else
	return call(NR_clone, SIGCHLD, 0, 0, 0, 0, 0);
#endif
}

static uint8_t laid(unsigned n)
{
	return (uint8_t)(n * 31 + (n >> 8) * 17 + 7);
}

static void lay(uint8_t *bytes, unsigned char plus)
{
	for (unsigned n = 0; n < sizeof theirs; n++)
		bytes[n] = (uint8_t)(laid(n) + plus);
}

/* Bytes of ours that are as laid, plus one number. */
static long laid_bytes(unsigned from, unsigned to, unsigned char plus)
{
	long count = 0;

	for (unsigned n = from; n < to; n++)
		count += ours[n] == (uint8_t)(laid(n) + plus);
	return count;
}

static struct entry span(const volatile void *address, uint64_t length)
{
	return (struct entry){ .address = (uintptr_t)address, .length = length };
}

static void transfers(int child)
{
	struct entry to = span(ours, sizeof ours), from = span(theirs, sizeof theirs), wide;
	const unsigned piece = sizeof theirs / IOV_MAX;

	lay(theirs, 100); /* the parent's copy of theirs: not the memory to read */
	check("read of one span", sizeof ours, transfer(process_vm_readv, child, &to, 1, &from, 1, 0));
	check("its bytes are the child's", sizeof ours, laid_bytes(0, sizeof ours, 0));
	lay(ours, 1);
	check("write of one span", sizeof ours, transfer(process_vm_writev, child, &to, 1, &from, 1, 0));
	lay(ours, 2);
	transfer(process_vm_readv, child, &to, 1, &from, 1, 0);
	check("its bytes have arrived", sizeof ours, laid_bytes(0, sizeof ours, 1));

	/* In reverse order, so that every entry matters. */
	for (unsigned n = 0; n < IOV_MAX; n++) {
		local[n] = span(ours + n * piece, piece);
		remote[IOV_MAX - 1 - n] = span(theirs + n * piece, piece);
	}
	local[IOV_MAX] = remote[IOV_MAX] = span(ours, 1);
	for (unsigned count = 8; count <= IOV_MAX; count *= 128) {
		long moved = (long)(count * piece);

		lay(ours, 3);
		check(count == 8 ? "read of 8 and 8 pieces" : "read of 1024 and 1024 pieces", moved,
		      transfer(process_vm_readv, child, local, count, remote, count, 0));
		check("every piece is in its place", piece,
		      ours[(count - 1) * piece] == (uint8_t)(laid((IOV_MAX - count) * piece) + 1) ?
			      (long)piece :
			      0);
		check("nothing is written behind them", (long)sizeof ours - moved,
		      laid_bytes((unsigned)moved, sizeof ours, 3));
	}
	check("the fewer entries win", 2 * piece,
	      transfer(process_vm_readv, child, local, 17, remote, 2, 0));
	check("1025 local entries: EINVAL", -EINVAL,
	      transfer(process_vm_readv, child, local, IOV_MAX + 1, remote, 1, 0));
	check("1025 remote entries: EINVAL", -EINVAL,
	      transfer(process_vm_readv, child, local, 1, remote, IOV_MAX + 1, 0));
	check("an unknown flag: EINVAL", -EINVAL,
	      transfer(process_vm_readv, child, &to, 1, &from, 1, UNKNOWN_FLAG));
	check("a flag over 32 bits: EINVAL", -EINVAL,
	      transfer(process_vm_readv, child, &to, 1, &from, 1, 1ULL << 40));
	wide = span(0, 1);
	check("an address of nothing: EFAULT", -EFAULT,
	      transfer(process_vm_readv, child, &to, 1, &wide, 1, 0));
	/* Truncated to 32 bits these two would be theirs. On aarch64 the top byte of an address is ignored. */
	wide = span(theirs, sizeof theirs);
	wide.address |= 1ULL << (sizeof(long) == 4 ? 32 : 54);
	check(sizeof(long) == 4 ? "an address over 32 bits: EOVERFLOW" : "an address of bit 54: EFAULT",
	      sizeof(long) == 4 ? -EOVERFLOW : -EFAULT,
	      transfer(process_vm_readv, child, &to, 1, &wide, 1, 0));
	wide = span(theirs, sizeof theirs);
	wide.length |= 1ULL << (sizeof(long) == 4 ? 32 : 63);
	check(sizeof(long) == 4 ? "a length over 32 bits: EOVERFLOW" : "a length of bit 63: EINVAL",
	      sizeof(long) == 4 ? -EOVERFLOW : -EINVAL,
	      transfer(process_vm_readv, child, &to, 1, &wide, 1, 0));
	remote[20] = wide;
	check("the same in a long vector", sizeof(long) == 4 ? -EOVERFLOW : -EINVAL,
	      transfer(process_vm_writev, child, local, 21, remote, 21, 0));
	check("no process: ESRCH", -ESRCH, transfer(process_vm_readv, -1, &to, 1, &from, 1, 0));
}

static void guards(int child)
{
	struct entry to = span(ours, 1), from = span(theirs, 1);
	const uint32_t start = 1;
	struct entry start_from = span(&start, sizeof start), start_to = span(&go, sizeof go);
	int pidfd = pidfd_open(child), guard = epoll_create(), status = 0;

	check("a pidfd", 1, pidfd > 2);
	check("an epoll", 1, guard > 2);
	check("the pidfd is added to it", 0, epoll_add(guard, pidfd));
	check("the child has not ended", 0, epoll_ready(guard));
	transfers(child);
	check("it has not ended yet", 0, epoll_ready(guard));
	check("write of the word that it waits for", sizeof go,
	      transfer(process_vm_writev, child, &start_from, 1, &start_to, 1, 0));
	for (int n = 0; n < 1000 && !epoll_ready(guard); n++)
		sleep_a_little();
	check("the child has ended, and is not waited for", 1, epoll_ready(guard));
	check("read of a zombie: ESRCH", -ESRCH, transfer(process_vm_readv, child, &to, 1, &from, 1, 0));
	check("wait for it", child, call(NR_wait4, child, (long)&status, 0, 0, 0, 0));
	check("it saw what was written", DONE << 8, status);
	check("the guard of nobody", 1, epoll_ready(guard));
	check("a pidfd of nobody: ESRCH", -ESRCH, pidfd_open(child));
	check("close of the epoll", 0, close_fd(guard));
	check("close of the pidfd", 0, close_fd(pidfd));
	check("close of nothing: EBADF", -EBADF, close_fd(pidfd));
}

static void memory(void)
{
	const unsigned long bytes = 1 << 20;
	const long address = map_anonymous(bytes);
	volatile uint8_t *map = (void *)address;

	check("memory is mapped", 0, must("mmap", address) % PAGE);
	check("it is zero", 0, map[bytes - 1]);
	map[bytes - 1] = 1;
	check("madvise drops it", 0, madvise(address, bytes, MADV_DONTNEED));
	check("it is zero again", 0, map[bytes - 1]);
	check("advice that is none: EINVAL", -EINVAL, madvise(address, bytes, 9999));
	check("it is unmapped", 0, unmap(address, bytes));
	check("madvise of nothing: ENOMEM", -ENOMEM, madvise(address, bytes, MADV_DONTNEED));
	check("more than can be: ENOMEM", -ENOMEM, map_anonymous(saturated(~0ULL >> 1)));
}

static void waits(void)
{
	const int64_t second = 1000000000;
	const struct timespec some = timespec_of(3 * second / 2 + 1), most = timespec_of(INT64_MAX);
	int word = 7;

	check("a time of seconds and nanoseconds", 1, some.seconds == 1 && some.nanoseconds == second / 2 + 1);
	check("the longest time", 1, most.seconds == INT32_MAX && most.nanoseconds == second - 1);
	check("a word that is another: EAGAIN", -EAGAIN, futex_wait((long)&word, 8, second));
	check("a wait until its time is over: ETIMEDOUT", -ETIMEDOUT, futex_wait((long)&word, 7, second / 100));
	check("a time below nothing: EINVAL", -EINVAL, futex_wait((long)&word, 7, -1));
	check("nobody is woken", 0, futex_wake((long)&word, 1));
}

/* Lengths around a word, from an unaligned address. */
static void copies(void)
{
	long wrong = 0;

	for (long length = 0; length < 40; length++) {
		for (int i = 0; i < 64; i++)
			ours[i] = 0;
		lay(theirs, 0);
		copy(ours + 3, theirs + 1, (unsigned long)length);
		for (int i = 0; i < 64; i++)
			wrong += ours[i] != (i < 3 || i >= 3 + length ? 0 : theirs[i - 2]);
	}
	check("a copy has all bytes, and no other", 0, wrong);
}

int program(int argc, char **argv, char **envp)
{
	long parent = call(NR_getpid, 0, 0, 0, 0, 0, 0);
	long child;

	(void)argc, (void)argv, (void)envp;
	print("\n"); /* as init: after the last line of the firmware */
	check("prctl gets", 1, prctl(PR_GET_DUMPABLE, 0));
	check("prctl sets", 0, prctl(PR_SET_DUMPABLE, 0));
	check("prctl gets what was set", 0, prctl(PR_GET_DUMPABLE, 0));
	prctl(PR_SET_DUMPABLE, 1);
	memory();
	waits();
	copies();

	lay(theirs, 0);
	child = must("fork", fork_child());
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (!go)
			sleep_a_little();
		exit(go == 1 && theirs[7] == (uint8_t)(laid(7) + 1) ? DONE : 1);
	}
	guards((int)child);
	print(failures ? "selfcopy: something failed\n" : "selfcopy: everything passed\n");
	if (parent == 1)
		call(NR_reboot, (long)REBOOT_MAGIC1, REBOOT_MAGIC2, REBOOT_POWER_OFF, 0, 0, 0);
	return failures != 0;
}
