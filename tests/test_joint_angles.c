#include <criterion/criterion.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "joint_angles.h"

/* What kernels.h states. */
#define ANGLE_ERROR_RAD 3e-7

/* Frames: some whole blocks and a part of one. */
#define FRAMES 1300

static uint32_t random_state = 1;

static float random_px(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (float)(random_state >> 8) * (1000.0f / 16777216.0f);
}

/* A body of no sense: every joint somewhere, every seventh hardly visible, every 50th frame without anybody. */
static void fill(sag_skeleton *skeleton, int i)
{
    memset(skeleton, 0, sizeof *skeleton);
    skeleton->frame_index = i;
    skeleton->t_ns = 10000000LL * i;
    skeleton->found = i % 50 != 49;
    for (int j = 0; j < SAG_JOINT_COUNT; j++) {
        sag_keypoint *joint = &skeleton->joint[j];
        joint->x_px = random_px();
        joint->y_px = random_px();
        joint->visibility_ratio = (i + j) % 7 == 0 ? 0.2f : 0.9f;
    }
}

static sag_motion *make_motion(int count)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    for (int i = 0; i < count; i++) {
        sag_skeleton skeleton;
        fill(&skeleton, i);
        cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
    }
    return motion;
}

typedef struct place {
    double x;
    double y;
    bool visible;
} place;

/* A midpoint is a float, as it is where the angles are computed. */
static place place_of(const sag_skeleton *skeleton, int point, double visibility_min)
{
    if (point >= SAG_JOINT_COUNT) {
        bool shoulders = point == SAG__POINT_MID_SHOULDER;
        place a = place_of(skeleton, shoulders ? SAG_JOINT_LEFT_SHOULDER : SAG_JOINT_LEFT_HIP, visibility_min);
        place b = place_of(skeleton, shoulders ? SAG_JOINT_RIGHT_SHOULDER : SAG_JOINT_RIGHT_HIP, visibility_min);
        return (place){0.5f * (float)(a.x + b.x), 0.5f * (float)(a.y + b.y), a.visible && b.visible};
    }
    const sag_keypoint *joint = &skeleton->joint[point];
    return (place){joint->x_px, joint->y_px, skeleton->found && joint->visibility_ratio >= visibility_min};
}

/* The angle by the C library in doubles; NaN where it is not visible. */
static double expected(const sag_skeleton *skeleton, sag__angle angle, double visibility_min)
{
    const sag__angle_rule *rule = sag__angle_rule_get(angle);
    place a = place_of(skeleton, rule->point[0], visibility_min);
    place b = place_of(skeleton, rule->point[1], visibility_min);
    if (!a.visible || !b.visible) {
        return (double)NAN;
    }
    if (angle >= SAG__ANGLE_INCLUDED_COUNT) {
        return atan2(b.x - a.x, a.y - b.y);
    }
    place c = place_of(skeleton, rule->point[2], visibility_min);
    double turn = atan2(a.y - b.y, a.x - b.x) - atan2(c.y - b.y, c.x - b.x);
    return c.visible ? fabs(remainder(turn, 2.0 * acos(-1.0))) : (double)NAN;
}

/* Compare an angle with the expected one. */
static void check(float got, double wanted, int angle, int frame)
{
    cr_assert_eq(isnan(got), isnan(wanted), "%s, frame %d", sag__angle_rule_get((sag__angle)angle)->name, frame);
    if (!isnan(wanted)) {
        cr_assert_float_eq((double)got, wanted, ANGLE_ERROR_RAD, "%s, frame %d: %.9g, not %.9g",
                           sag__angle_rule_get((sag__angle)angle)->name, frame, (double)got, wanted);
    }
}

static const sag__kernels *level_of(int l)
{
    return sag__kernels_find((sag_cpu_level)l);
}

Test(joint_angles, one_frame_against_the_c_library)
{
    int measured = 0;
    for (int l = 0; l < SAG_CPU_LEVEL_COUNT; l++) {
        for (int i = 0; level_of(l) != NULL && i < FRAMES; i++) {
            sag_skeleton skeleton;
            float got[SAG__ANGLE_COUNT];
            fill(&skeleton, i);
            sag__joint_angles_of_frame(got, &skeleton, 0.5f, level_of(l));
            for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
                check(got[a], expected(&skeleton, (sag__angle)a, 0.5), a, i);
                measured += !isnan(got[a]);
            }
        }
    }
    cr_assert_gt(measured, FRAMES * SAG__ANGLE_COUNT / 2);
}

/* Frames in a batch give the bits of each frame alone, whatever the number of frames. */
Test(joint_angles, a_motion_gives_the_bits_of_its_frames)
{
    static const int counts[] = {0, 1, 127, 128, 129, FRAMES};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        sag_motion *motion = make_motion(counts[c]);
        float *out[SAG__ANGLE_COUNT];
        for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
            out[a] = malloc((size_t)(counts[c] + 1) * sizeof *out[a]);
            out[a][counts[c]] = -7.0f;
        }
        sag__joint_angles_of_motion(out, motion, 0.5f, sag__kernels_choose());
        for (int i = 0; i < counts[c]; i++) {
            float one[SAG__ANGLE_COUNT];
            sag__joint_angles_of_frame(one, sag_motion_get(motion, (size_t)i), 0.5f, sag__kernels_choose());
            for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
                cr_assert(out[a][i] == one[a] || (isnan(out[a][i]) && isnan(one[a])), "angle %d, frame %d", a, i);
            }
        }
        for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
            cr_assert_eq(out[a][counts[c]], -7.0f, "written behind the last frame");
            free(out[a]);
        }
        sag_motion_destroy(motion);
    }
}

/* Tracks with NaN where a joint is not visible; an angle that is not wanted is left out. */
Test(joint_angles, tracks)
{
    static float x[SAG_JOINT_COUNT][FRAMES];
    static float y[SAG_JOINT_COUNT][FRAMES];
    static float knee[FRAMES];
    static float shank[FRAMES];
    sag__points track[SAG__POINT_COUNT] = {{NULL, NULL}};
    float *out[SAG__ANGLE_COUNT] = {NULL};
    out[SAG__ANGLE_RIGHT_KNEE] = knee;
    out[SAG__ANGLE_RIGHT_SHANK_INCLINATION] = shank;
    sag_motion *motion = make_motion(FRAMES);
    static const sag_joint leg[] = {SAG_JOINT_RIGHT_HIP, SAG_JOINT_RIGHT_KNEE, SAG_JOINT_RIGHT_ANKLE};
    for (int k = 0; k < 3; k++) {
        track[leg[k]] = (sag__points){x[leg[k]], y[leg[k]]};
        for (int i = 0; i < FRAMES; i++) {
            place at = place_of(sag_motion_get(motion, (size_t)i), (int)leg[k], 0.5);
            x[leg[k]][i] = at.visible ? (float)at.x : NAN;
            y[leg[k]][i] = at.visible ? (float)at.y : NAN;
        }
    }
    sag__joint_angles_of_tracks(out, track, FRAMES, sag__kernels_choose());
    for (int i = 0; i < FRAMES; i++) {
        const sag_skeleton *skeleton = sag_motion_get(motion, (size_t)i);
        check(knee[i], expected(skeleton, SAG__ANGLE_RIGHT_KNEE, 0.5), SAG__ANGLE_RIGHT_KNEE, i);
        check(shank[i], expected(skeleton, SAG__ANGLE_RIGHT_SHANK_INCLINATION, 0.5),
              SAG__ANGLE_RIGHT_SHANK_INCLINATION, i);
    }
    sag_motion_destroy(motion);
}

/* The table keeps to the sides and joints of its names. */
Test(joint_angles, names)
{
    for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
        const sag__angle_rule *rule = sag__angle_rule_get((sag__angle)a);
        bool is_left = strncmp(rule->name, "left_", 5) == 0;
        bool is_right = strncmp(rule->name, "right_", 6) == 0;
        cr_assert_eq(is_left || is_right, a != SAG__ANGLE_TRUNK_INCLINATION, "%s", rule->name);
        for (int k = 0; (is_left || is_right) && k < (a < SAG__ANGLE_INCLUDED_COUNT ? 3 : 2); k++) {
            const char *joint = sag_joint_name((sag_joint)rule->point[k]);
            cr_assert_eq(strncmp(joint, rule->name, is_left ? 5 : 6), 0, "%s has %s", rule->name, joint);
        }
        if (a < SAG__ANGLE_INCLUDED_COUNT) {
            cr_assert_str_eq(sag_joint_name((sag_joint)rule->point[1]), rule->name);
        }
    }
}

/* A body that stands upright with hanging arms: straight limbs, no inclinations, the foot at a right angle. */
Test(joint_angles, known_posture)
{
    static const struct {
        sag_joint left;
        float x, y;
    } at[] = {
        {SAG_JOINT_LEFT_SHOULDER, 100, 50}, {SAG_JOINT_LEFT_ELBOW, 100, 80}, {SAG_JOINT_LEFT_WRIST, 100, 110},
        {SAG_JOINT_LEFT_HIP, 100, 110},     {SAG_JOINT_LEFT_KNEE, 100, 160}, {SAG_JOINT_LEFT_ANKLE, 100, 210},
        {SAG_JOINT_LEFT_FOOT_INDEX, 120, 210},
    };
    const float pi = 3.14159265f;
    sag_skeleton skeleton = {.found = true};
    for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
        for (int side = 0; side < 2; side++) {
            skeleton.joint[(int)at[k].left + side] = (sag_keypoint){at[k].x, at[k].y, 0.0f, 1.0f, 1.0f};
        }
    }
    float got[SAG__ANGLE_COUNT];
    sag__joint_angles_of_frame(got, &skeleton, 0.5f, sag__kernels_choose());
    for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
        bool is_ankle = a == SAG__ANGLE_LEFT_ANKLE || a == SAG__ANGLE_RIGHT_ANKLE;
        bool is_shoulder = a == SAG__ANGLE_LEFT_SHOULDER || a == SAG__ANGLE_RIGHT_SHOULDER;
        float wanted = is_ankle ? pi / 2 : is_shoulder || a >= SAG__ANGLE_INCLUDED_COUNT ? 0.0f : pi;
        cr_assert_float_eq(got[a], wanted, 1e-6f, "%s", sag__angle_rule_get((sag__angle)a)->name);
    }
    skeleton.joint[SAG_JOINT_LEFT_SHOULDER].x_px += 120; /* the trunk leans to the right by half of it, 60 over 60 */
    sag__joint_angles_of_frame(got, &skeleton, 0.5f, sag__kernels_choose());
    cr_assert_float_eq(got[SAG__ANGLE_TRUNK_INCLINATION], pi / 4, 1e-6f);
    skeleton.joint[SAG_JOINT_LEFT_KNEE].visibility_ratio = NAN;
    sag__joint_angles_of_frame(got, &skeleton, 0.5f, sag__kernels_choose());
    cr_assert(isnan(got[SAG__ANGLE_LEFT_KNEE]) && isnan(got[SAG__ANGLE_LEFT_SHANK_INCLINATION]));
    cr_assert(!isnan(got[SAG__ANGLE_RIGHT_KNEE]));
}
