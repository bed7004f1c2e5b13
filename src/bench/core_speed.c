#include "core_speed.h"

#include <stdint.h>
#include <string.h>

#include "clock.h"

#define PIECES 8
#define PIECE_NS 20000.0

/* Additions of a piece: some 20 microseconds. */
#define ADDITIONS 64000
#define ADDITIONS_A_STEP 64

/* The compiler must neither merge the additions nor leave out what is copied. */
#if defined(__x86_64__)
#define ADD(sum, term) __asm__ volatile("add %1, %0" : "+r"(sum) : "r"(term) : "cc")
#elif defined(__aarch64__)
#define ADD(sum, term) __asm__ volatile("add %0, %0, %1" : "+r"(sum) : "r"(term))
#endif

double sag__core_speed_clock(void)
{
#if defined(ADD)
    int64_t best_ns = 0;
    for (int i = 0; i < PIECES; i++) {
        uint64_t sum = 0;
        const uint64_t term = 3;
        int64_t start_ns = sag__clock_wall_ns();
        for (int step = 0; step < ADDITIONS / ADDITIONS_A_STEP; step++) {
#pragma GCC unroll 64
            for (int k = 0; k < ADDITIONS_A_STEP; k++) {
                ADD(sum, term);
            }
        }
        int64_t taken_ns = sag__clock_wall_ns() - start_ns;
        best_ns = best_ns == 0 || (taken_ns > 0 && taken_ns < best_ns) ? taken_ns : best_ns;
    }
    return best_ns > 0 ? ADDITIONS / (1e-9 * (double)best_ns) : 0.0;
#else
    return 0.0;
#endif
}

double sag__core_speed_copy(void *block, size_t bytes_count)
{
    char *bytes = block;
    size_t half = bytes_count / 2;
    double best_ns = 0.0;
    int repeat = 1;
    for (int i = 0; i < PIECES; i++) {
        int64_t start_ns = sag__clock_wall_ns();
        for (int k = 0; k < repeat; k++) {
            memcpy(bytes + half, bytes, half);
            __asm__ volatile("" : : "r"(bytes) : "memory");
        }
        double taken_ns = (double)(sag__clock_wall_ns() - start_ns);
        if (taken_ns > 0.0 && (best_ns == 0.0 || taken_ns / repeat < best_ns)) {
            best_ns = taken_ns / repeat;
        }
        if (taken_ns > 100.0 * PIECE_NS) {
            break; /* a large block: one piece says enough */
        }
        if (taken_ns < PIECE_NS) {
            repeat = 1 + (int)(PIECE_NS * repeat / (taken_ns > 1.0 ? taken_ns : 1.0));
        }
    }
    return best_ns > 0.0 ? 2.0 * (double)half / (1e-9 * best_ns) : 0.0;
}
