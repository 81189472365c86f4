/* Times of round trips by the age of the process, like AgeTimes.java. */
#ifndef CROSSMEM_BENCH_AGE_TIMES_H
#define CROSSMEM_BENCH_AGE_TIMES_H

void start_ages(void); /* reads the start time in CROSSMEM_BENCH_START, in the format of bash's EPOCHREALTIME */
long age(void);	       /* nanoseconds */
void add_round_trip(long nanos);
void print_ages(void);

#endif
