/*
 * stick_figure.h - a person made of sticks, seen side-on, whose angles are known exactly.
 *
 * Everything is computed in metres (x forward, y up, z away from the camera in the side view), turned about the
 * vertical to the camera's view, and placed into the picture. Header only, for the tests of analysis.
 */
#ifndef SAGITTA_TESTS_STICK_FIGURE_H
#define SAGITTA_TESTS_STICK_FIGURE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <sagitta/skeleton.h>

#define STICK_PI 3.14159265358979323846
#define STICK_SHANK_M 0.42
#define STICK_THIGH_M 0.42
#define STICK_TRUNK_M 0.50

/* A posture: inclinations from the vertical in degrees. */
typedef struct stick_pose {
    double shank_deg;  /* + knee in front of the ankle */
    double thigh_deg;  /* of the line knee to hip from the vertical, + hip behind the knee; 90 is horizontal */
    double trunk_deg;  /* + forward */
    double forward_m;  /* where the ankles are */
    double left_foot_m; /* a stepping foot: this far in front of forward_m, and its knee follows */
} stick_pose;

/* How the figure is brought into the picture. */
typedef struct stick_camera {
    double scale_px_per_m;
    double center_x_px;
    double floor_y_px;
    bool faces_left;
    double off_side_deg; /* 0 side view, 90 front view */
} stick_camera;

/* The squat of depth share 0 (standing) .. 1 (the thigh at thigh_deg). */
static inline stick_pose stick_squat(double share, double thigh_deg)
{
    stick_pose pose = {0};
    pose.shank_deg = 30.0 * share;
    pose.thigh_deg = thigh_deg * share;
    pose.trunk_deg = 38.0 * share;
    return pose;
}

/* Depth over time of one repetition: down, still, up; smooth at both ends. */
static inline double stick_share(double t_s, double down_s, double pause_s, double up_s)
{
    if (t_s <= 0.0 || t_s >= down_s + pause_s + up_s) {
        return 0.0;
    }
    if (t_s < down_s) {
        return 0.5 - 0.5 * cos(STICK_PI * t_s / down_s);
    }
    if (t_s < down_s + pause_s) {
        return 1.0;
    }
    return 0.5 + 0.5 * cos(STICK_PI * (t_s - down_s - pause_s) / up_s);
}

typedef struct stick_point {
    double x, y, z;
} stick_point;

static inline void stick_put(sag_skeleton *out, sag_joint joint, stick_point at, stick_point hip,
                             const stick_camera *camera)
{
    double turn = camera->off_side_deg * STICK_PI / 180.0;
    double across = at.x * cos(turn) + at.z * sin(turn);
    double away = at.z * cos(turn) - at.x * sin(turn);
    double hip_across = hip.x * cos(turn) + hip.z * sin(turn);
    double hip_away = hip.z * cos(turn) - hip.x * sin(turn);
    double mirror = camera->faces_left ? -1.0 : 1.0;
    sag_keypoint *point = &out->joint[joint];
    point->x_px = (float)(camera->center_x_px + mirror * camera->scale_px_per_m * across);
    point->y_px = (float)(camera->floor_y_px - camera->scale_px_per_m * at.y);
    point->visibility_ratio = 0.99f;
    point->presence_ratio = 0.99f;
    out->world[joint].x_m = (float)(mirror * (across - hip_across));
    out->world[joint].y_m = (float)(hip.y - at.y);
    out->world[joint].z_m = (float)(away - hip_away);
}

/* Make a skeleton. The side the figure faces is the near one. */
static inline sag_skeleton stick_skeleton(const stick_pose *pose, const stick_camera *camera, int64_t index,
                                          int64_t t_ns)
{
    const double rad = STICK_PI / 180.0;
    sag_skeleton out;
    memset(&out, 0, sizeof out);
    out.frame_index = index;
    out.t_ns = t_ns;
    out.found = true;
    out.presence_ratio = 0.99f;
    stick_point ankle = {pose->forward_m, 0.0, 0.0};
    stick_point knee = {ankle.x + STICK_SHANK_M * sin(pose->shank_deg * rad),
                        STICK_SHANK_M * cos(pose->shank_deg * rad), 0.0};
    stick_point hip = {knee.x - STICK_THIGH_M * sin(pose->thigh_deg * rad),
                       knee.y + STICK_THIGH_M * cos(pose->thigh_deg * rad), 0.0};
    stick_point shoulder = {hip.x + STICK_TRUNK_M * sin(pose->trunk_deg * rad),
                            hip.y + STICK_TRUNK_M * cos(pose->trunk_deg * rad), 0.0};
    for (int side = 0; side < 2; side++) {
        /* A person who faces left shows the left side: mirrored, left and right change places. */
        double z = (side == 0) != camera->faces_left ? 1.0 : -1.0;
        double step = side == 0 ? pose->left_foot_m : 0.0;
        const struct {
            sag_joint left;
            stick_point at;
            double half_width_m;
        } joint[] = {
            {SAG_JOINT_LEFT_EYE, {shoulder.x + 0.1, shoulder.y + 0.22, 0.0}, 0.03},
            {SAG_JOINT_LEFT_EAR, {shoulder.x + 0.02, shoulder.y + 0.2, 0.0}, 0.07},
            {SAG_JOINT_LEFT_SHOULDER, shoulder, 0.15},
            {SAG_JOINT_LEFT_ELBOW, {shoulder.x + 0.28, shoulder.y, 0.0}, 0.16},
            {SAG_JOINT_LEFT_WRIST, {shoulder.x + 0.5, shoulder.y, 0.0}, 0.16},
            {SAG_JOINT_LEFT_HIP, hip, 0.095},
            {SAG_JOINT_LEFT_KNEE, {knee.x + 0.5 * step, knee.y, 0.0}, 0.1},
            {SAG_JOINT_LEFT_ANKLE, {ankle.x + step, ankle.y, 0.0}, 0.1},
            {SAG_JOINT_LEFT_HEEL, {ankle.x + step - 0.05, -0.05, 0.0}, 0.1},
            {SAG_JOINT_LEFT_FOOT_INDEX, {ankle.x + step + 0.15, -0.05, 0.0}, 0.1},
        };
        for (size_t i = 0; i < sizeof joint / sizeof *joint; i++) {
            stick_point at = joint[i].at;
            at.z = z * joint[i].half_width_m;
            stick_put(&out, (sag_joint)((int)joint[i].left + side), at, hip, camera);
        }
    }
    stick_point nose = {shoulder.x + 0.12, shoulder.y + 0.2, 0.0};
    stick_put(&out, SAG_JOINT_NOSE, nose, hip, camera);
    /* The far side of a side view is half hidden. */
    int far_side = camera->faces_left ? SAG_SIDE_RIGHT : SAG_SIDE_LEFT;
    for (int joint = SAG_JOINT_LEFT_HIP; joint <= SAG_JOINT_RIGHT_ANKLE && camera->off_side_deg < 45.0; joint++) {
        if ((joint - SAG_JOINT_LEFT_HIP) % 2 == far_side) {
            out.joint[joint].visibility_ratio = 0.6f;
        }
    }
    return out;
}

/* A small generator with the same numbers everywhere. Returns: uniform in -1 .. 1. */
static inline double stick_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (double)(*state >> 8) / 8388608.0 - 1.0;
}

/* What is filmed: the posture at a time. */
typedef stick_pose (*stick_script)(double t_s, const void *context);

typedef struct stick_film {
    double duration_s;
    double rate_hz;
    double begin_s;       /* time of the script at the first frame */
    double dropped_ratio; /* share of frames lost at random */
    double noise_px;      /* of key points, uniform */
    double outlier_ratio; /* share of key points thrown 100 px away */
    stick_camera camera;
} stick_film;

static const stick_film stick_film_default = {10.0, 30.0, 0.0, 0.0, 0.0, 0.0, {300.0, 500.0, 900.0, false, 0.0}};

/* Film a script. Returns: a motion to destroy, NULL when out of memory. */
static inline sag_motion *stick_film_script(const stick_film *film, stick_script script, const void *context)
{
    sag_motion *motion = NULL;
    if (sag_motion_create(&motion, 0, NULL) != SAG_STATUS_OK) {
        return NULL;
    }
    uint32_t random = 1;
    int64_t count = (int64_t)floor(film->duration_s * film->rate_hz + 0.5);
    for (int64_t i = 0; i < count; i++) {
        double t_s = (double)i / film->rate_hz;
        if (0.5 + 0.5 * stick_random(&random) < film->dropped_ratio && i > 0) {
            continue;
        }
        stick_pose pose = script(film->begin_s + t_s, context);
        sag_skeleton skeleton = stick_skeleton(&pose, &film->camera, i, (int64_t)floor(t_s * 1e9 + 0.5));
        for (int joint = 0; joint < SAG_JOINT_COUNT; joint++) {
            bool outlier = 0.5 + 0.5 * stick_random(&random) < film->outlier_ratio;
            skeleton.joint[joint].x_px += (float)(film->noise_px * stick_random(&random) + (outlier ? 100.0 : 0.0));
            skeleton.joint[joint].y_px += (float)(film->noise_px * stick_random(&random));
        }
        sag_motion_push(motion, &skeleton);
    }
    return motion;
}

#endif
