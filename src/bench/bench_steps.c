#include <sagitta/bench.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_plan.h"
#include "clock.h"
#include "fail.h"
#include "fma_peak.h"
#include "memory.h"
#include "net.h"
#include "stats.h"

/* Not more runs than this are kept of each step. */
#define RUNS_MAX 1000

/* Open the network in the engine of the options, or the first that tells its steps. */
static sag_status open_telling(sag__net **out, sag__bench_plan *plan, sag_engine engine, sag_error *err)
{
    static const sag__net_engine order[] = {SAG__NET_ENGINE_ONEDNN, SAG__NET_ENGINE_OPENCV};
    sag_status status = SAG_STATUS_UNSUPPORTED;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        bool wanted = engine == SAG_ENGINE_AUTO ? sag__net_describe_engine(order[i]) != NULL
                                                : (engine == SAG_ENGINE_ONEDNN) == (i == 0);
        if (!wanted) {
            continue;
        }
        plan->net.engine = order[i];
        status = sag__net_open(out, &plan->net, err);
        if (status == SAG_STATUS_OK && sag__net_get_step_count(*out) > 0) {
            return SAG_STATUS_OK;
        }
        if (status == SAG_STATUS_OK) {
            status = sag__fail(err, SAG_STATUS_UNSUPPORTED, "%s does not tell its steps", sag__net_get_engine(*out));
        }
        sag__net_close(*out);
        *out = NULL;
    }
    return status;
}

static void copy_text(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%.*s", (int)size - 1, from != NULL ? from : "");
    sag__fail_keep_one_line(to); /* names in a file may hold anything */
}

/* Slowest first, then by name, so that the order of equals is no accident. */
static int compare_steps(const void *a, const void *b)
{
    const sag_bench_step *first = a;
    const sag_bench_step *second = b;
    if (first->time_ns != second->time_ns) {
        return first->time_ns < second->time_ns ? 1 : -1;
    }
    int by_operation = strcmp(first->operation, second->operation);
    return by_operation != 0 ? by_operation : strcmp(first->layer, second->layer);
}

static bool is_same_kind(const sag_bench_step *a, const sag_bench_step *b)
{
    return strcmp(a->operation, b->operation) == 0 && strcmp(a->implementation, b->implementation) == 0;
}

/* Sum the steps by operation and implementation. */
static void sum_kinds(sag_bench_profile *out)
{
    for (size_t i = 0; i < out->step_count; i++) {
        const sag_bench_step *step = &out->step[i];
        size_t k = 0;
        while (k < out->kind_count && !is_same_kind(&out->kind[k], step)) {
            k++;
        }
        sag_bench_step *kind = &out->kind[k];
        if (k == out->kind_count) {
            *kind = *step;
            kind->layer[0] = '\0';
            out->kind_count++;
            continue;
        }
        kind->step_count += step->step_count;
        kind->mac_count += step->mac_count;
        kind->time_ns += step->time_ns;
    }
    qsort(out->kind, out->kind_count, sizeof *out->kind, compare_steps);
}

/*
 * The rounds: a burst of the peak, a run without clocks, a run with them.
 * times: run_max of the whole run, then run_max of each step.
 */
static sag_status run_rounds(sag_bench_profile *out, double *times, size_t run_max, sag__net *net,
                             const sag__bench_plan *plan, const sag_bench_options *options, sag_error *err)
{
    sag_status status = SAG_STATUS_OK;
    size_t run = 0;
    for (; run < run_max && status == SAG_STATUS_OK; run++) {
        if (options->stop != NULL && *options->stop != 0) {
            break;
        }
        if (options->progress != NULL) {
            sag_bench_progress progress = {out->network, (int)run + 1, (int)run_max};
            options->progress(options->progress_context, &progress);
        }
        out->peak_flops = fmax(out->peak_flops, sag__fma_peak_burst());
        int64_t start_ns = sag__clock_wall_ns();
        status = sag__bench_plan_run(net, plan, err);
        times[run] = (double)(sag__clock_wall_ns() - start_ns);
        if (status == SAG_STATUS_OK) {
            status = sag__net_profile(net, plan->stage_count - 1, err);
        }
        for (size_t i = 0; i < out->step_count && status == SAG_STATUS_OK; i++) {
            times[(i + 1) * run_max + run] = (double)sag__net_get_step(net, i).time_ns;
        }
    }
    out->run_count = (int)run;
    if (status == SAG_STATUS_OK && run == 0) {
        status = sag__fail(err, SAG_STATUS_AGAIN, "stopped before the first run");
    }
    return status;
}

static sag_status measure(sag_bench_profile *out, sag__net *net, const sag__bench_plan *plan,
                          const sag_bench_options *options, sag_error *err)
{
    size_t run_max = options->run_count < RUNS_MAX ? (size_t)options->run_count : RUNS_MAX;
    out->step_count = sag__net_get_step_count(net);
    out->step = sag__memory_alloc(out->step_count, sizeof *out->step);
    out->kind = sag__memory_alloc(out->step_count, sizeof *out->kind);
    double *times = sag__memory_alloc((out->step_count + 1) * run_max, sizeof *times);
    sag_status status = SAG_STATUS_NO_MEMORY;
    if (out->step == NULL || out->kind == NULL || times == NULL) {
        sag__fail(err, status, "cannot measure the steps of %s: out of memory", out->network);
    } else {
        status = run_rounds(out, times, run_max, net, plan, options, err);
    }
    size_t runs = (size_t)out->run_count;
    for (size_t i = 0; status == SAG_STATUS_OK && i < out->step_count; i++) {
        sag__net_step step = sag__net_get_step(net, i);
        double *own = times + (i + 1) * run_max;
        out->step[i] = (sag_bench_step){
            .step_count = 1,
            .mac_count = step.mac_count,
            .time_ns = (int64_t)sag__stats_median(own, runs, own),
        };
        copy_text(out->step[i].operation, sizeof out->step[i].operation, step.operation);
        copy_text(out->step[i].implementation, sizeof out->step[i].implementation, step.implementation);
        copy_text(out->step[i].layer, sizeof out->step[i].layer, step.layer);
        out->steps_ns += out->step[i].time_ns;
    }
    if (status == SAG_STATUS_OK) {
        out->run_ns = (int64_t)sag__stats_median(times, runs, times);
        qsort(out->step, out->step_count, sizeof *out->step, compare_steps);
        sum_kinds(out);
    }
    sag__memory_free(times);
    return status;
}

sag_status sag_bench_measure_steps(sag_bench_profile *out, const sag_bench_options *options, sag_error *err)
{
    *out = (sag_bench_profile){0};
    if (options->run_count < 1) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "%d rounds are less than 1", options->run_count);
    }
    sag_model *model = sag__memory_alloc(1, sizeof *model);
    if (model == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot measure the steps: out of memory");
    }
    sag__bench_plan plan;
    sag_bench_plan plans[2];
    sag__net *net = NULL;
    sag_status status = sag__bench_plan_find_model(model, options, err);
    if (status == SAG_STATUS_OK) {
        out->plan = plans[sag__bench_plan_list(plans, model) - 1];
        copy_text(out->network, sizeof out->network, model->name);
        status = sag__bench_plan_make(&plan, model, out->plan, options->thread_count, err);
    }
    if (status == SAG_STATUS_OK) {
        status = open_telling(&net, &plan, options->engine, err);
    }
    if (status == SAG_STATUS_OK) {
        copy_text(out->library, sizeof out->library, sag__net_get_engine(net));
        sag__bench_plan_fill_input(net, &plan);
        status = measure(out, net, &plan, options, err);
    }
    sag__net_close(net);
    sag__memory_free(model);
    if (status != SAG_STATUS_OK) {
        sag_bench_profile_release(out);
    }
    return status;
}

void sag_bench_profile_release(sag_bench_profile *profile)
{
    if (profile != NULL) {
        sag__memory_free(profile->step);
        sag__memory_free(profile->kind);
        *profile = (sag_bench_profile){0};
    }
}
