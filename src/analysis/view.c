#include "view.h"

#include <math.h>

#include "angle.h"
#include "stats.h"

/* Fewer upright frames than this tell nothing. */
#define FRAME_COUNT_MIN 3

/*
 * Width between the model's shoulder (hip) points over trunk length, seen from the front. Measured on BlazePose's
 * frontal clips; a person's own ratio differs by about a tenth.
 */
#define SHOULDER_WIDTH_TRUNKS 0.60
#define HIP_WIDTH_TRUNKS 0.38

/* The borders of the views, from the side view. */
#define SIDE_MAX_DEG 15.0
#define SIDE_REDUCED_MAX_DEG 30.0
#define FRONT_MIN_DEG 60.0

/* Upright: the trunk within this of vertical in the picture. A leaning trunk looks short from the front. */
#define UPRIGHT_MAX_DEG 30.0

typedef struct point {
    double x, y;
} point;

static point joint_at(const sag_skeleton *skeleton, sag_joint joint)
{
    return (point){(double)skeleton->joint[joint].x_px, (double)skeleton->joint[joint].y_px};
}

static point middle_at(const sag_skeleton *skeleton, sag_joint left)
{
    point a = joint_at(skeleton, left);
    point b = joint_at(skeleton, (sag_joint)(left + 1));
    return (point){0.5 * (a.x + b.x), 0.5 * (a.y + b.y)};
}

/* Whether shoulders, hips, knees and ankles stand above one another. */
static bool is_upright(const sag_skeleton *skeleton)
{
    if (!skeleton->found) {
        return false;
    }
    point shoulder = middle_at(skeleton, SAG_JOINT_LEFT_SHOULDER);
    point hip = middle_at(skeleton, SAG_JOINT_LEFT_HIP);
    point knee = middle_at(skeleton, SAG_JOINT_LEFT_KNEE);
    point ankle = middle_at(skeleton, SAG_JOINT_LEFT_ANKLE);
    double lean_rad = fabs(sag__angle_inclination(shoulder.x - hip.x, hip.y - shoulder.y));
    return lean_rad <= SAG__RAD(UPRIGHT_MAX_DEG) && hip.y < knee.y && knee.y < ankle.y;
}

/* Width of a pair of joints in the picture, left minus right, over the trunk's length. */
static double width_trunks(const sag_skeleton *skeleton, sag_joint left)
{
    point shoulder = middle_at(skeleton, SAG_JOINT_LEFT_SHOULDER);
    point hip = middle_at(skeleton, SAG_JOINT_LEFT_HIP);
    double trunk = hypot(shoulder.x - hip.x, shoulder.y - hip.y);
    return (joint_at(skeleton, left).x - joint_at(skeleton, (sag_joint)(left + 1)).x) / trunk;
}

/* Angle of a pair of joints to the camera axis in the model's body-centred space. */
static double world_off_side(const sag_skeleton *skeleton, sag_joint left)
{
    const sag_world_point *a = &skeleton->world[left];
    const sag_world_point *b = &skeleton->world[left + 1];
    double across = fabs((double)a->x_m - (double)b->x_m);
    double along = fabs((double)a->z_m - (double)b->z_m);
    return across == 0.0 && along == 0.0 ? NAN : atan2(across, along);
}

typedef double (*frame_value)(const sag_skeleton *skeleton, sag_joint left);

/* Median of a value over the upright frames. */
static double upright_median(const sag__clip *clip, frame_value value, sag_joint left)
{
    size_t count = 0;
    for (size_t i = 0; i < clip->count; i++) {
        const sag_skeleton *skeleton = sag_motion_get(clip->motion, i);
        if (is_upright(skeleton)) {
            clip->scratch[count++] = value(skeleton, left);
        }
    }
    return sag__stats_median(clip->scratch, count, clip->scratch);
}

static double sign(double value)
{
    return (value > 0.0) - (value < 0.0);
}

/* The votes that are plain means over the upright frames. */
static void count_frames(sag__view_votes *votes, const sag__clip *clip)
{
    for (size_t i = 0; i < clip->count; i++) {
        const sag_skeleton *skeleton = sag_motion_get(clip->motion, i);
        if (!is_upright(skeleton)) {
            continue;
        }
        votes->frame_count++;
        double nose = joint_at(skeleton, SAG_JOINT_NOSE).x;
        votes->facing_nose += sign(nose - middle_at(skeleton, SAG_JOINT_LEFT_EAR).x);
        for (int side = 0; side < 2; side++) {
            double toe = joint_at(skeleton, (sag_joint)(SAG_JOINT_LEFT_FOOT_INDEX + side)).x;
            double heel = joint_at(skeleton, (sag_joint)(SAG_JOINT_LEFT_HEEL + side)).x;
            votes->facing_feet += 0.5 * sign(toe - heel);
            for (int part = SAG__PART_HIP; part <= SAG__PART_ANKLE; part++) {
                sag_joint joint = sag__clip_joint((sag_side)side, (sag__part)part);
                votes->visibility[side] += (double)skeleton->joint[joint].visibility_ratio / 3.0;
            }
        }
    }
    if (votes->frame_count > 0) {
        double count = (double)votes->frame_count;
        votes->facing_nose /= count;
        votes->facing_feet /= count;
        votes->visibility[SAG_SIDE_LEFT] /= count;
        votes->visibility[SAG_SIDE_RIGHT] /= count;
    }
}

/* Angle whose sine is width over the full width; wider than full counts as full. */
static double width_to_off_side(double width, double full)
{
    return asin(fmin(fabs(width) / full, 1.0));
}

/*
 * The four estimates as one: hips count twice, because arms and a barbell move the shoulder points but not the hips.
 * The error is their scatter.
 */
static void combine(sag_analysis *out, const sag__view_votes *votes)
{
    const double estimate[4] = {votes->shoulder_width_rad, votes->shoulder_world_rad, votes->hip_width_rad,
                                votes->hip_world_rad};
    const double weight[4] = {1.0, 1.0, 2.0, 2.0};
    double sum = 0.0;
    double total = 0.0;
    for (int i = 0; i < 4; i++) {
        if (!isnan(estimate[i])) {
            sum += weight[i] * estimate[i];
            total += weight[i];
        }
    }
    double mean = sum / total;
    double spread = 0.0;
    for (int i = 0; i < 4; i++) {
        if (!isnan(estimate[i])) {
            spread += weight[i] * (estimate[i] - mean) * (estimate[i] - mean);
        }
    }
    out->view_off_side_rad = mean;
    out->view_off_side_se_rad = sqrt(spread / total);
}

void sag__view_decide(sag_analysis *out, sag__view_votes *votes, const sag__clip *clip)
{
    *votes = (sag__view_votes){0};
    count_frames(votes, clip);
    out->view = SAG_VIEW_UNKNOWN;
    out->facing = SAG_FACING_UNKNOWN;
    if (votes->frame_count < FRAME_COUNT_MIN) {
        return;
    }
    double shoulders = upright_median(clip, width_trunks, SAG_JOINT_LEFT_SHOULDER);
    double hips = upright_median(clip, width_trunks, SAG_JOINT_LEFT_HIP);
    votes->left_minus_right = shoulders + hips;
    votes->shoulder_width_rad = width_to_off_side(shoulders, SHOULDER_WIDTH_TRUNKS);
    votes->hip_width_rad = width_to_off_side(hips, HIP_WIDTH_TRUNKS);
    votes->shoulder_world_rad = upright_median(clip, world_off_side, SAG_JOINT_LEFT_SHOULDER);
    votes->hip_world_rad = upright_median(clip, world_off_side, SAG_JOINT_LEFT_HIP);
    combine(out, votes);

    double facing = votes->facing_feet + votes->facing_nose;
    double off_side_deg = SAG__DEG(out->view_off_side_rad);
    if (off_side_deg <= SIDE_MAX_DEG) {
        out->view = SAG_VIEW_SIDE;
    } else if (off_side_deg <= SIDE_REDUCED_MAX_DEG) {
        out->view = SAG_VIEW_SIDE_REDUCED;
    } else if (off_side_deg < FRONT_MIN_DEG) {
        out->view = SAG_VIEW_OBLIQUE;
    } else {
        out->view = votes->left_minus_right > 0.0 ? SAG_VIEW_FRONT : SAG_VIEW_BACK;
    }
    if (off_side_deg < FRONT_MIN_DEG && facing != 0.0) {
        out->facing = facing > 0.0 ? SAG_FACING_RIGHT : SAG_FACING_LEFT;
    }
    out->near_side = votes->visibility[SAG_SIDE_LEFT] > votes->visibility[SAG_SIDE_RIGHT] ? SAG_SIDE_LEFT
                                                                                          : SAG_SIDE_RIGHT;
}
