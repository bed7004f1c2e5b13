/* The one description of every metric of a frame: reports, tables and overlays are made from it. */
#include <sagitta/metric.h>

#include <stddef.h>

#include "view_masks.h"

static const sag_metric_info metric_info[SAG_METRIC_COUNT] = {
    [SAG_METRIC_KNEE_FLEXION] =
        {
            .name = "knee_flexion",
            .title = "knee flexion",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is a straight leg, + is flexion",
            .definition = "180 deg minus the included angle hip - knee - ankle of the near side, projected on the "
                          "picture",
            .source = "projected segment angle as in Sports2D (ankle - knee - hip, 0 straight); sign as OpenSim "
                      "knee_angle",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_THIGH_INCLINATION] =
        {
            .name = "thigh_inclination",
            .title = "thigh inclination",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is a horizontal thigh, + is the hip above the knee, - is the hip below the knee",
            .definition = "elevation of the line knee to hip of the near side over the horizontal, between joint "
                          "points; not the top of the thigh",
            .source = "joint-centre form of the thigh-horizontal criterion for the parallel squat; class borders are "
                      "proposals of this program",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_DEPTH] =
        {
            .name = "depth",
            .title = "normalised squat depth",
            .unit = SAG_UNIT_RATIO,
            .sign = "0 is the hip level with the knee, + is the hip below the knee, in standing thigh lengths",
            .definition = "height of the knee minus height of the hip of the near side, over the thigh's length while "
                          "standing",
            .source = "sign as in Uplift's depth metric; normalised to the thigh so that no calibration is needed",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_TRUNK_INCLINATION] =
        {
            .name = "trunk_inclination",
            .title = "trunk inclination",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is vertical, + is forward",
            .definition = "inclination of the line hip to shoulder of the near side from the vertical; a line, not the "
                          "shape of the back",
            .source = "segment angle to the vertical, as trunk lean in two-dimensional video studies of the squat",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_SHANK_INCLINATION] =
        {
            .name = "shank_inclination",
            .title = "shank inclination",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is vertical, + is the knee in front of the ankle",
            .definition = "inclination of the line ankle to knee of the near side from the vertical",
            .source = "segment angle to the vertical; steadier than ankle dorsiflexion, which needs the short foot",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_HIP_DROP] =
        {
            .name = "hip_drop",
            .title = "drop of the hips",
            .unit = SAG_UNIT_RATIO,
            .sign = "0 is standing, + is lower, in standing leg lengths",
            .definition = "height of the hips over the ankles while standing minus now, over thigh plus shank while "
                          "standing; near side in side views, mean of both sides otherwise",
            .source = "vertical travel of the pelvis as used by OpenCap for repetitions, normalised to the leg",
            .views = ALL_VIEWS,
        },
    [SAG_METRIC_TRUNK_SHANK] =
        {
            .name = "trunk_shank",
            .title = "trunk to shank angle",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is a trunk parallel to the shank, + is the trunk further forward",
            .definition = "trunk inclination minus shank inclination of the near side",
            .source = "segment angles to the vertical; the comparison of both lines is common in coaching, no "
                      "threshold is published",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_ANKLE_DORSIFLEXION] =
        {
            .name = "ankle_dorsiflexion",
            .title = "ankle dorsiflexion",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the shank at a right angle to the sole, + is dorsiflexion",
            .definition = "shank inclination minus foot pitch of the near side: the shank (ankle to knee) against "
                          "the foot (heel to toe), counted from the feet flat while standing, so that the shape of "
                          "the shoe cancels",
            .source = "projected segment angle as in Sports2D, its zero moved from the line heel to toe to the sole "
                      "on the floor",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_FOOT_PITCH] =
        {
            .name = "foot_pitch",
            .title = "foot pitch",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the foot as in standing, + is the heel up over the toe",
            .definition = "elevation of the line toe to heel of the near side over the horizontal, minus the same "
                          "while standing",
            .source = "segment angle to the horizontal; screens for the overhead squat name the heel leaving the "
                      "floor and give no number",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_HEEL_RISE] =
        {
            .name = "heel_rise",
            .title = "heel rise",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the heel as high as in standing, + is higher, in standing foot lengths",
            .definition = "height of the near heel point over the near foot index point minus the same while "
                          "standing, over the distance heel to toe while standing",
            .source = "after overhead squat screens, normalised to the foot so that no calibration is needed",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_KNEE_TRAVEL] =
        {
            .name = "knee_travel",
            .title = "anterior knee travel",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee over the toe, + is the knee in front of it, in standing foot lengths",
            .definition = "horizontal distance of the near knee in front of the near foot index point, over the "
                          "distance heel to toe while standing; information, not a fault",
            .source = "Fry et al. 2003 (knees held behind the toes: less torque at the knee, far more at the hip); "
                      "no threshold is published",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_LUMBAR_FLEXION] =
        {
            .name = "lumbar_flexion",
            .title = "lumbar flexion from standing",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the lower back as in standing, + is flexion: the lower back rounder",
            .definition = "angle between the tangents of the back's outline at the thoracolumbar and the lumbosacral "
                          "region, minus the same while standing; median over five ways to find the two places",
            .source = "dual inclinometer method of the lumbar spine, with tangents of the outline in place of the "
                      "instruments; the skin's change, not a radiographic lordosis",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_PELVIC_TILT] =
        {
            .name = "pelvic_tilt",
            .title = "sagittal pelvic tilt from standing",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the pelvis as in standing, + is anterior: turned forward with the trunk",
            .definition = "inclination of the tangent of the back's outline at the lumbosacral region, minus the same "
                          "while standing",
            .source = "as lumbar flexion, from the lower of the two tangents",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_THORAX_INCLINATION] =
        {
            .name = "thorax_inclination",
            .title = "thorax inclination from standing",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the thorax as in standing, + is forward",
            .definition = "sagittal pelvic tilt plus lumbar flexion, both from standing",
            .source = "as lumbar flexion; the identity of the planar chain of segments",
            .views = SIDE_VIEWS,
        },
    [SAG_METRIC_KNEE_MEDIAL_LEFT] =
        {
            .name = "knee_medial_left",
            .title = "knee medial displacement, left",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee on the line hip to ankle, + is medial (toward the other leg), in standing leg "
                    "lengths",
            .definition = "distance of the left knee from the line left ankle to left hip in the picture, over thigh "
                          "plus shank while standing; knees over turned-out feet show it as -",
            .source = "medio-lateral knee displacement in shares of limb length, as in depth camera studies of the "
                      "squat",
            .views = FRONTAL_VIEWS,
        },
    [SAG_METRIC_KNEE_MEDIAL_RIGHT] =
        {
            .name = "knee_medial_right",
            .title = "knee medial displacement, right",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee on the line hip to ankle, + is medial (toward the other leg), in standing leg "
                    "lengths",
            .definition = "distance of the right knee from the line right ankle to right hip in the picture, over "
                          "thigh plus shank while standing; knees over turned-out feet show it as -",
            .source = "medio-lateral knee displacement in shares of limb length, as in depth camera studies of the "
                      "squat",
            .views = FRONTAL_VIEWS,
        },
    [SAG_METRIC_KNEE_TO_FOOT_LEFT] =
        {
            .name = "knee_to_foot_left",
            .title = "knee medial to foot, left",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee over the toe, + is the knee medial of it (toward the other leg), in standing leg "
                    "lengths",
            .definition = "horizontal distance of the left knee from the left foot index point in the picture, over "
                          "thigh plus shank while standing",
            .source = "clinical sign of the knee medial to the foot (single-limb mini squat, BMC Musculoskelet Disord "
                      "2010, 11:265)",
            .views = FRONTAL_VIEWS,
        },
    [SAG_METRIC_KNEE_TO_FOOT_RIGHT] =
        {
            .name = "knee_to_foot_right",
            .title = "knee medial to foot, right",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee over the toe, + is the knee medial of it (toward the other leg), in standing leg "
                    "lengths",
            .definition = "horizontal distance of the right knee from the right foot index point in the picture, "
                          "over thigh plus shank while standing",
            .source = "clinical sign of the knee medial to the foot (single-limb mini squat, BMC Musculoskelet Disord "
                      "2010, 11:265)",
            .views = FRONTAL_VIEWS,
        },
    [SAG_METRIC_KNEE_SEPARATION] =
        {
            .name = "knee_separation",
            .title = "knee to ankle separation ratio",
            .unit = SAG_UNIT_RATIO,
            .sign = "1 is knees as far apart as the ankles, less is knees closer",
            .definition = "horizontal distance of the knees over that of the ankles in the picture; knees that come "
                          "toward the camera look further apart",
            .source = "knee-ankle separation ratio of landing and squat studies",
            .views = FRONTAL_VIEWS,
        },
    [SAG_METRIC_HIP_SHIFT] =
        {
            .name = "hip_shift",
            .title = "lateral pelvic shift",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the hips over the feet as in standing, + is toward the right, in distances of the ankles",
            .definition = "horizontal distance of the mid-hip from the mid-ankle over the distance of the ankles, "
                          "minus the same while standing; says nothing about the weight on either leg",
            .source = "medio-lateral hip position in the double-leg squat, ISBS proceedings 2021, 39(1):30; "
                      "normalised to the stance",
            .views = FRONTAL_VIEWS,
        },
    [SAG_METRIC_PELVIC_OBLIQUITY] =
        {
            .name = "pelvic_obliquity",
            .title = "pelvic obliquity",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the pelvis as in standing, + is the right side lower",
            .definition = "inclination of the line between the hip points to the horizontal in the picture, minus "
                          "the same while standing; the pose model draws the hips more level than they are, so a "
                          "small value does not exclude a tilt",
            .source = "frontal plane pelvic position as in contralateral pelvic drop; between hip points, not iliac "
                      "spines; from the front the thighs hide the pelvis in a squat",
            .views = VIEW(BACK),
        },
    [SAG_METRIC_LATERAL_TRUNK_LEAN] =
        {
            .name = "lateral_trunk_lean",
            .title = "lateral trunk lean",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the trunk as in standing, + is toward the right",
            .definition = "inclination of the line mid-hip to mid-shoulder from the vertical in the picture, minus "
                          "the same while standing",
            .source = "two-dimensional lateral trunk lean, as in DiCesare et al. 2014, between mid-points",
            .views = FRONTAL_VIEWS,
        },
};

const sag_metric_info *sag_metric_get_info(sag_metric metric)
{
    return (unsigned)metric < SAG_METRIC_COUNT ? &metric_info[metric] : NULL;
}
