/*
 * The common part of all ranks in C: a rank connects to the socket in CROSSMEM_BENCH_SOCKET, writes
 * "rank N", and then reads tasks, one per line:
 *
 *	<exercise> <memory> <hot|cold|fresh> <bytes> <blocks> <iterations>
 *
 * with memory "plain" (4 KiB pages) or "huge" (2 MiB pages). It answers
 *
 *	nanos=... cpu=... verified=yes|no
 *
 * for the iterations. At the end of input it ends. A program only adds a transport, which transfers
 * the bytes. io.crossmem.bench.rank is the same in Java.
 */
#ifndef CROSSMEM_BENCH_RANK_H
#define CROSSMEM_BENCH_RANK_H

/* For the program of a transport. */
#include "control.h"
#include "messages.h"
#include "process.h"
#include "task.h"
#include "transport.h"

/* Executes tasks until the end of input. Returns the result for main. */
int rank_main(const struct transport *transport);

#endif
