/*
 * What every rank in C has in common, whatever system it measures: it connects to the socket that
 * CROSSMEM_BENCH_SOCKET names, says "rank N", and then takes tasks, one per line:
 *
 *	<exercise> <memory> <hot|cold|fresh> <bytes> <blocks> <iterations>
 *
 * with memory "plain" (4 KiB pages) or "huge" (2 MiB pages). It answers
 *
 *	nanos=... cpu=... verified=yes|no
 *
 * for the iterations. At the end of input it leaves. How bytes travel is the business of a transport, which is all
 * that a program adds. io.crossmem.bench.rank is the same in Java.
 */
#ifndef CROSSMEM_BENCH_RANK_H
#define CROSSMEM_BENCH_RANK_H

/* What a program needs for its transport. */
#include "control.h"
#include "messages.h"
#include "process.h"
#include "task.h"
#include "transport.h"

/* Does what the harness says, until it has no more to say. Returns what main has to return. */
int rank_main(const struct transport *transport);

#endif
