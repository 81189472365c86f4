/*
 * What the harness wants of a rank: it connects to the socket that CROSSMEM_BENCH_SOCKET names, says "rank N", and then
 * takes commands, one per line. io.crossmem.bench.rank.Commands is the same in Java.
 */
#ifndef CROSSMEM_BENCH_COMMANDS_H
#define CROSSMEM_BENCH_COMMANDS_H

/* Obeys until no more commands come. `obey` writes a line into `answers`. */
void obey_all(void (*obey)(const char *command, int answers));

#endif
