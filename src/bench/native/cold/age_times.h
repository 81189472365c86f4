/* How long round trips took at which age of the process, as AgeTimes.java. */
#ifndef CROSSMEM_BENCH_AGE_TIMES_H
#define CROSSMEM_BENCH_AGE_TIMES_H

void start_ages(void); /* when the process began is in CROSSMEM_BENCH_START, as bash has EPOCHREALTIME */
long age(void);	       /* nanoseconds */
void add_round_trip(long nanos);
void print_ages(void);

#endif
