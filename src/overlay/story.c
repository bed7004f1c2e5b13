#include "story.h"

#include <math.h>

#include "angle.h"

/* Hips this near to standing, in leg lengths, are standing. */
#define STANDING_DROP_MAX 0.12
/* What lies beyond is not a squat but a person bending or a joint gone astray; the chart stays readable. */
#define THIGH_MIN_RAD SAG__RAD(-50.0)
#define THIGH_MAX_RAD SAG__RAD(90.0)
#define TRUNK_MIN_RAD SAG__RAD(-20.0)
#define TRUNK_MAX_RAD SAG__RAD(120.0)
#define DROP_MIN (-0.05)
#define DROP_MAX 1.0

static double value_at(const sag_analysis *analysis, sag_metric metric, size_t frame)
{
    const double *series = analysis->series[metric];
    return series != NULL && frame < analysis->frame_count ? series[frame] : NAN;
}

/* The newest repetition that has begun by then; NULL before the first. */
static const sag_rep *newest_rep(const sag_analysis *analysis, size_t frame)
{
    const sag_rep *newest = NULL;
    for (size_t i = 0; i < analysis->rep_count && analysis->rep[i].start_frame <= frame; i++) {
        newest = &analysis->rep[i];
    }
    return newest;
}

sag__moment sag__story_at(const sag_motion *motion, const sag_analysis *analysis, size_t frame)
{
    const sag_skeleton *skeleton = sag_motion_get(motion, frame);
    sag__moment out = {.phase = SAG__PHASE_OTHER, .rep = newest_rep(analysis, frame)};
    if (out.rep != NULL) {
        int64_t since_ns = skeleton->t_ns - out.rep->start_ns;
        out.down_over = since_ns >= out.rep->eccentric_ns;
        out.pause_over = since_ns >= out.rep->eccentric_ns + out.rep->pause_ns;
        out.up_over = frame >= out.rep->end_frame;
    }
    double drop = value_at(analysis, SAG_METRIC_HIP_DROP, frame);
    if (!skeleton->found) {
        out.phase = SAG__PHASE_NOBODY;
    } else if (out.rep != NULL && frame <= out.rep->end_frame) {
        out.phase = !out.down_over ? SAG__PHASE_DOWN : !out.pause_over ? SAG__PHASE_BOTTOM : SAG__PHASE_UP;
    } else if (isfinite(drop) && drop < STANDING_DROP_MAX) {
        out.phase = SAG__PHASE_STANDING;
    }
    return out;
}

sag__back_telling sag__story_back_of_rep(const sag_rep *rep)
{
    bool measured = rep->back.state != SAG_BACK_NOT_MEASURED;
    return (sag__back_telling){rep, rep->back.state, measured && rep->back.reason == SAG_REASON_NONE};
}

sag__back_telling sag__story_back_at(const sag_analysis *analysis, size_t frame)
{
    const sag_rep *rep = newest_rep(analysis, frame);
    if (rep != NULL && frame <= rep->end_frame) {
        return sag__story_back_of_rep(rep);
    }
    if (analysis->back.state == SAG_BACK_NOT_MEASURED) {
        return (sag__back_telling){.state = SAG_BACK_NOT_MEASURED};
    }
    return (sag__back_telling){NULL, SAG_BACK_NO_CHANGE, analysis->back.reason == SAG_REASON_NONE};
}

double sag__story_lumbar(const sag_analysis *analysis, size_t frame)
{
    return sag__story_back_at(analysis, frame).numbered ? value_at(analysis, SAG_METRIC_LUMBAR_FLEXION, frame) : NAN;
}

const char *sag__story_phase_text(sag__phase phase)
{
    static const char *const texts[SAG__PHASE_COUNT] = {
        [SAG__PHASE_NOBODY] = "nobody", [SAG__PHASE_OTHER] = "",        [SAG__PHASE_STANDING] = "standing",
        [SAG__PHASE_DOWN] = "down",          [SAG__PHASE_BOTTOM] = "bottom", [SAG__PHASE_UP] = "up",
    };
    return texts[phase];
}

sag_metric sag__story_depth_metric(const sag_analysis *analysis)
{
    if (analysis->movement == SAG_MOVEMENT_HINGE &&
        analysis->clip_reason[SAG_METRIC_TRUNK_INCLINATION] == SAG_REASON_NONE) {
        return SAG_METRIC_TRUNK_INCLINATION;
    }
    return analysis->clip_reason[SAG_METRIC_THIGH_INCLINATION] == SAG_REASON_NONE ? SAG_METRIC_THIGH_INCLINATION
                                                                                  : SAG_METRIC_HIP_DROP;
}

double sag__story_depth(const sag_analysis *analysis, sag_metric metric, size_t frame)
{
    double value = value_at(analysis, metric, frame);
    if (metric == SAG_METRIC_THIGH_INCLINATION) {
        return -fmax(THIGH_MIN_RAD, fmin(value, THIGH_MAX_RAD)) + (isfinite(value) ? 0.0 : NAN);
    }
    bool trunk = metric == SAG_METRIC_TRUNK_INCLINATION;
    double low = trunk ? TRUNK_MIN_RAD : DROP_MIN;
    double high = trunk ? TRUNK_MAX_RAD : DROP_MAX;
    return fmax(low, fmin(value, high)) + (isfinite(value) ? 0.0 : NAN);
}

const char *sag__story_depth_title(sag_metric metric)
{
    switch (metric) {
    case SAG_METRIC_THIGH_INCLINATION:
        return "depth";
    case SAG_METRIC_TRUNK_INCLINATION:
        return "trunk";
    default:
        return "hips down";
    }
}

bool sag__story_depth_range(const sag_analysis *analysis, sag_metric metric, double *top, double *deepest)
{
    bool thigh = metric == SAG_METRIC_THIGH_INCLINATION;
    *top = INFINITY;
    *deepest = -INFINITY;
    for (size_t i = 0; i < analysis->frame_count; i++) {
        double depth = sag__story_depth(analysis, metric, i);
        *top = fmin(*top, depth);
        *deepest = fmax(*deepest, depth);
    }
    if (!isfinite(*top)) {
        return false;
    }
    /* The horizontal thigh lies inside; a clip without movement still has a scale. */
    *top = fmin(*top, thigh ? SAG__RAD(-30.0) : 0.0);
    *deepest = fmax(*deepest, thigh ? SAG__RAD(10.0) : 0.25);
    return true;
}
