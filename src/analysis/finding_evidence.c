#include "finding_evidence.h"

#include <math.h>

typedef struct search {
    const sag_analysis *out;
    const sag_thresholds *thresholds;
} search;

static double border(const search *in, int threshold)
{
    return sag_thresholds_get(in->thresholds, threshold);
}

/* + toward the person's right. */
static double side_sign(sag_body_side side)
{
    return side == SAG_BODY_SIDE_LEFT ? -1.0 : 1.0;
}

static sag_measure turned(sag_measure measure, double sign)
{
    measure.value *= sign;
    return measure;
}

/* Surely at least this large. */
static double lower_bound(const sag_measure *measure)
{
    return measure->value - SAG__SURE_SE * measure->se;
}

/* The surer of two measures; one that is there rather than one that is not. */
static sag_measure surer(sag_measure a, sag_measure b)
{
    if (a.reason != SAG_REASON_NONE || b.reason != SAG_REASON_NONE) {
        return a.reason == SAG_REASON_NONE ? a : b;
    }
    return lower_bound(&b) > lower_bound(&a) ? b : a;
}

/* ---- the moment ---- */

/* Where sign times the metric is largest from first to last; other when it is measured nowhere there. */
static size_t frame_of_most(const sag_analysis *out, sag_metric metric, double sign, size_t first, size_t last,
                            size_t other)
{
    double most = -INFINITY;
    for (size_t i = first; i <= last && i < out->frame_count; i++) {
        double value = sign * out->series[metric][i];
        if (value > most) { /* not for NaN */
            most = value;
            other = i;
        }
    }
    return other;
}

/* Where the hips pass half of their depth on the way up. */
static size_t frame_half_up(const sag_analysis *out, const sag_rep *rep)
{
    const double *drop = out->series[SAG_METRIC_HIP_DROP];
    double half = 0.5 * drop[rep->bottom_frame];
    double nearest = INFINITY;
    size_t found = rep->bottom_frame;
    for (size_t i = rep->bottom_frame; i <= rep->end_frame && i < out->frame_count; i++) {
        if (fabs(drop[i] - half) < nearest) {
            nearest = fabs(drop[i] - half);
            found = i;
        }
    }
    return found;
}

/* ---- the evidence of a repetition ---- */

sag__evidence sag__evidence_alone(sag_measure size, size_t frame)
{
    return (sag__evidence){.size = size, .frame = frame, .witness.reason = SAG_REASON_ABSENT};
}

static sag__evidence judge_heel_rise(const search *in, const sag_rep *rep)
{
    const sag_measure *height = &rep->whole[SAG_REP_METRIC_HEEL_RISE_PEAK];
    const sag_measure *ankle = &rep->whole[SAG_REP_METRIC_ANKLE_RISE_PEAK];
    sag_measure pitch = rep->whole[SAG_REP_METRIC_FOOT_PITCH_PEAK];
    pitch.reason = pitch.reason == SAG_REASON_NONE ? height->reason : pitch.reason;
    pitch.reason = pitch.reason == SAG_REASON_NONE ? ankle->reason : pitch.reason;
    return (sag__evidence){
        .size = pitch,
        .witness = *ankle,
        .witness_border = border(in, SAG_THRESHOLD_HEEL_RISE_ANKLE),
        /* drifts with the pitch, so it can take evidence away and adds none */
        .explained = height->value <= border(in, SAG_THRESHOLD_HEEL_RISE_HEIGHT),
        .frame = frame_of_most(in->out, SAG_METRIC_FOOT_PITCH, 1.0, rep->start_frame, rep->end_frame,
                               rep->bottom_frame),
    };
}

/* Whether the hips stay near enough to the middle for the line hip to ankle to be a reference. */
static bool hips_stay(const search *in, const sag_measure *a, const sag_measure *b)
{
    double moved = a->value - (b == NULL ? 0.0 : b->value);
    return a->reason == SAG_REASON_NONE && (b == NULL || b->reason == SAG_REASON_NONE) &&
           fabs(moved) < border(in, SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_HIP_SHIFT));
}

static sag__evidence judge_knee(const search *in, const sag_rep *rep, sag_body_side side)
{
    int other = side == SAG_BODY_SIDE_RIGHT; /* right measures follow their left twins */
    const sag_measure *shift_up = &rep->whole[SAG_REP_METRIC_HIP_SHIFT_UP];
    const sag_measure *shift_down = &rep->whole[SAG_REP_METRIC_HIP_SHIFT_DOWN];
    sag__evidence found = sag__evidence_alone(rep->at_bottom[SAG_METRIC_KNEE_TO_FOOT_LEFT + other], rep->bottom_frame);
    const sag_measure *fall = &rep->whole[SAG_REP_METRIC_KNEE_SEPARATION_FALL];
    found.supported = fall->reason == SAG_REASON_NONE && fall->value > border(in, SAG_THRESHOLD_KNEE_SEPARATION_FALL) &&
                      fall->value >= SAG__DISTINCT_SE * fall->se;
    sag_measure line = {.reason = found.size.reason};
    if (hips_stay(in, shift_up, shift_down)) {
        line = rep->whole[SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_LEFT + other];
    }
    if (hips_stay(in, shift_up, NULL)) {
        line = surer(line, rep->whole[SAG_REP_METRIC_KNEE_MEDIAL_LEFT + other]);
    }
    bool line_is_surer = line.reason == SAG_REASON_NONE &&
                         (found.size.reason != SAG_REASON_NONE || lower_bound(&line) > lower_bound(&found.size));
    if (line_is_surer) {
        found.size = line;
        found.frame = frame_half_up(in->out, rep);
    }
    return found;
}

static sag__evidence judge_hip_shift(const search *in, const sag_rep *rep, double sign)
{
    sag_measure size = turned(rep->whole[SAG_REP_METRIC_HIP_SHIFT_BOTTOM], sign);
    size = surer(size, turned(rep->whole[SAG_REP_METRIC_HIP_SHIFT_DOWN], sign));
    size = surer(size, turned(rep->whole[SAG_REP_METRIC_HIP_SHIFT_UP], sign));
    size_t frame = frame_of_most(in->out, SAG_METRIC_HIP_SHIFT, sign, rep->start_frame, rep->end_frame,
                                 rep->bottom_frame);
    return sag__evidence_alone(size, frame);
}

static sag__evidence judge_held(const search *in, const sag_rep *rep, sag_rep_metric peak, sag_metric series,
                                double sign)
{
    size_t frame = frame_of_most(in->out, series, sign, rep->start_frame, rep->end_frame, rep->bottom_frame);
    return sag__evidence_alone(turned(rep->whole[peak], sign), frame);
}

sag__evidence sag__evidence_in_rep(const sag_analysis *out, const sag_thresholds *thresholds, const sag__quest *q,
                                   const sag_rep *rep)
{
    const search searching = {out, thresholds};
    const search *in = &searching;
    double sign = side_sign(q->side);
    sag__evidence found = sag__evidence_alone((sag_measure){.reason = SAG_REASON_ABSENT}, rep->bottom_frame);
    switch (q->compensation) {
    case SAG_COMPENSATION_HEEL_RISE:
        return judge_heel_rise(in, rep);
    case SAG_COMPENSATION_FORWARD_LEAN:
        found.size = rep->at_bottom[SAG_METRIC_TRUNK_SHANK];
        return found;
    case SAG_COMPENSATION_HIPS_FIRST:
        found.size = rep->whole[SAG_REP_METRIC_HIPS_FIRST];
        found.frame = frame_of_most(in->out, SAG_METRIC_TRUNK_INCLINATION, 1.0, rep->bottom_frame, rep->end_frame,
                                    rep->bottom_frame);
        return found;
    case SAG_COMPENSATION_KNEE_IN:
        if (q->side != SAG_BODY_SIDE_NONE) {
            return judge_knee(in, rep, q->side);
        }
        found.size = rep->whole[SAG_REP_METRIC_KNEE_SEPARATION_FALL];
        found.frame = frame_of_most(in->out, SAG_METRIC_KNEE_SEPARATION, -1.0, rep->start_frame, rep->end_frame,
                                    rep->bottom_frame);
        return found;
    case SAG_COMPENSATION_KNEE_ASYMMETRY:
        found.size = turned(rep->whole[SAG_REP_METRIC_KNEE_ASYMMETRY], sign);
        return found;
    case SAG_COMPENSATION_HIP_SHIFT:
        return judge_hip_shift(in, rep, sign);
    case SAG_COMPENSATION_PELVIC_OBLIQUITY:
        found = judge_held(in, rep, SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK, SAG_METRIC_PELVIC_OBLIQUITY, sign);
        /* a trunk that leans takes the network's hip points with it, two thirds as far in rendered people */
        found.explained = turned(rep->whole[SAG_REP_METRIC_LATERAL_LEAN_PEAK], sign).value >
                          border(in, SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_LATERAL_LEAN));
        return found;
    case SAG_COMPENSATION_LATERAL_LEAN:
        return judge_held(in, rep, SAG_REP_METRIC_LATERAL_LEAN_PEAK, SAG_METRIC_LATERAL_TRUNK_LEAN, sign);
    default:
        return found;
    }
}

/* Standard errors from a level to a value. */
static double distance_se(const sag_measure *measure, double level)
{
    double distance = measure->value - level;
    return measure->se > 0.0 ? distance / measure->se : copysign(INFINITY, distance);
}

bool sag__evidence_is_whole(const sag_rep *rep)
{
    return !rep->partial && !rep->start_cut && !rep->end_cut;
}

double sag__evidence_single_se(double tries)
{
    return sqrt(SAG__DISTINCT_SE * SAG__DISTINCT_SE + 2.0 * log(tries));
}

double sag__evidence_sureness(const sag__evidence *found, double level, double witness_level)
{
    double distance = distance_se(&found->size, level);
    return found->witness.reason == SAG_REASON_NONE
               ? (distance + distance_se(&found->witness, witness_level)) / sqrt(2.0)
               : distance;
}
