#include "fma_peak.h"

#include <stdint.h>

#include "clock.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/*
 * A burst is this many pieces; a piece takes some 20 to 100 microseconds on the wall, so that some of them are not
 * interrupted. The clock of a thread's CPU time would not do: in a virtual machine it jumps when time is stolen.
 */
#define PIECES 16
#define STEPS 10000

/* sum * FACTOR + TERM stays below 1, sum + FACTOR * TERM below 2000: no infinities and nothing too small. */
#define FACTOR 0.5f
#define TERM 0.25f

/* One way to do it: STEPS steps of `sums` independent sums of `lanes` floats. Returns something that needs them all. */
typedef struct kernel {
    const char *name;
    float (*run)(void);
    int sums;
    int lanes;
} kernel;

#if defined(__x86_64__)

#define SUMS_AVX512 24
#define SUMS_AVX2 12

__attribute__((target("avx512f"))) static float run_avx512(void)
{
    __m512 sum[SUMS_AVX512];
    const __m512 factor = _mm512_set1_ps(FACTOR);
    const __m512 term = _mm512_set1_ps(TERM);
    for (int i = 0; i < SUMS_AVX512; i++) {
        sum[i] = _mm512_set1_ps((float)i / SUMS_AVX512);
    }
    for (int step = 0; step < STEPS; step++) {
#pragma GCC unroll 24
        for (int i = 0; i < SUMS_AVX512; i++) {
            sum[i] = _mm512_fmadd_ps(sum[i], factor, term);
        }
    }
    for (int i = 1; i < SUMS_AVX512; i++) {
        sum[0] = _mm512_add_ps(sum[0], sum[i]);
    }
    return _mm512_cvtss_f32(sum[0]);
}

__attribute__((target("avx2,fma"))) static float run_avx2(void)
{
    __m256 sum[SUMS_AVX2];
    const __m256 factor = _mm256_set1_ps(FACTOR);
    const __m256 term = _mm256_set1_ps(TERM);
    for (int i = 0; i < SUMS_AVX2; i++) {
        sum[i] = _mm256_set1_ps((float)i / SUMS_AVX2);
    }
    for (int step = 0; step < STEPS; step++) {
#pragma GCC unroll 12
        for (int i = 0; i < SUMS_AVX2; i++) {
            sum[i] = _mm256_fmadd_ps(sum[i], factor, term);
        }
    }
    for (int i = 1; i < SUMS_AVX2; i++) {
        sum[0] = _mm256_add_ps(sum[0], sum[i]);
    }
    return _mm256_cvtss_f32(sum[0]);
}

#elif defined(__aarch64__)

#define SUMS_NEON 24

static float run_neon(void)
{
    float32x4_t sum[SUMS_NEON];
    const float32x4_t factor = vdupq_n_f32(FACTOR);
    const float32x4_t term = vdupq_n_f32(TERM);
    for (int i = 0; i < SUMS_NEON; i++) {
        sum[i] = vdupq_n_f32((float)i / SUMS_NEON);
    }
    for (int step = 0; step < STEPS; step++) {
#pragma GCC unroll 24
        for (int i = 0; i < SUMS_NEON; i++) {
            /* NEON adds to the register that it overwrites. */
            sum[i] = vfmaq_f32(sum[i], factor, term);
        }
    }
    for (int i = 1; i < SUMS_NEON; i++) {
        sum[0] = vaddq_f32(sum[0], sum[i]);
    }
    return vgetq_lane_f32(sum[0], 0);
}

#endif

#if !defined(__aarch64__)

#define SUMS_PLAIN 10

/* Four floats: what the compiler has registers for on most machines. */
typedef float quad __attribute__((vector_size(16)));

static float run_plain(void)
{
    quad sum[SUMS_PLAIN];
    const quad factor = {FACTOR, FACTOR, FACTOR, FACTOR};
    const quad term = {TERM, TERM, TERM, TERM};
    for (int i = 0; i < SUMS_PLAIN; i++) {
        float start = (float)i / SUMS_PLAIN;
        sum[i] = (quad){start, start, start, start};
    }
    for (int step = 0; step < STEPS; step++) {
#pragma GCC unroll 10
        for (int i = 0; i < SUMS_PLAIN; i++) {
            sum[i] = sum[i] * factor + term;
        }
    }
    for (int i = 1; i < SUMS_PLAIN; i++) {
        sum[0] += sum[i];
    }
    return sum[0][0];
}

#endif

static kernel choose(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f")) {
        return (kernel){"AVX-512", run_avx512, SUMS_AVX512, 16};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return (kernel){"AVX2 and FMA", run_avx2, SUMS_AVX2, 8};
    }
    return (kernel){"SSE2, without FMA", run_plain, SUMS_PLAIN, 4};
#elif defined(__aarch64__)
    return (kernel){"NEON", run_neon, SUMS_NEON, 4};
#else
    return (kernel){"plain C, without FMA", run_plain, SUMS_PLAIN, 4};
#endif
}

double sag__fma_peak_burst(void)
{
    const kernel chosen = choose();
    volatile float sink = 0.0f; /* so that no piece is left out */
    int64_t best_ns = 0;
    for (int i = 0; i < PIECES; i++) {
        int64_t start_ns = sag__clock_wall_ns();
        sink = chosen.run();
        int64_t taken_ns = sag__clock_wall_ns() - start_ns;
        best_ns = best_ns == 0 || (taken_ns > 0 && taken_ns < best_ns) ? taken_ns : best_ns;
    }
    (void)sink;
    double operations = 2.0 * STEPS * chosen.sums * chosen.lanes;
    return best_ns > 0 ? operations / (1e-9 * (double)best_ns) : 0.0;
}

const char *sag__fma_peak_describe(void)
{
    return choose().name;
}
