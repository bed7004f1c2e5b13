/* One metric over the repetitions of a set: median, spread and drift, each with its error. */
#include "rep_metric.h"

#include <math.h>

#include "memory.h"
#include "stats.h"

#define SPREAD_MIN_COUNT 3
#define DRIFT_MIN_COUNT 4

/* Up to this many repetitions every pair has its slope; beyond, each goes with the one half a set later. */
#define ALL_PAIRS_MAX 256

/* Standard error of a median and of a robust standard deviation, over spread / sqrt(n); normal distribution. */
#define MEDIAN_ERROR_RATIO 1.2533
#define SPREAD_ERROR_RATIO 1.17

/* The repetitions in which a metric was measured. */
typedef struct sample {
    size_t count;
    double *number; /* of the repetition in the set, 1, 2, ... */
    double *value;
    double *se;
    double *scratch; /* room for all pairs */
} sample;

static sag_measure spread_of(const sample *s, double median)
{
    if (s->count < SPREAD_MIN_COUNT) {
        return (sag_measure){.reason = SAG_REASON_TOO_SHORT};
    }
    double spread = SAG__SD_PER_MAD * sag__stats_mad(s->value, s->count, median, s->scratch);
    return (sag_measure){.value = spread, .se = SPREAD_ERROR_RATIO * spread / sqrt((double)s->count)};
}

/* Median slope over pairs of repetitions (Theil 1950, Sen 1968), a repetition. */
static double median_slope(const sample *s)
{
    size_t pairs = 0;
    for (size_t i = 0; i < s->count; i++) {
        size_t first = s->count <= ALL_PAIRS_MAX ? i + 1 : i + s->count / 2;
        size_t end = s->count <= ALL_PAIRS_MAX ? s->count : first + 1;
        for (size_t k = first; k < end && k < s->count; k++) {
            s->scratch[pairs++] = (s->value[k] - s->value[i]) / (s->number[k] - s->number[i]);
        }
    }
    return sag__stats_median(s->scratch, pairs, s->scratch);
}

/* Change from the first to the last repetition. Overwrites the errors of the sample. */
static sag_measure drift_of(sample *s)
{
    if (s->count < DRIFT_MIN_COUNT) {
        return (sag_measure){.reason = SAG_REASON_TOO_SHORT};
    }
    double slope = median_slope(s);
    double mean = 0.0;
    for (size_t i = 0; i < s->count; i++) {
        mean += s->number[i] / (double)s->count;
    }
    double moment = 0.0;
    for (size_t i = 0; i < s->count; i++) {
        moment += (s->number[i] - mean) * (s->number[i] - mean);
        s->se[i] = s->value[i] - slope * s->number[i];
    }
    double center = sag__stats_median(s->se, s->count, s->scratch);
    double residual = SAG__SD_PER_MAD * sag__stats_mad(s->se, s->count, center, s->scratch);
    double freedom = (double)s->count / (double)(s->count - 2); /* a line takes two */
    double length = s->number[s->count - 1] - s->number[0];
    return (sag_measure){.value = slope * length, .se = length * residual * sqrt(freedom / moment)};
}

static sag_set_value value_of(sample *s, sag_reason why_none)
{
    if (s->count == 0) {
        sag_measure none = {.reason = why_none};
        return (sag_set_value){.median = none, .spread = none, .drift = none};
    }
    sag_set_value set = {.rep_count = s->count};
    set.median.value = sag__stats_median(s->value, s->count, s->scratch);
    set.spread = spread_of(s, set.median.value);
    /* What the model and the view do to one repetition they do to all: that part does not average out. */
    double single = sag__stats_median(s->se, s->count, s->scratch);
    double scatter = MEDIAN_ERROR_RATIO * set.spread.value / sqrt((double)s->count);
    set.median.se = set.spread.reason == SAG_REASON_NONE ? fmax(single, scatter) : single;
    set.drift = drift_of(s);
    return set;
}

typedef const sag_measure *(*measure_of)(const sag_rep *rep, int metric);

static const sag_measure *at_bottom(const sag_rep *rep, int metric)
{
    return &rep->at_bottom[metric];
}

static const sag_measure *whole(const sag_rep *rep, int metric)
{
    return &rep->whole[metric];
}

static sag_set_value over_reps(const sag_analysis *out, sample *s, measure_of measure, int metric)
{
    s->count = 0;
    sag_reason why_none = out->rep_count == 0 ? SAG_REASON_ABSENT : SAG_REASON_CUT;
    for (size_t r = 0; r < out->rep_count; r++) {
        const sag_rep *rep = &out->rep[r];
        const sag_measure *m = measure(rep, metric);
        if (rep->start_cut || rep->end_cut || rep->partial) {
            continue;
        }
        if (m->reason != SAG_REASON_NONE) {
            why_none = m->reason;
            continue;
        }
        s->number[s->count] = rep->number;
        s->value[s->count] = m->value;
        s->se[s->count] = m->se;
        s->count++;
    }
    return value_of(s, why_none);
}

sag_status sag__set_value_fill(sag_analysis *out)
{
    size_t n = out->rep_count;
    size_t pairs = n <= ALL_PAIRS_MAX ? n * n / 2 : n;
    double *memory = sag__memory_alloc(3 * n + (pairs > n ? pairs : n) + 1, sizeof *memory);
    if (memory == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    sample s = {.number = memory, .value = memory + n, .se = memory + 2 * n, .scratch = memory + 3 * n};
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        out->set_at_bottom[m] = over_reps(out, &s, at_bottom, m);
    }
    for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
        out->set_whole[m] = over_reps(out, &s, whole, m);
    }
    sag__memory_free(memory);
    return SAG_STATUS_OK;
}
