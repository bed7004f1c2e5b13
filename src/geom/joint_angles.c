#include "joint_angles.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#define LEFT(joint) SAG_JOINT_LEFT_##joint
#define RIGHT(joint) SAG_JOINT_RIGHT_##joint

static const sag__angle_rule rules[SAG__ANGLE_COUNT] = {
    [SAG__ANGLE_LEFT_KNEE] = {"left_knee", {LEFT(HIP), LEFT(KNEE), LEFT(ANKLE)}},
    [SAG__ANGLE_RIGHT_KNEE] = {"right_knee", {RIGHT(HIP), RIGHT(KNEE), RIGHT(ANKLE)}},
    [SAG__ANGLE_LEFT_HIP] = {"left_hip", {LEFT(SHOULDER), LEFT(HIP), LEFT(KNEE)}},
    [SAG__ANGLE_RIGHT_HIP] = {"right_hip", {RIGHT(SHOULDER), RIGHT(HIP), RIGHT(KNEE)}},
    [SAG__ANGLE_LEFT_ANKLE] = {"left_ankle", {LEFT(KNEE), LEFT(ANKLE), LEFT(FOOT_INDEX)}},
    [SAG__ANGLE_RIGHT_ANKLE] = {"right_ankle", {RIGHT(KNEE), RIGHT(ANKLE), RIGHT(FOOT_INDEX)}},
    [SAG__ANGLE_LEFT_ELBOW] = {"left_elbow", {LEFT(SHOULDER), LEFT(ELBOW), LEFT(WRIST)}},
    [SAG__ANGLE_RIGHT_ELBOW] = {"right_elbow", {RIGHT(SHOULDER), RIGHT(ELBOW), RIGHT(WRIST)}},
    [SAG__ANGLE_LEFT_SHOULDER] = {"left_shoulder", {LEFT(HIP), LEFT(SHOULDER), LEFT(ELBOW)}},
    [SAG__ANGLE_RIGHT_SHOULDER] = {"right_shoulder", {RIGHT(HIP), RIGHT(SHOULDER), RIGHT(ELBOW)}},
    [SAG__ANGLE_TRUNK_INCLINATION] = {"trunk_inclination", {SAG__POINT_MID_HIP, SAG__POINT_MID_SHOULDER, 0}},
    [SAG__ANGLE_LEFT_THIGH_INCLINATION] = {"left_thigh_inclination", {LEFT(KNEE), LEFT(HIP), 0}},
    [SAG__ANGLE_RIGHT_THIGH_INCLINATION] = {"right_thigh_inclination", {RIGHT(KNEE), RIGHT(HIP), 0}},
    [SAG__ANGLE_LEFT_SHANK_INCLINATION] = {"left_shank_inclination", {LEFT(ANKLE), LEFT(KNEE), 0}},
    [SAG__ANGLE_RIGHT_SHANK_INCLINATION] = {"right_shank_inclination", {RIGHT(ANKLE), RIGHT(KNEE), 0}},
    [SAG__ANGLE_LEFT_UPPER_ARM_INCLINATION] = {"left_upper_arm_inclination", {LEFT(ELBOW), LEFT(SHOULDER), 0}},
    [SAG__ANGLE_RIGHT_UPPER_ARM_INCLINATION] = {"right_upper_arm_inclination", {RIGHT(ELBOW), RIGHT(SHOULDER), 0}},
    [SAG__ANGLE_LEFT_FOREARM_INCLINATION] = {"left_forearm_inclination", {LEFT(WRIST), LEFT(ELBOW), 0}},
    [SAG__ANGLE_RIGHT_FOREARM_INCLINATION] = {"right_forearm_inclination", {RIGHT(WRIST), RIGHT(ELBOW), 0}},
};

/* The joints that the rules use. */
static const unsigned char used[] = {
    LEFT(SHOULDER), RIGHT(SHOULDER), LEFT(ELBOW), RIGHT(ELBOW), LEFT(WRIST), RIGHT(WRIST),      LEFT(HIP),
    RIGHT(HIP),     LEFT(KNEE),      RIGHT(KNEE), LEFT(ANKLE),  RIGHT(ANKLE), LEFT(FOOT_INDEX), RIGHT(FOOT_INDEX),
};

enum {
    INCLUDED = SAG__ANGLE_INCLUDED_COUNT,
    INCLINED = SAG__ANGLE_COUNT - SAG__ANGLE_INCLUDED_COUNT,
    USED = sizeof used,
    BLOCK = 128, /* frames whose tracks lie in the first cache together */
    AHEAD = 6
};

const sag__angle_rule *sag__angle_rule_get(sag__angle angle)
{
    assert((unsigned)angle < SAG__ANGLE_COUNT);
    return &rules[angle];
}

/* Place of a joint of one frame; NaN in both where it is not visible. */
static void read_joint(float *x, float *y, const sag_keypoint *joint, float visibility_min)
{
    bool visible = joint->visibility_ratio >= visibility_min;
    *x = visible ? joint->x_px : NAN;
    *y = visible ? joint->y_px : NAN;
}

static float middle(float a, float b)
{
    return 0.5f * (a + b);
}

void sag__joint_angles_of_frame(float out_rad[SAG__ANGLE_COUNT], const sag_skeleton *skeleton, float visibility_min,
                                const sag__kernels *kernels)
{
    float x[SAG__POINT_COUNT];
    float y[SAG__POINT_COUNT];
    float at_x[3][SAG__ANGLE_COUNT];
    float at_y[3][SAG__ANGLE_COUNT];
    for (int j = 0; j < USED; j++) {
        read_joint(&x[used[j]], &y[used[j]], &skeleton->joint[used[j]], skeleton->found ? visibility_min : NAN);
    }
    x[SAG__POINT_MID_SHOULDER] = middle(x[LEFT(SHOULDER)], x[RIGHT(SHOULDER)]);
    y[SAG__POINT_MID_SHOULDER] = middle(y[LEFT(SHOULDER)], y[RIGHT(SHOULDER)]);
    x[SAG__POINT_MID_HIP] = middle(x[LEFT(HIP)], x[RIGHT(HIP)]);
    y[SAG__POINT_MID_HIP] = middle(y[LEFT(HIP)], y[RIGHT(HIP)]);
    for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
        for (int k = 0; k < (a < INCLUDED ? 3 : 2); k++) {
            at_x[k][a] = x[rules[a].point[k]];
            at_y[k][a] = y[rules[a].point[k]];
        }
    }
    kernels->joint_angle(out_rad, (sag__points){at_x[0], at_y[0]}, (sag__points){at_x[1], at_y[1]},
                         (sag__points){at_x[2], at_y[2]}, INCLUDED);
    kernels->inclination(out_rad + INCLUDED, (sag__points){at_x[0] + INCLUDED, at_y[0] + INCLUDED},
                         (sag__points){at_x[1] + INCLUDED, at_y[1] + INCLUDED}, INCLINED);
}

/* n values of an angle from place `to` of its series on. */
static void compute(float *const out_rad[SAG__ANGLE_COUNT], size_t to, const sag__points track[SAG__POINT_COUNT],
                    size_t n, const sag__kernels *kernels)
{
    for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
        const unsigned char *point = rules[a].point;
        if (out_rad[a] == NULL) {
            continue;
        }
        if (a < INCLUDED) {
            kernels->joint_angle(out_rad[a] + to, track[point[0]], track[point[1]], track[point[2]], n);
        } else {
            kernels->inclination(out_rad[a] + to, track[point[0]], track[point[1]], n);
        }
    }
}

void sag__joint_angles_of_tracks(float *const out_rad[SAG__ANGLE_COUNT], const sag__points track[SAG__POINT_COUNT],
                                 size_t n, const sag__kernels *kernels)
{
    enum { AT_ONCE = 512 }; /* all used tracks of so many frames, and a series of angles, lie in the second cache */
    for (size_t first = 0; first < n; first += AT_ONCE) {
        sag__points block[SAG__POINT_COUNT] = {{NULL, NULL}};
        for (int p = 0; p < SAG__POINT_COUNT; p++) {
            if (track[p].x != NULL) {
                block[p] = (sag__points){track[p].x + first, track[p].y + first};
            }
        }
        compute(out_rad, first, block, n - first < AT_ONCE ? n - first : AT_ONCE, kernels);
    }
}

/* Skeletons are large and used in parts, which the processor does not foresee. */
static void fetch_ahead(const sag_motion *motion, size_t i, size_t n)
{
    if (i < n) {
        const sag_skeleton *skeleton = sag_motion_get(motion, i);
        __builtin_prefetch(skeleton);
        for (int j = LEFT(SHOULDER); j <= RIGHT(FOOT_INDEX); j += 3) {
            __builtin_prefetch(&skeleton->joint[j]);
        }
    }
}

void sag__joint_angles_of_motion(float *const out_rad[SAG__ANGLE_COUNT], const sag_motion *motion, float visibility_min,
                                 const sag__kernels *kernels)
{
    enum { POINTS = USED + 2 };
    float x[POINTS][BLOCK];
    float y[POINTS][BLOCK];
    sag__points track[SAG__POINT_COUNT] = {{NULL, NULL}};
    for (int j = 0; j < USED; j++) {
        track[used[j]] = (sag__points){x[j], y[j]};
    }
    track[SAG__POINT_MID_SHOULDER] = (sag__points){x[USED], y[USED]};
    track[SAG__POINT_MID_HIP] = (sag__points){x[USED + 1], y[USED + 1]};
    size_t n = sag_motion_get_count(motion);
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t count = n - first < BLOCK ? n - first : BLOCK;
        for (size_t i = 0; i < count; i++) {
            const sag_skeleton *skeleton = sag_motion_get(motion, first + i);
            float least = skeleton->found ? visibility_min : NAN;
            fetch_ahead(motion, first + i + AHEAD, n);
#pragma GCC unroll 14
            for (int j = 0; j < USED; j++) {
                read_joint(&x[j][i], &y[j][i], &skeleton->joint[used[j]], least);
            }
        }
        for (size_t i = 0; i < count; i++) {
            x[USED][i] = middle(track[LEFT(SHOULDER)].x[i], track[RIGHT(SHOULDER)].x[i]);
            y[USED][i] = middle(track[LEFT(SHOULDER)].y[i], track[RIGHT(SHOULDER)].y[i]);
            x[USED + 1][i] = middle(track[LEFT(HIP)].x[i], track[RIGHT(HIP)].x[i]);
            y[USED + 1][i] = middle(track[LEFT(HIP)].y[i], track[RIGHT(HIP)].y[i]);
        }
        compute(out_rad, first, track, count, kernels);
    }
}
