#include "view.h"

#include <math.h>

#include "angle.h"
#include "stats.h"

/* Fewer upright frames than this tell nothing. */
#define FRAME_COUNT_MIN 3

/*
 * Width between the model's shoulder (hip) points over trunk length, seen from the front. Measured on BlazePose's
 * frontal clips: 0.57 to 0.70 (0.35 to 0.39). A person's own ratio differs by a tenth and more, that of the shoulders
 * most, because arms and a barbell move them; and the points themselves lie a few centimetres off.
 */
#define SHOULDER_WIDTH_TRUNKS 0.60
#define SHOULDER_WIDTH_SHARE_SD 0.2
#define SHOULDER_POINT_SD_TRUNKS 0.05
#define HIP_WIDTH_TRUNKS 0.38
#define HIP_WIDTH_SHARE_SD 0.15
#define HIP_POINT_SD_TRUNKS 0.03

/*
 * Error of the angle in the model's body-centred space. Rendered people at 0, 20, 45 and 90 deg: 5 deg root mean square
 * by the shoulders, 9 by the hips; a man balancing before four calibrated cameras that looked down on him: 9 and 24.
 */
#define SPACE_SD_DEG 12.0

/* The borders of the views, from the side view. */
#define SIDE_MAX_DEG 15.0
#define SIDE_REDUCED_MAX_DEG 30.0
#define FRONT_MIN_DEG 60.0

/* A difference between the sides' visibility that is more than chance. */
#define VISIBILITY_CLEAR 0.02

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

/*
 * Twice the angle of a pair of joints to the camera axis in the model's body-centred space, as cosine and sine.
 * Doubled, the angle is the same when left and right are exchanged, and does not fold at 0 and 90 deg where a median
 * would lie to one side. NaN when both joints are in one place.
 */
static double double_cosine(const sag_skeleton *skeleton, sag_joint left)
{
    double across = (double)skeleton->world[left].x_m - (double)skeleton->world[left + 1].x_m;
    double along = (double)skeleton->world[left].z_m - (double)skeleton->world[left + 1].z_m;
    return (along * along - across * across) / (along * along + across * across);
}

static double double_sine(const sag_skeleton *skeleton, sag_joint left)
{
    double across = (double)skeleton->world[left].x_m - (double)skeleton->world[left + 1].x_m;
    double along = (double)skeleton->world[left].z_m - (double)skeleton->world[left + 1].z_m;
    return 2.0 * along * across / (along * along + across * across);
}

typedef double (*frame_value)(const sag_skeleton *skeleton, sag_joint left);

/* Median of a value over the upright frames. */
static double upright_median(const sag__clip *clip, frame_value value, sag_joint left)
{
    size_t count = 0;
    for (size_t i = 0; i < clip->count; i++) {
        sag_skeleton room;
        const sag_skeleton *skeleton = sag__clip_skeleton(clip, i, &room);
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
        sag_skeleton room;
        const sag_skeleton *skeleton = sag__clip_skeleton(clip, i, &room);
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

/* The angle whose sine is width over the full width, wider than full counting as full; and its error. */
static void vote_by_width(sag__view_votes *votes, sag__view_vote vote, double width, double full, double share_sd,
                          double point_sd)
{
    double ratio = fmin(fabs(width) / full, 1.0);
    double ratio_sd = hypot(ratio * share_sd, point_sd / full);
    double off_rad = asin(ratio);
    double more_rad = asin(fmin(ratio + ratio_sd, 1.0)) - off_rad;
    double less_rad = off_rad - asin(fmax(ratio - ratio_sd, 0.0));
    votes->off_side_rad[vote] = isnan(width) ? NAN : off_rad;
    votes->off_side_se_rad[vote] = fmax(more_rad, less_rad);
}

static void vote_by_space(sag__view_votes *votes, sag__view_vote vote, const sag__clip *clip, sag_joint left)
{
    double cosine = upright_median(clip, double_cosine, left);
    double sine = upright_median(clip, double_sine, left);
    votes->off_side_rad[vote] = fabs(0.5 * atan2(sine, cosine));
    votes->off_side_se_rad[vote] = SAG__RAD(SPACE_SD_DEG);
}

/*
 * The four estimates as one, weighted by their errors. Its own error is that of a weighted mean, and how far the
 * estimates are apart; hips count twice there, and the four as two, since each pair shares its joints or its picture.
 */
static void combine(sag_analysis *out, const sag__view_votes *votes)
{
    static const double scatter_weight[SAG__VIEW_VOTE_COUNT] = {
        [SAG__VIEW_SHOULDER_WIDTH] = 1.0,
        [SAG__VIEW_SHOULDER_SPACE] = 1.0,
        [SAG__VIEW_HIP_WIDTH] = 2.0,
        [SAG__VIEW_HIP_SPACE] = 2.0,
    };
    double sum = 0.0;
    double total = 0.0;
    for (int i = 0; i < SAG__VIEW_VOTE_COUNT; i++) {
        if (!isnan(votes->off_side_rad[i])) {
            double weight = 1.0 / (votes->off_side_se_rad[i] * votes->off_side_se_rad[i]);
            sum += weight * votes->off_side_rad[i];
            total += weight;
        }
    }
    double mean = sum / total;
    double square = 0.0;
    double count = 0.0;
    for (int i = 0; i < SAG__VIEW_VOTE_COUNT; i++) {
        if (!isnan(votes->off_side_rad[i])) {
            double apart = votes->off_side_rad[i] - mean;
            square += scatter_weight[i] * apart * apart;
            count += scatter_weight[i];
        }
    }
    out->view_off_side_rad = mean;
    out->view_off_side_se_rad = sqrt(1.0 / total + 0.5 * square / count);
}

static sag_view name_view(double off_side_rad, double left_minus_right)
{
    double off_side_deg = SAG__DEG(off_side_rad);
    if (off_side_deg <= SIDE_MAX_DEG) {
        return SAG_VIEW_SIDE;
    }
    if (off_side_deg <= SIDE_REDUCED_MAX_DEG) {
        return SAG_VIEW_SIDE_REDUCED;
    }
    if (off_side_deg < FRONT_MIN_DEG) {
        return SAG_VIEW_OBLIQUE;
    }
    return left_minus_right > 0.0 ? SAG_VIEW_FRONT : SAG_VIEW_BACK;
}

/* The view on the other side of the nearest border that the error reaches; the view itself if it reaches none. */
static sag_view name_other_view(sag_view view, double off_side_rad, double se_rad, double left_minus_right)
{
    static const double border_deg[] = {SIDE_MAX_DEG, SIDE_REDUCED_MAX_DEG, FRONT_MIN_DEG};
    double nearest_rad = se_rad;
    sag_view other = view;
    for (size_t i = 0; i < sizeof border_deg / sizeof *border_deg; i++) {
        double border_rad = SAG__RAD(border_deg[i]);
        double way_rad = fabs(border_rad - off_side_rad);
        if (way_rad <= nearest_rad) {
            /* A quarter of a degree beyond the border names its far side. */
            double beyond_rad = off_side_rad < border_rad ? SAG__RAD(0.25) : SAG__RAD(-0.25);
            nearest_rad = way_rad;
            other = name_view(border_rad + beyond_rad, left_minus_right);
        }
    }
    return other;
}

/* The clearly better visible side; with both seen alike, the one that the facing shows. */
static sag_side name_near_side(const sag__view_votes *votes, sag_facing facing)
{
    double left_more = votes->visibility[SAG_SIDE_LEFT] - votes->visibility[SAG_SIDE_RIGHT];
    if (facing != SAG_FACING_UNKNOWN && fabs(left_more) < VISIBILITY_CLEAR) {
        return facing == SAG_FACING_LEFT ? SAG_SIDE_LEFT : SAG_SIDE_RIGHT;
    }
    return left_more > 0.0 ? SAG_SIDE_LEFT : SAG_SIDE_RIGHT;
}

void sag__view_decide(sag_analysis *out, sag__view_votes *votes, const sag__clip *clip)
{
    *votes = (sag__view_votes){0};
    count_frames(votes, clip);
    out->view = SAG_VIEW_UNKNOWN;
    out->view_other = SAG_VIEW_UNKNOWN;
    out->facing = SAG_FACING_UNKNOWN;
    if (votes->frame_count < FRAME_COUNT_MIN) {
        return;
    }
    double shoulders = upright_median(clip, width_trunks, SAG_JOINT_LEFT_SHOULDER);
    double hips = upright_median(clip, width_trunks, SAG_JOINT_LEFT_HIP);
    votes->left_minus_right = shoulders + hips;
    vote_by_width(votes, SAG__VIEW_SHOULDER_WIDTH, shoulders, SHOULDER_WIDTH_TRUNKS, SHOULDER_WIDTH_SHARE_SD,
                  SHOULDER_POINT_SD_TRUNKS);
    vote_by_width(votes, SAG__VIEW_HIP_WIDTH, hips, HIP_WIDTH_TRUNKS, HIP_WIDTH_SHARE_SD, HIP_POINT_SD_TRUNKS);
    vote_by_space(votes, SAG__VIEW_SHOULDER_SPACE, clip, SAG_JOINT_LEFT_SHOULDER);
    vote_by_space(votes, SAG__VIEW_HIP_SPACE, clip, SAG_JOINT_LEFT_HIP);
    combine(out, votes);

    out->view = name_view(out->view_off_side_rad, votes->left_minus_right);
    out->view_other = name_other_view(out->view, out->view_off_side_rad, out->view_off_side_se_rad,
                                      votes->left_minus_right);
    double facing = votes->facing_feet + votes->facing_nose;
    if (SAG__DEG(out->view_off_side_rad) < FRONT_MIN_DEG && facing != 0.0) {
        out->facing = facing > 0.0 ? SAG_FACING_RIGHT : SAG_FACING_LEFT;
    }
    out->near_side = name_near_side(votes, out->facing);
}
