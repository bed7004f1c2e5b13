/*
 * joint_angles.h - the named angles of the body in the picture plane, of one frame or of many, by the kernels.
 *
 * Two kinds. Included angles at a joint, 0 .. pi, pi for a straight limb: knee, hip (trunk to thigh), ankle (shank to
 * foot), elbow, shoulder (trunk to upper arm); flexion is pi less the included angle. Inclinations of segments against
 * the upward vertical, -pi .. pi, seen along the segment from its lower end to its upper one in upright standing with
 * hanging arms, + where the upper end lies to the right in the picture: trunk, thigh, shank, upper arm, forearm.
 * All are projections. NaN means that a joint is not visible, or that two joints of the angle coincide.
 * Thread: pure functions; the table is constant. Nothing is allocated.
 */
#ifndef SAGITTA_GEOM_JOINT_ANGLES_H
#define SAGITTA_GEOM_JOINT_ANGLES_H

#include <stddef.h>

#include <sagitta/skeleton.h>

#include "kernels.h"

typedef enum sag__angle {
    SAG__ANGLE_LEFT_KNEE = 0, /* included angles first */
    SAG__ANGLE_RIGHT_KNEE,
    SAG__ANGLE_LEFT_HIP,
    SAG__ANGLE_RIGHT_HIP,
    SAG__ANGLE_LEFT_ANKLE,
    SAG__ANGLE_RIGHT_ANKLE,
    SAG__ANGLE_LEFT_ELBOW,
    SAG__ANGLE_RIGHT_ELBOW,
    SAG__ANGLE_LEFT_SHOULDER,
    SAG__ANGLE_RIGHT_SHOULDER,
    SAG__ANGLE_TRUNK_INCLINATION, /* then inclinations */
    SAG__ANGLE_LEFT_THIGH_INCLINATION,
    SAG__ANGLE_RIGHT_THIGH_INCLINATION,
    SAG__ANGLE_LEFT_SHANK_INCLINATION,
    SAG__ANGLE_RIGHT_SHANK_INCLINATION,
    SAG__ANGLE_LEFT_UPPER_ARM_INCLINATION,
    SAG__ANGLE_RIGHT_UPPER_ARM_INCLINATION,
    SAG__ANGLE_LEFT_FOREARM_INCLINATION,
    SAG__ANGLE_RIGHT_FOREARM_INCLINATION,
    SAG__ANGLE_COUNT
} sag__angle;

#define SAG__ANGLE_INCLUDED_COUNT SAG__ANGLE_TRUNK_INCLINATION

/* Points that angles are made of: the joints, and two midpoints behind them. */
enum { SAG__POINT_MID_SHOULDER = SAG_JOINT_COUNT, SAG__POINT_MID_HIP, SAG__POINT_COUNT };

typedef struct sag__angle_rule {
    const char *name;       /* e.g. "left_knee", "left_thigh_inclination" */
    unsigned char point[3]; /* included: a, b, c with the angle at b; inclination: lower end, upper end, unused */
} sag__angle_rule;

/* What an angle is made of. Returns: static. */
const sag__angle_rule *sag__angle_rule_get(sag__angle angle);

/*
 * All angles of one frame, in one call of a kernel for each kind.
 * visibility_min: a joint whose visibility is below it, or NaN, is not visible. All NaN where nobody was found.
 */
void sag__joint_angles_of_frame(float out_rad[SAG__ANGLE_COUNT], const sag_skeleton *skeleton, float visibility_min,
                                const sag__kernels *kernels);

/*
 * All angles of n frames whose points lie in tracks, each a run of n values; NaN where a joint is not visible.
 * Tracks that no angle uses are not read and may be NULL. out_rad: n values each; a NULL is left out.
 */
void sag__joint_angles_of_tracks(float *const out_rad[SAG__ANGLE_COUNT], const sag__points track[SAG__POINT_COUNT],
                                 size_t n, const sag__kernels *kernels);

/* All angles of all frames of a motion, as of each frame alone. out_rad: as many values each as the motion has frames. */
void sag__joint_angles_of_motion(float *const out_rad[SAG__ANGLE_COUNT], const sag_motion *motion, float visibility_min,
                                 const sag__kernels *kernels);

#endif
