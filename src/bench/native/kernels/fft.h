/* The fast Fourier transform of a line of complex numbers, as Fft.java. */
#ifndef CROSSMEM_BENCH_FFT_H
#define CROSSMEM_BENCH_FFT_H

extern double *line_re, *line_im; /* the line */

void make_line(long n); /* a power of two */
void transform_line(void);
void drop_line(void);

#endif
