#include "bench_print.h"

#include <stdio.h>
#include <unistd.h>

#include <sagitta/version.h>

#include "options.h"

/* Steps that are listed one by one. */
#define SLOWEST_COUNT 12

static bool progress_shown;

static double ms(int64_t ns)
{
    return 1e-6 * (double)ns;
}

static const char *plan_words(sag_bench_plan plan)
{
    switch (plan) {
    case SAG_BENCH_PLAN_WITHOUT_MASK:
        return ", without mask";
    case SAG_BENCH_PLAN_ALL_OUTPUTS:
        return ", all outputs";
    case SAG_BENCH_PLAN_ONLY:
        break;
    }
    return "";
}

/* A number in a column, or a dash where there is none. */
static void print_cell(int width, int decimals, double value)
{
    if (value > 0.0) {
        printf("%*.*f", width, decimals, value);
    } else {
        printf("%*s", width, "-");
    }
}

static void print_head(const sag_bench_options *options)
{
    printf("sagitta %s: %d round%s, ", sag_version(), options->run_count, options->run_count == 1 ? "" : "s");
    if (options->thread_count == 0) {
        printf("as many threads as cores");
    } else {
        printf("%d thread%s", options->thread_count, options->thread_count == 1 ? "" : "s");
    }
    printf("; peak of one core: %s, measured in the same rounds\n", sag_bench_describe_peak());
    puts("Times in ms: wall least and median, CPU least. GFLOP/s: 2 x MACs / CPU least. : NAME is the wall\n"
         "time as a multiple of NAME's, the median of the rounds: below 1 is quicker than NAME.");
}

void bench_print_group(void *context, const sag_bench_group *group)
{
    bench_print_sum *sum = context;
    bench_print_clear();
    if (sum->group_count == 0) {
        print_head(sum->options);
    }
    printf("\n%s%s:", group->network, plan_words(group->plan));
    if (group->mac_count > 0) {
        printf(" %.1f million MACs,", 1e-6 * (double)group->mac_count);
    }
    printf(" peak %.1f GFLOP/s\n", 1e-9 * group->peak_flops);
    printf("  %-22s%9s%9s%9s%9s%8s%10s%10s%10s\n", "", "least", "median", "CPU", "GFLOP/s", "% peak", ": oneDNN",
           ": OpenCV", ": ORT");
    int ran = 0;
    for (size_t i = 0; i < group->row_count; i++) {
        const sag_bench_row *row = &group->row[i];
        if (row->run_count > 0) {
            printf("  %-22.22s%9.3f%9.3f%9.3f", row->library, ms(row->wall_min_ns), ms(row->wall_median_ns),
                   ms(row->cpu_min_ns));
            print_cell(9, 1, 1e-9 * row->flops);
            print_cell(8, 1, 100.0 * row->peak_ratio);
            for (int runner = 0; runner < SAG_BENCH_RUNNER_COUNT; runner++) {
                print_cell(10, 3, row->time_ratio[runner]);
            }
            putchar('\n');
            ran++;
            if (row->difference_ratio > sum->difference_max_ratio) {
                sum->difference_max_ratio = row->difference_ratio;
            }
        }
        if (row->note[0] != '\0') {
            fflush(stdout);
            fprintf(stderr, "sagitta: left out: ");
            options_print_clean(stderr, row->note);
            fputc('\n', stderr);
        }
    }
    fflush(stdout);
    sum->compared_count += ran > 1;
    if (sum->group_count == 0 || group->peak_flops < sum->peak_min_flops) {
        sum->peak_min_flops = group->peak_flops;
    }
    if (sum->group_count == 0 || group->peak_flops > sum->peak_max_flops) {
        sum->peak_max_flops = group->peak_flops;
    }
    sum->group_count++;
}

void bench_print_sum_up(const bench_print_sum *sum)
{
    if (sum->group_count == 0) {
        return;
    }
    printf("\nPeak of one core, network by network: %.1f to %.1f GFLOP/s", 1e-9 * sum->peak_min_flops,
           1e-9 * sum->peak_max_flops);
    if (sum->compared_count > 0) {
        printf("; outputs differ by at most %.1g %%", 100.0 * sum->difference_max_ratio);
    }
    puts(".");
}

static void print_step(const sag_bench_step *step, const sag_bench_profile *profile)
{
    double time_s = 1e-9 * (double)step->time_ns;
    printf("%9.3f%8.1f", ms(step->time_ns),
           profile->steps_ns > 0 ? 100.0 * (double)step->time_ns / (double)profile->steps_ns : 0.0);
    double flops = time_s > 0.0 ? 2.0 * (double)step->mac_count / time_s : 0.0;
    print_cell(9, 1, 1e-9 * flops);
    print_cell(8, 1, profile->peak_flops > 0.0 ? 100.0 * flops / profile->peak_flops : 0.0);
}

void bench_print_profile(const sag_bench_profile *profile)
{
    bench_print_clear();
    printf("\nSteps of %s%s by %s, median of %d runs: %.3f ms in the sum, %.3f ms for a run\n"
           "without clocks between; peak %.1f GFLOP/s\n",
           profile->network, plan_words(profile->plan), profile->library, profile->run_count, ms(profile->steps_ns),
           ms(profile->run_ns), 1e-9 * profile->peak_flops);
    printf("\n%9s%8s%9s%8s%7s  %-16s%s\n", "ms", "%", "GFLOP/s", "% peak", "steps", "operation", "implementation");
    for (size_t i = 0; i < profile->kind_count; i++) {
        const sag_bench_step *kind = &profile->kind[i];
        print_step(kind, profile);
        printf("%7d  %-15.15s %.38s\n", kind->step_count, kind->operation, kind->implementation);
    }
    printf("\nThe slowest:\n%9s%8s%9s%8s  %-16s%-27s%s\n", "ms", "%", "GFLOP/s", "% peak", "operation",
           "implementation", "layer");
    for (size_t i = 0; i < profile->step_count && i < SLOWEST_COUNT; i++) {
        const sag_bench_step *step = &profile->step[i];
        print_step(step, profile);
        printf("  %-15.15s %-26.26s %.21s\n", step->operation, step->implementation, step->layer);
    }
    fflush(stdout);
}

static void show_progress(void *context, const sag_bench_progress *progress)
{
    (void)context;
    progress_shown = true;
    fprintf(stderr, "\r\033[K%s: ", progress->network);
    if (progress->round == 0) {
        fputs("loading", stderr);
    } else {
        fprintf(stderr, "round %d of %d", progress->round, progress->round_count);
    }
    fflush(stderr);
}

void bench_print_progress(sag_bench_options *options)
{
    if (isatty(STDERR_FILENO)) {
        options->progress = show_progress;
    }
}

void bench_print_clear(void)
{
    if (progress_shown) {
        fputs("\r\033[K", stderr);
        progress_shown = false;
    }
}
