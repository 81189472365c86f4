/*
 * The commands of the harness for a rank: it connects to the socket in CROSSMEM_BENCH_SOCKET,
 * writes "rank N", and then reads commands, one per line. io.crossmem.bench.rank.Commands is the
 * same in Java.
 */
#ifndef CROSSMEM_BENCH_COMMANDS_H
#define CROSSMEM_BENCH_COMMANDS_H

/* Executes commands until the socket is closed. `obey` writes a line into `answers`. */
void obey_all(void (*obey)(const char *command, int answers));

#endif
