#include "stance.h"

#include <math.h>

#include "angle.h"
#include "stats.h"

/* Standing: knee flexion and trunk inclination in the picture below these, hips slower than this in leg lengths/s. */
#define KNEE_MAX_DEG 25.0
#define TRUNK_MAX_DEG 30.0
#define SPEED_MAX_LEGS_PER_S 0.15

/* Stillness that lasts shorter is the turning point of a movement. */
#define STANDING_MIN_S 0.1
#define STANDING_MIN_FRAMES 3

/* Without standing the longest measured leg stands in for the standing one: this quantile leaves room for outliers. */
#define LONGEST_QUANTILE 0.95

bool sag__stance_is_side(sag_view view)
{
    return view == SAG_VIEW_SIDE || view == SAG_VIEW_SIDE_REDUCED;
}

double sag__stance_segment(const sag__clip *clip, sag_side side, sag__part a, sag__part b, size_t i)
{
    const sag__track *from = &clip->track[side][a];
    const sag__track *to = &clip->track[side][b];
    return hypot(to->x_px[i] - from->x_px[i], to->y_px[i] - from->y_px[i]);
}

double sag__stance_knee_flexion(const sag__clip *clip, sag_side side, size_t i)
{
    const sag__track *track = clip->track[side];
    double thigh_x = track[SAG__PART_HIP].x_px[i] - track[SAG__PART_KNEE].x_px[i];
    double thigh_y = track[SAG__PART_HIP].y_px[i] - track[SAG__PART_KNEE].y_px[i];
    double shank_x = track[SAG__PART_ANKLE].x_px[i] - track[SAG__PART_KNEE].x_px[i];
    double shank_y = track[SAG__PART_ANKLE].y_px[i] - track[SAG__PART_KNEE].y_px[i];
    return SAG__PI - sag__angle_between(thigh_x, thigh_y, shank_x, shank_y);
}

static double side_height(const sag__clip *clip, sag_side side, size_t i)
{
    return clip->track[side][SAG__PART_ANKLE].y_px[i] - clip->track[side][SAG__PART_HIP].y_px[i];
}

/* Mean of a value of both sides, or that of the near side alone. */
static double leg_mean(const sag__stance *stance, sag_side near_side, double left, double right)
{
    if (stance->near_only) {
        return near_side == SAG_SIDE_LEFT ? left : right;
    }
    return 0.5 * (left + right);
}

static double thigh_length(const sag__stance *stance, const sag__clip *clip, sag_side near_side, size_t i)
{
    return leg_mean(stance, near_side, sag__stance_segment(clip, SAG_SIDE_LEFT, SAG__PART_HIP, SAG__PART_KNEE, i),
                    sag__stance_segment(clip, SAG_SIDE_RIGHT, SAG__PART_HIP, SAG__PART_KNEE, i));
}

static double shank_length(const sag__stance *stance, const sag__clip *clip, sag_side near_side, size_t i)
{
    return leg_mean(stance, near_side, sag__stance_segment(clip, SAG_SIDE_LEFT, SAG__PART_KNEE, SAG__PART_ANKLE, i),
                    sag__stance_segment(clip, SAG_SIDE_RIGHT, SAG__PART_KNEE, SAG__PART_ANKLE, i));
}

/* Speed of the hips in pixels a second, from the neighbouring frames. NaN at an end or beside a gap. */
static double hip_speed(const sag__clip *clip, sag_side side, size_t i)
{
    const sag__track *hip = &clip->track[side][SAG__PART_HIP];
    if (i == 0 || i + 1 >= clip->count) {
        return NAN;
    }
    return hypot(hip->x_px[i + 1] - hip->x_px[i - 1], hip->y_px[i + 1] - hip->y_px[i - 1]) /
           (clip->t_s[i + 1] - clip->t_s[i - 1]);
}

/* Whether the near side (better visible side) of the person stands upright and still in frame i. */
static bool is_standing(const sag__clip *clip, sag_side side, size_t i)
{
    const sag__track *track = clip->track[side];
    double trunk_rad = fabs(sag__angle_inclination(track[SAG__PART_SHOULDER].x_px[i] - track[SAG__PART_HIP].x_px[i],
                                                   track[SAG__PART_HIP].y_px[i] - track[SAG__PART_SHOULDER].y_px[i]));
    double leg_px = sag__stance_segment(clip, side, SAG__PART_HIP, SAG__PART_KNEE, i) +
                    sag__stance_segment(clip, side, SAG__PART_KNEE, SAG__PART_ANKLE, i);
    double lean_rad = fabs(sag__angle_inclination(track[SAG__PART_HIP].x_px[i] - track[SAG__PART_ANKLE].x_px[i],
                                                  side_height(clip, side, i)));
    /* Comparisons with NaN are false: a hidden joint is not standing. */
    return sag__stance_knee_flexion(clip, side, i) < SAG__RAD(KNEE_MAX_DEG) && trunk_rad < SAG__RAD(TRUNK_MAX_DEG) &&
           lean_rad < SAG__RAD(TRUNK_MAX_DEG) && hip_speed(clip, side, i) < SPEED_MAX_LEGS_PER_S * leg_px;
}

typedef double (*frame_length)(const sag__stance *stance, const sag__clip *clip, sag_side near_side, size_t i);

static double quantile_of(frame_length length, double share, const sag__stance *stance, const sag__clip *clip,
                          sag_side near_side)
{
    for (size_t i = 0; i < clip->count; i++) {
        bool wanted = !stance->found || is_standing(clip, near_side, i);
        clip->scratch[i] = wanted ? length(stance, clip, near_side, i) : NAN;
    }
    return sag__stats_quantile(clip->scratch, clip->count, share, clip->scratch);
}

void sag__stance_find(sag__stance *stance, double *height_px, const sag__clip *clip, const sag_analysis *clip_view)
{
    sag_side side = clip_view->near_side;
    *stance = (sag__stance){.near_only = sag__stance_is_side(clip_view->view), .hip_height_px = NAN};
    size_t frames = 0;
    double time_s = 0.0;
    for (size_t i = 0; i < clip->count; i++) {
        height_px[i] = leg_mean(stance, side, side_height(clip, SAG_SIDE_LEFT, i),
                                side_height(clip, SAG_SIDE_RIGHT, i));
        if (is_standing(clip, side, i) && !isnan(height_px[i])) {
            frames++;
            time_s += 0.5 * (clip->t_s[i + 1] - clip->t_s[i - 1]);
        }
    }
    stance->found = frames >= STANDING_MIN_FRAMES && time_s >= STANDING_MIN_S;
    double share = stance->found ? 0.5 : LONGEST_QUANTILE;
    double thigh_px = quantile_of(thigh_length, share, stance, clip, side);
    double shank_px = quantile_of(shank_length, share, stance, clip, side);
    stance->thigh_length_px = isnan(thigh_px) ? 0.0 : thigh_px;
    stance->leg_length_px = isnan(thigh_px) || isnan(shank_px) ? 0.0 : thigh_px + shank_px;
    if (stance->found) {
        for (size_t i = 0; i < clip->count; i++) {
            clip->scratch[i] = is_standing(clip, side, i) ? height_px[i] : NAN;
        }
        stance->hip_height_px = sag__stats_median(clip->scratch, clip->count, clip->scratch);
        for (size_t i = 0; i < clip->count; i++) {
            clip->scratch[i] = is_standing(clip, side, i) ? height_px[i] : NAN;
        }
        stance->hip_height_sd_px =
            SAG__SD_PER_MAD * sag__stats_mad(clip->scratch, clip->count, stance->hip_height_px, clip->scratch);
    }
}
