/*
 * stick_figure.h - a person made of sticks, seen from any side, whose angles and lengths are known exactly.
 *
 * Everything is computed in metres (x forward, y up, z away from the camera in the side view), turned about the
 * vertical to the camera's view, and placed into the picture without perspective. A posture does not know the camera.
 * Header only, for the tests of analysis.
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
#define STICK_HIP_HALF_M 0.095   /* half the distance between the hips */
#define STICK_ANKLE_HALF_M 0.1   /* half the distance between knees, and between ankles */
#define STICK_HEEL_BEHIND_M 0.05 /* of the ankle, along the foot */
#define STICK_TOE_AHEAD_M 0.17
#define STICK_ANKLE_UP_M 0.05    /* over heel and toe of a flat foot */

/* A posture: inclinations from the vertical in degrees. All zero stands straight with parallel feet. */
typedef struct stick_pose {
    double shank_deg;  /* + knee in front of the ankle */
    double thigh_deg;  /* of the line knee to hip from the vertical, + hip behind the knee; 90 is horizontal */
    double trunk_deg;  /* + forward */
    double forward_m;  /* where the ankles are */
    double left_foot_m; /* a stepping foot: this far in front of forward_m, and its knee follows */
    double turn_out_deg; /* of both feet, outward +, about the ankle; the knees follow the feet's lines */
    double foot_pitch_deg; /* heel up about the toe; the ankle rises with it and takes the body along */
    double knee_in_m[2];   /* of the left and right knee toward the middle */
    double hip_shift_m;    /* hips and everything above, toward the person's right */
    double pelvic_list_deg; /* right hip down + */
    double lateral_lean_deg; /* shoulders toward the person's right + */
} stick_pose;

/* How the figure is brought into the picture. */
typedef struct stick_camera {
    double scale_px_per_m;
    double center_x_px;
    double floor_y_px;
    bool faces_left;
    double off_side_deg; /* 0 side view, 90 front view, -90 back view */
    double roll_deg;     /* the camera turned clockwise: the picture turns counterclockwise about its top-left corner */
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

/* Turn picture axes (x right, y down) counterclockwise. */
static inline void stick_roll(double *x, double *y, double roll_deg)
{
    double c = cos(roll_deg * STICK_PI / 180.0);
    double s = sin(roll_deg * STICK_PI / 180.0);
    double turned_x = c * *x + s * *y;
    *y = c * *y - s * *x;
    *x = turned_x;
}

static inline void stick_put(sag_skeleton *out, sag_joint joint, stick_point at, stick_point hip,
                             const stick_camera *camera)
{
    double turn = camera->off_side_deg * STICK_PI / 180.0;
    double across = at.x * cos(turn) + at.z * sin(turn);
    double away = at.z * cos(turn) - at.x * sin(turn);
    double hip_across = hip.x * cos(turn) + hip.z * sin(turn);
    double hip_away = hip.z * cos(turn) - hip.x * sin(turn);
    double mirror = camera->faces_left ? -1.0 : 1.0;
    double x_px = camera->center_x_px + mirror * camera->scale_px_per_m * across;
    double y_px = camera->floor_y_px - camera->scale_px_per_m * at.y;
    double x_m = mirror * (across - hip_across);
    double y_m = hip.y - at.y;
    stick_roll(&x_px, &y_px, camera->roll_deg);
    stick_roll(&x_m, &y_m, camera->roll_deg);
    out->joint[joint] = (sag_keypoint){
        .x_px = (float)x_px, .y_px = (float)y_px, .visibility_ratio = 0.99f, .presence_ratio = 0.99f};
    out->world[joint] = (sag_world_point){(float)x_m, (float)y_m, (float)(away - hip_away)};
}

/* The joints in the middle of the body, in the plane of x and y. */
typedef struct stick_chain {
    stick_point toe, heel, ankle, knee, hip, shoulder;
} stick_chain;

static inline stick_chain stick_bend(const stick_pose *pose)
{
    const double rad = STICK_PI / 180.0;
    double c = cos(pose->foot_pitch_deg * rad);
    double s = sin(pose->foot_pitch_deg * rad);
    double floor_m = -STICK_ANKLE_UP_M;
    double foot_m = STICK_HEEL_BEHIND_M + STICK_TOE_AHEAD_M;
    stick_chain at;
    at.toe = (stick_point){pose->forward_m + STICK_TOE_AHEAD_M, floor_m, 0.0};
    at.heel = (stick_point){at.toe.x - foot_m * c, floor_m + foot_m * s, 0.0};
    at.ankle = (stick_point){at.toe.x - STICK_TOE_AHEAD_M * c + STICK_ANKLE_UP_M * s,
                             floor_m + STICK_TOE_AHEAD_M * s + STICK_ANKLE_UP_M * c, 0.0};
    at.knee = (stick_point){at.ankle.x + STICK_SHANK_M * sin(pose->shank_deg * rad),
                            at.ankle.y + STICK_SHANK_M * cos(pose->shank_deg * rad), 0.0};
    at.hip = (stick_point){at.knee.x - STICK_THIGH_M * sin(pose->thigh_deg * rad),
                           at.knee.y + STICK_THIGH_M * cos(pose->thigh_deg * rad), 0.0};
    at.shoulder = (stick_point){at.hip.x + STICK_TRUNK_M * sin(pose->trunk_deg * rad),
                                at.hip.y + STICK_TRUNK_M * cos(pose->trunk_deg * rad), 0.0};
    return at;
}

/* A point of a foot, turned outward about the ankle. outward: the side's own z. */
static inline stick_point stick_foot(stick_point at, const stick_chain *body, double turn_out_rad, double outward)
{
    double along = at.x - body->ankle.x;
    return (stick_point){body->ankle.x + along * cos(turn_out_rad), at.y,
                         outward * (STICK_ANKLE_HALF_M + along * sin(turn_out_rad))};
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
    stick_chain body = stick_bend(pose);
    /* A person who faces left shows the left side: mirrored, left and right change places. */
    double right_z = camera->faces_left ? 1.0 : -1.0;
    body.hip.z = right_z * pose->hip_shift_m;
    body.shoulder.z = body.hip.z + right_z * STICK_TRUNK_M * sin(pose->lateral_lean_deg * rad);
    double turn_out = pose->turn_out_deg * rad;
    stick_point shoulder = body.shoulder;
    for (int side = 0; side < 2; side++) {
        double z = side == SAG_SIDE_RIGHT ? right_z : -right_z;
        double step = side == SAG_SIDE_LEFT ? pose->left_foot_m : 0.0;
        double list = (side == SAG_SIDE_RIGHT ? -1.0 : 1.0) * STICK_HIP_HALF_M * sin(pose->pelvic_list_deg * rad);
        double knee_out = STICK_ANKLE_HALF_M + (body.knee.x - body.ankle.x) * tan(turn_out) - pose->knee_in_m[side];
        stick_point toe = stick_foot(body.toe, &body, turn_out, z);
        stick_point heel = stick_foot(body.heel, &body, turn_out, z);
        const struct {
            sag_joint left;
            stick_point at;
        } joint[] = {
            {SAG_JOINT_LEFT_EYE, {shoulder.x + 0.1, shoulder.y + 0.22, shoulder.z + z * 0.03}},
            {SAG_JOINT_LEFT_EAR, {shoulder.x + 0.02, shoulder.y + 0.2, shoulder.z + z * 0.07}},
            {SAG_JOINT_LEFT_SHOULDER, {shoulder.x, shoulder.y, shoulder.z + z * 0.15}},
            {SAG_JOINT_LEFT_ELBOW, {shoulder.x + 0.28, shoulder.y, shoulder.z + z * 0.16}},
            {SAG_JOINT_LEFT_WRIST, {shoulder.x + 0.5, shoulder.y, shoulder.z + z * 0.16}},
            {SAG_JOINT_LEFT_HIP, {body.hip.x, body.hip.y + list, body.hip.z + z * STICK_HIP_HALF_M}},
            {SAG_JOINT_LEFT_KNEE, {body.knee.x + 0.5 * step, body.knee.y, z * knee_out}},
            {SAG_JOINT_LEFT_ANKLE, {body.ankle.x + step, body.ankle.y, z * STICK_ANKLE_HALF_M}},
            {SAG_JOINT_LEFT_HEEL, {heel.x + step, heel.y, heel.z}},
            {SAG_JOINT_LEFT_FOOT_INDEX, {toe.x + step, toe.y, toe.z}},
        };
        for (size_t i = 0; i < sizeof joint / sizeof *joint; i++) {
            stick_put(&out, (sag_joint)((int)joint[i].left + side), joint[i].at, body.hip, camera);
        }
    }
    stick_put(&out, SAG_JOINT_NOSE, (stick_point){shoulder.x + 0.12, shoulder.y + 0.2, shoulder.z}, body.hip, camera);
    /* The far side of a side view is half hidden. */
    int far_side = camera->faces_left ? SAG_SIDE_RIGHT : SAG_SIDE_LEFT;
    bool side_view = fabs(camera->off_side_deg) < 45.0;
    for (int joint = SAG_JOINT_LEFT_HIP; joint <= SAG_JOINT_RIGHT_ANKLE && side_view; joint++) {
        if ((joint - SAG_JOINT_LEFT_HIP) % 2 == far_side) {
            out.joint[joint].visibility_ratio = 0.6f;
        }
    }
    return out;
}

/* Exchange left and right of the joints first_left .. last_left + 1. */
static inline void stick_exchange(sag_skeleton *skeleton, sag_joint first_left, sag_joint last_left)
{
    for (int joint = first_left; joint <= (int)last_left; joint += 2) {
        sag_keypoint point = skeleton->joint[joint];
        skeleton->joint[joint] = skeleton->joint[joint + 1];
        skeleton->joint[joint + 1] = point;
        sag_world_point world = skeleton->world[joint];
        skeleton->world[joint] = skeleton->world[joint + 1];
        skeleton->world[joint + 1] = world;
    }
}

/* What a mirrored picture would have given: x turned over, left and right exchanged. */
static inline void stick_mirror(sag_skeleton *skeleton, double width_px)
{
    for (int joint = 0; joint < SAG_JOINT_COUNT; joint++) {
        skeleton->joint[joint].x_px = (float)(width_px - (double)skeleton->joint[joint].x_px);
        skeleton->world[joint].x_m = -skeleton->world[joint].x_m;
    }
    for (int eye = SAG_JOINT_LEFT_EYE_INNER; eye <= SAG_JOINT_LEFT_EYE_OUTER; eye++) {
        sag_keypoint point = skeleton->joint[eye];
        skeleton->joint[eye] = skeleton->joint[eye + 3];
        skeleton->joint[eye + 3] = point;
        sag_world_point world = skeleton->world[eye];
        skeleton->world[eye] = skeleton->world[eye + 3];
        skeleton->world[eye + 3] = world;
    }
    stick_exchange(skeleton, SAG_JOINT_LEFT_EAR, SAG_JOINT_LEFT_FOOT_INDEX);
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

static const stick_film stick_film_default = {10.0, 30.0, 0.0, 0.0, 0.0, 0.0, {300.0, 500.0, 900.0, false, 0.0, 0.0}};

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
