/*
 * ort_child.h - ONNX Runtime in a child process: `node` with the package onnxruntime-node and a script of our own.
 *
 * The script loads the same network with the same input and as many threads, in sequential mode. A line to it asks for
 * one run; its answer is what the run took on the wall and of all its process's threads. So its runs can be taken in
 * turns with others; between them it is stopped, since its threads would go on spinning on the others' cores. The child
 * has its process group to itself: Ctrl-C at a terminal ends it only through us.
 */
#ifndef SAGITTA_BENCH_ORT_CHILD_H
#define SAGITTA_BENCH_ORT_CHILD_H

#include <signal.h>
#include <stdint.h>

#include "bench_plan.h"

typedef struct sag__ort_child sag__ort_child;

/*
 * Start a child and wait until it has run the network once. folder: holds node_modules/onnxruntime-node.
 * magnitude: as sag__contender_get_magnitude. stop: gives up waiting; may be NULL; must outlive the child.
 * Returns SAG_STATUS_OK, _NOT_FOUND (no node, no package), _IO, _MODEL, _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__ort_child_close.
 */
sag_status sag__ort_child_open(sag__ort_child **out, double *magnitude, const sag__bench_plan *plan, const char *folder,
                               const volatile sig_atomic_t *stop, sag_error *err);

/* Let it run the network once. Returns SAG_STATUS_OK, _MODEL (it says it failed), _IO (it is gone, or silent). */
sag_status sag__ort_child_run(sag__ort_child *child, int64_t *wall_ns, int64_t *cpu_ns, sag_error *err);

/* Name and version. Returns: borrowed until close. */
const char *sag__ort_child_get_library(const sag__ort_child *child);

/* End the child and release everything. Accepts NULL. */
void sag__ort_child_close(sag__ort_child *child);

#endif
