#include "contender.h"

#include <math.h>
#include <stdbool.h>

#include "clock.h"
#include "fail.h"
#include "memory.h"
#include "ort_child.h"

struct sag__contender {
    sag__bench_plan plan;
    sag__net *net;       /* one of these two is NULL */
    sag__ort_child *ort;
    double magnitude;
};

static double measure_magnitude(const sag__net *net, const sag__net_options *options)
{
    double sum = 0.0;
    for (size_t i = 0; i < options->output_count; i++) {
        const float *values = sag__net_get_output(net, i);
        double output = 0.0;
        for (size_t j = 0; j < options->output[i].value_count; j++) {
            output += fabs((double)values[j]);
        }
        sum += output / (double)options->output[i].value_count;
    }
    return sum;
}

static sag_status open_net(sag__contender *contender, sag__net_engine engine, sag_error *err)
{
    contender->plan.net.engine = engine;
    sag_status status = sag__net_open(&contender->net, &contender->plan.net, err);
    if (status == SAG_STATUS_OK) {
        sag__bench_plan_fill_input(contender->net, &contender->plan);
        status = sag__bench_plan_run(contender->net, &contender->plan, err);
    }
    if (status == SAG_STATUS_OK) {
        contender->magnitude = measure_magnitude(contender->net, &contender->plan.net);
    }
    return status;
}

sag_status sag__contender_open(sag__contender **out, sag_bench_runner runner, const sag__bench_plan *plan,
                               const char *onnxruntime_folder, const volatile sig_atomic_t *stop, sag_error *err)
{
    *out = NULL;
    sag__contender *contender = sag__memory_alloc(1, sizeof *contender);
    if (contender == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot measure %s: out of memory", plan->net.path);
    }
    contender->plan = *plan;
    sag_status status = SAG_STATUS_OK;
    switch (runner) {
    case SAG_BENCH_RUNNER_ONEDNN:
        status = open_net(contender, SAG__NET_ENGINE_ONEDNN, err);
        break;
    case SAG_BENCH_RUNNER_OPENCV:
        status = open_net(contender, SAG__NET_ENGINE_OPENCV, err);
        break;
    case SAG_BENCH_RUNNER_ONNXRUNTIME:
        status = sag__ort_child_open(&contender->ort, &contender->magnitude, plan, onnxruntime_folder, stop, err);
        break;
    }
    if (status != SAG_STATUS_OK) {
        sag__contender_close(contender);
        return status;
    }
    *out = contender;
    return SAG_STATUS_OK;
}

sag_status sag__contender_run(sag__contender *contender, sag__contender_time *time, sag_error *err)
{
    if (contender->ort != NULL) {
        return sag__ort_child_run(contender->ort, &time->wall_ns, &time->cpu_ns, err);
    }
    /* One thread's clock is blind for what the others do, be it work or waiting. */
    bool alone = contender->plan.net.thread_count == 1;
    int64_t cpu_ns = alone ? sag__clock_thread_cpu_ns() : sag__clock_living_cpu_ns();
    int64_t wall_ns = sag__clock_wall_ns();
    sag_status status = sag__bench_plan_run(contender->net, &contender->plan, err);
    time->wall_ns = sag__clock_wall_ns() - wall_ns;
    time->cpu_ns = (alone ? sag__clock_thread_cpu_ns() : sag__clock_living_cpu_ns()) - cpu_ns;
    return status;
}

const char *sag__contender_get_library(const sag__contender *contender)
{
    return contender->ort != NULL ? sag__ort_child_get_library(contender->ort) : sag__net_get_engine(contender->net);
}

int64_t sag__contender_count_macs(const sag__contender *contender)
{
    return contender->net != NULL ? sag__bench_plan_count_macs(contender->net, &contender->plan) : 0;
}

double sag__contender_get_magnitude(const sag__contender *contender)
{
    return contender->magnitude;
}

void sag__contender_close(sag__contender *contender)
{
    if (contender != NULL) {
        sag__net_close(contender->net);
        sag__ort_child_close(contender->ort);
        sag__memory_free(contender);
    }
}
