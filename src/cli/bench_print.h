/*
 * bench_print.h - the tables of `bench` as plain text, at most 100 columns wide.
 */
#ifndef SAGITTA_CLI_BENCH_PRINT_H
#define SAGITTA_CLI_BENCH_PRINT_H

#include <stdbool.h>

#include <sagitta/bench.h>

/* What is known when all groups are printed; begins with only the options filled. */
typedef struct bench_print_sum {
    const sag_bench_options *options;
    int group_count;
    double peak_min_flops;
    double peak_max_flops;
    double difference_max_ratio;
    int compared_count; /* groups in which at least two contenders ran */
} bench_print_sum;

/*
 * One network with one plan; what could not run is told on stderr. context: a bench_print_sum.
 * Above the first one stands what the numbers are.
 */
void bench_print_group(void *context, const sag_bench_group *group);

/* The last lines. */
void bench_print_sum_up(const bench_print_sum *sum);

/* The time by operation and implementation, and the slowest steps. */
void bench_print_profile(const sag_bench_profile *profile);

/* Show on stderr what is being measured, if stderr is a terminal. Sets options->progress. */
void bench_print_progress(sag_bench_options *options);

/* Take away the progress line before something else is printed. */
void bench_print_clear(void);

#endif
