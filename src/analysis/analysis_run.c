/* From a motion to its meaning: the order of the steps, and what of them becomes the result. */
#include <sagitta/analysis.h>

#include <math.h>
#include <string.h>

#include "analysis_options.h"
#include "back_fill.h"
#include "clip.h"
#include "fail.h"
#include "finding_find.h"
#include "memory.h"
#include "metric.h"
#include "rep.h"
#include "rep_metric.h"
#include "setup_check.h"
#include "stance.h"
#include "stats.h"
#include "view.h"

/* A repetition below this share of the set's median depth is marked partial. */
#define PARTIAL_RATIO 0.5

/* With fewer frames nothing can go down and up. */
#define FRAME_COUNT_MIN 4

static sag_status allocate_series(sag_analysis *out)
{
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        out->series[m] = sag__memory_alloc(out->frame_count + 1, sizeof *out->series[m]);
        out->series_se[m] = sag__memory_alloc(out->frame_count + 1, sizeof *out->series_se[m]);
        if (out->series[m] == NULL || out->series_se[m] == NULL) {
            return SAG_STATUS_NO_MEMORY;
        }
    }
    return SAG_STATUS_OK;
}

static double larger_drop(const sag__rep_candidate *candidate)
{
    return fmax(candidate->drop_before, candidate->drop_after);
}

static void fill_rep(sag_rep *rep, const sag__rep_candidate *candidate, const sag_analysis *analysis,
                     const sag__clip *clip)
{
    rep->start_frame = candidate->start;
    rep->bottom_frame = candidate->bottom;
    rep->end_frame = candidate->end;
    rep->start_ns = sag_motion_get(clip->motion, candidate->start)->t_ns;
    rep->bottom_ns = sag_motion_get(clip->motion, candidate->bottom)->t_ns;
    rep->end_ns = sag_motion_get(clip->motion, candidate->end)->t_ns;
    int64_t pause_first_ns = sag_motion_get(clip->motion, candidate->pause_first)->t_ns;
    int64_t pause_last_ns = sag_motion_get(clip->motion, candidate->pause_last)->t_ns;
    rep->eccentric_ns = pause_first_ns - rep->start_ns;
    rep->pause_ns = pause_last_ns - pause_first_ns;
    rep->concentric_ns = rep->end_ns - pause_last_ns;
    rep->start_cut = candidate->start_cut;
    rep->end_cut = candidate->end_cut;
    /* One frame of the filtered series: a median over its neighbours would flatten the bottom of a fast repetition. */
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        rep->at_bottom[m] = sag__metric_measure(analysis, (sag_metric)m, candidate->bottom);
    }
    const sag_measure *thigh = &rep->at_bottom[SAG_METRIC_THIGH_INCLINATION];
    if (thigh->reason == SAG_REASON_NONE && analysis->movement == SAG_MOVEMENT_SQUAT) {
        rep->depth_class = sag__metric_depth_class(thigh->value);
        rep->depth_class_other = sag__metric_depth_class_other(thigh);
    }
}

/* Keep the accepted candidates as repetitions. */
static sag_status collect_reps(sag_analysis *out, const sag__rep_candidate *candidate, size_t count,
                               const sag__clip *clip, sag_error *err)
{
    size_t accepted = 0;
    for (size_t i = 0; i < count; i++) {
        out->rejected_count[candidate[i].verdict] += candidate[i].verdict != SAG_REJECTION_NONE;
        if (candidate[i].verdict == SAG_REJECTION_NONE) {
            clip->scratch[accepted++] = larger_drop(&candidate[i]);
        }
    }
    if (accepted > SAG_REP_COUNT_MAX) {
        return sag__fail(err, SAG_STATUS_LIMIT, "more than %d repetitions in one recording", SAG_REP_COUNT_MAX);
    }
    double median = sag__stats_median(clip->scratch, accepted, clip->scratch);
    out->rep = sag__memory_alloc(accepted + 1, sizeof *out->rep);
    if (out->rep == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        if (candidate[i].verdict == SAG_REJECTION_NONE) {
            sag_rep *rep = &out->rep[out->rep_count++];
            fill_rep(rep, &candidate[i], out, clip);
            rep->number = (int)out->rep_count;
            rep->partial = larger_drop(&candidate[i]) < PARTIAL_RATIO * median;
        }
    }
    return SAG_STATUS_OK;
}

/* Why repetitions cannot be looked for. driver: of driver_of. */
static sag_reason rep_reason(const sag_analysis *out, const sag__clip *clip, const double *driver)
{
    if (clip->found_count == 0) {
        return SAG_REASON_NO_PERSON;
    }
    if (clip->count < FRAME_COUNT_MIN || out->view == SAG_VIEW_UNKNOWN) {
        return SAG_REASON_TOO_SHORT;
    }
    if (out->movement == SAG_MOVEMENT_STANDING) {
        return SAG_REASON_MOVEMENT;
    }
    if (out->movement == SAG_MOVEMENT_HINGE) {
        return out->clip_reason[SAG_METRIC_TRUNK_INCLINATION];
    }
    for (size_t i = 0; i < clip->count; i++) {
        if (!isnan(driver[i])) {
            return SAG_REASON_NONE;
        }
    }
    return SAG_REASON_HIDDEN;
}

/* What of the stance stays in the result. */
static void keep_stance(sag_analysis *out, const sag__stance *stance)
{
    out->standing_found = stance->found;
    out->leg_length_px = stance->found ? stance->leg_length_px : 0.0;
    out->thigh_length_px = stance->found ? stance->thigh_length_px : 0.0;
}

/* What goes down and up in a repetition: the hips, or the trunk of a hinge, turned over. room: a value a frame. */
static const double *driver_of(double *room, const sag_analysis *out, const double *height_px)
{
    if (out->movement != SAG_MOVEMENT_HINGE) {
        return height_px;
    }
    for (size_t i = 0; i < out->frame_count; i++) {
        room[i] = -out->series[SAG_METRIC_TRUNK_INCLINATION][i];
    }
    return room;
}

static sag_status find_reps(sag_analysis *out, const sag__clip *clip, const sag__stance *stance, const double *driver,
                            sag_error *err)
{
    sag__rep_candidate *candidate = NULL;
    size_t count = 0;
    sag_status status = SAG_STATUS_OK;
    out->rep_reason = rep_reason(out, clip, driver);
    if (out->rep_reason == SAG_REASON_NONE) {
        status = sag__rep_find(&candidate, &count, out->movement, clip, stance, driver);
    }
    if (status == SAG_STATUS_OK) {
        status = collect_reps(out, candidate, count, clip, err);
    }
    sag__memory_free(candidate);
    return status;
}

/* A value a frame of each kind. */
typedef struct run_room {
    double *height_px;
    double *driver;
} run_room;

/* stance->used: room for a value a frame. */
static sag_status run(sag_analysis *out, const sag__clip *clip, sag__stance *stance, const run_room *room,
                      const sag_analysis_options *options, sag_error *err)
{
    double *height_px = room->height_px;
    sag_status status = allocate_series(out);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__view_votes votes;
    sag__view_decide(out, &votes, clip);
    sag__stance_find(stance, height_px, clip, out, options);
    keep_stance(out, stance);
    sag__setup_check(out, clip, stance, options);
    sag__metric_fill(out, clip, stance, height_px);
    sag__back_clip back;
    status = sag__back_clip_open(&back, out, clip, stance);
    if (status == SAG_STATUS_OK) {
        status = sag__back_fill_frames(out, &back);
    }

    const double *driver = driver_of(room->driver, out, height_px);
    if (status == SAG_STATUS_OK) {
        status = find_reps(out, clip, stance, driver, err);
    }
    if (status == SAG_STATUS_OK) {
        sag__rep_metric_fill(out, clip, stance, driver);
        sag__back_fill_reps(out, &back, &options->thresholds);
        status = sag__set_value_fill(out);
    }
    if (status == SAG_STATUS_OK) {
        status = sag__finding_find(out, clip->motion, &options->thresholds);
    }
    sag__back_clip_close(&back);
    return status;
}

sag_status sag_analysis_run(sag_analysis *out, const sag_motion *motion, const sag_analysis_options *options,
                            sag_error *err)
{
    memset(out, 0, sizeof *out);
    sag_analysis_options defaults;
    sag_analysis_options_init(&defaults);
    options = options == NULL ? &defaults : options;
    sag_status status = sag__options_check(options, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__clip clip;
    status = sag__clip_open(&clip, motion, options, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    out->movement = options->movement;
    out->frame_count = clip.count;
    out->found_count = clip.found_count;
    out->sample_rate_hz = clip.rate_hz;
    out->cutoff_hz = clip.cutoff_hz;
    out->swap_count = clip.swap_count;
    sag__stance stance = {.used = sag__memory_alloc(clip.count + 1, sizeof *stance.used)};
    run_room room = {.height_px = sag__memory_alloc(clip.count + 1, sizeof *room.height_px),
                     .driver = sag__memory_alloc(clip.count + 1, sizeof *room.driver)};
    bool complete = stance.used != NULL && room.height_px != NULL && room.driver != NULL;
    status = complete ? run(out, &clip, &stance, &room, options, err) : SAG_STATUS_NO_MEMORY;
    if (status == SAG_STATUS_NO_MEMORY) {
        sag__fail(err, status, "cannot analyze %zu frames: out of memory", clip.count);
    }
    sag__memory_free(room.driver);
    sag__memory_free(room.height_px);
    sag__memory_free(stance.used);
    sag__clip_release(&clip);
    if (status != SAG_STATUS_OK) {
        sag_analysis_release(out);
    }
    return status;
}

void sag_analysis_release(sag_analysis *analysis)
{
    if (analysis == NULL) {
        return;
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        sag__memory_free(analysis->series[m]);
        sag__memory_free(analysis->series_se[m]);
    }
    sag__memory_free(analysis->back.mark);
    sag__memory_free(analysis->rep);
    for (size_t f = 0; f < analysis->finding_count; f++) {
        sag__memory_free(analysis->finding[f].rep);
    }
    sag__memory_free(analysis->finding);
    memset(analysis, 0, sizeof *analysis);
}
