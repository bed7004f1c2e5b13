/*
 * live_stats.h - how long things take over a long run, in memory that does not grow: a histogram of each stage.
 *
 * Thread: each is used by one thread, or behind a lock.
 */
#ifndef SAGITTA_SESSION_LIVE_STATS_H
#define SAGITTA_SESSION_LIVE_STATS_H

#include <sagitta/live_session.h>

/* Steps of 5 % from a microsecond on: quantiles are exact to 5 %. */
#define SAG__LIVE_STATS_STEPS 400

typedef struct sag__live_times {
    int64_t count;
    int64_t max_ns;
    int64_t step[SAG__LIVE_STATS_STEPS];
} sag__live_times;

void sag__live_times_add(sag__live_times *times, int64_t taken_ns);

sag_live_stage sag__live_times_sum(const sag__live_times *times);

#endif
