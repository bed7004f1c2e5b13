#include "rep_metric.h"

#include <math.h>

#include "angle.h"
#include "metric.h"
#include "tempo.h"

/* Held means: for at least this long. */
#define HELD_S 0.2
#define HELD_TRUNK_S 0.3

/* How far from a repetition the top beside it is looked for. */
#define TOP_S 1.0

/* The lower half of the movement, and the depth at which both ways are compared: this share of the way down. */
#define HALF_RATIO 0.5

/* "Good morning" is looked for while the hips come up from one to the other of these shares of the drop. */
#define HIPS_FIRST_FROM_RATIO (1.0 / 3.0)
#define HIPS_FIRST_TO_RATIO 0.5

/*
 * Error of the model in a difference within one clip, where the constant offsets of the points cancel; measured on
 * rendered people as those in metric.c.
 */
#define TRUNK_CHANGE_ERROR SAG__RAD(3.0)
#define HEEL_ERROR_FEET 0.02
#define HEEL_ERROR_FEET_PER_DROP 0.07
#define HEEL_ERROR_SHARE 0.25
#define ANKLE_ERROR_FEET 0.02
#define ANKLE_ERROR_FEET_PER_DROP 0.10
#define HIPS_FIRST_ERROR SAG__RAD(1.5)
#define KNEE_CHANGE_ERROR_LEGS 0.012
#define KNEE_UP_DOWN_ERROR_LEGS 0.006
#define SEPARATION_FALL_ERROR 0.05

/* One repetition with the moments that its metrics refer to. */
typedef struct movement {
    sag_analysis *out;
    sag_rep *rep;
    const sag__clip *clip;
    const sag__stance *stance;
    const double *driver; /* of sag__rep_find: high at the top, low at the bottom */
    size_t pause_first;
    size_t pause_last;
    double half_down;      /* positions between frames where the driver passes half depth */
    double half_up;
    sag_reason down_reason; /* why half depth on the way down is not known, or NONE */
    sag_reason up_reason;
} movement;

static sag_measure without(sag_reason reason)
{
    return (sag_measure){.reason = reason};
}

static double squared(double value)
{
    return value * value;
}

static sag__metric_error error_at(const movement *m, sag_metric metric, size_t i)
{
    return sag__metric_error_at(m->out, m->clip, m->stance, metric, i);
}

/*
 * Walk from the bottom toward an end until the driver is above a level.
 * step: -1 to the start, +1 to the end. position: filled, between two frames.
 */
static sag_reason find_level(const movement *m, double level, int step, double *position)
{
    size_t i = m->rep->bottom_frame;
    size_t stop = step < 0 ? m->rep->start_frame : m->rep->end_frame;
    *position = NAN;
    while (m->driver[i] < level) {
        if (i == stop) {
            bool cut = step < 0 ? m->rep->start_cut : m->rep->end_cut;
            return cut ? SAG_REASON_CUT : SAG_REASON_HIDDEN;
        }
        size_t next = step < 0 ? i - 1 : i + 1;
        if (m->driver[next] >= level) {
            double share = (level - m->driver[i]) / (m->driver[next] - m->driver[i]);
            *position = (double)i + step * share;
            return SAG_REASON_NONE;
        }
        i = next;
    }
    return SAG_REASON_HIDDEN; /* NaN is not below */
}

static movement movement_of(sag_analysis *out, sag_rep *rep, const sag__clip *clip, const sag__stance *stance,
                            const double *driver)
{
    movement m = {.out = out, .rep = rep, .clip = clip, .stance = stance, .driver = driver};
    int64_t pause_ns = rep->start_ns + rep->eccentric_ns;
    m.pause_first = sag__tempo_frame_at(clip, rep->start_frame, rep->end_frame, pause_ns);
    m.pause_last = sag__tempo_frame_at(clip, rep->start_frame, rep->end_frame, pause_ns + rep->pause_ns);
    double bottom = driver[rep->bottom_frame];
    double level = bottom + HALF_RATIO * (fmax(driver[rep->start_frame], driver[rep->end_frame]) - bottom);
    m.down_reason = find_level(&m, level, -1, &m.half_down);
    m.up_reason = find_level(&m, level, +1, &m.half_up);
    return m;
}

/* The series at a position between two frames. */
static double value_at(const double *series, double position)
{
    size_t below = (size_t)position;
    double part = position - (double)below;
    return part > 0.0 ? series[below] + part * (series[below + 1] - series[below]) : series[below];
}

/* A stretch of frames, both ends included. */
typedef struct stretch {
    size_t first;
    size_t last;
} stretch;

static stretch whole_of(const movement *m)
{
    return (stretch){m->rep->start_frame, m->rep->end_frame};
}

/* Frames in which the driver is below half depth. */
static stretch lower_half(const movement *m)
{
    return (stretch){(size_t)ceil(m->half_down), (size_t)m->half_up};
}

/* What keeps the lower half from being looked at. */
static sag_reason lower_half_reason(const movement *m)
{
    return m->down_reason != SAG_REASON_NONE ? m->down_reason : m->up_reason;
}

/* A value with the frame that shows it. */
typedef struct peak {
    double value; /* NaN without one */
    size_t frame;
} peak;

static peak largest(const double *series, stretch in)
{
    peak best = {.value = NAN};
    for (size_t i = in.first; i <= in.last; i++) {
        if (!isnan(series[i]) && !(series[i] <= best.value)) {
            best = (peak){series[i], i};
        }
    }
    return best;
}

/* The largest value, times sign, that is not fallen below for hold_s. The frame is the one in the stretch's middle. */
static peak largest_held(const movement *m, const double *series, stretch in, double hold_s, double sign)
{
    peak best = {.value = NAN};
    double tolerance_s = 0.5 / m->clip->rate_hz;
    for (size_t i = in.first; i <= in.last; i++) {
        double lowest = sign * series[i];
        size_t k = i;
        while (!isnan(lowest) && k < in.last && m->clip->t_s[k] - m->clip->t_s[i] < hold_s - tolerance_s) {
            k++;
            lowest = isnan(series[k]) ? NAN : fmin(lowest, sign * series[k]);
        }
        bool held = m->clip->t_s[k] - m->clip->t_s[i] >= hold_s - tolerance_s;
        if (held && !isnan(lowest) && !(lowest <= best.value)) {
            best = (peak){lowest, i + (k - i) / 2};
        }
    }
    best.value *= sign;
    return best;
}

/* Frame in which the hips are highest within TOP_S before (step -1) or behind (+1) the repetition. */
static size_t top_beside(const movement *m, int step)
{
    size_t edge = step < 0 ? m->rep->start_frame : m->rep->end_frame;
    size_t last = step < 0 ? 0 : m->clip->count - 1;
    size_t top = edge;
    for (size_t i = edge; fabs(m->clip->t_s[i] - m->clip->t_s[edge]) <= TOP_S && !isnan(m->driver[i]);
         i = step < 0 ? i - 1 : i + 1) {
        top = m->driver[i] > m->driver[top] ? i : top;
        if (i == last) {
            break;
        }
    }
    return top;
}

/*
 * Largest rise of a point of the foot that is held, over the line between its heights at the tops beside the
 * repetition: a person who has moved since the standing phase stands at another height in the picture. The point alone,
 * not over the toe as in a frame: the toe's point sinks in a deep squat.
 */
static sag_measure rise_peak(const movement *m, sag__part part)
{
    sag_reason reason = m->out->clip_reason[SAG_METRIC_HEEL_RISE];
    reason = reason != SAG_REASON_NONE ? reason : lower_half_reason(m);
    if (reason != SAG_REASON_NONE) {
        return without(reason);
    }
    const sag__track *point = &m->clip->track[m->out->near_side][part];
    const double *t_s = m->clip->t_s;
    size_t before = top_beside(m, -1);
    size_t after = top_beside(m, +1);
    double before_px = point->y_px[m->rep->start_cut ? after : before];
    double after_px = point->y_px[m->rep->end_cut ? before : after];
    double *rise = m->clip->scratch;
    for (size_t i = m->rep->start_frame; i <= m->rep->end_frame; i++) {
        double share = after > before ? (t_s[i] - t_s[before]) / (t_s[after] - t_s[before]) : 0.0;
        rise[i] = (before_px + share * (after_px - before_px) - point->y_px[i]) / m->stance->foot_length_px;
    }
    peak at = largest_held(m, rise, whole_of(m), HELD_S, 1.0);
    if (isnan(at.value)) {
        return without(SAG_REASON_HIDDEN);
    }
    double drop = m->out->series[SAG_METRIC_HIP_DROP][m->rep->bottom_frame];
    double noise = point->sd_px[at.frame] / m->stance->foot_length_px;
    double view = error_at(m, SAG_METRIC_HEEL_RISE, at.frame).view;
    bool heel = part == SAG__PART_HEEL;
    double constant = heel ? HEEL_ERROR_FEET : ANKLE_ERROR_FEET;
    double growing = (heel ? HEEL_ERROR_FEET_PER_DROP : ANKLE_ERROR_FEET_PER_DROP) * drop;
    double model = hypot(hypot(constant, growing), heel ? HEEL_ERROR_SHARE * at.value : 0.0);
    return (sag_measure){.value = at.value, .se = sqrt(squared(model) + 1.5 * squared(noise) + squared(view))};
}

/*
 * A peak as a measure, with the metric's error at its frame or at the bottom: that the value was no larger elsewhere
 * is as uncertain as the value there.
 */
static sag_measure peak_measure(const movement *m, sag_metric metric, peak at)
{
    const double *se = m->out->series_se[metric];
    return isnan(at.value) ? without(SAG_REASON_HIDDEN)
                           : (sag_measure){.value = at.value, .se = fmax(se[at.frame], se[m->rep->bottom_frame])};
}

/* Largest value of a metric over the movement; the lower half of it must have been recorded. */
static sag_measure peak_of(const movement *m, sag_metric metric, double hold_s)
{
    sag_reason reason = m->out->clip_reason[metric];
    reason = reason != SAG_REASON_NONE ? reason : lower_half_reason(m);
    if (reason != SAG_REASON_NONE) {
        return without(reason);
    }
    const double *series = m->out->series[metric];
    return peak_measure(m, metric, hold_s > 0.0 ? largest_held(m, series, whole_of(m), hold_s, 1.0)
                                                : largest(series, whole_of(m)));
}

/* The value furthest from 0 to one side that is held; 0 if the value is held on neither side. */
static sag_measure signed_peak_of(const movement *m, sag_metric metric)
{
    sag_reason reason = m->out->clip_reason[metric];
    reason = reason != SAG_REASON_NONE ? reason : lower_half_reason(m);
    if (reason != SAG_REASON_NONE) {
        return without(reason);
    }
    peak right = largest_held(m, m->out->series[metric], whole_of(m), HELD_TRUNK_S, 1.0);
    peak left = largest_held(m, m->out->series[metric], whole_of(m), HELD_TRUNK_S, -1.0);
    peak further = right.value >= -left.value ? right : left;
    if ((right.value >= -left.value ? further.value : -further.value) < 0.0) {
        further.value = 0.0;
    }
    return peak_measure(m, metric, further);
}

static sag_measure trunk_change(const movement *m)
{
    const sag_metric metric = SAG_METRIC_TRUNK_INCLINATION;
    const sag_measure *standing = &m->out->baseline.standing[metric];
    const sag_measure *bottom = &m->rep->at_bottom[metric];
    if (bottom->reason != SAG_REASON_NONE || standing->reason != SAG_REASON_NONE) {
        return without(bottom->reason != SAG_REASON_NONE ? bottom->reason : standing->reason);
    }
    sag__metric_error e = error_at(m, metric, m->rep->bottom_frame);
    return (sag_measure){.value = bottom->value - standing->value,
                         .se = sqrt(squared(TRUNK_CHANGE_ERROR) + squared(e.noise) + squared(e.view) +
                                    squared(standing->se))};
}

/* Largest trunk inclination while the hips come up by a third to a half of their drop, minus that at the bottom. */
static sag_measure hips_first(const movement *m)
{
    const sag_metric metric = SAG_METRIC_TRUNK_INCLINATION;
    const double *series = m->out->series[metric];
    sag_reason reason = m->out->clip_reason[metric];
    double bottom = m->driver[m->rep->bottom_frame];
    double drop = fmax(m->driver[m->rep->start_frame], m->driver[m->rep->end_frame]) - bottom;
    double from = NAN;
    double to = NAN;
    if (reason == SAG_REASON_NONE) {
        reason = find_level(m, bottom + HIPS_FIRST_FROM_RATIO * drop, +1, &from);
    }
    if (reason == SAG_REASON_NONE) {
        reason = find_level(m, bottom + HIPS_FIRST_TO_RATIO * drop, +1, &to);
    }
    if (reason != SAG_REASON_NONE) {
        return without(reason);
    }
    size_t near = (size_t)(0.5 * (from + to) + 0.5);
    double most = fmax(value_at(series, from), value_at(series, to));
    for (size_t i = (size_t)ceil(from); i <= (size_t)to; i++) {
        most = fmax(most, series[i]);
    }
    double change = most - series[m->rep->bottom_frame];
    if (isnan(change)) {
        return without(SAG_REASON_HIDDEN);
    }
    sag__metric_error up = error_at(m, metric, near);
    sag__metric_error low = error_at(m, metric, m->rep->bottom_frame);
    return (sag_measure){.value = change,
                         .se = sqrt(squared(HIPS_FIRST_ERROR) + squared(up.noise) + squared(low.noise) +
                                    squared(up.view - low.view))};
}

/* Knee medial displacement on the way up at half depth from standing, and against the way down. */
static void fill_knee_medial(const movement *m, sag_side side)
{
    sag_metric metric = (sag_metric)(SAG_METRIC_KNEE_MEDIAL_LEFT + (int)side);
    sag_measure *from_standing = &m->rep->whole[SAG_REP_METRIC_KNEE_MEDIAL_LEFT + (int)side];
    sag_measure *up_down = &m->rep->whole[SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_LEFT + (int)side];
    const sag_measure *standing = &m->out->baseline.standing[metric];
    sag_reason reason = m->out->clip_reason[metric];
    reason = reason != SAG_REASON_NONE ? reason : m->up_reason;
    if (reason != SAG_REASON_NONE) {
        *from_standing = *up_down = without(reason);
        return;
    }
    double up = value_at(m->out->series[metric], m->half_up);
    double down = m->down_reason == SAG_REASON_NONE ? value_at(m->out->series[metric], m->half_down) : NAN;
    sag__metric_error e = error_at(m, metric, (size_t)(m->half_up + 0.5));
    if (standing->reason != SAG_REASON_NONE) {
        *from_standing = without(standing->reason);
    } else if (isnan(up)) {
        *from_standing = without(SAG_REASON_HIDDEN);
    } else {
        *from_standing = (sag_measure){.value = up - standing->value,
                                       .se = sqrt(squared(KNEE_CHANGE_ERROR_LEGS) + squared(e.noise) +
                                                  squared(e.view) + squared(standing->se))};
    }
    if (m->down_reason != SAG_REASON_NONE) {
        *up_down = without(m->down_reason);
    } else if (isnan(up - down)) {
        *up_down = without(SAG_REASON_HIDDEN);
    } else { /* the same depth seen from the same place: what the view does to one it does to the other */
        *up_down = (sag_measure){.value = up - down,
                                 .se = sqrt(squared(KNEE_UP_DOWN_ERROR_LEGS) + 2.0 * squared(e.noise))};
    }
}

/* Largest value that is held in the lower half of the movement, times sign. */
static sag_measure lower_half_peak(const movement *m, sag_metric metric, double sign)
{
    sag_reason reason = m->out->clip_reason[metric];
    reason = reason != SAG_REASON_NONE ? reason : lower_half_reason(m);
    if (reason != SAG_REASON_NONE) {
        return without(reason);
    }
    return peak_measure(m, metric, largest_held(m, m->out->series[metric], lower_half(m), HELD_S, sign));
}

static sag_measure separation_fall(const movement *m)
{
    const sag_measure *standing = &m->out->baseline.standing[SAG_METRIC_KNEE_SEPARATION];
    sag_measure least = lower_half_peak(m, SAG_METRIC_KNEE_SEPARATION, -1.0);
    if (least.reason != SAG_REASON_NONE) {
        return least;
    }
    if (standing->reason != SAG_REASON_NONE) {
        return without(standing->reason);
    }
    sag__metric_error e = error_at(m, SAG_METRIC_KNEE_SEPARATION, m->rep->bottom_frame);
    return (sag_measure){.value = (standing->value - least.value) / standing->value,
                         .se = sqrt(squared(SEPARATION_FALL_ERROR) +
                                    (squared(e.noise) + squared(standing->se)) / squared(standing->value))};
}

/* Left minus right knee at the bottom. A camera's roll moves both knees to one side: one in, the other out. */
static sag_measure knee_asymmetry(const movement *m)
{
    const sag_measure *left = &m->rep->at_bottom[SAG_METRIC_KNEE_TO_FOOT_LEFT];
    const sag_measure *right = &m->rep->at_bottom[SAG_METRIC_KNEE_TO_FOOT_RIGHT];
    if (left->reason != SAG_REASON_NONE || right->reason != SAG_REASON_NONE) {
        return without(left->reason != SAG_REASON_NONE ? left->reason : right->reason);
    }
    double roll = error_at(m, SAG_METRIC_KNEE_TO_FOOT_LEFT, m->rep->bottom_frame).roll *
                  error_at(m, SAG_METRIC_KNEE_TO_FOOT_RIGHT, m->rep->bottom_frame).roll;
    return (sag_measure){.value = left->value - right->value,
                         .se = sqrt(squared(left->se) + squared(right->se) + 2.0 * roll)};
}

/* Mean of the hips' shift over a part of the lower half. */
static sag_measure mean_shift(const movement *m, sag_reason reason, size_t first, size_t last)
{
    const sag_metric metric = SAG_METRIC_HIP_SHIFT;
    if (m->out->clip_reason[metric] != SAG_REASON_NONE || reason != SAG_REASON_NONE) {
        return without(m->out->clip_reason[metric] != SAG_REASON_NONE ? m->out->clip_reason[metric] : reason);
    }
    double sum = 0.0;
    double se = 0.0;
    size_t count = 0;
    for (size_t i = first; i <= last; i++) {
        if (!isnan(m->out->series[metric][i])) {
            sum += m->out->series[metric][i];
            se += m->out->series_se[metric][i];
            count++;
        }
    }
    return count == 0 ? without(SAG_REASON_HIDDEN)
                      : (sag_measure){.value = sum / (double)count, .se = se / (double)count};
}

static void fill_side(const movement *m)
{
    sag_measure *whole = m->rep->whole;
    whole[SAG_REP_METRIC_TRUNK_PEAK] = peak_of(m, SAG_METRIC_TRUNK_INCLINATION, 0.0);
    whole[SAG_REP_METRIC_TRUNK_CHANGE] = trunk_change(m);
    whole[SAG_REP_METRIC_SHANK_PEAK] = peak_of(m, SAG_METRIC_SHANK_INCLINATION, 0.0);
    whole[SAG_REP_METRIC_DORSIFLEXION_PEAK] = peak_of(m, SAG_METRIC_ANKLE_DORSIFLEXION, 0.0);
    whole[SAG_REP_METRIC_FOOT_PITCH_PEAK] = peak_of(m, SAG_METRIC_FOOT_PITCH, HELD_S);
    whole[SAG_REP_METRIC_KNEE_TRAVEL_PEAK] = peak_of(m, SAG_METRIC_KNEE_TRAVEL, 0.0);
    /* These go along the way of the hips, and their errors are known of squats alone. */
    bool squat = m->out->movement == SAG_MOVEMENT_SQUAT;
    sag_measure other = without(SAG_REASON_MOVEMENT);
    whole[SAG_REP_METRIC_HEEL_RISE_PEAK] = squat ? rise_peak(m, SAG__PART_HEEL) : other;
    whole[SAG_REP_METRIC_ANKLE_RISE_PEAK] = squat ? rise_peak(m, SAG__PART_ANKLE) : other;
    whole[SAG_REP_METRIC_HIPS_FIRST] = squat ? hips_first(m) : other;
}

static void fill_frontal(const movement *m)
{
    sag_measure *whole = m->rep->whole;
    fill_knee_medial(m, SAG_SIDE_LEFT);
    fill_knee_medial(m, SAG_SIDE_RIGHT);
    whole[SAG_REP_METRIC_KNEE_TO_FOOT_LEFT] = lower_half_peak(m, SAG_METRIC_KNEE_TO_FOOT_LEFT, 1.0);
    whole[SAG_REP_METRIC_KNEE_TO_FOOT_RIGHT] = lower_half_peak(m, SAG_METRIC_KNEE_TO_FOOT_RIGHT, 1.0);
    whole[SAG_REP_METRIC_KNEE_SEPARATION_FALL] = separation_fall(m);
    whole[SAG_REP_METRIC_KNEE_ASYMMETRY] = knee_asymmetry(m);
    size_t down = m->down_reason == SAG_REASON_NONE ? lower_half(m).first : 0;
    size_t up = m->up_reason == SAG_REASON_NONE ? (size_t)m->half_up : 0;
    whole[SAG_REP_METRIC_HIP_SHIFT_DOWN] = mean_shift(m, m->down_reason, down, m->pause_first);
    whole[SAG_REP_METRIC_HIP_SHIFT_BOTTOM] = m->rep->at_bottom[SAG_METRIC_HIP_SHIFT];
    whole[SAG_REP_METRIC_HIP_SHIFT_UP] = mean_shift(m, m->up_reason, m->pause_last, up);
    whole[SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK] = signed_peak_of(m, SAG_METRIC_PELVIC_OBLIQUITY);
    whole[SAG_REP_METRIC_LATERAL_LEAN_PEAK] = signed_peak_of(m, SAG_METRIC_LATERAL_TRUNK_LEAN);
}

void sag__rep_metric_fill(sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                          const double *driver)
{
    for (size_t r = 0; r < out->rep_count; r++) {
        movement m = movement_of(out, &out->rep[r], clip, stance, driver);
        fill_side(&m);
        fill_frontal(&m);
        sag__tempo_fill(out, r, clip, stance, driver);
    }
}
