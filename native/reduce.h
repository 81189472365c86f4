/*
 * result[i] = left[i] op right[i], with the same bits as in Java (except the bits of a NaN). result
 * may be left or right; alignment is not needed.
 */
#ifndef CROSSMEM_REDUCE_H
#define CROSSMEM_REDUCE_H

#include <stdint.h>

#ifdef __x86_64__
#include <cpuid.h>
#endif

/* The numbers of io.crossmem.internal.sys.Syscalls. */
enum { SUM, PRODUCT, MIN, MAX, AND, OR, XOR };
enum { BYTE, SHORT, INT, LONG, FLOAT, DOUBLE };

/* Elements at any address, in memory of any type. */
#define ANYWHERE __attribute__((may_alias, aligned(1)))
typedef int8_t int8_any ANYWHERE;
typedef int16_t int16_any ANYWHERE;
typedef int32_t int32_any ANYWHERE;
typedef int64_t int64_any ANYWHERE;
typedef float float_any ANYWHERE;
typedef double double_any ANYWHERE;

/*
 * Math.min: -0.0 is less than 0.0, and a NaN wins. Both comparisons give the same number, unless
 * two zeros or a NaN are compared: then each gives a different operand. OR keeps the sign of -0.0.
 * It also keeps a NaN, because the exponent is all ones and the fraction is not all zeros.
 */
#define FLOATING_MIN(type, bits)                                      \
	static inline type min_##type(type a, type b)                 \
	{                                                             \
		union {                                               \
			type value;                                   \
			bits all;                                     \
		} one = { a < b ? a : b }, other = { b < a ? b : a }; \
                                                                      \
		one.all |= other.all;                                 \
		return one.value;                                     \
	}
FLOATING_MIN(float, uint32_t)
FLOATING_MIN(double, uint64_t)

/* ivdep: an element is only written where it was read, so several can be processed at once. */
#define EACH(type, element, expression)                                            \
	do {                                                                       \
		element *to = result;                                              \
		const element *from = left, *with = right;                         \
                                                                                   \
		_Pragma("GCC ivdep") for (unsigned long i = 0; i < count; i++)     \
		{                                                                  \
			const type a = from[i], b = with[i];                       \
                                                                                   \
			to[i] = (type)(expression);                                \
		}                                                                  \
	} while (0)

/* wide: unsigned, so that it wraps, and at least as wide as int, to which C promotes. */
#define INTEGERS(type, element, wide)                                  \
	switch (op) {                                                  \
	case SUM: EACH(type, element, (wide)a + (wide)b); break;       \
	case PRODUCT: EACH(type, element, (wide)a * (wide)b); break;   \
	case MIN: EACH(type, element, a < b ? a : b); break;           \
	case MAX: EACH(type, element, a > b ? a : b); break;           \
	case AND: EACH(type, element, a & b); break;                   \
	case OR: EACH(type, element, a | b); break;                    \
	case XOR: EACH(type, element, a ^ b); break;                   \
	}

#define FLOATING(type, element)                                        \
	switch (op) {                                                  \
	case SUM: EACH(type, element, a + b); break;                   \
	case PRODUCT: EACH(type, element, a * b); break;               \
	case MIN: EACH(type, element, min_##type(a, b)); break;        \
	case MAX: EACH(type, element, -min_##type(-a, -b)); break;     \
	}

/* Inlined, so that it is compiled for the same processor as its caller. */
static inline __attribute__((always_inline)) void
reduce_here(int op, int type, void *result, const void *left, const void *right, unsigned long count)
{
	switch (type) {
	case BYTE: INTEGERS(int8_t, int8_any, uint32_t); break;
	case SHORT: INTEGERS(int16_t, int16_any, uint32_t); break;
	case INT: INTEGERS(int32_t, int32_any, uint32_t); break;
	case LONG: INTEGERS(int64_t, int64_any, uint64_t); break;
	case FLOAT: FLOATING(float, float_any); break;
	case DOUBLE: FLOATING(double, double_any); break;
	}
}

#ifdef __x86_64__

#define CPUID_OSXSAVE (1U << 27) /* leaf 1, ecx */
#define CPUID_AVX2    (1U << 5) /* leaf 7, ebx */
#define XCR0_XMM_YMM  6U

/* Whether the processor has AVX2 and the kernel saves its registers. */
static inline int find_avx2(void)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & CPUID_OSXSAVE))
		return 0;
	__asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
	if ((a & XCR0_XMM_YMM) != XCR0_XMM_YMM)
		return 0;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & CPUID_AVX2);
}

/* Checked once, since cpuid takes microseconds in a VM; concurrent checks give the same answer. */
static inline int has_avx2(void)
{
	static int known; /* 0: not yet; 1: no; 2: yes */
	int answer = __atomic_load_n(&known, __ATOMIC_RELAXED);

	if (!answer) {
		answer = find_avx2() ? 2 : 1;
		__atomic_store_n(&known, answer, __ATOMIC_RELAXED);
	}
	return answer == 2;
}

static __attribute__((target("avx2"))) void
reduce_by_avx2(int op, int type, void *result, const void *left, const void *right, unsigned long count)
{
	reduce_here(op, type, result, left, right, count);
}

#endif

static inline void reduce(int op, int type, void *result, const void *left, const void *right,
			  unsigned long count)
{
#ifdef __x86_64__
	if (has_avx2()) {
		reduce_by_avx2(op, type, result, left, right, count);
		return;
	}
#endif
	reduce_here(op, type, result, left, right, count);
}

#endif
