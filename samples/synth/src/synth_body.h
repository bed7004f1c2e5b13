/*
 * The body: proportions by height, and forward kinematics from a handful of drives to joint positions and angles.
 * The feet stand where the drive says, the shank leans in the plane of its foot, the hips are found from knee flexion
 * with a fixed distance between them, the spine is a chain of 5 lumbar and 12 thoracic segments.
 * Everything is in the person's frame (X forward, Y up, Z right, origin on the floor between the ankles in standing);
 * synth_pose_place moves a finished pose into the world. Metres and radians. Pure functions, no state.
 */
#ifndef SYNTH_BODY_H
#define SYNTH_BODY_H

#include "synth_math.h"
#include "synth_scenario.h"

enum { SYNTH_LEFT = 0, SYNTH_RIGHT = 1, SYNTH_SIDES = 2 };

/* Points of a pose. Those of a pair follow each other, left first. */
#define SYNTH_POINTS(X) \
    X(NOSE, nose) \
    X(LEFT_EYE, left_eye) X(RIGHT_EYE, right_eye) \
    X(LEFT_EAR, left_ear) X(RIGHT_EAR, right_ear) \
    X(LEFT_SHOULDER, left_shoulder) X(RIGHT_SHOULDER, right_shoulder) \
    X(LEFT_ELBOW, left_elbow) X(RIGHT_ELBOW, right_elbow) \
    X(LEFT_WRIST, left_wrist) X(RIGHT_WRIST, right_wrist) \
    X(LEFT_INDEX, left_index) X(RIGHT_INDEX, right_index) \
    X(LEFT_HIP, left_hip) X(RIGHT_HIP, right_hip) \
    X(LEFT_KNEE, left_knee) X(RIGHT_KNEE, right_knee) \
    X(LEFT_ANKLE, left_ankle) X(RIGHT_ANKLE, right_ankle) \
    X(LEFT_HEEL, left_heel) X(RIGHT_HEEL, right_heel) \
    X(LEFT_FOOT_INDEX, left_foot_index) X(RIGHT_FOOT_INDEX, right_foot_index) \
    X(LEFT_SOLE_HEEL, left_sole_heel) X(RIGHT_SOLE_HEEL, right_sole_heel) \
    X(LEFT_SOLE_BALL, left_sole_ball) X(RIGHT_SOLE_BALL, right_sole_ball) \
    X(LEFT_ASIS, left_asis) X(RIGHT_ASIS, right_asis) \
    X(LEFT_PSIS, left_psis) X(RIGHT_PSIS, right_psis) \
    X(S2, s2) X(L5S1, l5s1) X(L4L5, l4l5) X(L3L4, l3l4) X(L2L3, l2l3) X(L1L2, l1l2) \
    X(T12L1, t12l1) X(T11T12, t11t12) X(T8T9, t8t9) X(T4T5, t4t5) X(T1T2, t1t2) X(C7T1, c7t1) \
    X(COM, com)

typedef enum synth_point {
#define X(upper, lower) SYNTH_POINT_##upper,
    SYNTH_POINTS(X)
#undef X
    SYNTH_POINT_COUNT
} synth_point;

/* Truth angles and distances; the names are the columns' names. */
#define SYNTH_ANGLES(X) \
    X(KNEE_FLEXION_LEFT, knee_flexion_left_deg) X(KNEE_FLEXION_RIGHT, knee_flexion_right_deg) \
    X(KNEE_FLEXION_SAGITTAL_LEFT, knee_flexion_sagittal_left_deg) \
    X(KNEE_FLEXION_SAGITTAL_RIGHT, knee_flexion_sagittal_right_deg) \
    X(HIP_FLEXION_LEFT, hip_flexion_left_deg) X(HIP_FLEXION_RIGHT, hip_flexion_right_deg) \
    X(ANKLE_DORSIFLEXION_LEFT, ankle_dorsiflexion_left_deg) X(ANKLE_DORSIFLEXION_RIGHT, ankle_dorsiflexion_right_deg) \
    X(SHANK_INCLINATION_LEFT, shank_inclination_left_deg) X(SHANK_INCLINATION_RIGHT, shank_inclination_right_deg) \
    X(THIGH_INCLINATION_LEFT, thigh_inclination_left_deg) X(THIGH_INCLINATION_RIGHT, thigh_inclination_right_deg) \
    X(TRUNK_THIGH_LEFT, trunk_thigh_left_deg) X(TRUNK_THIGH_RIGHT, trunk_thigh_right_deg) \
    X(FPPA_LEFT, fppa_left_deg) X(FPPA_RIGHT, fppa_right_deg) \
    X(TRUNK_INCLINATION, trunk_inclination_deg) X(LATERAL_TRUNK_LEAN, lateral_trunk_lean_deg) \
    X(PELVIC_TILT, pelvic_tilt_deg) X(PELVIC_LIST, pelvic_list_deg) \
    X(LUMBAR_FLEXION, lumbar_flexion_deg) X(THORACIC_KYPHOSIS, thoracic_kyphosis_deg) \
    X(FOOT_TURNOUT_LEFT, foot_turnout_left_deg) X(FOOT_TURNOUT_RIGHT, foot_turnout_right_deg) \
    X(FOOT_PITCH_LEFT, foot_pitch_left_deg) X(FOOT_PITCH_RIGHT, foot_pitch_right_deg) \
    X(HEEL_RISE_LEFT, heel_rise_left_cm) X(HEEL_RISE_RIGHT, heel_rise_right_cm) \
    X(KNEE_MEDIAL_LEFT, knee_medial_left_cm) X(KNEE_MEDIAL_RIGHT, knee_medial_right_cm) \
    X(HIP_SHIFT, hip_shift_cm)

typedef enum synth_angle {
#define X(upper, lower) SYNTH_ANGLE_##upper,
    SYNTH_ANGLES(X)
#undef X
    SYNTH_ANGLE_COUNT
} synth_angle;

/* Fixed sizes of a person, from stature (metres, radians). */
typedef struct synth_body {
    double height, girth;           /* girth: 1 average */
    double shank, thigh, hip_half;
    double ankle_height, heel_back, heel_height, ball_forward, toe_forward, toe_height; /* from the ankle, foot flat */
    double lumbar, thoracic;        /* one segment */
    double neck;
    double shoulder_half, upper_arm, forearm, hand;
    double lordosis, kyphosis, sacrum; /* standing curves; forward lean of the sacrum at pelvic tilt 0 */
    double stance_half;
    double turnout[SYNTH_SIDES];
} synth_body;

/* One foot's place against its standing place. */
typedef struct synth_step {
    double forward, up;             /* of the foot's reference, metres */
    double pitch;                   /* toe down +, about the ball */
} synth_step;

/* What the motion commands in a frame. */
typedef struct synth_drive {
    double knee;                    /* wanted flexion of both knees before shift and list */
    double dorsiflexion;            /* of the ankle, in the foot's plane */
    double pelvic_tilt, pelvic_list;
    double lumbar_flexion, thoracic_flexion, lateral_lean;
    double hip_shift;
    double knee_in[SYNTH_SIDES];
    double heel_rise;
    double arms[SYNTH_ARMS_COUNT];  /* weights (synth_arms): hanging and at most one other; sum 1 */
    double arm_swing[SYNTH_SIDES];  /* hanging arms, forward + */
    int walking;                    /* feet and pelvis come from the next fields, knee and dorsiflexion follow */
    synth_step step[SYNTH_SIDES];
    double pelvis_forward, pelvis_height;
    /* place in the world, applied last */
    double root_x, root_z, heading; /* heading + turns to the person's right */
} synth_drive;

typedef struct synth_pose {
    synth_vec3 point[SYNTH_POINT_COUNT];
    double angle[SYNTH_ANGLE_COUNT]; /* radians, metres for the lengths */
    double heading;
    synth_mat3 pelvis, sacrum, waist, thorax, head, foot[SYNTH_SIDES];
} synth_pose;

/* Take the sizes from a scenario. */
void synth_body_init(synth_body *b, const synth_scenario *s);

/* Place feet, legs and pelvis centre: the lower half of a pose. */
void synth_pose_legs(synth_pose *p, const synth_body *b, const synth_drive *d);

/* Place pelvis, spine, head, arms and centre of mass upon the legs of the pose. */
void synth_pose_upper(synth_pose *p, const synth_body *b, const synth_drive *d);

/* Fill the angles of a pose still in the person's frame. */
void synth_pose_angles(synth_pose *p, const synth_body *b, const synth_drive *d);

/* Where a bar lies on the upper back, in the middle of its length. */
synth_vec3 synth_pose_bar(const synth_pose *p, const synth_body *b);

/* Move a pose from the person's frame into the world. */
void synth_pose_place(synth_pose *p, const synth_drive *d);

/* Where the centre of mass should stand: the middle of what touches the floor (forward coordinate). */
double synth_pose_support(const synth_pose *p);

/* Names of points and angles, in enum order. */
extern const char *const synth_point_names[SYNTH_POINT_COUNT];
extern const char *const synth_angle_names[SYNTH_ANGLE_COUNT];

#endif
