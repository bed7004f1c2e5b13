#include "metric.h"

#include <math.h>

#include "angle.h"

/* Lower borders of the depth classes in thigh inclination, shallow to deep. */
static const double depth_border_deg[] = {15.0, 5.0, -5.0, -20.0};

/*
 * Standard error of the model itself against laboratory measurement, side view: knee about 5 deg;
 * thigh 4 to 6 deg, middle taken; trunk and shank 4 deg, the upper end of the 2 to 4 deg stated. Ratios: depth is the
 * sine of the thigh inclination; the hips' drop is a difference within one clip, in which a constant offset of the hip
 * point cancels, and keeps about 2.5 cm of a leg of 85 cm.
 */
static const double model_error[SAG_METRIC_COUNT] = {
    [SAG_METRIC_KNEE_FLEXION] = SAG__RAD(5.0),
    [SAG_METRIC_THIGH_INCLINATION] = SAG__RAD(5.0),
    [SAG_METRIC_DEPTH] = SAG__RAD(5.0),
    [SAG_METRIC_TRUNK_INCLINATION] = SAG__RAD(4.0),
    [SAG_METRIC_SHANK_INCLINATION] = SAG__RAD(4.0),
    [SAG_METRIC_HIP_DROP] = 0.03,
};

/*
 * The vertical of the picture is taken for the true one; a camera set up by eye is level within about this. It turns
 * every inclination, and no angle between two segments.
 */
#define CAMERA_ROLL_DEG 2.0

static const double roll_error[SAG_METRIC_COUNT] = {
    [SAG_METRIC_THIGH_INCLINATION] = SAG__RAD(CAMERA_ROLL_DEG),
    [SAG_METRIC_DEPTH] = SAG__RAD(CAMERA_ROLL_DEG),
    [SAG_METRIC_TRUNK_INCLINATION] = SAG__RAD(CAMERA_ROLL_DEG),
    [SAG_METRIC_SHANK_INCLINATION] = SAG__RAD(CAMERA_ROLL_DEG),
};

sag_depth_class sag__metric_depth_class(double thigh_inclination_rad)
{
    double deg = SAG__DEG(thigh_inclination_rad);
    if (deg > depth_border_deg[0]) {
        return SAG_DEPTH_PARTIAL;
    }
    if (deg > depth_border_deg[1]) {
        return SAG_DEPTH_NEAR_PARALLEL;
    }
    if (deg >= depth_border_deg[2]) {
        return SAG_DEPTH_PARALLEL;
    }
    return deg >= depth_border_deg[3] ? SAG_DEPTH_BELOW_PARALLEL : SAG_DEPTH_DEEP;
}

sag_depth_class sag__metric_depth_class_other(const sag_measure *thigh_inclination)
{
    sag_depth_class own = sag__metric_depth_class(thigh_inclination->value);
    sag_depth_class depth = own;
    double nearest_rad = thigh_inclination->se;
    for (int i = 0; i < (int)(sizeof depth_border_deg / sizeof *depth_border_deg); i++) {
        double distance_rad = fabs(thigh_inclination->value - SAG__RAD(depth_border_deg[i]));
        if (distance_rad <= nearest_rad) {
            nearest_rad = distance_rad;
            /* border i lies between the classes PARTIAL + i and PARTIAL + i + 1 */
            sag_depth_class above = (sag_depth_class)((int)SAG_DEPTH_PARTIAL + i);
            depth = own == above ? (sag_depth_class)((int)above + 1) : above;
        }
    }
    return depth;
}

/* Vector from joint a to joint b of a side in frame i, forward and up. */
typedef struct line {
    double forward_px;
    double up_px;
} line;

static line line_at(const sag_analysis *out, const sag__clip *clip, sag__part a, sag__part b, size_t i)
{
    const sag__track *track = clip->track[out->near_side];
    double direction = out->facing == SAG_FACING_LEFT ? -1.0 : 1.0;
    return (line){direction * (track[b].x_px[i] - track[a].x_px[i]), track[a].y_px[i] - track[b].y_px[i]};
}

static double frame_value(const sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                          const double *height_px, sag_metric metric, size_t i)
{
    line thigh = line_at(out, clip, SAG__PART_KNEE, SAG__PART_HIP, i);
    line shank = line_at(out, clip, SAG__PART_ANKLE, SAG__PART_KNEE, i);
    line trunk = line_at(out, clip, SAG__PART_HIP, SAG__PART_SHOULDER, i);
    switch (metric) {
    case SAG_METRIC_KNEE_FLEXION:
        return sag__stance_knee_flexion(clip, out->near_side, i);
    case SAG_METRIC_THIGH_INCLINATION:
        return sag__angle_elevation(thigh.forward_px, thigh.up_px);
    case SAG_METRIC_DEPTH:
        return -thigh.up_px / stance->thigh_length_px;
    case SAG_METRIC_TRUNK_INCLINATION:
        return sag__angle_inclination(trunk.forward_px, trunk.up_px);
    case SAG_METRIC_SHANK_INCLINATION:
        return sag__angle_inclination(shank.forward_px, shank.up_px);
    case SAG_METRIC_HIP_DROP:
        return (stance->hip_height_px - height_px[i]) / stance->leg_length_px;
    case SAG_METRIC_COUNT:
        break;
    }
    return NAN;
}

/* Why a metric cannot be had from the whole clip, before looking at its frames. */
static sag_reason reason_before(const sag_analysis *out, const sag__stance *stance, sag_metric metric)
{
    if (out->found_count == 0) {
        return SAG_REASON_NO_PERSON;
    }
    if (out->view == SAG_VIEW_UNKNOWN) {
        return SAG_REASON_TOO_SHORT;
    }
    if ((sag_metric_get_info(metric)->views & (1u << out->view)) == 0) {
        return SAG_REASON_VIEW;
    }
    bool needs_standing = metric == SAG_METRIC_DEPTH || metric == SAG_METRIC_HIP_DROP;
    return needs_standing && !stance->found ? SAG_REASON_NO_STANDING : SAG_REASON_NONE;
}

void sag__metric_fill(sag_analysis *out, const sag__clip *clip, const sag__stance *stance, const double *height_px)
{
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        out->clip_reason[m] = reason_before(out, stance, (sag_metric)m);
        bool any = false;
        for (size_t i = 0; i < clip->count; i++) {
            out->series[m][i] = out->clip_reason[m] == SAG_REASON_NONE
                                    ? frame_value(out, clip, stance, height_px, (sag_metric)m, i)
                                    : NAN;
            any = any || !isnan(out->series[m][i]);
        }
        if (!any && out->clip_reason[m] == SAG_REASON_NONE) {
            out->clip_reason[m] = SAG_REASON_HIDDEN;
        }
    }
}

/*
 * A camera above or below the joint sees depth as height. How far it looks down is not known; this is the tilt of a
 * hand-held phone at chest height 4 m away, one standard deviation.
 */
#define CAMERA_TILT_DEG 10.0

/*
 * How far a line's angle in the picture can be from its angle in the sagittal plane, when the camera stands off_rad
 * from the side view: forward lengths look shorter by cos(off), and their part along the camera axis, sin(off), is
 * tilted into height.
 */
static double projection_error(line seen, double off_rad)
{
    double length = hypot(seen.forward_px, seen.up_px);
    double seen_rad = atan2(fabs(seen.forward_px), seen.up_px);
    double true_rad = atan2(fabs(seen.forward_px) / cos(off_rad), seen.up_px);
    double depth_ratio = fabs(seen.forward_px) / length * tan(off_rad);
    double tilt_rad = depth_ratio * sin(SAG__RAD(CAMERA_TILT_DEG)) * fabs(seen.forward_px) / length;
    return hypot(true_rad - seen_rad, tilt_rad);
}

/* Variance of a line's angle from the noise of its two ends. */
static double line_variance(line seen, double noise_a_px, double noise_b_px)
{
    double length_sq = seen.forward_px * seen.forward_px + seen.up_px * seen.up_px;
    return (noise_a_px * noise_a_px + noise_b_px * noise_b_px) / length_sq;
}

/* Variance of the knee's angle: the knee point turns thigh and shank at once, the more the straighter the leg. */
static double knee_variance(line thigh, line shank, const sag__track *track)
{
    double thigh_px = hypot(thigh.forward_px, thigh.up_px);
    double shank_px = hypot(shank.forward_px, shank.up_px);
    double cos_between = (thigh.forward_px * shank.forward_px + thigh.up_px * shank.up_px) / (thigh_px * shank_px);
    double hip = track[SAG__PART_HIP].noise_px / thigh_px;
    double ankle = track[SAG__PART_ANKLE].noise_px / shank_px;
    double knee = track[SAG__PART_KNEE].noise_px;
    return hip * hip + ankle * ankle +
           knee * knee * (1.0 / (thigh_px * thigh_px) + 1.0 / (shank_px * shank_px) +
                          2.0 * cos_between / (thigh_px * shank_px));
}

sag_measure sag__metric_measure(const sag_analysis *analysis, const sag__clip *clip, const sag__stance *stance,
                                sag_metric metric, size_t i)
{
    sag_measure measure = {.value = analysis->series[metric][i], .reason = analysis->clip_reason[metric]};
    if (measure.reason == SAG_REASON_NONE && isnan(measure.value)) {
        measure.reason = SAG_REASON_HIDDEN;
    }
    if (measure.reason != SAG_REASON_NONE) {
        measure.value = 0.0;
        return measure;
    }
    const sag__track *track = clip->track[analysis->near_side];
    double hip_px = track[SAG__PART_HIP].noise_px;
    double knee_px = track[SAG__PART_KNEE].noise_px;
    double ankle_px = track[SAG__PART_ANKLE].noise_px;
    line thigh = line_at(analysis, clip, SAG__PART_KNEE, SAG__PART_HIP, i);
    line shank = line_at(analysis, clip, SAG__PART_ANKLE, SAG__PART_KNEE, i);
    line trunk = line_at(analysis, clip, SAG__PART_HIP, SAG__PART_SHOULDER, i);
    double off_rad = analysis->view_off_side_rad;
    double variance = 0.0;
    double view = 0.0;
    switch (metric) {
    case SAG_METRIC_KNEE_FLEXION:
        variance = knee_variance(thigh, shank, track);
        view = projection_error(thigh, off_rad) + projection_error(shank, off_rad);
        break;
    case SAG_METRIC_THIGH_INCLINATION:
        variance = line_variance(thigh, hip_px, knee_px);
        view = projection_error(thigh, off_rad);
        break;
    case SAG_METRIC_DEPTH: /* a height is not shortened, only tilted into */
        view = fabs(thigh.forward_px) / stance->thigh_length_px * tan(off_rad) * sin(SAG__RAD(CAMERA_TILT_DEG));
        variance = (hip_px * hip_px + knee_px * knee_px) / (stance->thigh_length_px * stance->thigh_length_px);
        break;
    case SAG_METRIC_TRUNK_INCLINATION:
        variance = line_variance(trunk, hip_px, track[SAG__PART_SHOULDER].noise_px);
        view = projection_error(trunk, off_rad);
        break;
    case SAG_METRIC_SHANK_INCLINATION:
        variance = line_variance(shank, knee_px, ankle_px);
        view = projection_error(shank, off_rad);
        break;
    case SAG_METRIC_HIP_DROP:
        variance = (hip_px * hip_px + ankle_px * ankle_px + stance->hip_height_sd_px * stance->hip_height_sd_px) /
                   (stance->leg_length_px * stance->leg_length_px);
        break;
    case SAG_METRIC_COUNT:
        break;
    }
    measure.se = sqrt(variance + model_error[metric] * model_error[metric] + roll_error[metric] * roll_error[metric] +
                      view * view);
    return measure;
}
