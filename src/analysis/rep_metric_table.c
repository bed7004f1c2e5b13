/* The one description of every metric of a repetition: reports, tables and overlays are made from it. */
#include <sagitta/metric.h>

#include <stddef.h>

#include "view_masks.h"

static const sag_metric_info rep_metric_info[SAG_REP_METRIC_COUNT] = {
    [SAG_REP_METRIC_TRUNK_PEAK] =
        {
            .name = "trunk_peak",
            .title = "peak trunk inclination",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is vertical, + is forward",
            .definition = "largest trunk inclination (line hip to shoulder of the near side) of the repetition",
            .source = "segment angle to the vertical; no published limit",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_TRUNK_CHANGE] =
        {
            .name = "trunk_change",
            .title = "trunk inclination from standing",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the trunk as in standing, + is further forward",
            .definition = "trunk inclination at the bottom minus that while standing",
            .source = "change against the own standing posture, in which the constant offset of the points cancels",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_SHANK_PEAK] =
        {
            .name = "shank_peak",
            .title = "peak shank inclination",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is vertical, + is the knee in front of the ankle",
            .definition = "largest shank inclination (line ankle to knee of the near side) of the repetition",
            .source = "segment angle to the vertical",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_DORSIFLEXION_PEAK] =
        {
            .name = "dorsiflexion_peak",
            .title = "peak ankle dorsiflexion",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the shank at a right angle to the sole, + is dorsiflexion",
            .definition = "largest ankle dorsiflexion of the repetition, near side",
            .source = "as ankle dorsiflexion of a frame",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_FOOT_PITCH_PEAK] =
        {
            .name = "foot_pitch_peak",
            .title = "peak foot pitch",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the foot as in standing, + is the heel up over the toe",
            .definition = "largest foot pitch from standing that is held for 0.2 s in the repetition, near side",
            .source = "as foot pitch of a frame; the time is a proposal of this program",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_HEEL_RISE_PEAK] =
        {
            .name = "heel_rise_peak",
            .title = "peak heel rise",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the heel on the floor, + is higher, in standing foot lengths",
            .definition = "largest height of the near heel point in the picture over the line between its heights at "
                          "the tops before and behind the repetition that is held for 0.2 s, over the distance heel to "
                          "toe while standing",
            .source = "after overhead squat screens; the time is a proposal of this program",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_ANKLE_RISE_PEAK] =
        {
            .name = "ankle_rise_peak",
            .title = "peak ankle rise",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the ankle at its height before and behind the repetition, + is higher, in standing foot "
                    "lengths",
            .definition = "as peak heel rise, of the near ankle point: a heel that leaves the floor lifts the ankle by "
                          "about two thirds of its own rise, a heel point that drifts does not",
            .source = "proposal of this program: a second witness of the heel rise",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_KNEE_TRAVEL_PEAK] =
        {
            .name = "knee_travel_peak",
            .title = "peak anterior knee travel",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee over the toe, + is the knee in front of it, in standing foot lengths",
            .definition = "largest anterior knee travel of the repetition, near side; information, not a fault",
            .source = "as anterior knee travel of a frame",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_HIPS_FIRST] =
        {
            .name = "hips_first",
            .title = "trunk inclination gained while rising",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 or - is a trunk that rises with the hips, + is a trunk that turns further forward while the "
                    "hips come up",
            .definition = "largest trunk inclination while the hips come up from a third to a half of their drop, "
                          "minus that at the bottom, near side",
            .source = "the coaching term good morning squat as an angle; definition of this program",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM] =
        {
            .name = "lumbar_flexion_bottom",
            .title = "lumbar flexion at the bottom, from standing",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the lower back as in standing, + is flexion",
            .definition = "median lumbar flexion around the bottom: of a squat while the knee is beyond 95 % of its "
                          "largest flexion, of a hinge while the trunk is beyond 95 % of its largest inclination",
            .source = "as lumbar flexion of a frame",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_LUMBAR_FLEXION_LATE] =
        {
            .name = "lumbar_flexion_late",
            .title = "late lumbar flexion",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is no change in the last part of the way down, + is flexion: what is called butt wink",
            .definition = "lumbar flexion at the bottom minus its median on the way down while the knee (hinge: the "
                          "trunk) is at 55 to 75 % of its largest angle; the standing posture is not in it",
            .source = "reversal of the pelvis' tilt in the late descent, as of marker studies of the squat (Appl Sci "
                      "2025, 15:12526); the range is a proposal of this program",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_LUMBAR_FLEXION_RETURN] =
        {
            .name = "lumbar_flexion_return",
            .title = "lumbar flexion given back while rising",
            .unit = SAG_UNIT_ANGLE,
            .sign = "+ is the lower back less flexed on the way up than at the bottom",
            .definition = "lumbar flexion at the bottom minus its median on the way up over the same range of the "
                          "knee (hinge: the trunk) as late lumbar flexion",
            .source = "as late lumbar flexion, on the way up",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_LUMBAR_ONSET] =
        {
            .name = "lumbar_onset",
            .title = "depth at which late lumbar flexion begins",
            .unit = SAG_UNIT_ANGLE,
            .sign = "thigh inclination, 0 is horizontal, + is hip above the knee; of a hinge the trunk inclination",
            .definition = "where the line through a quarter and three quarters of the late lumbar flexion on the way "
                          "down leaves zero; absent if the late flexion is not detectable",
            .source = "onset of the pelvis' posterior tilt at a hip angle (Int J Exerc Sci 2021, 14:912); the line is "
                      "a proposal of this program",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_PELVIC_TILT_BOTTOM] =
        {
            .name = "pelvic_tilt_bottom",
            .title = "sagittal pelvic tilt at the bottom, from standing",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the pelvis as in standing, + is anterior",
            .definition = "median sagittal pelvic tilt around the bottom, over the frames of lumbar flexion at the "
                          "bottom",
            .source = "as sagittal pelvic tilt of a frame",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_PELVIC_TILT_LATE] =
        {
            .name = "pelvic_tilt_late",
            .title = "sagittal pelvic tilt lost before the bottom",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is none, - is posterior: the pelvis turned back under",
            .definition = "sagittal pelvic tilt at the bottom minus its largest value on the way down",
            .source = "posterior pelvic tilt of the descent as defined in a marker study (Appl Sci 2025, 15:12526)",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_PELVIS_SHARE] =
        {
            .name = "pelvis_share",
            .title = "share of the pelvis in the forward bend",
            .unit = SAG_UNIT_PERCENT,
            .sign = "100 % is a bend from the hips alone",
            .definition = "sagittal pelvic tilt at the bottom over thorax inclination at the bottom, both from "
                          "standing; hinges only",
            .source = "lumbo-pelvic rhythm of forward bending (BMC Musculoskelet Disord 2016, s12891-016-1250-1)",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_LUMBAR_SHARE] =
        {
            .name = "lumbar_share",
            .title = "share of the lumbar spine in the forward bend",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is a bend from the hips alone, + is a lower back that flexes",
            .definition = "lumbar flexion at the bottom over thorax inclination at the bottom, both from standing; "
                          "hinges only",
            .source = "lumbo-pelvic rhythm of forward bending (BMC Musculoskelet Disord 2016, s12891-016-1250-1)",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_LUMBAR_PELVIC_RATIO] =
        {
            .name = "lumbar_pelvic_ratio",
            .title = "lumbar to pelvic motion",
            .unit = SAG_UNIT_RATIO,
            .sign = "0 is motion of the hips alone, 1 is as much of the lumbar spine as of the pelvis",
            .definition = "lumbar flexion over sagittal pelvic tilt at the bottom, both from standing; hinges only",
            .source = "lumbo-pelvic rhythm of forward bending (BMC Musculoskelet Disord 2016, s12891-016-1250-1)",
            .views = SIDE_VIEWS,
        },
    [SAG_REP_METRIC_KNEE_MEDIAL_LEFT] =
        {
            .name = "knee_medial_left",
            .title = "knee medial displacement while rising, left",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee as in standing, + is medial (toward the other leg), in standing leg lengths",
            .definition = "left knee medial displacement on the way up where the hips are at half their drop, minus "
                          "that while standing",
            .source = "knee medial displacement in shares of limb length; a shallow matched depth after depth camera "
                      "studies, in which the bottom was error-prone",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_KNEE_MEDIAL_RIGHT] =
        {
            .name = "knee_medial_right",
            .title = "knee medial displacement while rising, right",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee as in standing, + is medial (toward the other leg), in standing leg lengths",
            .definition = "right knee medial displacement on the way up where the hips are at half their drop, minus "
                          "that while standing",
            .source = "knee medial displacement in shares of limb length; a shallow matched depth after depth camera "
                      "studies, in which the bottom was error-prone",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_LEFT] =
        {
            .name = "knee_medial_up_down_left",
            .title = "knee medial displacement, rising against lowering, left",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the same path, + is the knee further medial on the way up, in standing leg lengths",
            .definition = "left knee medial displacement on the way up minus that on the way down, both where the "
                          "hips are at half their drop",
            .source = "matched depths, so that depth and turn-out of the feet cancel; definition of this program",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_RIGHT] =
        {
            .name = "knee_medial_up_down_right",
            .title = "knee medial displacement, rising against lowering, right",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the same path, + is the knee further medial on the way up, in standing leg lengths",
            .definition = "right knee medial displacement on the way up minus that on the way down, both where the "
                          "hips are at half their drop",
            .source = "matched depths, so that depth and turn-out of the feet cancel; definition of this program",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_KNEE_TO_FOOT_LEFT] =
        {
            .name = "knee_to_foot_left",
            .title = "peak knee medial to foot, left",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee over the toe, + is the knee medial of it (toward the other leg), in standing leg "
                    "lengths",
            .definition = "largest distance of the left knee medial of the left foot index point that is held for "
                          "0.2 s while the hips are below half their drop",
            .source = "clinical sign of the knee medial to the foot; the time is a proposal of this program",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_KNEE_TO_FOOT_RIGHT] =
        {
            .name = "knee_to_foot_right",
            .title = "peak knee medial to foot, right",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the knee over the toe, + is the knee medial of it (toward the other leg), in standing leg "
                    "lengths",
            .definition = "largest distance of the right knee medial of the right foot index point that is held for "
                          "0.2 s while the hips are below half their drop",
            .source = "clinical sign of the knee medial to the foot; the time is a proposal of this program",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_KNEE_SEPARATION_FALL] =
        {
            .name = "knee_separation_fall",
            .title = "fall of the knee to ankle separation ratio",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is as in standing, + is knees closer together, in shares of the ratio while standing",
            .definition = "1 minus the knee to ankle separation ratio over that while standing: the largest value "
                          "that is held for 0.2 s while the hips are below half their drop",
            .source = "knee-ankle separation ratio against the own standing posture",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_KNEE_ASYMMETRY] =
        {
            .name = "knee_asymmetry",
            .title = "left-right difference of knee medial to foot",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is symmetric, + is the left knee further medial than the right one, in standing leg lengths",
            .definition = "left minus right knee medial to foot at the bottom",
            .source = "left-right difference of the clinical sign of the knee medial to the foot",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_HIP_SHIFT_DOWN] =
        {
            .name = "hip_shift_down",
            .title = "lateral pelvic shift while lowering",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the hips over the feet as in standing, + is toward the right, in distances of the ankles",
            .definition = "mean lateral pelvic shift on the way down while the hips are below half their drop",
            .source = "as lateral pelvic shift of a frame",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_HIP_SHIFT_BOTTOM] =
        {
            .name = "hip_shift_bottom",
            .title = "lateral pelvic shift at the bottom",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the hips over the feet as in standing, + is toward the right, in distances of the ankles",
            .definition = "lateral pelvic shift at the bottom",
            .source = "as lateral pelvic shift of a frame",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_HIP_SHIFT_UP] =
        {
            .name = "hip_shift_up",
            .title = "lateral pelvic shift while rising",
            .unit = SAG_UNIT_PERCENT,
            .sign = "0 is the hips over the feet as in standing, + is toward the right, in distances of the ankles",
            .definition = "mean lateral pelvic shift on the way up while the hips are below half their drop",
            .source = "as lateral pelvic shift of a frame",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK] =
        {
            .name = "pelvic_obliquity_peak",
            .title = "peak pelvic obliquity",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the pelvis as in standing, + is the right side lower",
            .definition = "pelvic obliquity furthest from standing to either side that is held for 0.3 s in the "
                          "repetition",
            .source = "as pelvic obliquity of a frame; the time is a proposal of this program",
            .views = VIEW(BACK),
        },
    [SAG_REP_METRIC_LATERAL_LEAN_PEAK] =
        {
            .name = "lateral_lean_peak",
            .title = "peak lateral trunk lean",
            .unit = SAG_UNIT_ANGLE,
            .sign = "0 is the trunk as in standing, + is toward the right",
            .definition = "lateral trunk lean furthest from standing to either side that is held for 0.3 s in the "
                          "repetition",
            .source = "as lateral trunk lean of a frame; the time is a proposal of this program",
            .views = FRONTAL_VIEWS,
        },
    [SAG_REP_METRIC_ECCENTRIC_TIME] =
        {
            .name = "eccentric_time",
            .title = "eccentric time",
            .unit = SAG_UNIT_SECOND,
            .sign = "duration of the way down",
            .definition = "time from the start to the beginning of the pause at the bottom",
            .source = "phases of the squat as in published motion analysis; events at 5 % of the peak speed of the "
                      "hips",
            .views = ALL_VIEWS,
        },
    [SAG_REP_METRIC_PAUSE_TIME] =
        {
            .name = "pause_time",
            .title = "pause at the bottom",
            .unit = SAG_UNIT_SECOND,
            .sign = "duration of the pause; 0 without one",
            .definition = "time around the bottom in which the hips are slower than 5 % of their peak speed",
            .source = "phases of the squat as in published motion analysis; events at 5 % of the peak speed of the "
                      "hips",
            .views = ALL_VIEWS,
        },
    [SAG_REP_METRIC_CONCENTRIC_TIME] =
        {
            .name = "concentric_time",
            .title = "concentric time",
            .unit = SAG_UNIT_SECOND,
            .sign = "duration of the way up",
            .definition = "time from the end of the pause at the bottom to the end",
            .source = "phases of the squat as in published motion analysis; events at 5 % of the peak speed of the "
                      "hips",
            .views = ALL_VIEWS,
        },
    [SAG_REP_METRIC_TOP_TIME] =
        {
            .name = "top_time",
            .title = "time at the top",
            .unit = SAG_UNIT_SECOND,
            .sign = "duration of standing between two repetitions",
            .definition = "time from the end of the repetition to the start of the next one",
            .source = "phases of the squat as in published motion analysis; events at 5 % of the peak speed of the "
                      "hips",
            .views = ALL_VIEWS,
        },
    [SAG_REP_METRIC_TEMPO_RATIO] =
        {
            .name = "eccentric_to_concentric",
            .title = "tempo ratio",
            .unit = SAG_UNIT_RATIO,
            .sign = "1 is equal times, more is a slower way down",
            .definition = "eccentric over concentric time",
            .source = "phases of the squat as in published motion analysis; events at 5 % of the peak speed of the "
                      "hips",
            .views = ALL_VIEWS,
        },
    [SAG_REP_METRIC_PEAK_SPEED_DOWN] =
        {
            .name = "peak_speed_down",
            .title = "peak speed of the hips while lowering",
            .unit = SAG_UNIT_LEGS_PER_S,
            .sign = "0 is no movement; always +",
            .definition = "largest vertical speed of the hips over the ankles on the way down, in standing leg "
                          "lengths a second",
            .source = "velocity of the hips in place of the bar, normalised to the leg so that no calibration is "
                      "needed",
            .views = ALL_VIEWS,
        },
    [SAG_REP_METRIC_PEAK_SPEED_UP] =
        {
            .name = "peak_speed_up",
            .title = "peak speed of the hips while rising",
            .unit = SAG_UNIT_LEGS_PER_S,
            .sign = "0 is no movement; always +",
            .definition = "largest vertical speed of the hips over the ankles on the way up, in standing leg lengths "
                          "a second",
            .source = "velocity of the hips in place of the bar, normalised to the leg so that no calibration is "
                      "needed",
            .views = ALL_VIEWS,
        },
    [SAG_REP_METRIC_MEAN_SPEED_UP] =
        {
            .name = "mean_speed_up",
            .title = "mean concentric speed",
            .unit = SAG_UNIT_LEGS_PER_S,
            .sign = "0 is no movement; always +",
            .definition = "rise of the hips over the ankles from the end of the pause to the end, over its duration, "
                          "in standing leg lengths a second",
            .source = "velocity of the hips in place of the bar, normalised to the leg so that no calibration is "
                      "needed",
            .views = ALL_VIEWS,
        },
    [SAG_REP_METRIC_STICKING_SHARE] =
        {
            .name = "sticking_share",
            .title = "speed in the sticking region",
            .unit = SAG_UNIT_PERCENT,
            .sign = "100 is no loss of speed, 0 is a standstill, in shares of the first peak",
            .definition = "lowest vertical speed of the hips between two maxima on the way up, over the maximum before "
                          "it, each over a quarter of a second; absent unless it is at least 30 % of the peak lower "
                          "than both maxima",
            .source = "sticking region: from the first peak of the ascent speed to the minimum behind it",
            .views = ALL_VIEWS,
        },
    [SAG_REP_METRIC_SMOOTHNESS] =
        {
            .name = "smoothness",
            .title = "spectral arc length of rising",
            .unit = SAG_UNIT_RATIO,
            .sign = "0 is smoothest, more negative is less smooth; about -1.4 is one stroke of least jerk",
            .definition = "spectral arc length of the vertical speed of the hips on the way up: amplitudes down to 5 % "
                          "of that at 0 Hz, up to 10 Hz or the cutoff of the low-pass on key points, whichever is "
                          "lower; tremor above that is not seen",
            .source = "Balasubramanian et al. 2015, J NeuroEng Rehabil 12:112",
            .views = ALL_VIEWS,
        },
};

const sag_metric_info *sag_rep_metric_get_info(sag_rep_metric metric)
{
    return (unsigned)metric < SAG_REP_METRIC_COUNT ? &rep_metric_info[metric] : NULL;
}
