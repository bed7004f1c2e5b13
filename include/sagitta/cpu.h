/*
 * cpu.h - which vector instructions the inner loops use here.
 *
 * Every level gives the same results, bit for bit; they differ in speed. The environment variable SAG_CPU names the
 * highest level that may be used (e.g. SAG_CPU=scalar), to compare or to find a fault.
 * Thread: any.
 */
#ifndef SAGITTA_CPU_H
#define SAGITTA_CPU_H

#include <stdbool.h>

#include <sagitta/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/* From the plainest to the widest; a level of another architecture is never there. */
typedef enum sag_cpu_level {
    SAG_CPU_LEVEL_SCALAR = 0, /* plain C, the definition */
    SAG_CPU_LEVEL_SSE2,       /* x86-64: every one */
    SAG_CPU_LEVEL_NEON,       /* aarch64: every one */
    SAG_CPU_LEVEL_AVX2,
    SAG_CPU_LEVEL_AVX512      /* F, BW, DQ and VL */
} sag_cpu_level;

#define SAG_CPU_LEVEL_COUNT 5

/* The name of a level as SAG_CPU takes it: "scalar", "sse2", "neon", "avx2", "avx512". NULL outside the enumeration. */
SAG_API const char *sag_cpu_level_name(sag_cpu_level level);

/* Whether this processor has the level and this build has kernels for it. */
SAG_API bool sag_cpu_level_is_there(sag_cpu_level level);

/* The level in use: the highest that is there and that SAG_CPU allows. A name that is none allows all. */
SAG_API sag_cpu_level sag_cpu_level_get(void);

/* What SAG_CPU says. Returns: NULL if it is not set, else its text: check it with sag_cpu_level_find. */
SAG_API const char *sag_cpu_get_mask(void);

/* Find a level by its name. Returns: the level, or SAG_CPU_LEVEL_COUNT if there is none. */
SAG_API sag_cpu_level sag_cpu_level_find(const char *name);

#ifdef __cplusplus
}
#endif
#endif
