#include <sagitta/bench.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "clock.h"
#include "core_speed.h"
#include "fail.h"
#include "kernel_case.h"
#include "memory.h"
#include "stats.h"

#define RUNS_MAX 100000

/* A turn is some pieces, of which the best counts; a piece is as many runs as take about so long, at most PIECE_RUNS. */
#define PIECES 3
#define PIECE_NS 50000.0
#define PIECE_RUNS 100000

static const size_t place_bytes[SAG_BENCH_PLACE_COUNT] = {SAG_BENCH_FIRST_CACHE_BYTES, SAG_BENCH_SECOND_CACHE_BYTES,
                                                          SAG_BENCH_MEMORY_BYTES};

/* What one call measures with. */
typedef struct bench {
    const sag_bench_options *options;
    void *data;
    void *copied;
    double *item_ns[SAG_CPU_LEVEL_COUNT]; /* of each round */
    double *ratio;
    double *scratch;
    int run_of_piece[SAG_CPU_LEVEL_COUNT];
} bench;

static bool is_stopped(const bench *b)
{
    return b->options->stop != NULL && *b->options->stop != 0;
}

static void tell_progress(const bench *b, const char *name, int round)
{
    if (b->options->progress != NULL) {
        sag_bench_progress progress = {name, round, SAG_BENCH_PLACE_COUNT * b->options->run_count};
        b->options->progress(b->options->progress_context, &progress);
    }
}

static double run_piece(const sag__kernel_case *one, sag__kernel_run *run, int count)
{
    int64_t start_ns = sag__clock_wall_ns();
    for (int i = 0; i < count; i++) {
        run->turn++;
        one->run(run);
    }
    double taken_ns = (double)(sag__clock_wall_ns() - start_ns);
    return taken_ns > 1.0 ? taken_ns : 1.0;
}

/* Warm up, and find out how many runs make a piece. */
static void prepare(bench *b, const sag__kernel_case *one, sag__kernel_run *run)
{
    for (int l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
        run->kernels = sag__kernels_find((sag_cpu_level)l);
        b->run_of_piece[l] = 0;
        if (run->kernels != NULL) {
            run_piece(one, run, 1);
            double runs = ceil(PIECE_NS / run_piece(one, run, 1));
            b->run_of_piece[l] = runs < PIECE_RUNS ? (int)runs : PIECE_RUNS;
        }
    }
}

/* Every level once. */
static void run_round(bench *b, const sag__kernel_case *one, sag__kernel_run *run, int round)
{
    for (int turn = 0; turn < SAG_CPU_LEVEL_COUNT; turn++) {
        int l = (turn + round) % SAG_CPU_LEVEL_COUNT;
        run->kernels = sag__kernels_find((sag_cpu_level)l);
        if (run->kernels == NULL) {
            continue;
        }
        int count = b->run_of_piece[l];
        double best_ns = INFINITY;
        for (int piece = 0; piece < (count > 1 ? PIECES : 1); piece++) {
            best_ns = fmin(best_ns, run_piece(one, run, count) / count);
        }
        b->item_ns[l][round] = best_ns / (double)run->n;
    }
}

static void sum_up(bench *b, sag_bench_kernel *out, sag_bench_place place, size_t rounds)
{
    double copy_bytes_per_s = out->copy_bytes_per_s[place];
    for (int l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
        sag_bench_loop *loop = &out->loop[place][l];
        if (b->run_of_piece[l] == 0 || rounds == 0) {
            continue;
        }
        for (size_t i = 0; i < rounds; i++) {
            b->ratio[i] = b->item_ns[SAG_CPU_LEVEL_SCALAR][i] / b->item_ns[l][i];
        }
        loop->item_ns = sag__stats_quantile(b->item_ns[l], rounds, 0.0, b->scratch);
        loop->scalar_ratio = sag__stats_median(b->ratio, rounds, b->scratch);
        loop->copy_ratio =
            copy_bytes_per_s > 0.0 ? (double)out->item_bytes / (1e-9 * loop->item_ns) / copy_bytes_per_s : 0.0;
    }
}

/* One kernel in one place. Returns: rounds that were run. */
static int measure_place(bench *b, sag_bench_kernel *out, const sag__kernel_case *one, sag_bench_place place)
{
    sag__kernel_run run;
    sag__kernel_case_lay(&run, one, b->data, place_bytes[place]);
    out->item_count[place] = run.n;
    prepare(b, one, &run);
    int round = 0;
    for (; round < b->options->run_count && !is_stopped(b); round++) {
        tell_progress(b, out->name, (int)place * b->options->run_count + round + 1);
        out->clock_hz = fmax(out->clock_hz, sag__core_speed_clock());
        out->copy_bytes_per_s[place] =
            fmax(out->copy_bytes_per_s[place], sag__core_speed_copy(b->copied, place_bytes[place]));
        run_round(b, one, &run, round);
    }
    sum_up(b, out, place, (size_t)round);
    return round;
}

static void measure(bench *b, sag_bench_kernel *out, const sag__kernel_case *one)
{
    *out = (sag_bench_kernel){.name = one->name, .item_bytes = sag__kernel_case_item_bytes(one),
                              .round_count = b->options->run_count};
    for (int p = 0; p < SAG_BENCH_PLACE_COUNT; p++) {
        int rounds = measure_place(b, out, one, (sag_bench_place)p);
        out->round_count = rounds < out->round_count ? rounds : out->round_count;
    }
    for (int p = 0; p < SAG_BENCH_PLACE_COUNT; p++) {
        for (int l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
            sag_bench_loop *loop = &out->loop[p][l];
            if (loop->item_ns > 0.0 && out->clock_hz > 0.0) {
                loop->cycle_items = 1.0 / (1e-9 * loop->item_ns * out->clock_hz);
            }
        }
    }
}

sag_status sag_bench_geometry(const sag_bench_options *options,
                              void (*kernel)(void *context, const sag_bench_kernel *kernel), void *context,
                              sag_error *err)
{
    if (options->run_count < 1 || options->run_count > RUNS_MAX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "%d rounds are outside 1 to %d", options->run_count, RUNS_MAX);
    }
    bench b = {.options = options};
    size_t rounds = (size_t)options->run_count;
    double *values = sag__memory_alloc((SAG_CPU_LEVEL_COUNT + 2) * rounds, sizeof *values);
    b.data = sag__memory_alloc(SAG_BENCH_MEMORY_BYTES, 1);
    b.copied = sag__memory_alloc(SAG_BENCH_MEMORY_BYTES, 1);
    sag_status status = SAG_STATUS_OK;
    if (values == NULL || b.data == NULL || b.copied == NULL) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot measure the kernels: out of memory");
    } else {
        for (size_t l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
            b.item_ns[l] = values + l * rounds;
        }
        b.ratio = values + SAG_CPU_LEVEL_COUNT * rounds;
        b.scratch = b.ratio + rounds;
        size_t count = 0;
        const sag__kernel_case *cases = sag__kernel_case_list(&count);
        for (size_t i = 0; i < count && !is_stopped(&b); i++) {
            sag_bench_kernel measured;
            measure(&b, &measured, &cases[i]);
            kernel(context, &measured);
        }
    }
    sag__memory_free(b.copied);
    sag__memory_free(b.data);
    sag__memory_free(values);
    return status;
}
