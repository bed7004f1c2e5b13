/*
 * fma_peak.h - what one core can do at most: multiply-and-add of floats in registers, with the widest instructions that
 * this processor has. No memory is touched, and there are enough independent sums to hide the latency of each.
 *
 * Where there is no fused instruction that this file knows, a multiplication and an addition stand for it.
 */
#ifndef SAGITTA_BENCH_FMA_PEAK_H
#define SAGITTA_BENCH_FMA_PEAK_H

/* Floating-point operations per second (an FMA is two) of the best piece of a burst of about a millisecond. */
double sag__fma_peak_burst(void);

/* The instructions it uses, e.g. "AVX-512". Returns: static. */
const char *sag__fma_peak_describe(void);

#endif
