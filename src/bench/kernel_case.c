#include "kernel_case.h"

#include <stdint.h>
#include <string.h>

#include "memory.h"

/*
 * Streams by their letter. f: floats, d: doubles, r: rows of doubles, all within -1000 .. 1000. u: doubles within 0 .. 1.
 * t: rising times. p: the place of each item. One value, or row, an item. Capital: read and written. o: floats that are
 * written, e: doubles, q: rows. g: floats that every second run reads instead of the one before, so they do not count.
 */
typedef struct stream_kind {
    char letter;
    size_t item_bytes;
    size_t moved_bytes;
} stream_kind;

#define ROW_BYTES (SAG__KERNELS_CHANNELS * sizeof(double))

static const stream_kind kinds[] = {
    {'f', sizeof(float), sizeof(float)},
    {'F', sizeof(float), 2 * sizeof(float)},
    {'g', sizeof(float), 0},
    {'o', sizeof(float), sizeof(float)},
    {'d', sizeof(double), sizeof(double)},
    {'e', sizeof(double), sizeof(double)},
    {'u', sizeof(double), sizeof(double)},
    {'t', sizeof(double), sizeof(double)},
    {'r', ROW_BYTES, ROW_BYTES},
    {'R', ROW_BYTES, 2 * ROW_BYTES},
    {'q', ROW_BYTES, ROW_BYTES},
    {'p', sizeof(uint32_t), sizeof(uint32_t)},
};

/* Bytes that kernels may read before and behind a stream; an odd number of lines, so that streams do not lie in step. */
#define MARGIN_BYTES ((size_t)192)

/* Weights on one side of the window, as many as derivatives over some tenths of a second want. */
#define REACH 12

static const stream_kind *kind_of(char letter)
{
    size_t k = 0;
    while (kinds[k].letter != letter) {
        k++;
    }
    return &kinds[k];
}

/* ---- the kernels ---- */

static sag__points points(const sag__kernel_run *run, int k)
{
    return (sag__points){run->stream[k], run->stream[k + 1]};
}

static void joint_angle(const sag__kernel_run *run)
{
    run->kernels->joint_angle(run->stream[6], points(run, 0), points(run, 2), points(run, 4), run->n);
}

static void inclination(const sag__kernel_run *run)
{
    run->kernels->inclination(run->stream[4], points(run, 0), points(run, 2), run->n);
}

static void distance(const sag__kernel_run *run)
{
    run->kernels->distance(run->stream[4], points(run, 0), points(run, 2), run->n);
}

static void line_offset(const sag__kernel_run *run)
{
    run->kernels->line_offset(run->stream[6], points(run, 0), points(run, 2), points(run, 4), run->n);
}

static void weighted_sum(const sag__kernel_run *run)
{
    double sum[2];
    run->kernels->weighted_sum(sum, run->stream[0], run->stream[1], run->n);
}

/* The value changes from run to run; settled filters would come to numbers that are too small to be normal. */
static void one_euro(const sag__kernel_run *run)
{
    run->kernels->one_euro(run->stream[0], run->stream[1], run->stream[2 + run->turn % 2], 30.0f, 1.0f, 0.01f, 0.2f,
                           run->n);
}

static void atan2_f64(const sag__kernel_run *run)
{
    run->kernels->atan2_f64(run->stream[2], run->stream[0], run->stream[1], run->n);
}

static void length_f64(const sag__kernel_run *run)
{
    run->kernels->length_f64(run->stream[2], run->stream[0], run->stream[1], run->n);
}

static void odd_window_f64(const sag__kernel_run *run)
{
    double weight[REACH + 1];
    for (int k = 0; k <= REACH; k++) {
        weight[k] = 1e-3 * k;
    }
    run->kernels->odd_window_f64(run->stream[1], run->stream[0], weight, REACH, run->n);
}

static void nearest_f64(const sag__kernel_run *run)
{
    volatile double least = run->kernels->nearest_f64(run->stream[0], run->stream[1], 300.0, 400.0, run->n);
    (void)least;
}

static void hampel7_f64(const sag__kernel_run *run)
{
    run->kernels->hampel7_f64(run->stream[1], run->stream[0], 4.4478, 30.0, run->n);
}

/* In place, run after run: a section that changes nothing keeps the data as they are. */
static void section_rows(const sag__kernel_run *run)
{
    static const double nothing[3] = {1.0, 2.0, 1.0};
    run->kernels->section_rows(run->stream[0], run->n, +1, nothing);
}

static void slope_rows(const sag__kernel_run *run)
{
    if (run->n >= 2) {
        run->kernels->slope_rows(run->stream[2], run->stream[0], run->stream[1], run->n);
    }
}

/* The row behind the last one lies in the margin of each stream. */
static void hermite_rows(const sag__kernel_run *run)
{
    run->kernels->hermite_rows(run->stream[5], run->stream[0], run->stream[1], run->stream[2], run->stream[3],
                               run->stream[4], run->n);
}

static const sag__kernel_case cases[] = {
    {"joint_angle", "ffffffo", joint_angle},
    {"inclination", "ffffo", inclination},
    {"distance", "ffffo", distance},
    {"line_offset", "ffffffo", line_offset},
    {"weighted_sum", "ff", weighted_sum},
    {"atan2_f64", "dde", atan2_f64},
    {"length_f64", "dde", length_f64},
    {"odd_window_f64", "de", odd_window_f64},
    {"nearest_f64", "dd", nearest_f64},
    {"hampel7_f64", "de", hampel7_f64},
    {"section_rows", "R", section_rows},
    {"slope_rows", "rtq", slope_rows},
    {"hermite_rows", "rrpuuq", hermite_rows},
    {"one_euro", "FFfg", one_euro},
};

const sag__kernel_case *sag__kernel_case_list(size_t *count)
{
    *count = sizeof cases / sizeof cases[0];
    return cases;
}

size_t sag__kernel_case_item_bytes(const sag__kernel_case *one)
{
    size_t sum = 0;
    for (const char *letter = one->streams; *letter != '\0'; letter++) {
        sum += kind_of(*letter)->moved_bytes;
    }
    return sum;
}

/* ---- the data ---- */

/* The next number of 0 .. 1. */
static double next_share(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (double)(*state >> 8) / 16777216.0;
}

static void fill(void *stream, char letter, size_t n, uint32_t *state)
{
    float *floats = stream;
    double *doubles = stream;
    uint32_t *places = stream;
    size_t values = letter == 'r' || letter == 'R' ? n * SAG__KERNELS_CHANNELS : n;
    for (size_t i = 0; i < values; i++) {
        switch (letter) {
        case 'f':
        case 'F':
        case 'g':
            floats[i] = (float)(2000.0 * next_share(state) - 1000.0);
            break;
        case 'd':
        case 'r':
        case 'R':
            doubles[i] = 2000.0 * next_share(state) - 1000.0;
            break;
        case 'u':
            doubles[i] = next_share(state);
            break;
        case 't':
            doubles[i] = ((double)i + 0.5 * next_share(state)) / 30.0;
            break;
        case 'p':
            places[i] = (uint32_t)i;
            break;
        default:
            return;
        }
    }
}

/* What a stream of n items takes of the block. */
static size_t room_of(char letter, size_t n)
{
    size_t bytes = n * kind_of(letter)->item_bytes + 2 * MARGIN_BYTES;
    return (bytes + SAG__ALIGN_BYTES - 1) / SAG__ALIGN_BYTES * SAG__ALIGN_BYTES;
}

void sag__kernel_case_lay(sag__kernel_run *out, const sag__kernel_case *one, void *block, size_t bytes_count)
{
    size_t item_bytes = 0;
    size_t beside = 0;
    for (const char *letter = one->streams; *letter != '\0'; letter++) {
        item_bytes += kind_of(*letter)->item_bytes;
        beside += room_of(*letter, 0) + SAG__ALIGN_BYTES;
    }
    *out = (sag__kernel_run){.n = bytes_count > beside ? (bytes_count - beside) / item_bytes : 0};
    memset(block, 0, bytes_count);
    uint32_t state = 1;
    char *at = block;
    for (int k = 0; one->streams[k] != '\0' && out->n > 0; k++) {
        out->stream[k] = at + MARGIN_BYTES;
        fill(out->stream[k], one->streams[k], out->n, &state);
        at += room_of(one->streams[k], out->n);
    }
}
