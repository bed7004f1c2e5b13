/*
 * bench_plan.h - what of a network is run: the outputs of a plan, the stages that give them, and the input.
 */
#ifndef SAGITTA_BENCH_BENCH_PLAN_H
#define SAGITTA_BENCH_BENCH_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include <sagitta/bench.h>
#include <sagitta/model.h>
#include <sagitta/status.h>

#include "net.h"

typedef struct sag__bench_plan {
    sag__net_options net; /* threads filled, engine AUTO */
    int stage_count;      /* a run is that of stages 0 to stage_count - 1 */
    float low;            /* range of the input */
    float high;
} sag__bench_plan;

/*
 * Make the plan of a network. model: must outlive it.
 * Returns SAG_STATUS_OK, _FORMAT (a manifest that nobody here can read).
 */
sag_status sag__bench_plan_make(sag__bench_plan *out, const sag_model *model, sag_bench_plan plan, int thread_count,
                                sag_error *err);

/* The plans a network has, at most two. Returns: how many. */
size_t sag__bench_plan_list(sag_bench_plan plans[2], const sag_model *model);

/* The manifest of options->model_name, or the default landmark network's. Returns as sag_model_load. */
sag_status sag__bench_plan_find_model(sag_model *out, const sag_bench_options *options, sag_error *err);

/* Values of one input. */
size_t sag__bench_plan_input_count(const sag__bench_plan *plan);

/*
 * Fill an input with the same numbers in every run and every program: x = 1664525 x + 1013904223 modulo 2^32 from x = 1
 * on, the upper 24 bits of it over 2^24, within low to high. ort_script.c does the same.
 */
void sag__bench_plan_fill_input(sag__net *net, const sag__bench_plan *plan);

/* Run all stages of a plan. Returns as sag__net_run. */
sag_status sag__bench_plan_run(sag__net *net, const sag__bench_plan *plan, sag_error *err);

/* Multiplications with addition in all stages of a plan; 0 if the engine does not tell its steps. */
int64_t sag__bench_plan_count_macs(const sag__net *net, const sag__bench_plan *plan);

#endif
