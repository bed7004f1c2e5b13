#include "kernels.h"

#include <stdlib.h>
#include <string.h>

#include "levels.h"

static const char *const level_names[SAG_CPU_LEVEL_COUNT] = {
    [SAG_CPU_LEVEL_SCALAR] = "scalar", [SAG_CPU_LEVEL_SSE2] = "sse2",     [SAG_CPU_LEVEL_NEON] = "neon",
    [SAG_CPU_LEVEL_AVX2] = "avx2",     [SAG_CPU_LEVEL_AVX512] = "avx512",
};

const char *sag_cpu_level_name(sag_cpu_level level)
{
    return (unsigned)level < SAG_CPU_LEVEL_COUNT ? level_names[level] : NULL;
}

sag_cpu_level sag_cpu_level_find(const char *name)
{
    for (int i = 0; i < SAG_CPU_LEVEL_COUNT; i++) {
        if (strcmp(level_names[i], name) == 0) {
            return (sag_cpu_level)i;
        }
    }
    return (sag_cpu_level)SAG_CPU_LEVEL_COUNT;
}

const char *sag_cpu_get_mask(void)
{
    return getenv("SAG_CPU");
}

const sag__kernels *sag__kernels_find(sag_cpu_level level)
{
    switch (level) {
    case SAG_CPU_LEVEL_SCALAR:
        return &sag__kernels_scalar;
#if defined(__x86_64__)
    case SAG_CPU_LEVEL_SSE2:
        return &sag__kernels_sse2;
    case SAG_CPU_LEVEL_AVX2:
        return __builtin_cpu_supports("avx2") ? &sag__kernels_avx2 : NULL;
    case SAG_CPU_LEVEL_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                       __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
                   ? &sag__kernels_avx512
                   : NULL;
#elif defined(__aarch64__)
    case SAG_CPU_LEVEL_NEON:
        return &sag__kernels_neon;
#endif
    default:
        return NULL;
    }
}

bool sag_cpu_level_is_there(sag_cpu_level level)
{
    return sag__kernels_find(level) != NULL;
}

sag_cpu_level sag_cpu_level_get(void)
{
    const char *mask = sag_cpu_get_mask();
    int highest = mask != NULL ? (int)sag_cpu_level_find(mask) : SAG_CPU_LEVEL_COUNT;
    if (highest == SAG_CPU_LEVEL_COUNT) {
        highest = SAG_CPU_LEVEL_COUNT - 1;
    }
    while (!sag_cpu_level_is_there((sag_cpu_level)highest)) {
        highest--;
    }
    return (sag_cpu_level)highest;
}

const sag__kernels *sag__kernels_choose(void)
{
    return sag__kernels_find(sag_cpu_level_get());
}
