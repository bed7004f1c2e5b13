#include "bench_plan.h"

#include "detector.h"
#include "landmarks.h"

sag_status sag__bench_plan_make(sag__bench_plan *out, const sag_model *model, sag_bench_plan plan, int thread_count,
                                sag_error *err)
{
    *out = (sag__bench_plan){.stage_count = 1, .low = model->range_min, .high = model->range_max};
    sag_status status = SAG_STATUS_OK;
    if (model->role == SAG_MODEL_ROLE_DETECTOR) {
        status = sag__detector_describe(&out->net, model, err);
    } else {
        bool with_mask = plan == SAG_BENCH_PLAN_ALL_OUTPUTS;
        out->stage_count = with_mask ? SAG__LANDMARKS_STAGE_MASK + 1 : 1;
        status = sag__landmarks_describe(&out->net, model, with_mask, err);
    }
    out->net.thread_count = thread_count;
    return status;
}

size_t sag__bench_plan_list(sag_bench_plan plans[2], const sag_model *model)
{
    if (model->role == SAG_MODEL_ROLE_DETECTOR || model->output_mask[0] == '\0') {
        plans[0] = SAG_BENCH_PLAN_ONLY;
        return 1;
    }
    plans[0] = SAG_BENCH_PLAN_WITHOUT_MASK;
    plans[1] = SAG_BENCH_PLAN_ALL_OUTPUTS;
    return 2;
}

sag_status sag__bench_plan_find_model(sag_model *out, const sag_bench_options *options, sag_error *err)
{
    char folder[SAG_MODEL_PATH_BYTES];
    sag_status status = sag_model_find_folder(folder, options->model_folder, err);
    return status == SAG_STATUS_OK ? sag_model_load(out, folder, options->model_name, err) : status;
}

size_t sag__bench_plan_input_count(const sag__bench_plan *plan)
{
    return (size_t)plan->net.channel_count * (size_t)plan->net.height_px * (size_t)plan->net.width_px;
}

void sag__bench_plan_fill_input(sag__net *net, const sag__bench_plan *plan)
{
    uint32_t x = 1;
    float *input = sag__net_input(net);
    sag__net_layout layout = sag__net_get_input_layout(net);
    size_t count = sag__bench_plan_input_count(plan);
    size_t pixel_count = count / (size_t)plan->net.channel_count;
    for (size_t i = 0; i < count; i++) {
        x = x * 1664525u + 1013904223u;
        double share = (double)(x >> 8) / 16777216.0;
        input[i / pixel_count * layout.channel_step + i % pixel_count * layout.pixel_step] =
            (float)((double)plan->low + share * ((double)plan->high - (double)plan->low));
    }
}

sag_status sag__bench_plan_run(sag__net *net, const sag__bench_plan *plan, sag_error *err)
{
    sag_status status = SAG_STATUS_OK;
    for (int stage = 0; stage < plan->stage_count && status == SAG_STATUS_OK; stage++) {
        status = sag__net_run(net, stage, err);
    }
    return status;
}

int64_t sag__bench_plan_count_macs(const sag__net *net, const sag__bench_plan *plan)
{
    int64_t sum = 0;
    for (size_t i = 0; i < sag__net_get_step_count(net); i++) {
        sag__net_step step = sag__net_get_step(net, i);
        sum += step.stage < plan->stage_count ? step.mac_count : 0;
    }
    return sum;
}
