/*
 * skeleton.h - the body in one frame, and the sequence of such bodies that a recording is.
 *
 * Joints are named by the person's own left and right. The order is fixed: the first 33 are BlazePose's
 * (MediaPipe Pose). A model whose key points have other names maps them here by its manifest; joints it does
 * not know keep visibility 0. Later models append joints.
 */
#ifndef SAGITTA_SKELETON_H
#define SAGITTA_SKELETON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/frame.h>
#include <sagitta/outline.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sag_joint {
    SAG_JOINT_NOSE = 0,
    SAG_JOINT_LEFT_EYE_INNER,
    SAG_JOINT_LEFT_EYE,
    SAG_JOINT_LEFT_EYE_OUTER,
    SAG_JOINT_RIGHT_EYE_INNER,
    SAG_JOINT_RIGHT_EYE,
    SAG_JOINT_RIGHT_EYE_OUTER,
    SAG_JOINT_LEFT_EAR,
    SAG_JOINT_RIGHT_EAR,
    SAG_JOINT_MOUTH_LEFT,
    SAG_JOINT_MOUTH_RIGHT,
    SAG_JOINT_LEFT_SHOULDER,
    SAG_JOINT_RIGHT_SHOULDER,
    SAG_JOINT_LEFT_ELBOW,
    SAG_JOINT_RIGHT_ELBOW,
    SAG_JOINT_LEFT_WRIST,
    SAG_JOINT_RIGHT_WRIST,
    SAG_JOINT_LEFT_PINKY,
    SAG_JOINT_RIGHT_PINKY,
    SAG_JOINT_LEFT_INDEX,
    SAG_JOINT_RIGHT_INDEX,
    SAG_JOINT_LEFT_THUMB,
    SAG_JOINT_RIGHT_THUMB,
    SAG_JOINT_LEFT_HIP,
    SAG_JOINT_RIGHT_HIP,
    SAG_JOINT_LEFT_KNEE,
    SAG_JOINT_RIGHT_KNEE,
    SAG_JOINT_LEFT_ANKLE,
    SAG_JOINT_RIGHT_ANKLE,
    SAG_JOINT_LEFT_HEEL,
    SAG_JOINT_RIGHT_HEEL,
    SAG_JOINT_LEFT_FOOT_INDEX,
    SAG_JOINT_RIGHT_FOOT_INDEX,
    SAG_JOINT_COUNT
} sag_joint;

/* The person's own sides; also the step from a left joint to its right twin in sag_joint. */
typedef enum sag_side { SAG_SIDE_LEFT = 0, SAG_SIDE_RIGHT = 1 } sag_side;

/* A joint in the upright, unmirrored picture. Origin: top-left corner; the centre of pixel (i, j) is (i+0.5, j+0.5). */
typedef struct sag_keypoint {
    float x_px;             /* right */
    float y_px;             /* down */
    float z_px;             /* the model's depth relative to the mid-hip, toward the camera negative; unreliable */
    float visibility_ratio; /* 0..1: inside the picture and not hidden */
    float presence_ratio;   /* 0..1: inside the picture */
} sag_keypoint;

/* A joint in the model's body-centred space: origin mid-hip, axes as the picture (x right, y down, z away). */
typedef struct sag_world_point {
    float x_m;
    float y_m;
    float z_m;
} sag_world_point;

typedef struct sag_skeleton {
    int64_t frame_index;
    int64_t t_ns;
    bool found;           /* false: no person in this frame; every number below is 0 */
    float presence_ratio; /* the model's probability that the region holds a person, 0..1 */
    sag_region region;
    sag_keypoint joint[SAG_JOINT_COUNT];
    sag_world_point world[SAG_JOINT_COUNT];
} sag_skeleton;

/* The lower case name of a joint, e.g. "left_hip". Returns: a static string, NULL outside the enumeration. */
SAG_API const char *sag_joint_name(sag_joint joint);

/* Find a joint by its name. Returns: the joint, or SAG_JOINT_COUNT if there is none. */
SAG_API sag_joint sag_joint_find(const char *name);

/* Longest text field of a motion's facts, in bytes with the terminating zero. */
#define SAG_MOTION_TEXT_BYTES 256

/* A named option of the analysis that was made with the recording; the analysis gives names and units. */
#define SAG_MOTION_PARAMETER_MAX 64
typedef struct sag_motion_parameter {
    char key[56]; /* letters, digits, '_' and '.' */
    double value;
} sag_motion_parameter;

/* Where a motion came from: everything a report says about its origin. */
typedef struct sag_motion_facts {
    char program_version[32];
    char source_name[SAG_MOTION_TEXT_BYTES];  /* base name of the file, no folders */
    sag_source_info source;
    double slow_motion_ratio;
    double image_rate_hz;
    double cutoff_hz;                         /* of the analysis made with the recording, as in analysis.h */
    double visibility_min;
    char model_name[64];                      /* landmark network, e.g. "blazepose-full" */
    char model_sha256[65];
    char detector_name[64];
    char detector_sha256[65];
    bool interrupted;                         /* stopped by the user before the end of the source */
    int person_count;                         /* people in the first picture that shows any; -1 not known */
    int takeover_count;                       /* times the body jumped to somebody else and was searched again; -1 */
    double body_light;                        /* mean brightness of the followed body, 0 .. 1; -1 not known */
    int parameter_count;                      /* analysis options that are not at their default */
    sag_motion_parameter parameter[SAG_MOTION_PARAMETER_MAX];
} sag_motion_facts;

/*
 * All skeletons of one recording in the order of time, some with the outline of the back, and the facts of their origin.
 */
typedef struct sag_motion sag_motion;

/*
 * Create an empty motion with room for some frames; it grows in large steps beyond that.
 * reserve_count: frames to make room for, 0 for a default.
 * Returns SAG_STATUS_OK or _NO_MEMORY. Ownership: *out transferred on success, release with sag_motion_destroy.
 */
SAG_API sag_status sag_motion_create(sag_motion **out, size_t reserve_count, sag_error *err);

/* Append a copy of a skeleton. Its t_ns must be larger than the last one's. Returns OK, _ARGUMENT, _NO_MEMORY. */
SAG_API sag_status sag_motion_push(sag_motion *motion, const sag_skeleton *skeleton);

/* Keep a copy of the outline of the newest frame's back. Returns OK, _ARGUMENT (no frame yet), _NO_MEMORY. */
SAG_API sag_status sag_motion_set_outline(sag_motion *motion, const sag_outline *outline);

/* Forget all frames. The facts stay, and so does the memory. */
SAG_API void sag_motion_clear(sag_motion *motion);

/* Number of frames. */
SAG_API size_t sag_motion_get_count(const sag_motion *motion);

/* Frame at position i < count. Returns: borrowed until the motion is destroyed. */
SAG_API const sag_skeleton *sag_motion_get(const sag_motion *motion, size_t i);

/* The outline of the back in that frame, NULL if it has none. Returns: borrowed until the motion is destroyed. */
SAG_API const sag_outline *sag_motion_get_outline(const sag_motion *motion, size_t i);

/* The facts, to read and to fill in. Returns: borrowed until the motion is destroyed. */
SAG_API sag_motion_facts *sag_motion_get_facts(sag_motion *motion);
SAG_API const sag_motion_facts *sag_motion_view_facts(const sag_motion *motion);

/* Release everything. Accepts NULL. */
SAG_API void sag_motion_destroy(sag_motion *motion);

#ifdef __cplusplus
}
#endif
#endif
