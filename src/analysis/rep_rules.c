#include "rep_rules.h"

#include <math.h>

#include "angle.h"
#include "body.h"
#include "stats.h"

#define DURATION_MIN_S 0.5
#define DURATION_MAX_S 15.0
#define SEEN_MIN_RATIO 0.8

/*
 * A planted foot keeps its ankle within a fraction of a leg length (heel rise, model noise, a camera that is not quite
 * still); a step is 0.7 leg lengths long, and shuffling a chair nearly half a leg length.
 */
#define FOOT_TRAVEL_MAX_LEGS 0.25

/*
 * A quarter squat flexes each knee by 50 deg and turns each thigh by a good 30 deg. The body-centred space reads up to
 * a fifth less. A step bends one leg only.
 */
#define KNEE_MIN_DEG 40.0
#define THIGH_MIN_DEG 25.0

/*
 * In a hinge the trunk turns further than the thighs; in a squat it is the other way round. Nothing is both. The filmed
 * and rendered squats at hand turn it by 0.3 to 0.7 of the thighs, hinges and deadlifts by 2.2 and more.
 */
#define TRUNK_PER_THIGH_MAX 1.0

/* A foot is a third of a leg long: who shifts further back over planted feet is carried by a seat. */
#define BALANCE_SHIFT_MIN_LEGS (-0.33)

/* A trunk that is no further forward than this stands upright, and whoever leaned back before has not bent forward. */
#define HINGE_INCLINATION_MIN_DEG 20.0

/*
 * Whoever stands before or after a hinge has a thigh near the vertical, 3 to 10 deg in the clips at hand, also where a
 * barbell hides the knee. Sitting or kneeling on the heels it lies level.
 */
#define HINGE_THIGH_TOP_MAX_DEG 45.0

/* Frames on either side of an event that are taken together. */
#define EVENT_FRAMES 2

/*
 * How far the ankle of a side strays from its median place, in pixels. NaN if it is hidden for too much of the time: a
 * foot that the model mostly guesses jumps about, above all the far one in a side view.
 */
static double ankle_travel(const sag__clip *clip, sag_side side, size_t first, size_t last)
{
    const sag__track *ankle = &clip->track[side][SAG__PART_ANKLE];
    size_t n = last - first + 1;
    size_t seen_count = 0;
    for (size_t i = first; i <= last; i++) {
        seen_count += isnan(ankle->x_px[i]) ? 0 : 1;
    }
    if ((double)seen_count < SEEN_MIN_RATIO * (double)n) {
        return NAN;
    }
    double x = sag__stats_median(ankle->x_px + first, n, clip->scratch);
    double y = sag__stats_median(ankle->y_px + first, n, clip->scratch);
    for (size_t k = 0; k < n; k++) {
        clip->scratch[k] = hypot(ankle->x_px[first + k] - x, ankle->y_px[first + k] - y);
    }
    return sag__stats_quantile(clip->scratch, n, 0.9, clip->scratch);
}

static double around(const sag__clip *clip, sag__body_value value, size_t i)
{
    return sag__body_median(clip, value, i > EVENT_FRAMES ? i - EVENT_FRAMES : 0, i + EVENT_FRAMES);
}

/* The mean of a value at both ends; where there was no way down the start is no end. */
static double at_ends(const sag__clip *clip, sag__body_value value, const sag__rep_candidate *c)
{
    return c->from_bottom ? around(clip, value, c->end)
                          : 0.5 * (around(clip, value, c->start) + around(clip, value, c->end));
}

/* Change of a value from the ends to the bottom. */
static double change(const sag__clip *clip, sag__body_value value, const sag__rep_candidate *c)
{
    return around(clip, value, c->bottom) - at_ends(clip, value, c);
}

/* The thigh angle at the end at which it hangs straighter, of the straighter thigh. */
static double thigh_top(const sag__clip *clip, const sag__rep_candidate *c)
{
    double after = fmin(around(clip, sag__body_left_thigh, c->end), around(clip, sag__body_right_thigh, c->end));
    double before = fmin(around(clip, sag__body_left_thigh, c->start), around(clip, sag__body_right_thigh, c->start));
    return c->from_bottom ? after : fmin(before, after);
}

/* Median of the balance over the lower half of the movement, against its ends. */
static double balance_shift(const sag__clip *clip, const sag__rep_candidate *c, const double *height)
{
    double half = height[c->bottom] + 0.5 * fmax(c->drop_before, c->drop_after);
    size_t first = c->bottom;
    while (first > c->start && height[first - 1] < half) {
        first--;
    }
    size_t last = c->bottom;
    while (last < c->end && height[last + 1] < half) {
        last++;
    }
    return sag__body_median(clip, sag__body_balance, first, last) - at_ends(clip, sag__body_balance, c);
}

void sag__rep_measure(sag__rep_candidate *c, sag_movement movement, const sag__clip *clip, const sag__stance *stance,
                      const double *height, const bool *seen)
{
    size_t seen_count = 0;
    for (size_t i = c->start; i <= c->end; i++) {
        seen_count += seen[i] ? 1 : 0;
    }
    c->seen_ratio = (double)seen_count / (double)(c->end - c->start + 1);
    double left_px = ankle_travel(clip, SAG_SIDE_LEFT, c->start, c->end);
    double right_px = ankle_travel(clip, SAG_SIDE_RIGHT, c->start, c->end);
    double leg_px = stance->leg_length_px > 0.0 ? stance->leg_length_px : NAN;
    c->foot_travel = fmax(left_px, right_px) / leg_px; /* fmax passes over one NaN */
    c->knee_rad = fmin(change(clip, sag__body_left_knee, c), change(clip, sag__body_right_knee, c));
    c->trunk_rad = change(clip, sag__body_trunk, c);
    c->thigh_rad = fmin(change(clip, sag__body_left_thigh, c), change(clip, sag__body_right_thigh, c));
    c->thigh_top_rad = thigh_top(clip, c);
    c->balance_shift = balance_shift(clip, c, height);
    c->inclination_rad = movement == SAG_MOVEMENT_HINGE ? -height[c->bottom] : NAN;
}

static sag_rejection judge_squat(const sag__rep_candidate *c)
{
    if (!(c->knee_rad >= SAG__RAD(KNEE_MIN_DEG) && c->thigh_rad >= SAG__RAD(THIGH_MIN_DEG))) {
        return SAG_REJECTION_LEGS;
    }
    if (c->trunk_rad > TRUNK_PER_THIGH_MAX * c->thigh_rad) {
        return SAG_REJECTION_HINGE;
    }
    return c->balance_shift < BALANCE_SHIFT_MIN_LEGS ? SAG_REJECTION_SEATED : SAG_REJECTION_NONE;
}

static sag_rejection judge_hinge(const sag__rep_candidate *c)
{
    if (c->inclination_rad < SAG__RAD(HINGE_INCLINATION_MIN_DEG)) {
        return SAG_REJECTION_UPRIGHT;
    }
    if (!(c->trunk_rad > TRUNK_PER_THIGH_MAX * c->thigh_rad)) {
        return SAG_REJECTION_SQUAT;
    }
    return c->thigh_top_rad > SAG__RAD(HINGE_THIGH_TOP_MAX_DEG) ? SAG_REJECTION_SEATED : SAG_REJECTION_NONE;
}

sag_rejection sag__rep_judge(const sag__rep_candidate *c, sag_movement movement, size_t first, size_t last)
{
    bool came_down = c->drop_before >= SAG__REP_RETURN_MIN_RATIO * c->drop_after || c->top_before == first;
    bool came_up = c->drop_after >= SAG__REP_RETURN_MIN_RATIO * c->drop_before || c->top_after == last;
    if (!came_down || !came_up) {
        return SAG_REJECTION_UNFINISHED;
    }
    if (!(c->duration_s >= DURATION_MIN_S && c->duration_s <= DURATION_MAX_S)) {
        return SAG_REJECTION_DURATION;
    }
    if (c->seen_ratio < SEEN_MIN_RATIO) {
        return SAG_REJECTION_HIDDEN;
    }
    if (c->foot_travel > FOOT_TRAVEL_MAX_LEGS) {
        return SAG_REJECTION_STEPPING;
    }
    return movement == SAG_MOVEMENT_HINGE ? judge_hinge(c) : judge_squat(c);
}
