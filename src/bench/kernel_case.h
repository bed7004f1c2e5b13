/*
 * kernel_case.h - each geometry kernel of the table with data to run on.
 *
 * A case says which streams a kernel reads and writes; they are laid one behind the other into a block, so that all of
 * a run is as large as the block.
 */
#ifndef SAGITTA_BENCH_KERNEL_CASE_H
#define SAGITTA_BENCH_KERNEL_CASE_H

#include <stddef.h>

#include "kernels.h"

#define SAG__KERNEL_CASE_STREAMS 7

typedef struct sag__kernel_run {
    const sag__kernels *kernels;
    void *stream[SAG__KERNEL_CASE_STREAMS];
    size_t n;
    int turn; /* counts the runs; cases whose data would settle swap their inputs by it */
} sag__kernel_run;

typedef struct sag__kernel_case {
    const char *name;       /* as in the table */
    const char *streams;    /* a letter each, see the source */
    void (*run)(const sag__kernel_run *run);
} sag__kernel_case;

/* The cases in the order of the table. Returns: static; *count: how many. */
const sag__kernel_case *sag__kernel_case_list(size_t *count);

/* Bytes that a run moves for each item: those read and those written. */
size_t sag__kernel_case_item_bytes(const sag__kernel_case *one);

/*
 * Lay the streams of a case into a block and fill them with the same numbers in every program.
 * out: stream and n filled, the others zero. n = 0: the block is too small for an item.
 */
void sag__kernel_case_lay(sag__kernel_run *out, const sag__kernel_case *one, void *block, size_t bytes_count);

#endif
