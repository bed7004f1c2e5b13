/*
 * levels.h - the tables that are built. Each is one file; only kernels.c chooses among them.
 */
#ifndef SAGITTA_SIMD_LEVELS_H
#define SAGITTA_SIMD_LEVELS_H

#include "kernels.h"

extern const sag__kernels sag__kernels_scalar;
#if defined(__x86_64__)
extern const sag__kernels sag__kernels_sse2;
extern const sag__kernels sag__kernels_avx2;
extern const sag__kernels sag__kernels_avx512;
#elif defined(__aarch64__)
extern const sag__kernels sag__kernels_neon;
#endif

#endif
