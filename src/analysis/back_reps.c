/* The back in every repetition: bottom, late flexion, onset, return; its gates; what may be said. */
#include "back_fill.h"

#include <math.h>
#include <stdint.h>

#include "angle.h"
#include "back_span.h"
#include "finding_evidence.h"
#include "stats.h"

/* Levels of the late flexion through which the line of the onset goes. */
#define ONSET_LOW_SHARE 0.25
#define ONSET_HIGH_SHARE 0.75

/* Between two frames with a measurement, the flexion is taken as steady over so long a gap. */
#define ONSET_GAP_S 0.2

/* An outline that turns by this over the lumbar part is round; noise and a straight hem stay below. */
#define ROUND_RAD SAG__RAD(8.0)

/* Of the flexion's error, what moves the two levels: most of it lies in both ends and goes with them. */
#define ONSET_MISS 0.5

/* Standard errors that a change must exceed: 95 % of the normal distribution. */
#define DETECTABLE_SE 1.96

/* A share of a bend that is smaller than this says nothing. */
#define BEND_MIN_RAD SAG__RAD(15.0)

/* What of a repetition all its numbers need. */
typedef struct bend {
    sag_analysis *out;
    const sag__back_clip *back;
    sag_rep *rep;
    sag__back_span span;
    double spread_rad;
    const sag_thresholds *thresholds;
} bend;

static double median_over(const bend *b, sag__back_part part, const double *series)
{
    return sag__back_span_median(&b->span, part, series, b->back->series.scratch);
}

/* Smallest change of a repetition that noise does not explain. */
static double noise_limit(const sag_analysis *out, const sag__back_clip *back, const sag_rep *rep)
{
    return DETECTABLE_SE * sag__back_error(out, back, 0.0, rep->back.gate[SAG_BACK_GATE_SPREAD].value);
}

/* Smallest change that is called in a repetition. */
static double detectable_of(const sag_analysis *out, const sag__back_clip *back, const sag_rep *rep,
                            const sag_thresholds *thresholds)
{
    double border = sag_thresholds_get(thresholds, SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_LUMBAR_ROUNDING));
    return fmax(border, noise_limit(out, back, rep));
}

static sag_measure measured(const bend *b, double value)
{
    return (sag_measure){.value = value, .se = sag__back_error(b->out, b->back, value, b->spread_rad)};
}

/* A measure, or why it is not there: hidden, or cut off by the recording's end. */
static sag_measure measure_or(const bend *b, double value, bool cut)
{
    return isnan(value) ? (sag_measure){.reason = cut ? SAG_REASON_CUT : SAG_REASON_HIDDEN} : measured(b, value);
}

/*
 * Frame before `from`, as a real number, at which the flexion rises through a level the last time; short gaps are
 * bridged. NaN: nowhere.
 */
static double passes_level(const bend *b, size_t from, double level)
{
    const sag__back_series *s = &b->back->series;
    size_t after = from;
    for (size_t i = from; i > b->rep->start_frame; i--) {
        double lumbar = s->lumbar_rad[i - 1];
        if (isnan(lumbar)) {
            continue;
        }
        bool near = s->t_s[after] - s->t_s[i - 1] <= ONSET_GAP_S || after == i;
        if (near && lumbar <= level && s->lumbar_rad[after] > level) {
            double share = (level - lumbar) / (s->lumbar_rad[after] - lumbar);
            return (double)(i - 1) + share * (double)(after - (i - 1));
        }
        after = i - 1;
    }
    return NAN;
}

/* Where the late flexion begins: depth of the thigh, or the trunk's inclination in a hinge. */
static sag_measure onset(const bend *b, double bottom, double late)
{
    if (!(late >= detectable_of(b->out, b->back, b->rep, b->thresholds))) {
        return (sag_measure){.reason = isnan(late) ? SAG_REASON_HIDDEN : SAG_REASON_ABSENT};
    }
    double high = passes_level(b, b->rep->bottom_frame, bottom - (1.0 - ONSET_HIGH_SHARE) * late);
    double low = isnan(high) ? NAN : passes_level(b, (size_t)high + 1, bottom - (1.0 - ONSET_LOW_SHARE) * late);
    double at = low - ONSET_LOW_SHARE / (ONSET_HIGH_SHARE - ONSET_LOW_SHARE) * (high - low);
    if (!(at >= (double)b->rep->start_frame)) {
        return (sag_measure){.reason = SAG_REASON_HIDDEN};
    }
    sag_metric metric =
        b->out->movement == SAG_MOVEMENT_HINGE ? SAG_METRIC_TRUNK_INCLINATION : SAG_METRIC_THIGH_INCLINATION;
    size_t i = (size_t)at;
    const double *depth = b->out->series[metric];
    double value = depth[i] + (depth[i + 1] - depth[i]) * (at - (double)i);
    /* A level missed by the error of the flexion is missed in depth by that over the slope. */
    double slope = (depth[(size_t)high] - depth[i]) / (ONSET_HIGH_SHARE * late);
    double miss = fabs(slope) * ONSET_MISS * sag__back_error(b->out, b->back, late, b->spread_rad);
    double se = hypot(b->out->series_se[metric][i], miss);
    return isnan(value) || isnan(se) ? (sag_measure){.reason = SAG_REASON_HIDDEN}
                                     : (sag_measure){.value = value, .se = se};
}

/* Pelvic tilt at the bottom against its largest on the way down. */
static double tilt_lost(const bend *b, double bottom)
{
    double most = NAN;
    for (size_t i = b->rep->start_frame; i <= b->rep->bottom_frame; i++) {
        most = fmax(most, b->back->series.pelvis_rad[i]); /* passes over NaN */
    }
    double lost = bottom - most;
    return lost > 0.0 ? 0.0 : lost; /* NaN stays */
}

/* Shares of the pelvis and the lumbar spine in a bend, with the errors of both. */
static void fill_shares(const bend *b, double lumbar, double pelvis)
{
    sag_measure *whole = b->rep->whole;
    double thorax = lumbar + pelvis;
    if (b->out->movement != SAG_MOVEMENT_HINGE || !(thorax >= BEND_MIN_RAD) || !(pelvis > 0.0)) {
        sag_reason reason = b->out->movement != SAG_MOVEMENT_HINGE ? SAG_REASON_MOVEMENT
                            : isnan(thorax)                        ? SAG_REASON_HIDDEN
                                                                   : SAG_REASON_ABSENT;
        whole[SAG_REP_METRIC_PELVIS_SHARE] = whole[SAG_REP_METRIC_LUMBAR_SHARE] =
            whole[SAG_REP_METRIC_LUMBAR_PELVIC_RATIO] = (sag_measure){.reason = reason};
        return;
    }
    /* What one segment reads too much the other reads too little: the thorax hardly errs. */
    double se = sag__back_error(b->out, b->back, lumbar, b->spread_rad);
    whole[SAG_REP_METRIC_PELVIS_SHARE] = (sag_measure){.value = pelvis / thorax, .se = se / thorax};
    whole[SAG_REP_METRIC_LUMBAR_SHARE] = (sag_measure){.value = lumbar / thorax, .se = se / thorax};
    whole[SAG_REP_METRIC_LUMBAR_PELVIC_RATIO] =
        (sag_measure){.value = lumbar / pelvis, .se = se / pelvis * (1.0 + fabs(lumbar) / pelvis)};
}

static bool all_good(const sag_gate_result gate[SAG_BACK_GATE_COUNT])
{
    for (int g = 0; g < SAG_BACK_GATE_COUNT; g++) {
        if (gate[g].state != SAG_GATE_GOOD) {
            return false;
        }
    }
    return true;
}

/*
 * Whether the lower back is seen to turn round on the last part of the way down: its outline is round at the bottom and
 * was clearly less so before. Needs no anchors and no standing, so it also holds through clothes; says nothing of size,
 * and that nothing is seen does not say that there is nothing. Fills back.looked of the repetition.
 */
static bool look(const bend *b)
{
    double bottom = median_over(b, SAG__BACK_PART_BOTTOM, b->back->series.bend_rad);
    double middle = median_over(b, SAG__BACK_PART_WAY_DOWN, b->back->series.bend_rad);
    double clothed = sag_thresholds_get(b->thresholds, SAG_THRESHOLD_LUMBAR_ROUNDING_CLOTHED);
    b->rep->back.looked = sag__back_gate_is_visible(b->rep->back.gate) && !isnan(bottom - middle);
    return b->rep->back.looked && bottom >= ROUND_RAD && bottom - middle >= clothed;
}

/* What may be said of the repetition, from what it is judged by and the gates. */
static sag_back_state state_of(const bend *b)
{
    const sag_measure *size = &b->rep->whole[sag_back_judged_metric(b->out->movement)];
    bool visible = look(b);
    if (b->rep->back.reason != SAG_REASON_NONE) {
        return visible ? SAG_BACK_POSSIBLE : SAG_BACK_NOT_MEASURED;
    }
    if (size->reason != SAG_REASON_NONE) {
        return SAG_BACK_NOT_MEASURED;
    }
    double likely = sag_thresholds_get(b->thresholds, SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_LUMBAR_ROUNDING));
    if (size->value >= fmax(likely, 2.0 * noise_limit(b->out, b->back, b->rep)) && all_good(b->rep->back.gate)) {
        return SAG_BACK_LIKELY;
    }
    return size->value >= detectable_of(b->out, b->back, b->rep, b->thresholds) ? SAG_BACK_POSSIBLE
                                                                               : SAG_BACK_NO_CHANGE;
}

/* Blank the numbers of a repetition and of its frames. */
static void hide(sag_analysis *out, sag_rep *rep, sag_reason reason)
{
    for (int m = SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM; m <= SAG_REP_METRIC_LUMBAR_PELVIC_RATIO; m++) {
        rep->whole[m] = (sag_measure){.reason = reason};
    }
    for (int m = SAG_METRIC_LUMBAR_FLEXION; m <= SAG_METRIC_THORAX_INCLINATION; m++) {
        rep->at_bottom[m] = (sag_measure){.reason = reason};
        for (size_t i = rep->start_frame; i <= rep->end_frame; i++) {
            out->series[m][i] = out->series_se[m][i] = NAN;
        }
    }
}

static void fill_rep(const bend *b)
{
    const sag__back_series *s = &b->back->series;
    sag_rep *rep = b->rep;
    double bottom = median_over(b, SAG__BACK_PART_BOTTOM, s->lumbar_rad);
    double middle = median_over(b, SAG__BACK_PART_WAY_DOWN, s->lumbar_rad);
    double rising = median_over(b, SAG__BACK_PART_WAY_UP, s->lumbar_rad);
    double pelvis = median_over(b, SAG__BACK_PART_BOTTOM, s->pelvis_rad);
    double lost = rep->start_cut ? NAN : tilt_lost(b, pelvis);
    rep->whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM] = measure_or(b, bottom, false);
    rep->whole[SAG_REP_METRIC_LUMBAR_FLEXION_LATE] = measure_or(b, bottom - middle, rep->start_cut);
    rep->whole[SAG_REP_METRIC_LUMBAR_FLEXION_RETURN] = measure_or(b, bottom - rising, rep->end_cut);
    rep->whole[SAG_REP_METRIC_LUMBAR_ONSET] = onset(b, bottom, bottom - middle);
    rep->whole[SAG_REP_METRIC_PELVIC_TILT_BOTTOM] = measure_or(b, pelvis, false);
    rep->whole[SAG_REP_METRIC_PELVIC_TILT_LATE] = measure_or(b, lost, rep->start_cut);
    fill_shares(b, bottom, pelvis);
    rep->back.state = state_of(b);
    if (rep->back.state == SAG_BACK_NOT_MEASURED && rep->back.reason == SAG_REASON_NONE) {
        rep->back.reason = rep->whole[sag_back_judged_metric(b->out->movement)].reason;
    }
}

static void judge_rep(sag_analysis *out, const sag__back_clip *back, sag_rep *rep, const sag_thresholds *thresholds)
{
    rep->back = (sag_back_rep){.reason = back->reason};
    if (back->reason != SAG_REASON_NONE) {
        hide(out, rep, back->reason);
        return;
    }
    for (int g = 0; g < SAG_BACK_GATE_COUNT; g++) {
        rep->back.gate[g] = out->back.gate[g];
    }
    sag__back_gate_frames(rep->back.gate, back, rep->start_frame, rep->end_frame + 1, NULL);
    bend b = {.out = out, .back = back, .rep = rep, .thresholds = thresholds};
    const double *driver_rad = out->series[sag__back_driver(out->movement)];
    b.span = sag__back_span_make(driver_rad, rep->start_frame, rep->bottom_frame, rep->end_frame);
    /* What spoils the standing back spoils what everything is compared with. */
    rep->back.reason = out->back.reason != SAG_REASON_NONE ? out->back.reason : sag__back_gate_reason(rep->back.gate);
    b.spread_rad = rep->back.gate[SAG_BACK_GATE_SPREAD].value;
    fill_rep(&b);
    if (rep->back.reason != SAG_REASON_NONE) {
        hide(out, rep, rep->back.reason);
    }
}

/*
 * The reason of the first whole repetition with at least that state: it says more than that another was cut. CUT if
 * there is none.
 */
static sag_reason reason_of_first(const sag_analysis *out, sag_back_state least)
{
    for (size_t r = 0; r < out->rep_count; r++) {
        if (sag__evidence_is_whole(&out->rep[r]) && out->rep[r].back.state >= least) {
            return out->rep[r].back.reason;
        }
    }
    return SAG_REASON_CUT;
}

/* What the judged repetitions come to. */
typedef struct tally {
    size_t looked_count;   /* beside them: looked at without a number, and nothing seen, which judges nothing */
    size_t numbered_count;
    double most_se; /* of those with a number: the largest in standard errors */
} tally;

static void add_rep(sag_analysis *out, tally *sum, size_t r)
{
    const sag_rep *rep = &out->rep[r];
    sag_rep_metric metric = sag_back_judged_metric(out->movement);
    const sag_measure *size = &rep->whole[metric];
    out->back.judged_count++;
    out->back.possible_count += rep->back.state >= SAG_BACK_POSSIBLE;
    out->back.likely_count += rep->back.state >= SAG_BACK_LIKELY;
    sum->numbered_count += rep->back.reason == SAG_REASON_NONE;
    if (rep->back.state < SAG_BACK_POSSIBLE || size->reason != SAG_REASON_NONE) {
        return;
    }
    sum->most_se = fmax(sum->most_se, size->value / size->se);
    size_t worst = out->back.worst_rep;
    if (worst == SIZE_MAX || size->value > out->rep[worst].whole[metric].value) {
        out->back.worst_rep = r;
    }
}

/* As often as any finding must be shown, or surely at least once. */
static sag_back_state state_of_set(const sag_analysis *out, const tally *sum, const sag_thresholds *thresholds)
{
    const sag_back *back = &out->back;
    double tried = (double)(back->judged_count + sum->looked_count);
    double wanted = sag_thresholds_get(thresholds, SAG_THRESHOLD_REP_SHARE) * tried;
    if (back->judged_count == 0) {
        return SAG_BACK_NOT_MEASURED;
    }
    if ((double)back->likely_count >= wanted) {
        return SAG_BACK_LIKELY;
    }
    if ((double)back->possible_count >= wanted || sum->most_se >= sag__evidence_single_se(tried)) {
        return SAG_BACK_POSSIBLE;
    }
    return sum->numbered_count > 0 ? SAG_BACK_NO_CHANGE : SAG_BACK_NOT_MEASURED;
}

/* What may be said of the set. */
static void judge_set(sag_analysis *out, const sag__back_clip *back, const sag_thresholds *thresholds)
{
    tally sum = {0};
    sag_back *set = &out->back;
    set->worst_rep = SIZE_MAX;
    for (size_t r = 0; r < out->rep_count; r++) {
        const sag_rep *rep = &out->rep[r];
        if (!sag__evidence_is_whole(rep)) {
            continue;
        }
        if (rep->back.state == SAG_BACK_NOT_MEASURED) {
            sum.looked_count += rep->back.looked;
            continue;
        }
        add_rep(out, &sum, r);
        if (rep->back.reason == SAG_REASON_NONE) {
            set->detectable_rad = fmax(set->detectable_rad, detectable_of(out, back, rep, thresholds));
        }
    }
    set->state = state_of_set(out, &sum, thresholds);
    if (set->state == SAG_BACK_NOT_MEASURED) {
        set->judged_count = set->possible_count = 0; /* seen too seldom, and without a number: that is nothing */
        bool silent = out->rep_count > 0 && set->reason == SAG_REASON_NONE;
        set->reason = silent ? reason_of_first(out, SAG_BACK_NOT_MEASURED) : set->reason;
    } else if (set->reason == SAG_REASON_NONE && set->state >= SAG_BACK_POSSIBLE && set->worst_rep == SIZE_MAX) {
        set->reason = reason_of_first(out, SAG_BACK_POSSIBLE);
    }
}

/* Angle of the near upper arm in the picture, 0 hanging down. NaN if hidden. */
static double arm_angle(const sag_analysis *out, const sag__clip *clip, size_t i)
{
    sag_skeleton room;
    const sag_skeleton *skeleton = sag__clip_skeleton(clip, i, &room);
    const sag_keypoint *shoulder = &skeleton->joint[SAG_JOINT_LEFT_SHOULDER + out->near_side];
    const sag_keypoint *elbow = &skeleton->joint[SAG_JOINT_LEFT_ELBOW + out->near_side];
    return skeleton->found ? sag__angle_between((double)(elbow->x_px - shoulder->x_px),
                                                (double)(elbow->y_px - shoulder->y_px), 0.0, 1.0)
                           : NAN;
}

/* How much further the arm is raised at the bottoms than while standing. 0 if either is not known. */
static double arm_rise(const sag_analysis *out, const sag__back_clip *back)
{
    double *scratch = back->clip->scratch;
    size_t count = 0;
    for (size_t i = 0; i < back->clip->count; i++) {
        if (back->series.standing[i]) {
            scratch[count++] = arm_angle(out, back->clip, i);
        }
    }
    double standing = sag__stats_median(scratch, count, scratch);
    count = 0;
    for (size_t r = 0; r < out->rep_count; r++) {
        scratch[count++] = arm_angle(out, back->clip, out->rep[r].bottom_frame);
    }
    double rise = sag__stats_median(scratch, count, scratch) - standing;
    return isnan(rise) ? 0.0 : rise;
}

void sag__back_fill_reps(sag_analysis *out, const sag__back_clip *back, const sag_thresholds *thresholds)
{
    for (size_t r = 0; r < out->rep_count; r++) {
        judge_rep(out, back, &out->rep[r], thresholds);
    }
    judge_set(out, back, thresholds);
    out->back.arm_rise_rad = back->laid ? arm_rise(out, back) : 0.0;
}
