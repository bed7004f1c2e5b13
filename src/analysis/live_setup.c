#include "live_setup.h"

#include <math.h>

#include "angle.h"

/* Joints below it do not count as seen. */
#define SEEN_MIN 0.5f

/* Head and feet keep this share of the picture's height from its edges. */
#define EDGE_SHARE 0.01

/* A body smaller than this share of the picture loses precision that a step forward gives. */
#define HEIGHT_MIN_SHARE 0.35

/* The hips stay within these shares of the picture's width. */
#define MIDDLE_MIN_SHARE 0.18
#define MIDDLE_MAX_SHARE 0.82

/* An instruction is shown so long at least, and comes or goes when it has been right so long. */
#define SHOWN_NS 1500000000
#define RIGHT_NS 700000000

/* A standing leg, and how far forward a standing trunk may lean. */
#define KNEE_MIN_RAD SAG__RAD(150.0)
#define LEAN_MAX_RAD SAG__RAD(30.0)

const char *sag_live_advice_text(sag_live_advice advice)
{
    static const char *const texts[SAG_LIVE_ADVICE_COUNT] = {
        [SAG_LIVE_ADVICE_NONE] = "",
        [SAG_LIVE_ADVICE_NOBODY] = "Step into the picture",
        [SAG_LIVE_ADVICE_STEP_BACK] = "Step back: head to feet in the picture",
        [SAG_LIVE_ADVICE_STEP_CLOSER] = "Step closer",
        [SAG_LIVE_ADVICE_MOVE_LEFT] = "Move to your left",
        [SAG_LIVE_ADVICE_MOVE_RIGHT] = "Move to your right",
        [SAG_LIVE_ADVICE_LIGHT] = "More light, please",
        [SAG_LIVE_ADVICE_TURN] = "Turn side-on to the camera",
        [SAG_LIVE_ADVICE_LEVEL] = "Set the camera level",
    };
    return (unsigned)advice < SAG_LIVE_ADVICE_COUNT ? texts[advice] : "";
}

static bool is_seen(const sag_keypoint *point)
{
    return point->visibility_ratio >= SEEN_MIN && isfinite(point->x_px) && isfinite(point->y_px);
}

/* The lower one of a pair in the picture. */
static double lower_y(const sag_skeleton *skeleton, sag_joint left)
{
    return fmax((double)skeleton->joint[left].y_px, (double)skeleton->joint[left + 1].y_px);
}

static double middle_x(const sag_skeleton *skeleton, sag_joint left)
{
    return 0.5 * ((double)skeleton->joint[left].x_px + (double)skeleton->joint[left + 1].x_px);
}

static double middle_y(const sag_skeleton *skeleton, sag_joint left)
{
    return 0.5 * ((double)skeleton->joint[left].y_px + (double)skeleton->joint[left + 1].y_px);
}

sag_live_advice sag__live_setup_judge(const sag_skeleton *skeleton, const sag_live_options *options, double body_light,
                                      const sag_analysis *newest)
{
    if (!skeleton->found) {
        return SAG_LIVE_ADVICE_NOBODY;
    }
    double height = options->height_px;
    double top_y = (double)skeleton->joint[SAG_JOINT_NOSE].y_px;
    double foot_y = fmax(lower_y(skeleton, SAG_JOINT_LEFT_HEEL), lower_y(skeleton, SAG_JOINT_LEFT_FOOT_INDEX));
    /* The crown lies a fifth of the way from the shoulders to the nose above it and more; one head is left free. */
    double head = fabs(middle_y(skeleton, SAG_JOINT_LEFT_SHOULDER) - top_y);
    if (top_y - 0.6 * head < EDGE_SHARE * height || foot_y > (1.0 - EDGE_SHARE) * height ||
        !(isfinite(top_y) && isfinite(foot_y))) {
        return SAG_LIVE_ADVICE_STEP_BACK;
    }
    if (foot_y - top_y < HEIGHT_MIN_SHARE * height) {
        return SAG_LIVE_ADVICE_STEP_CLOSER;
    }
    double middle = middle_x(skeleton, SAG_JOINT_LEFT_HIP) / options->width_px;
    if (middle < MIDDLE_MIN_SHARE || middle > MIDDLE_MAX_SHARE) {
        return middle < MIDDLE_MIN_SHARE ? SAG_LIVE_ADVICE_MOVE_LEFT : SAG_LIVE_ADVICE_MOVE_RIGHT;
    }
    if (body_light >= 0.0 && body_light < newest->check[SAG_CHECK_LIGHT].limit) {
        return SAG_LIVE_ADVICE_LIGHT;
    }
    if (newest->view == SAG_VIEW_OBLIQUE) {
        return SAG_LIVE_ADVICE_TURN;
    }
    if (newest->check[SAG_CHECK_CAMERA_ROLL].state == SAG_CHECK_POOR) {
        return SAG_LIVE_ADVICE_LEVEL;
    }
    return SAG_LIVE_ADVICE_NONE;
}

sag_live_advice sag__live_setup_hold(sag__live_held *held, sag_live_advice judged, int64_t t_ns)
{
    if (judged != held->next) {
        held->next = judged;
        held->next_ns = t_ns;
    }
    if (held->next != held->shown && t_ns - held->next_ns >= RIGHT_NS && t_ns - held->shown_ns >= SHOWN_NS) {
        held->shown = held->next;
        held->shown_ns = t_ns;
    }
    return held->shown;
}

bool sag__live_is_upright(const sag_skeleton *skeleton)
{
    if (!skeleton->found) {
        return false;
    }
    const sag_keypoint *joint = skeleton->joint;
    for (int side = 0; side < 2; side++) {
        const sag_keypoint *hip = &joint[SAG_JOINT_LEFT_HIP + side];
        const sag_keypoint *knee = &joint[SAG_JOINT_LEFT_KNEE + side];
        const sag_keypoint *ankle = &joint[SAG_JOINT_LEFT_ANKLE + side];
        if (is_seen(hip) && is_seen(knee) && is_seen(ankle) &&
            sag__angle_between((double)(hip->x_px - knee->x_px), (double)(hip->y_px - knee->y_px),
                               (double)(ankle->x_px - knee->x_px), (double)(ankle->y_px - knee->y_px)) < KNEE_MIN_RAD) {
            return false;
        }
    }
    double across = middle_x(skeleton, SAG_JOINT_LEFT_SHOULDER) - middle_x(skeleton, SAG_JOINT_LEFT_HIP);
    double up = middle_y(skeleton, SAG_JOINT_LEFT_HIP) - middle_y(skeleton, SAG_JOINT_LEFT_SHOULDER);
    return fabs(sag__angle_inclination(across, up)) <= LEAN_MAX_RAD;
}

double sag__live_speed(const sag_skeleton *before, const sag_skeleton *now)
{
    double step_s = (double)(now->t_ns - before->t_ns) * 1e-9;
    if (!before->found || !now->found || step_s <= 0.0) {
        return NAN;
    }
    double trunk = hypot(middle_x(now, SAG_JOINT_LEFT_SHOULDER) - middle_x(now, SAG_JOINT_LEFT_HIP),
                         middle_y(now, SAG_JOINT_LEFT_SHOULDER) - middle_y(now, SAG_JOINT_LEFT_HIP));
    double most = 0.0;
    static const sag_joint pairs[] = {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_HIP};
    for (int p = 0; p < 2; p++) {
        most = fmax(most, hypot(middle_x(now, pairs[p]) - middle_x(before, pairs[p]),
                                middle_y(now, pairs[p]) - middle_y(before, pairs[p])));
    }
    return most / trunk / step_s;
}
