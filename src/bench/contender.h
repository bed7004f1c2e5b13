/*
 * contender.h - something that runs a network with one plan: an engine of ours, or ONNX Runtime in a child process.
 *
 * open / run / close; each run is timed by itself.
 */
#ifndef SAGITTA_BENCH_CONTENDER_H
#define SAGITTA_BENCH_CONTENDER_H

#include <signal.h>
#include <stdint.h>

#include <sagitta/bench.h>

#include "bench_plan.h"

typedef struct sag__contender sag__contender;

typedef struct sag__contender_time {
    int64_t wall_ns;
    int64_t cpu_ns;
} sag__contender_time;

/*
 * Load a network into a runner and run it a first time. plan: copied; what it points to must outlive the contender.
 * onnxruntime_folder: for that runner only. stop: gives up waiting for a child; may be NULL.
 * Returns SAG_STATUS_OK, _UNSUPPORTED, _NOT_FOUND, _IO, _FORMAT, _MODEL, _NO_MEMORY; err says what to tell.
 * Ownership: *out transferred on success, release with sag__contender_close.
 */
sag_status sag__contender_open(sag__contender **out, sag_bench_runner runner, const sag__bench_plan *plan,
                               const char *onnxruntime_folder, const volatile sig_atomic_t *stop, sag_error *err);

/* Run it once. Returns SAG_STATUS_OK, _MODEL or _IO. */
sag_status sag__contender_run(sag__contender *contender, sag__contender_time *time, sag_error *err);

/* Name and version of the library. Returns: borrowed until close. */
const char *sag__contender_get_library(const sag__contender *contender);

/* Multiplications with addition of one run; 0 unknown. */
int64_t sag__contender_count_macs(const sag__contender *contender);

/* Sum of the mean magnitudes of the plan's outputs, of the first run. */
double sag__contender_get_magnitude(const sag__contender *contender);

/* Release everything. Accepts NULL. */
void sag__contender_close(sag__contender *contender);

#endif
