#include "live_stats.h"

#include <math.h>

#define STEP_RATIO 1.05
#define FIRST_NS 1000.0

void sag__live_times_add(sag__live_times *times, int64_t taken_ns)
{
    double place = taken_ns > 0 ? log((double)taken_ns / FIRST_NS) / log(STEP_RATIO) : 0.0;
    int step = place <= 0.0 ? 0 : place >= SAG__LIVE_STATS_STEPS - 1 ? SAG__LIVE_STATS_STEPS - 1 : (int)place;
    times->step[step]++;
    times->count++;
    times->max_ns = taken_ns > times->max_ns ? taken_ns : times->max_ns;
}

/* The upper border of the step that holds a quantile. */
static int64_t quantile(const sag__live_times *times, double share)
{
    int64_t wanted = (int64_t)ceil(share * (double)times->count);
    int64_t seen = 0;
    int step = 0;
    while (step < SAG__LIVE_STATS_STEPS - 1 && (seen += times->step[step]) < wanted) {
        step++;
    }
    int64_t border_ns = (int64_t)(FIRST_NS * pow(STEP_RATIO, step + 1));
    return border_ns < times->max_ns ? border_ns : times->max_ns;
}

sag_live_stage sag__live_times_sum(const sag__live_times *times)
{
    sag_live_stage stage = {.count = times->count, .max_ns = times->max_ns};
    if (times->count > 0) {
        stage.p50_ns = quantile(times, 0.5);
        stage.p95_ns = quantile(times, 0.95);
    }
    return stage;
}
