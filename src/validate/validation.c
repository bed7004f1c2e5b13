#include <math.h>
#include <stdlib.h>

#include <sagitta/validate.h>

#include "agreement.h"
#include "fail.h"
#include "measured.h"
#include "metric.h"
#include "rep_value.h"
#include "shift.h"
#include "standing.h"
#include "truth.h"

void sag_validation_options_init(sag_validation_options *options)
{
    *options = (sag_validation_options){.align = false, .shift_max_s = 2, .tolerance_s = 0.25, .bottom_ratio = 0.9};
}

/* Room for the comparison of one series, and of the squats. */
typedef struct workspace {
    double *truth;   /* frame_count */
    double *depth;   /* frame_count */
    double *scratch; /* frame_count */
    double *first;   /* as many pairs as the truth or the measurement has repetitions */
    double *second;
    double *se;
} workspace;

/* The truth of a metric at the measured frames, from standing if that is its zero. Returns: NULL, or what it lacks. */
static const char *take_truth(const workspace *work, const sag_measured *measured, const sag_truth *truth,
                              sag_metric metric, double shift_s)
{
    if (!sag__shift_truth(work->truth, measured, truth, metric, shift_s)) {
        return "the truth does not have it";
    }
    if (!sag__metric_is_of_back(metric)) {
        return NULL;
    }
    double zero = sag__standing_zero(work->truth, measured, work->scratch);
    for (size_t i = 0; i < measured->frame_count; i++) {
        work->truth[i] -= zero;
    }
    return isnan(zero) ? "the truth does not show the standing that it counts from" : NULL;
}

static void compare_metrics(sag_validation *out, const sag_measured *measured, const sag_truth *truth,
                            const sag_validation_options *options, const workspace *work)
{
    size_t n = measured->frame_count;
    size_t cursor = 0;
    for (size_t i = 0; i < n; i++) {
        work->depth[i] = truth->depth_ratio != NULL
                             ? sag__truth_at(truth, truth->depth_ratio, measured->t_s[i] + out->shift_s, &cursor)
                             : NAN;
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        sag_validation_metric *metric = &out->metric[m];
        const char *lacking = take_truth(work, measured, truth, (sag_metric)m, out->shift_s);
        const double *se = measured->series_se[m];
        metric->all = sag__agreement_compute(measured->series[m], work->truth, se, n, NULL, 0);
        metric->bottom = sag__agreement_compute(measured->series[m], work->truth, se, n, work->depth,
                                                options->bottom_ratio);
        metric->compared = metric->all.n > 0;
        if (!metric->compared) {
            metric->missing = measured->reason[m][0] != '\0' ? measured->reason[m]
                              : lacking != NULL              ? lacking
                                                             : "no frame has both";
        }
    }
}

/* Signed distance from a measured bottom to the nearest instant of the truth's hold. */
static double bottom_error(const sag__measured_rep *rep, const sag__truth_rep *truth, double shift_s)
{
    double t_s = rep->bottom_s + shift_s;
    return t_s < truth->bottom_start_s ? t_s - truth->bottom_start_s : fmax(0, t_s - truth->bottom_end_s);
}

static void judge_depth(sag_validation *out, const sag__measured_rep *rep, const sag__truth_rep *truth)
{
    if (rep->depth_class == SAG_DEPTH_UNKNOWN || truth->depth_class == SAG_DEPTH_UNKNOWN) {
        out->depth_unjudged_count++;
    } else if (rep->depth_class == truth->depth_class) {
        out->depth_right_count++;
    } else if (rep->depth_class_other == truth->depth_class) {
        out->depth_band_count++;
    } else {
        out->depth_wrong_count++;
    }
}

/* For each true squat the measured one that is nearest and not taken; both lists are in the order of time. */
static bool match_reps(const sag__measured_rep **match, const sag_measured *measured, const sag_truth *truth,
                       double shift_s, double tolerance_s)
{
    bool *taken = calloc(measured->rep_count + 1, sizeof *taken);
    if (taken == NULL) {
        return false;
    }
    for (size_t t = 0; t < truth->rep_count; t++) {
        size_t best = measured->rep_count;
        double best_s = tolerance_s;
        for (size_t r = 0; r < measured->rep_count; r++) {
            double distance_s = fabs(bottom_error(&measured->rep[r], &truth->rep[t], shift_s));
            if (!taken[r] && distance_s <= best_s && (best == measured->rep_count || distance_s < best_s)) {
                best = r;
                best_s = distance_s;
            }
        }
        match[t] = best < measured->rep_count ? &measured->rep[best] : NULL;
        taken[best] = true;
    }
    free(taken);
    return true;
}

static sag_agreement agreement_of(const workspace *work, const sag__measured_rep *const *match, const sag_truth *truth,
                                  double shift_s, int event)
{
    for (size_t t = 0; t < truth->rep_count; t++) {
        const sag__truth_rep *rep = &truth->rep[t];
        work->first[t] = NAN;
        work->second[t] = event == 0 ? rep->bottom_start_s : event < 0 ? rep->start_s : rep->end_s;
        if (match[t] != NULL && event == 0) {
            work->first[t] = rep->bottom_start_s + bottom_error(match[t], rep, shift_s);
        } else if (match[t] != NULL) {
            work->first[t] = shift_s + (event < 0 ? match[t]->start_s : match[t]->end_s);
        }
    }
    return sag__agreement_compute(work->first, work->second, NULL, truth->rep_count, NULL, 0);
}

/* A value of the back in every measured repetition: the truth need not tell its own. */
static sag_agreement compare_value(sag__rep_value value, const sag_measured *measured, const sag_truth *truth,
                                   double shift_s, const workspace *work)
{
    sag__shift_truth(work->truth, measured, truth, sag__rep_value_source(value), shift_s);
    double zero = sag__standing_zero(work->truth, measured, work->scratch);
    for (size_t r = 0; r < measured->rep_count; r++) {
        const sag__measured_rep *rep = &measured->rep[r];
        work->first[r] = rep->value[value];
        work->second[r] = sag__rep_value_of_truth(value, measured, rep, work->truth, zero, work->scratch);
        work->se[r] = rep->se[value];
    }
    return sag__agreement_compute(work->first, work->second, work->se, measured->rep_count, NULL, 0);
}

static void compare_values(sag_validation *out, const sag_measured *measured, const sag_truth *truth,
                           const workspace *work)
{
    out->lumbar_late_rad = compare_value(SAG__REP_VALUE_LUMBAR_LATE, measured, truth, out->shift_s, work);
    out->lumbar_bottom_rad = compare_value(SAG__REP_VALUE_LUMBAR_BOTTOM, measured, truth, out->shift_s, work);
    out->pelvis_bottom_rad = compare_value(SAG__REP_VALUE_PELVIS_BOTTOM, measured, truth, out->shift_s, work);
}

static bool compare_reps(sag_validation *out, const sag_measured *measured, const sag_truth *truth,
                         const sag_validation_options *options, const workspace *work)
{
    out->reps_compared = truth->reps_known && measured->movement == SAG_MOVEMENT_SQUAT;
    out->truth_rep_count = truth->rep_count;
    out->measured_rep_count = measured->rep_count;
    if (!out->reps_compared) {
        out->start_s = out->bottom_s = out->end_s = sag__agreement_compute(NULL, NULL, NULL, 0, NULL, 0);
        return true;
    }
    const sag__measured_rep **match = calloc(truth->rep_count + 1, sizeof *match);
    if (match == NULL || !match_reps(match, measured, truth, out->shift_s, options->tolerance_s)) {
        free(match);
        return false;
    }
    for (size_t t = 0; t < truth->rep_count; t++) {
        if (match[t] != NULL) {
            out->hit_count++;
            judge_depth(out, match[t], &truth->rep[t]);
        }
    }
    out->miss_count = truth->rep_count - out->hit_count;
    out->false_count = measured->rep_count - out->hit_count;
    out->start_s = agreement_of(work, match, truth, out->shift_s, -1);
    out->bottom_s = agreement_of(work, match, truth, out->shift_s, 0);
    out->end_s = agreement_of(work, match, truth, out->shift_s, 1);
    free(match);
    return true;
}

static bool options_hold(const sag_validation_options *options)
{
    return options->shift_max_s >= 0 && options->shift_max_s <= 60 && options->tolerance_s >= 0
           && options->tolerance_s <= 60 && options->bottom_ratio >= 0 && options->bottom_ratio <= 1;
}

sag_status sag_validation_run(sag_validation *out, const sag_measured *measured, const sag_truth *truth,
                              const sag_validation_options *options, sag_error *err)
{
    sag_validation_options defaults;
    sag_validation_options_init(&defaults);
    if (options == NULL) {
        options = &defaults;
    }
    *out = (sag_validation){
        .frame_count = measured->frame_count, .found_count = measured->found_count,
        .presence_min = measured->presence_min, .view = measured->view, .near_side = measured->near_side,
        .shift_r = NAN,
    };
    if (!options_hold(options)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "a validation option is out of its range");
    }
    size_t pair_count = 1 + (truth->rep_count > measured->rep_count ? truth->rep_count : measured->rep_count);
    workspace work = {
        .truth = calloc(measured->frame_count + 1, sizeof(double)),
        .depth = calloc(measured->frame_count + 1, sizeof(double)),
        .scratch = calloc(measured->frame_count + 1, sizeof(double)),
        .first = calloc(pair_count, sizeof(double)),
        .second = calloc(pair_count, sizeof(double)),
        .se = calloc(pair_count, sizeof(double)),
    };
    bool good = work.truth != NULL && work.depth != NULL && work.scratch != NULL && work.first != NULL
                && work.second != NULL && work.se != NULL;
    if (good && options->align) {
        out->aligned = sag__shift_find(&out->shift_s, &out->shift_r, measured, truth, options->shift_max_s, work.truth);
    }
    if (good) {
        compare_metrics(out, measured, truth, options, &work);
        compare_values(out, measured, truth, &work);
        good = compare_reps(out, measured, truth, options, &work);
    }
    free(work.truth);
    free(work.depth);
    free(work.scratch);
    free(work.se);
    free(work.first);
    free(work.second);
    return good ? SAG_STATUS_OK : sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot compare: out of memory");
}
