/* The one description of every compensation and of every threshold: findings, threshold files and reports use it. */
#include <sagitta/finding.h>

#include "angle.h"
#include "view_masks.h"

static const sag_compensation_info compensation_info[SAG_COMPENSATION_COUNT] = {
    [SAG_COMPENSATION_LUMBAR_ROUNDING] =
        {
            .name = "lumbar_rounding",
            .title = "lumbar rounding near the bottom",
            .about = "In the last part of the way down the lower back turns rounder.",
            .views = SIDE_VIEWS,
            .unit = SAG_UNIT_ANGLE,
        },
    [SAG_COMPENSATION_HEEL_RISE] =
        {
            .name = "heel_rise",
            .title = "heel rise",
            .about = "The heel leaves the floor while the toes stay down.",
            .views = SIDE_VIEWS,
            .unit = SAG_UNIT_ANGLE,
        },
    [SAG_COMPENSATION_FORWARD_LEAN] =
        {
            .name = "forward_lean",
            .title = "forward trunk lean (trunk to shank)",
            .about = "At the bottom the trunk leans further forward than the shank.",
            .views = SIDE_VIEWS,
            .unit = SAG_UNIT_ANGLE,
        },
    [SAG_COMPENSATION_HIPS_FIRST] =
        {
            .name = "hips_first",
            .title = "hips rise first (\"good morning\")",
            .about = "On the way up the trunk leans further forward while the hips already rise.",
            .views = SIDE_VIEWS,
            .unit = SAG_UNIT_ANGLE,
        },
    [SAG_COMPENSATION_KNEE_IN] =
        {
            .name = "knee_in",
            .title = "knee-in tendency (projected)",
            .about = "In the picture the knee moves toward the middle, inside the line of its foot.",
            .views = FRONTAL_VIEWS,
            .unit = SAG_UNIT_PERCENT,
        },
    [SAG_COMPENSATION_KNEE_ASYMMETRY] =
        {
            .name = "knee_asymmetry",
            .title = "knee asymmetry (projected)",
            .about = "At the bottom one knee is further inside its foot than the other.",
            .views = FRONTAL_VIEWS,
            .unit = SAG_UNIT_PERCENT,
        },
    [SAG_COMPENSATION_HIP_SHIFT] =
        {
            .name = "hip_shift",
            .title = "lateral pelvic shift",
            .about = "The hips move to one side, away from the middle between the feet.",
            .views = FRONTAL_VIEWS,
            .unit = SAG_UNIT_PERCENT,
        },
    [SAG_COMPENSATION_PELVIC_OBLIQUITY] =
        {
            .name = "pelvic_obliquity",
            .title = "pelvic obliquity",
            .about = "One side of the pelvis gets lower than the other; the side named is the lower one.",
            .views = VIEW(BACK),
            .unit = SAG_UNIT_ANGLE,
        },
    [SAG_COMPENSATION_LATERAL_LEAN] =
        {
            .name = "lateral_lean",
            .title = "lateral trunk lean",
            .about = "The trunk leans to one side.",
            .views = FRONTAL_VIEWS,
            .unit = SAG_UNIT_ANGLE,
        },
    [SAG_COMPENSATION_DEPTH_LOSS] =
        {
            .name = "depth_loss",
            .title = "loss of depth over the set",
            .about = "The squats get less deep from the first to the last.",
            .views = SIDE_VIEWS,
            .unit = SAG_UNIT_ANGLE,
        },
};

/*
 * min lies above 0, because 0 means "not set"; max is where a threshold could no longer be passed by a person.
 * An origin says "proposal" wherever no published cut-off for the squat on two legs was found.
 */
#define ANGLE_ROW(file_key, degrees, text, from)                                                                       \
    {.key = (file_key), .about = (text), .unit = SAG_UNIT_ANGLE, .value = SAG__RAD(degrees), .min = SAG__RAD(0.5),     \
     .max = SAG__RAD(90.0), .origin = (from)}
#define PERCENT_ROW(file_key, percent, percent_max, text, from)                                                        \
    {.key = (file_key), .about = (text), .unit = SAG_UNIT_PERCENT, .value = (percent) / 100.0, .min = 0.005,           \
     .max = (percent_max) / 100.0, .origin = (from)}

#define HEEL_ORIGIN                                                                                                    \
    "proposal; published screens say only that the heels leave the floor; heels that stay down read up to 10 deg"
#define LEAN_ORIGIN                                                                                                    \
    "proposal; no validated cut-off exists: lean follows from the lengths of thigh, shank and trunk and from the ankles"
#define HIPS_ORIGIN "proposal; no published cut-off was found"
#define KNEE_ORIGIN                                                                                                    \
    "proposal; published knee angles are of landings and one-legged squats and do not carry over"
#define SHIFT_ORIGIN                                                                                                   \
    "proposal; the hips' place goes with unequal load of the legs (ISBS proceedings 2021, 39:30); no cut-off is given"
#define OBLIQUITY_ORIGIN                                                                                               \
    "proposal; beyond the smallest detectable change of 4 deg of a goniometer (J Sport Rehabil 16:326)"
#define LATERAL_ORIGIN "scale of one vendor's product documentation (over 6 mild, over 10 deg significant), not a study"
#define LOSS_ORIGIN "proposal; half and the whole of a depth class"
#define ROUNDING_ORIGIN                                                                                                \
    "proposal; no camera is credible below 10 deg, eyes see it from about 34 deg (Phys Ther Sport 2021, 50:195), "     \
    "rendered squats without it read up to 7 deg; no cut-off with a meaning for health is known"

static const sag_threshold_info threshold_info[SAG_THRESHOLD_COUNT] = {
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_LUMBAR_ROUNDING)] =
        ANGLE_ROW("lumbar_rounding.possible", 10.0, "lumbar flexion from the middle of the way down to the bottom",
                  ROUNDING_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_LUMBAR_ROUNDING)] =
        ANGLE_ROW("lumbar_rounding.likely", 12.0,
                  "the same, and at least twice the smallest detectable change (1.96 standard errors)", ROUNDING_ORIGIN),
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_HEEL_RISE)] =
        ANGLE_ROW("heel_rise.possible", 8.0, "pitch of the foot, heel up, from standing, held for 0.2 s", HEEL_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_HEEL_RISE)] =
        ANGLE_ROW("heel_rise.clear", 12.0, "pitch of the foot, heel up, from standing, held for 0.2 s", HEEL_ORIGIN),
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_FORWARD_LEAN)] =
        ANGLE_ROW("forward_lean.possible", 20.0, "trunk minus shank inclination at the bottom", LEAN_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_FORWARD_LEAN)] =
        ANGLE_ROW("forward_lean.clear", 30.0, "trunk minus shank inclination at the bottom", LEAN_ORIGIN),
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_HIPS_FIRST)] =
        ANGLE_ROW("hips_first.possible", 10.0, "trunk inclination gained while the hips come up", HIPS_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_HIPS_FIRST)] =
        ANGLE_ROW("hips_first.clear", 15.0, "trunk inclination gained while the hips come up", HIPS_ORIGIN),
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_KNEE_IN)] =
        PERCENT_ROW("knee_in.possible", 3.0, 50.0, "medial displacement of the knee, of the leg's length", KNEE_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_KNEE_IN)] =
        PERCENT_ROW("knee_in.clear", 6.0, 50.0, "medial displacement of the knee, of the leg's length", KNEE_ORIGIN),
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_KNEE_ASYMMETRY)] =
        PERCENT_ROW("knee_asymmetry.possible", 4.0, 50.0,
                    "left minus right knee inside its foot at the bottom, of the leg's length", KNEE_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_KNEE_ASYMMETRY)] =
        PERCENT_ROW("knee_asymmetry.clear", 8.0, 50.0,
                    "left minus right knee inside its foot at the bottom, of the leg's length", KNEE_ORIGIN),
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_HIP_SHIFT)] =
        PERCENT_ROW("hip_shift.possible", 5.0, 100.0, "shift of the hips from standing, of the ankles' distance",
                    SHIFT_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_HIP_SHIFT)] =
        PERCENT_ROW("hip_shift.clear", 10.0, 100.0, "shift of the hips from standing, of the ankles' distance",
                    SHIFT_ORIGIN),
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_PELVIC_OBLIQUITY)] =
        ANGLE_ROW("pelvic_obliquity.possible", 6.0, "tilt of the hips' line from standing, held for 0.3 s",
                  OBLIQUITY_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_PELVIC_OBLIQUITY)] =
        ANGLE_ROW("pelvic_obliquity.clear", 10.0, "tilt of the hips' line from standing, held for 0.3 s",
                  OBLIQUITY_ORIGIN),
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_LATERAL_LEAN)] =
        ANGLE_ROW("lateral_lean.possible", 6.0, "lean of the trunk to a side from standing, held for 0.3 s",
                  LATERAL_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_LATERAL_LEAN)] =
        ANGLE_ROW("lateral_lean.clear", 10.0, "lean of the trunk to a side from standing, held for 0.3 s",
                  LATERAL_ORIGIN),
    [SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_DEPTH_LOSS)] =
        ANGLE_ROW("depth_loss.possible", 5.0, "thigh inclination lost from the first to the last squat", LOSS_ORIGIN),
    [SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_DEPTH_LOSS)] =
        ANGLE_ROW("depth_loss.clear", 10.0, "thigh inclination lost from the first to the last squat", LOSS_ORIGIN),
    [SAG_THRESHOLD_HEEL_RISE_HEIGHT] =
        PERCENT_ROW("heel_rise.height", 10.0, 100.0,
                    "rise of the heel point, of the foot's length: a heel rise needs it beside the pitch", HEEL_ORIGIN),
    [SAG_THRESHOLD_HEEL_RISE_ANKLE] =
        PERCENT_ROW("heel_rise.ankle", 3.0, 100.0,
                    "rise of the ankle point, of the foot's length: a heel rise needs it beside the pitch", HEEL_ORIGIN),
    [SAG_THRESHOLD_KNEE_SEPARATION_FALL] =
        PERCENT_ROW("knee_in.separation_fall", 15.0, 100.0,
                    "distance of the knees over that of the ankles, lost since standing: both knees in", KNEE_ORIGIN),
    [SAG_THRESHOLD_LUMBAR_ROUNDING_CLOTHED] =
        ANGLE_ROW("lumbar_rounding.clothed", 15.0,
                  "turn of the outline over the lower back from the middle of the way down to the bottom, where clothes "
                  "allow no number: said to be visible",
                  "proposal; rendered hanging shirts turn by 2 deg at most, a bare back that rounds by 20 deg by 13 to "
                  "17"),
    [SAG_THRESHOLD_REP_SHARE] =
        PERCENT_ROW("rep_share", 66.0, 100.0,
                    "share of the judged repetitions that must show a compensation before it is clear",
                    "proposal; two of three, so that one odd repetition is never called clear"),
};

const sag_compensation_info *sag_compensation_get_info(sag_compensation compensation)
{
    return (unsigned)compensation < SAG_COMPENSATION_COUNT ? &compensation_info[compensation] : NULL;
}

const sag_threshold_info *sag_threshold_get_info(int threshold)
{
    return threshold >= 0 && threshold < SAG_THRESHOLD_COUNT ? &threshold_info[threshold] : NULL;
}

const char *sag_severity_name(sag_severity severity)
{
    static const char *const name[SAG_SEVERITY_COUNT] = {
        [SAG_SEVERITY_NONE] = "none",
        [SAG_SEVERITY_POSSIBLE] = "possible",
        [SAG_SEVERITY_LIKELY] = "likely",
        [SAG_SEVERITY_CLEAR] = "clear",
    };
    return (unsigned)severity < SAG_SEVERITY_COUNT ? name[severity] : name[SAG_SEVERITY_NONE];
}

const char *sag_body_side_name(sag_body_side side)
{
    static const char *const name[SAG_BODY_SIDE_COUNT] = {
        [SAG_BODY_SIDE_NONE] = "", [SAG_BODY_SIDE_LEFT] = "left", [SAG_BODY_SIDE_RIGHT] = "right"};
    return (unsigned)side < SAG_BODY_SIDE_COUNT ? name[side] : name[SAG_BODY_SIDE_NONE];
}
