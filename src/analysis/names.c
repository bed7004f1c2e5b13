#include <sagitta/analysis.h>

#define VIEW(name) (1u << SAG_VIEW_##name)
#define SIDE_VIEWS (VIEW(SIDE) | VIEW(SIDE_REDUCED))
#define ALL_VIEWS (SIDE_VIEWS | VIEW(OBLIQUE) | VIEW(FRONT) | VIEW(BACK))

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
};

const sag_metric_info *sag_metric_get_info(sag_metric metric)
{
    return (unsigned)metric < SAG_METRIC_COUNT ? &metric_info[metric] : 0;
}

const char *sag_reason_text(sag_reason reason)
{
    static const char *const text[SAG_REASON_COUNT] = {
        [SAG_REASON_NONE] = "measured",
        [SAG_REASON_NO_PERSON] = "nobody was found",
        [SAG_REASON_VIEW] = "the camera does not stand side-on",
        [SAG_REASON_HIDDEN] = "the joints it needs were hidden or outside the picture",
        [SAG_REASON_NO_STANDING] = "the person was never seen standing upright and still",
        [SAG_REASON_TOO_SHORT] = "too few frames show an upright person",
    };
    return (unsigned)reason < SAG_REASON_COUNT ? text[reason] : "unknown reason";
}

const char *sag_rejection_name(sag_rejection rejection)
{
    static const char *const name[SAG_REJECTION_COUNT] = {
        [SAG_REJECTION_NONE] = "none",         [SAG_REJECTION_UNFINISHED] = "unfinished",
        [SAG_REJECTION_DURATION] = "duration", [SAG_REJECTION_HIDDEN] = "hidden",
        [SAG_REJECTION_STEPPING] = "stepping", [SAG_REJECTION_LEGS] = "legs",
        [SAG_REJECTION_HINGE] = "hinge",       [SAG_REJECTION_SEATED] = "seated",
    };
    return (unsigned)rejection < SAG_REJECTION_COUNT ? name[rejection] : "unknown";
}

const char *sag_rejection_text(sag_rejection rejection)
{
    static const char *const text[SAG_REJECTION_COUNT] = {
        [SAG_REJECTION_NONE] = "it is a squat",
        [SAG_REJECTION_UNFINISHED] = "the hips did not both come down and go up",
        [SAG_REJECTION_DURATION] = "quicker or slower than a squat can be",
        [SAG_REJECTION_HIDDEN] = "hips or ankles were hidden",
        [SAG_REJECTION_STEPPING] = "a foot left its place",
        [SAG_REJECTION_LEGS] = "both legs did not bend",
        [SAG_REJECTION_HINGE] = "the trunk turned more than the thighs, as in a hip hinge",
        [SAG_REJECTION_SEATED] = "the body went behind the feet, as onto a chair",
    };
    return (unsigned)rejection < SAG_REJECTION_COUNT ? text[rejection] : "unknown";
}

const char *sag_depth_class_name(sag_depth_class depth)
{
    static const char *const name[SAG_DEPTH_COUNT] = {
        [SAG_DEPTH_UNKNOWN] = "unknown",   [SAG_DEPTH_PARTIAL] = "partial",
        [SAG_DEPTH_NEAR_PARALLEL] = "near parallel", [SAG_DEPTH_PARALLEL] = "parallel",
        [SAG_DEPTH_BELOW_PARALLEL] = "below parallel", [SAG_DEPTH_DEEP] = "deep",
    };
    return (unsigned)depth < SAG_DEPTH_COUNT ? name[depth] : name[SAG_DEPTH_UNKNOWN];
}

const char *sag_view_name(sag_view view)
{
    static const char *const name[SAG_VIEW_COUNT] = {
        [SAG_VIEW_UNKNOWN] = "unknown", [SAG_VIEW_SIDE] = "side",   [SAG_VIEW_SIDE_REDUCED] = "side (reduced)",
        [SAG_VIEW_OBLIQUE] = "oblique", [SAG_VIEW_FRONT] = "front", [SAG_VIEW_BACK] = "back",
    };
    return (unsigned)view < SAG_VIEW_COUNT ? name[view] : name[SAG_VIEW_UNKNOWN];
}

const char *sag_facing_name(sag_facing facing)
{
    static const char *const name[SAG_FACING_COUNT] = {
        [SAG_FACING_UNKNOWN] = "unknown", [SAG_FACING_LEFT] = "left", [SAG_FACING_RIGHT] = "right"};
    return (unsigned)facing < SAG_FACING_COUNT ? name[facing] : name[SAG_FACING_UNKNOWN];
}

const char *sag_side_name(sag_side side)
{
    return side == SAG_SIDE_LEFT ? "left" : "right";
}
