#include <sagitta/bench.h>

#include "bench_plan.h"
#include "clock.h"
#include "engine.h"
#include "fail.h"
#include "memory.h"
#include "net.h"

struct sag_bench_bare {
    sag_model model;
    sag_model detector_model;
    sag__bench_plan plan;
    sag__bench_plan detector_plan;
    sag__net *net;
    sag__net *detector;
};

static sag_status open_net(sag__net **out, sag__bench_plan *plan, const sag_model *model,
                           const sag_bench_options *options, sag_error *err)
{
    sag_bench_plan plans[2];
    size_t count = sag__bench_plan_list(plans, model); /* the last one has all outputs */
    sag_status status = sag__bench_plan_make(plan, model, plans[count - 1], options->thread_count, err);
    if (status == SAG_STATUS_OK) {
        plan->net.engine = sag__engine_of_net(options->engine);
        status = sag__net_open(out, &plan->net, err);
    }
    if (status == SAG_STATUS_OK) {
        sag__bench_plan_fill_input(*out, plan);
        status = sag__bench_plan_run(*out, plan, err);
    }
    return status;
}

static sag_status load(sag_bench_bare *bare, const sag_bench_options *options, sag_error *err)
{
    sag_status status = sag__bench_plan_find_model(&bare->model, options, err);
    if (status == SAG_STATUS_OK && bare->model.role != SAG_MODEL_ROLE_LANDMARKS) {
        status = sag__fail(err, SAG_STATUS_ARGUMENT, "the model %s finds no landmarks", bare->model.name);
    }
    if (status == SAG_STATUS_OK) {
        sag_bench_options detector = *options;
        detector.model_name = bare->model.detector;
        status = sag__bench_plan_find_model(&bare->detector_model, &detector, err);
    }
    if (status == SAG_STATUS_OK) {
        status = open_net(&bare->detector, &bare->detector_plan, &bare->detector_model, options, err);
    }
    return status == SAG_STATUS_OK ? open_net(&bare->net, &bare->plan, &bare->model, options, err) : status;
}

sag_status sag_bench_bare_open(sag_bench_bare **out, const sag_bench_options *options, sag_error *err)
{
    *out = NULL;
    sag_bench_bare *bare = sag__memory_alloc(1, sizeof *bare);
    if (bare == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open the networks: out of memory");
    }
    sag_status status = load(bare, options, err);
    if (status != SAG_STATUS_OK) {
        sag_bench_bare_close(bare);
        return status;
    }
    *out = bare;
    return SAG_STATUS_OK;
}

/* One stage of a network, if a run of it is still owed. */
static sag_status run_owed(sag__net *net, int stage, int64_t done, int64_t owed, sag_error *err)
{
    return done < owed ? sag__net_run(net, stage, err) : SAG_STATUS_OK;
}

sag_status sag_bench_bare_run(sag_bench_bare *bare, int64_t *wall_ns, int64_t *cpu_ns, const sag_tracker_times *times,
                              const volatile sig_atomic_t *stop, sag_error *err)
{
    int64_t start_ns = sag__clock_wall_ns();
    int64_t start_cpu_ns = sag__clock_process_cpu_ns();
    sag_status status = SAG_STATUS_OK;
    bool has_mask = bare->plan.stage_count > 1;
    for (int64_t i = 0; status == SAG_STATUS_OK && (i < times->detect_count || i < times->body_count); i++) {
        if (stop != NULL && *stop != 0) {
            break;
        }
        status = run_owed(bare->detector, 0, i, times->detect_count, err);
        if (status == SAG_STATUS_OK) {
            status = run_owed(bare->net, 0, i, times->body_count, err);
        }
        if (status == SAG_STATUS_OK && has_mask) {
            status = run_owed(bare->net, 1, i, times->mask_count, err);
        }
    }
    *wall_ns = sag__clock_wall_ns() - start_ns;
    *cpu_ns = sag__clock_process_cpu_ns() - start_cpu_ns;
    return status;
}

void sag_bench_bare_close(sag_bench_bare *bare)
{
    if (bare != NULL) {
        sag__net_close(bare->net);
        sag__net_close(bare->detector);
        sag__memory_free(bare);
    }
}
