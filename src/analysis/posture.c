#include "posture.h"

#include <math.h>

#include "angle.h"

/* Ankles nearer to each other than this share of a leg are no base to measure shares of. */
#define ANKLE_WIDTH_MIN_LEGS 0.04

sag__posture sag__posture_at(const sag_analysis *out, const sag__clip *clip, const sag__stance *stance, size_t i)
{
    /* The person's right is at the right of the picture only from behind. */
    bool flipped = sag__stance_is_side(out->view) ? out->facing == SAG_FACING_LEFT : out->view == SAG_VIEW_FRONT;
    sag__posture posture = {
        .near_side = out->near_side,
        .near_only = stance->near_only,
        .leg_px = stance->leg_length_px,
        .thigh_px = stance->thigh_length_px,
        .foot_px = stance->foot_length_px,
    };
    for (int side = 0; side < 2; side++) {
        for (int part = 0; part < SAG__PART_COUNT; part++) {
            const sag__track *track = &clip->track[side][part];
            posture.across_px[side][part] = flipped ? -track->x_px[i] : track->x_px[i];
            posture.up_px[side][part] = -track->y_px[i];
            posture.sd_px[side][part] = track->sd_px[i];
        }
    }
    return posture;
}

sag__line sag__posture_line(const sag__posture *posture, sag_side side, sag__part a, sag__part b)
{
    return (sag__line){posture->across_px[side][b] - posture->across_px[side][a],
                       posture->up_px[side][b] - posture->up_px[side][a]};
}

sag__line sag__posture_mid_line(const sag__posture *posture, sag__part a, sag__part b)
{
    sag__line left = sag__posture_line(posture, SAG_SIDE_LEFT, a, b);
    sag__line right = sag__posture_line(posture, SAG_SIDE_RIGHT, a, b);
    return (sag__line){0.5 * (left.across_px + right.across_px), 0.5 * (left.up_px + right.up_px)};
}

/* Distance of a pair of joints across. */
static double width(const sag__posture *posture, sag__part part)
{
    return fabs(posture->across_px[SAG_SIDE_RIGHT][part] - posture->across_px[SAG_SIDE_LEFT][part]);
}

double sag__posture_ankle_width(const sag__posture *posture)
{
    double width_px = width(posture, SAG__PART_ANKLE);
    return width_px > ANKLE_WIDTH_MIN_LEGS * posture->leg_px ? width_px : NAN;
}

/* A length as a divisor. */
static double known(double length_px)
{
    return length_px > 0.0 ? length_px : NAN;
}

static double inclination(sag__line line)
{
    return sag__angle_inclination(line.across_px, line.up_px);
}

/* Inclination of the line from the toe back to the heel over the horizontal, + heel up. */
static double foot_pitch(const sag__posture *posture)
{
    sag__line sole = sag__posture_line(posture, posture->near_side, SAG__PART_TOE, SAG__PART_HEEL);
    return atan2(sole.up_px, -sole.across_px);
}

static double hip_height(const sag__posture *posture)
{
    return posture->near_only ? sag__posture_line(posture, posture->near_side, SAG__PART_ANKLE, SAG__PART_HIP).up_px
                              : sag__posture_mid_line(posture, SAG__PART_ANKLE, SAG__PART_HIP).up_px;
}

/* Toward the other leg is + : to the right for the left leg. */
static double medial(sag_side side)
{
    return side == SAG_SIDE_LEFT ? 1.0 : -1.0;
}

/* Distance of the knee from the line ankle to hip, + medial. */
static double knee_medial(const sag__posture *posture, sag_side side)
{
    sag__line leg = sag__posture_line(posture, side, SAG__PART_ANKLE, SAG__PART_HIP);
    sag__line knee = sag__posture_line(posture, side, SAG__PART_ANKLE, SAG__PART_KNEE);
    double cross = knee.across_px * leg.up_px - knee.up_px * leg.across_px;
    return medial(side) * cross / known(hypot(leg.across_px, leg.up_px));
}

static double near_value(const sag__posture *posture, sag_metric metric)
{
    sag_side side = posture->near_side;
    sag__line thigh = sag__posture_line(posture, side, SAG__PART_KNEE, SAG__PART_HIP);
    sag__line shank = sag__posture_line(posture, side, SAG__PART_ANKLE, SAG__PART_KNEE);
    sag__line trunk = sag__posture_line(posture, side, SAG__PART_HIP, SAG__PART_SHOULDER);
    switch (metric) {
    case SAG_METRIC_KNEE_FLEXION:
        return SAG__PI - sag__angle_between(thigh.across_px, thigh.up_px, -shank.across_px, -shank.up_px);
    case SAG_METRIC_THIGH_INCLINATION:
        return sag__angle_elevation(thigh.across_px, thigh.up_px);
    case SAG_METRIC_DEPTH:
        return -thigh.up_px / known(posture->thigh_px);
    case SAG_METRIC_TRUNK_INCLINATION:
        return inclination(trunk);
    case SAG_METRIC_SHANK_INCLINATION:
        return inclination(shank);
    case SAG_METRIC_TRUNK_SHANK:
        return inclination(trunk) - inclination(shank);
    case SAG_METRIC_ANKLE_DORSIFLEXION:
        return inclination(shank) - foot_pitch(posture);
    case SAG_METRIC_FOOT_PITCH:
        return foot_pitch(posture);
    case SAG_METRIC_HEEL_RISE:
        return sag__posture_line(posture, side, SAG__PART_TOE, SAG__PART_HEEL).up_px / known(posture->foot_px);
    case SAG_METRIC_KNEE_TRAVEL:
        return sag__posture_line(posture, side, SAG__PART_TOE, SAG__PART_KNEE).across_px / known(posture->foot_px);
    default:
        return NAN;
    }
}

double sag__posture_value(const sag__posture *posture, sag_metric metric)
{
    bool left = metric == SAG_METRIC_KNEE_MEDIAL_LEFT || metric == SAG_METRIC_KNEE_TO_FOOT_LEFT;
    sag_side side = left ? SAG_SIDE_LEFT : SAG_SIDE_RIGHT;
    switch (metric) {
    case SAG_METRIC_HIP_DROP:
        return hip_height(posture) / known(posture->leg_px);
    case SAG_METRIC_KNEE_MEDIAL_LEFT:
    case SAG_METRIC_KNEE_MEDIAL_RIGHT:
        return knee_medial(posture, side) / known(posture->leg_px);
    case SAG_METRIC_KNEE_TO_FOOT_LEFT:
    case SAG_METRIC_KNEE_TO_FOOT_RIGHT:
        return medial(side) * sag__posture_line(posture, side, SAG__PART_TOE, SAG__PART_KNEE).across_px /
               known(posture->leg_px);
    case SAG_METRIC_KNEE_SEPARATION:
        return width(posture, SAG__PART_KNEE) / sag__posture_ankle_width(posture);
    case SAG_METRIC_HIP_SHIFT:
        return sag__posture_mid_line(posture, SAG__PART_ANKLE, SAG__PART_HIP).across_px /
               sag__posture_ankle_width(posture);
    case SAG_METRIC_PELVIC_OBLIQUITY:
        return atan2(posture->up_px[SAG_SIDE_LEFT][SAG__PART_HIP] - posture->up_px[SAG_SIDE_RIGHT][SAG__PART_HIP],
                     width(posture, SAG__PART_HIP));
    case SAG_METRIC_LATERAL_TRUNK_LEAN:
        return inclination(sag__posture_mid_line(posture, SAG__PART_HIP, SAG__PART_SHOULDER));
    default:
        return near_value(posture, metric);
    }
}

/* Step of the numeric derivatives: far above rounding, far below a segment. */
#define STEP_PX 0.01

double sag__posture_noise(const sag__posture *posture, sag_metric metric)
{
    double variance = 0.0;
    sag__posture moved = *posture;
    for (int side = 0; side < 2; side++) {
        for (int part = 0; part < SAG__PART_COUNT; part++) {
            for (int axis = 0; axis < 2; axis++) {
                double *at = axis == 0 ? &moved.across_px[side][part] : &moved.up_px[side][part];
                double kept = *at;
                *at = kept + STEP_PX;
                double above = sag__posture_value(&moved, metric);
                *at = kept - STEP_PX;
                double slope = (above - sag__posture_value(&moved, metric)) / (2.0 * STEP_PX);
                *at = kept;
                /* A joint that the metric is not made of may be hidden, with an unknown error. */
                if (slope != 0.0) {
                    variance += slope * slope * posture->sd_px[side][part] * posture->sd_px[side][part];
                }
            }
        }
    }
    return sqrt(variance);
}
