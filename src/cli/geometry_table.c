#include "geometry_table.h"

#include <stdbool.h>
#include <stdio.h>

#include <sagitta/cpu.h>
#include <sagitta/version.h>

#include "bench_print.h"

typedef struct head {
    const sag_bench_options *options;
    bool is_printed;
} head;

static void print_head(const sag_bench_options *options)
{
    printf("sagitta %s: %d round%s, one thread; in use: %s", sag_version(), options->run_count,
           options->run_count == 1 ? "" : "s", sag_cpu_level_name(sag_cpu_level_get()));
    const char *before = "; not on this processor: ";
    for (int l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
        if (!sag_cpu_level_is_there((sag_cpu_level)l)) {
            printf("%s%s", before, sag_cpu_level_name((sag_cpu_level)l));
            before = ", ";
        }
    }
    printf("\nns: least time of an item. /cycle: items in a cycle of the core's clock, an estimate by a chain of\n"
           "additions. x: times as fast as scalar in the same round, the median. %% copy: bytes read and written, as\n"
           "share of what memcpy moves there. Each run reads and writes %zu KiB, %zu KiB or %zu MiB.\n",
           SAG_BENCH_FIRST_CACHE_BYTES >> 10, SAG_BENCH_SECOND_CACHE_BYTES >> 10, SAG_BENCH_MEMORY_BYTES >> 20);
}

static void print_kernel(void *context, const sag_bench_kernel *kernel)
{
    head *above = context;
    bench_print_clear();
    if (!above->is_printed) {
        print_head(above->options);
        above->is_printed = true;
    }
    printf("\n%s: %zu bytes an item, about %.2f GHz; copying: %.1f, %.1f and %.1f GB/s\n", kernel->name,
           kernel->item_bytes, 1e-9 * kernel->clock_hz, 1e-9 * kernel->copy_bytes_per_s[SAG_BENCH_PLACE_FIRST_CACHE],
           1e-9 * kernel->copy_bytes_per_s[SAG_BENCH_PLACE_SECOND_CACHE],
           1e-9 * kernel->copy_bytes_per_s[SAG_BENCH_PLACE_MEMORY]);
    printf("  %-8s%26s   %26s   %26s\n  %-8s", "", "first cache", "second cache", "memory", "");
    for (int p = 0; p < SAG_BENCH_PLACE_COUNT; p++) {
        printf("%*s%8s%7s%6s%5s", p > 0 ? 3 : 0, "", "ns", "/cycle", "x", "copy");
    }
    putchar('\n');
    for (int l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
        if (!sag_cpu_level_is_there((sag_cpu_level)l)) {
            continue;
        }
        printf("  %-8s", sag_cpu_level_name((sag_cpu_level)l));
        for (int p = 0; p < SAG_BENCH_PLACE_COUNT; p++) {
            const sag_bench_loop *loop = &kernel->loop[p][l];
            if (loop->item_ns > 0.0) {
                printf("%*s%8.3f%7.2f%6.1f%5.0f", p > 0 ? 3 : 0, "", loop->item_ns, loop->cycle_items,
                       loop->scalar_ratio, 100.0 * loop->copy_ratio);
            } else {
                printf("%*s%8s%7s%6s%5s", p > 0 ? 3 : 0, "", "-", "-", "-", "-");
            }
        }
        putchar('\n');
    }
    fflush(stdout);
}

static void print_crop(void *context, const sag_bench_crop *crop)
{
    bool *is_first = context;
    if (*is_first) {
        printf("\ncrop: 256 x 256 of an askew person from 1920 x 1080, frames in no cache, ms: least, median, x\n");
        *is_first = false;
    }
    printf("  %-6s", crop->format);
    for (int l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
        if (crop->time_min_ns[l] > 0.0) {
            printf("  %s %.3f %.3f %.1f", sag_cpu_level_name((sag_cpu_level)l), 1e-6 * crop->time_min_ns[l],
                   1e-6 * crop->time_median_ns[l], crop->scalar_ratio[l]);
        }
    }
    putchar('\n');
    fflush(stdout);
}

sag_status geometry_table_run(const sag_bench_options *options, sag_error *err)
{
    head above = {options, false};
    sag_status status = sag_bench_geometry(options, print_kernel, &above, err);
    bench_print_clear();
    bool is_first = true;
    return status == SAG_STATUS_OK ? sag_bench_crops(options, print_crop, &is_first, err) : status;
}
