#include <sagitta/bench.h>

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench_plan.h"
#include "contender.h"
#include "fail.h"
#include "fma_peak.h"
#include "memory.h"
#include "net.h"
#include "stats.h"

#define RUNS_MAX 100000

/* Runs of each contender before the first round, after the one of its opening. */
#define WARM_UPS 2

/* Before each turn where there are several threads: those of the one before go on spinning for a while. */
#define PAUSE_NS 10000000

/* What one call measures with. */
typedef struct bench {
    const sag_bench_options *options;
    void (*group)(void *context, const sag_bench_group *group);
    void *context;
    bool with[SAG_BENCH_RUNNER_COUNT];
    sag_model *model;
    double *wall[SAG_BENCH_RUNNER_COUNT]; /* of each round, ns; NaN where the runner had no part in it */
    double *cpu[SAG_BENCH_RUNNER_COUNT];
    double *ratio;
    double *scratch;
} bench;

/* One network with one plan, while it is measured. */
typedef struct heat {
    sag_bench_group group;
    sag__bench_plan plan;
    sag__contender *contender[SAG_BENCH_RUNNER_COUNT]; /* of the row with the same number; NULL: out of it */
} heat;

void sag_bench_options_init(sag_bench_options *options)
{
    *options = (sag_bench_options){.thread_count = 1, .run_count = 30};
}

const char *sag_bench_describe_peak(void)
{
    return sag__fma_peak_describe();
}

static bool is_stopped(const sag_bench_options *options)
{
    return options->stop != NULL && *options->stop != 0;
}

static void tell_progress(const sag_bench_options *options, const char *network, int round)
{
    if (options->progress != NULL) {
        sag_bench_progress progress = {network, round, options->run_count};
        options->progress(options->progress_context, &progress);
    }
}

static const char *describe_runner(sag_bench_runner runner)
{
    switch (runner) {
    case SAG_BENCH_RUNNER_ONEDNN:
        return sag__net_describe_engine(SAG__NET_ENGINE_ONEDNN);
    case SAG_BENCH_RUNNER_OPENCV:
        return sag__net_describe_engine(SAG__NET_ENGINE_OPENCV);
    case SAG_BENCH_RUNNER_ONNXRUNTIME:
        break;
    }
    return "ONNX Runtime";
}

/* Whoever failed is out, and says why. */
static void drop(bench *b, heat *h, size_t i, const sag_error *err)
{
    sag_bench_row *row = &h->group.row[i];
    sag__contender_close(h->contender[i]);
    h->contender[i] = NULL;
    if (!is_stopped(b->options)) {
        snprintf(row->note, sizeof row->note, "%s", err->text);
    }
    if (row->runner == SAG_BENCH_RUNNER_ONNXRUNTIME) {
        b->with[row->runner] = false; /* once is enough to be told */
    }
}

/* Load every contender. Returns the first failure of an engine if none of them all is left. */
static sag_status open_contenders(bench *b, heat *h, sag_error *err)
{
    sag_status failure = SAG_STATUS_OK;
    size_t open_count = 0;
    for (int runner = 0; runner < SAG_BENCH_RUNNER_COUNT && !is_stopped(b->options); runner++) {
        if (!b->with[runner]) {
            continue;
        }
        size_t i = h->group.row_count++;
        sag_bench_row *row = &h->group.row[i];
        row->runner = (sag_bench_runner)runner;
        snprintf(row->library, sizeof row->library, "%s", describe_runner(row->runner));
        sag_error why = {0};
        sag_status status = sag__contender_open(&h->contender[i], row->runner, &h->plan,
                                                b->options->onnxruntime_folder, b->options->stop, &why);
        if (status != SAG_STATUS_OK) {
            drop(b, h, i, &why);
            if (failure == SAG_STATUS_OK) {
                failure = sag__fail(err, status, "%s", why.text);
            }
            continue;
        }
        open_count++;
        snprintf(row->library, sizeof row->library, "%s", sag__contender_get_library(h->contender[i]));
    }
    return open_count > 0 || is_stopped(b->options) ? SAG_STATUS_OK : failure;
}

/* The work of a run, told by an engine that knows its steps, be it one that is not measured. */
static int64_t count_macs(const heat *h)
{
    int64_t count = 0;
    for (size_t i = 0; i < h->group.row_count && count == 0; i++) {
        count = h->contender[i] != NULL ? sag__contender_count_macs(h->contender[i]) : 0;
    }
    if (count == 0 && sag__net_describe_engine(SAG__NET_ENGINE_ONEDNN) != NULL) {
        sag__contender *other = NULL;
        if (sag__contender_open(&other, SAG_BENCH_RUNNER_ONEDNN, &h->plan, NULL, NULL, NULL) == SAG_STATUS_OK) {
            count = sag__contender_count_macs(other);
            sag__contender_close(other);
        }
    }
    return count;
}

/* Let contender i run once; round < 0 is a warm-up. */
static void take_turn(bench *b, heat *h, size_t i, int round)
{
    sag__contender_time time = {0, 0};
    sag_error err = {0};
    if (h->contender[i] == NULL) {
        return;
    }
    if (b->options->thread_count != 1) {
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
    if (sag__contender_run(h->contender[i], &time, &err) != SAG_STATUS_OK) {
        drop(b, h, i, &err);
    } else if (round >= 0) {
        b->wall[i][round] = (double)time.wall_ns;
        b->cpu[i][round] = (double)time.cpu_ns;
        h->group.row[i].run_count++;
    }
}

static void run_rounds(bench *b, heat *h)
{
    size_t count = h->group.row_count;
    for (int warm_up = 0; warm_up < WARM_UPS; warm_up++) {
        for (size_t i = 0; i < count && !is_stopped(b->options); i++) {
            take_turn(b, h, i, -1);
        }
    }
    for (int round = 0; round < b->options->run_count && !is_stopped(b->options); round++) {
        tell_progress(b->options, h->group.network, round + 1);
        for (size_t i = 0; i < count; i++) {
            b->wall[i][round] = b->cpu[i][round] = (double)NAN;
        }
        h->group.round_count++;
        h->group.peak_flops = fmax(h->group.peak_flops, sag__fma_peak_burst());
        for (size_t i = 0; i < count && !is_stopped(b->options); i++) {
            take_turn(b, h, ((size_t)round + i) % count, round);
        }
    }
}

static double quantile(bench *b, const double *values, size_t count, double share)
{
    return sag__stats_quantile(values, count, share, b->scratch);
}

/* Turn the times of the rounds into the rows. */
static void sum_up(bench *b, heat *h, const double *magnitude)
{
    size_t rounds = (size_t)h->group.round_count;
    for (size_t i = 0; i < h->group.row_count; i++) {
        sag_bench_row *row = &h->group.row[i];
        if (row->run_count == 0) {
            continue;
        }
        row->wall_min_ns = (int64_t)quantile(b, b->wall[i], rounds, 0.0);
        row->wall_median_ns = (int64_t)quantile(b, b->wall[i], rounds, 0.5);
        row->cpu_min_ns = (int64_t)quantile(b, b->cpu[i], rounds, 0.0);
        if (row->cpu_min_ns > 0) {
            row->flops = 2.0 * (double)h->group.mac_count / (1e-9 * (double)row->cpu_min_ns);
            row->peak_ratio = h->group.peak_flops > 0.0 ? row->flops / h->group.peak_flops : 0.0;
        }
        for (size_t other = 0; other < h->group.row_count; other++) {
            for (size_t round = 0; round < rounds; round++) {
                b->ratio[round] = b->wall[i][round] / b->wall[other][round];
            }
            double ratio = quantile(b, b->ratio, rounds, 0.5);
            row->time_ratio[h->group.row[other].runner] = isnan(ratio) ? 0.0 : ratio;
        }
        row->difference_ratio = magnitude[0] != 0.0 ? fabs(magnitude[i] - magnitude[0]) / fabs(magnitude[0]) : 0.0;
    }
}

static sag_status measure(bench *b, const sag_model *model, sag_bench_plan plan, sag_error *err)
{
    heat h = {.group = {.plan = plan}};
    snprintf(h.group.network, sizeof h.group.network, "%s", model->name);
    sag_status status = sag__bench_plan_make(&h.plan, model, plan, b->options->thread_count, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    tell_progress(b->options, h.group.network, 0);
    status = open_contenders(b, &h, err);
    if (status == SAG_STATUS_OK && !is_stopped(b->options)) {
        double magnitude[SAG_BENCH_RUNNER_COUNT] = {0.0};
        for (size_t i = 0; i < h.group.row_count; i++) {
            magnitude[i] = h.contender[i] != NULL ? sag__contender_get_magnitude(h.contender[i]) : 0.0;
        }
        h.group.mac_count = count_macs(&h);
        run_rounds(b, &h);
        sum_up(b, &h, magnitude);
    }
    for (size_t i = 0; i < h.group.row_count; i++) {
        sag__contender_close(h.contender[i]);
    }
    if (status == SAG_STATUS_OK && h.group.round_count > 0) {
        b->group(b->context, &h.group);
    }
    return status;
}

static sag_status measure_all(bench *b, sag_error *err)
{
    size_t count = 1;
    sag_status status = SAG_STATUS_OK;
    if (b->options->model_name != NULL) {
        status = sag__bench_plan_find_model(b->model, b->options, err);
    } else {
        char folder[SAG_MODEL_PATH_BYTES];
        status = sag_model_find_folder(folder, b->options->model_folder, err);
        if (status == SAG_STATUS_OK) {
            status = sag_model_list(b->model, SAG_MODEL_COUNT_MAX, &count, folder, err);
        }
    }
    for (size_t i = 0; i < count && status == SAG_STATUS_OK; i++) {
        sag_bench_plan plans[2];
        size_t plan_count = sag__bench_plan_list(plans, &b->model[i]);
        for (size_t j = 0; j < plan_count && status == SAG_STATUS_OK && !is_stopped(b->options); j++) {
            status = measure(b, &b->model[i], plans[j], err);
        }
    }
    return status;
}

static void choose_runners(bench *b)
{
    sag_engine engine = b->options->engine;
    b->with[SAG_BENCH_RUNNER_ONEDNN] =
        engine == SAG_ENGINE_ONEDNN || (engine == SAG_ENGINE_AUTO && describe_runner(SAG_BENCH_RUNNER_ONEDNN) != NULL);
    b->with[SAG_BENCH_RUNNER_OPENCV] = engine != SAG_ENGINE_ONEDNN;
    b->with[SAG_BENCH_RUNNER_ONNXRUNTIME] = b->options->onnxruntime_folder != NULL;
}

sag_status sag_bench_networks(const sag_bench_options *options,
                              void (*group)(void *context, const sag_bench_group *group), void *context, sag_error *err)
{
    if (options->run_count < 1 || options->run_count > RUNS_MAX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "%d rounds are outside 1 to %d", options->run_count, RUNS_MAX);
    }
    if (options->engine == SAG_ENGINE_ONEDNN && describe_runner(SAG_BENCH_RUNNER_ONEDNN) == NULL) {
        return sag__fail(err, SAG_STATUS_UNSUPPORTED, "this program was built without oneDNN");
    }
    bench b = {.options = options, .group = group, .context = context};
    choose_runners(&b);
    size_t rounds = (size_t)options->run_count;
    double *values = sag__memory_alloc(2 * (SAG_BENCH_RUNNER_COUNT + 1) * rounds, sizeof *values);
    b.model = sag__memory_alloc(SAG_MODEL_COUNT_MAX, sizeof *b.model);
    sag_status status = SAG_STATUS_NO_MEMORY;
    if (values == NULL || b.model == NULL) {
        sag__fail(err, status, "cannot measure the networks: out of memory");
    } else {
        for (size_t i = 0; i < SAG_BENCH_RUNNER_COUNT; i++) {
            b.wall[i] = values + 2 * i * rounds;
            b.cpu[i] = b.wall[i] + rounds;
        }
        b.ratio = values + 2 * SAG_BENCH_RUNNER_COUNT * rounds;
        b.scratch = b.ratio + rounds;
        status = measure_all(&b, err);
    }
    sag__memory_free(b.model);
    sag__memory_free(values);
    return status;
}
