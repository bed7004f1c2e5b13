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

/* How a value changes with every coordinate: [side][part][across, up]. */
typedef struct gradient {
    double by[2][SAG__PART_COUNT][2];
} gradient;

static void add_point(gradient *g, sag_side side, sag__part part, double by_across, double by_up)
{
    g->by[side][part][0] += by_across;
    g->by[side][part][1] += by_up;
}

/* A function of the line from part a to part b. */
static void add_line(gradient *g, sag_side side, sag__part a, sag__part b, double by_across, double by_up)
{
    add_point(g, side, b, by_across, by_up);
    add_point(g, side, a, -by_across, -by_up);
}

/* A function of the line between the mid-points of both sides. */
static void add_mid_line(gradient *g, sag__part a, sag__part b, double by_across, double by_up)
{
    for (int side = 0; side < 2; side++) {
        add_line(g, (sag_side)side, a, b, 0.5 * by_across, 0.5 * by_up);
    }
}

static double square_length(sag__line line)
{
    return line.across_px * line.across_px + line.up_px * line.up_px;
}

/* The angle of the line from part a to part b, counted from up toward across, times a factor. */
static void add_inclination(gradient *g, const sag__posture *posture, sag_side side, sag__part a, sag__part b,
                            double factor)
{
    sag__line line = sag__posture_line(posture, side, a, b);
    double scale = factor / square_length(line);
    add_line(g, side, a, b, scale * line.up_px, -scale * line.across_px);
}

/* The distance of a pair of joints across, times a factor. */
static void add_width(gradient *g, const sag__posture *posture, sag__part part, double factor)
{
    bool right_first = posture->across_px[SAG_SIDE_RIGHT][part] > posture->across_px[SAG_SIDE_LEFT][part];
    add_point(g, SAG_SIDE_RIGHT, part, right_first ? factor : -factor, 0.0);
    add_point(g, SAG_SIDE_LEFT, part, right_first ? -factor : factor, 0.0);
}

/* The distance of the knee from the line ankle to hip, times a factor: cross(knee, leg) / length(leg). */
static void add_knee_medial(gradient *g, const sag__posture *posture, sag_side side, double factor)
{
    sag__line leg = sag__posture_line(posture, side, SAG__PART_ANKLE, SAG__PART_HIP);
    sag__line knee = sag__posture_line(posture, side, SAG__PART_ANKLE, SAG__PART_KNEE);
    double scale = factor / sqrt(square_length(leg));
    double shorter = (knee.across_px * leg.up_px - knee.up_px * leg.across_px) / square_length(leg);
    add_line(g, side, SAG__PART_ANKLE, SAG__PART_KNEE, scale * leg.up_px, -scale * leg.across_px);
    add_line(g, side, SAG__PART_ANKLE, SAG__PART_HIP, scale * (-knee.up_px - shorter * leg.across_px),
             scale * (knee.across_px - shorter * leg.up_px));
}

static void add_near_value(gradient *g, const sag__posture *posture, sag_metric metric)
{
    sag_side side = posture->near_side;
    switch (metric) {
    case SAG_METRIC_KNEE_FLEXION: /* but for its sign */
        add_inclination(g, posture, side, SAG__PART_KNEE, SAG__PART_HIP, 1.0);
        add_inclination(g, posture, side, SAG__PART_ANKLE, SAG__PART_KNEE, -1.0);
        break;
    case SAG_METRIC_THIGH_INCLINATION: /* but for its sign */
        add_inclination(g, posture, side, SAG__PART_KNEE, SAG__PART_HIP, 1.0);
        break;
    case SAG_METRIC_DEPTH:
        add_line(g, side, SAG__PART_KNEE, SAG__PART_HIP, 0.0, -1.0 / known(posture->thigh_px));
        break;
    case SAG_METRIC_TRUNK_INCLINATION:
        add_inclination(g, posture, side, SAG__PART_HIP, SAG__PART_SHOULDER, 1.0);
        break;
    case SAG_METRIC_SHANK_INCLINATION:
        add_inclination(g, posture, side, SAG__PART_ANKLE, SAG__PART_KNEE, 1.0);
        break;
    case SAG_METRIC_TRUNK_SHANK:
        add_inclination(g, posture, side, SAG__PART_HIP, SAG__PART_SHOULDER, 1.0);
        add_inclination(g, posture, side, SAG__PART_ANKLE, SAG__PART_KNEE, -1.0);
        break;
    case SAG_METRIC_ANKLE_DORSIFLEXION: /* the pitch of the foot and the inclination of its line turn alike */
        add_inclination(g, posture, side, SAG__PART_ANKLE, SAG__PART_KNEE, 1.0);
        add_inclination(g, posture, side, SAG__PART_TOE, SAG__PART_HEEL, -1.0);
        break;
    case SAG_METRIC_FOOT_PITCH:
        add_inclination(g, posture, side, SAG__PART_TOE, SAG__PART_HEEL, 1.0);
        break;
    case SAG_METRIC_HEEL_RISE:
        add_line(g, side, SAG__PART_TOE, SAG__PART_HEEL, 0.0, 1.0 / known(posture->foot_px));
        break;
    case SAG_METRIC_KNEE_TRAVEL:
        add_line(g, side, SAG__PART_TOE, SAG__PART_KNEE, 1.0 / known(posture->foot_px), 0.0);
        break;
    default:
        break;
    }
}

static void add_value(gradient *g, const sag__posture *posture, sag_metric metric)
{
    bool left = metric == SAG_METRIC_KNEE_MEDIAL_LEFT || metric == SAG_METRIC_KNEE_TO_FOOT_LEFT;
    sag_side side = left ? SAG_SIDE_LEFT : SAG_SIDE_RIGHT;
    double ankles_px = sag__posture_ankle_width(posture);
    switch (metric) {
    case SAG_METRIC_HIP_DROP:
        if (posture->near_only) {
            add_line(g, posture->near_side, SAG__PART_ANKLE, SAG__PART_HIP, 0.0, 1.0 / known(posture->leg_px));
        } else {
            add_mid_line(g, SAG__PART_ANKLE, SAG__PART_HIP, 0.0, 1.0 / known(posture->leg_px));
        }
        break;
    case SAG_METRIC_KNEE_MEDIAL_LEFT:
    case SAG_METRIC_KNEE_MEDIAL_RIGHT:
        add_knee_medial(g, posture, side, 1.0 / known(posture->leg_px));
        break;
    case SAG_METRIC_KNEE_TO_FOOT_LEFT:
    case SAG_METRIC_KNEE_TO_FOOT_RIGHT:
        add_line(g, side, SAG__PART_TOE, SAG__PART_KNEE, 1.0 / known(posture->leg_px), 0.0);
        break;
    case SAG_METRIC_KNEE_SEPARATION:
        add_width(g, posture, SAG__PART_KNEE, 1.0 / ankles_px);
        add_width(g, posture, SAG__PART_ANKLE, -sag__posture_value(posture, metric) / ankles_px);
        break;
    case SAG_METRIC_HIP_SHIFT:
        add_mid_line(g, SAG__PART_ANKLE, SAG__PART_HIP, 1.0 / ankles_px, 0.0);
        add_width(g, posture, SAG__PART_ANKLE, -sag__posture_value(posture, metric) / ankles_px);
        break;
    case SAG_METRIC_PELVIC_OBLIQUITY: { /* but for its sign: the angle of the line between the hips */
        const double(*at)[SAG__PART_COUNT] = posture->across_px;
        sag__line hips = {at[SAG_SIDE_RIGHT][SAG__PART_HIP] - at[SAG_SIDE_LEFT][SAG__PART_HIP],
                          posture->up_px[SAG_SIDE_RIGHT][SAG__PART_HIP] - posture->up_px[SAG_SIDE_LEFT][SAG__PART_HIP]};
        double scale = 1.0 / square_length(hips);
        add_point(g, SAG_SIDE_RIGHT, SAG__PART_HIP, scale * hips.up_px, -scale * hips.across_px);
        add_point(g, SAG_SIDE_LEFT, SAG__PART_HIP, -scale * hips.up_px, scale * hips.across_px);
        break;
    }
    case SAG_METRIC_LATERAL_TRUNK_LEAN: {
        sag__line trunk = sag__posture_mid_line(posture, SAG__PART_HIP, SAG__PART_SHOULDER);
        double scale = 1.0 / square_length(trunk);
        add_mid_line(g, SAG__PART_HIP, SAG__PART_SHOULDER, scale * trunk.up_px, -scale * trunk.across_px);
        break;
    }
    default:
        add_near_value(g, posture, metric);
        break;
    }
}

double sag__posture_noise(const sag__posture *posture, sag_metric metric)
{
    gradient g = {{{{0.0}}}};
    add_value(&g, posture, metric);
    double variance = 0.0;
    for (int side = 0; side < 2; side++) {
        for (int part = 0; part < SAG__PART_COUNT; part++) {
            double square = g.by[side][part][0] * g.by[side][part][0] + g.by[side][part][1] * g.by[side][part][1];
            /* A joint that the metric is not made of may be hidden, with an unknown error. */
            if (square != 0.0) {
                variance += square * posture->sd_px[side][part] * posture->sd_px[side][part];
            }
        }
    }
    return sqrt(variance);
}
