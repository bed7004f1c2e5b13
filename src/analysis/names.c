#include <sagitta/analysis.h>

const char *sag_reason_text(sag_reason reason)
{
    static const char *const text[SAG_REASON_COUNT] = {
        [SAG_REASON_NONE] = "measured",
        [SAG_REASON_NO_PERSON] = "nobody was found",
        [SAG_REASON_VIEW] = "this camera position cannot show it",
        [SAG_REASON_HIDDEN] = "the joints it needs were hidden or outside the picture",
        [SAG_REASON_NO_STANDING] = "the person was never seen standing upright and still",
        [SAG_REASON_TOO_SHORT] = "too few frames show an upright person",
        [SAG_REASON_CUT] = "the recording begins or ends inside it",
        [SAG_REASON_ABSENT] = "it did not occur, or too little of it to be told",
        [SAG_REASON_MOVEMENT] = "another movement shows it",
        [SAG_REASON_RELATIVE] = "only its change can be measured, not the posture itself",
        [SAG_REASON_NO_OUTLINE] = "the recording holds no outline of the back",
        [SAG_REASON_OFF_SIDE] = "the camera stands too far off the side view",
        [SAG_REASON_UNSURE] = "the pose model was not sure that it sees a person",
        [SAG_REASON_SMALL] = "the person is too small in the picture",
        [SAG_REASON_FEW_STANDING] = "too few standing frames show the back",
        [SAG_REASON_CLOTHES] = "the standing outline is not that of a back: loose clothes, hair or a thing hide it",
        [SAG_REASON_UNSTEADY] = "the outline of the back was not steady while standing",
        [SAG_REASON_SOFT_EDGE] = "the back does not stand out from what is behind it",
        [SAG_REASON_ARM] = "an arm or a hand lies at the lower back",
        [SAG_REASON_COVERED] = "the outline leaps or its readings disagree: something hides the back",
    };
    return (unsigned)reason < SAG_REASON_COUNT ? text[reason] : "unknown reason";
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

const char *sag_back_state_name(sag_back_state state)
{
    static const char *const name[SAG_BACK_STATE_COUNT] = {
        [SAG_BACK_NOT_MEASURED] = "not_measured",
        [SAG_BACK_NO_CHANGE] = "no_change",
        [SAG_BACK_POSSIBLE] = "possible",
        [SAG_BACK_LIKELY] = "likely",
    };
    return (unsigned)state < SAG_BACK_STATE_COUNT ? name[state] : name[SAG_BACK_NOT_MEASURED];
}

const char *sag_back_state_text(sag_movement movement, sag_back_state state)
{
    static const char *const text[SAG_BACK_STATE_COUNT] = {
        [SAG_BACK_NOT_MEASURED] = "low back not measurable",
        [SAG_BACK_NO_CHANGE] = "no late rounding detected",
        [SAG_BACK_POSSIBLE] = "low back may round near the bottom",
        [SAG_BACK_LIKELY] = "low back rounds near the bottom",
    };
    static const char *const hinge[SAG_BACK_STATE_COUNT] = {
        [SAG_BACK_NOT_MEASURED] = "low back not measurable",
        [SAG_BACK_NO_CHANGE] = "no rounding detected",
        [SAG_BACK_POSSIBLE] = "low back may round",
        [SAG_BACK_LIKELY] = "low back rounds",
    };
    state = (unsigned)state < SAG_BACK_STATE_COUNT ? state : SAG_BACK_NOT_MEASURED;
    return movement == SAG_MOVEMENT_HINGE ? hinge[state] : text[state];
}

sag_rep_metric sag_back_judged_metric(sag_movement movement)
{
    return movement == SAG_MOVEMENT_HINGE ? SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM : SAG_REP_METRIC_LUMBAR_FLEXION_LATE;
}

const char *sag_gate_state_name(sag_gate_state state)
{
    static const char *const name[SAG_GATE_STATE_COUNT] = {
        [SAG_GATE_UNKNOWN] = "unknown",
        [SAG_GATE_GOOD] = "good",
        [SAG_GATE_CAUTION] = "caution",
        [SAG_GATE_REFUSED] = "refused",
    };
    return (unsigned)state < SAG_GATE_STATE_COUNT ? name[state] : name[SAG_GATE_UNKNOWN];
}

const char *sag_side_name(sag_side side)
{
    return side == SAG_SIDE_LEFT ? "left" : "right";
}

const char *sag_baseline_name(sag_baseline_kind kind)
{
    static const char *const name[SAG_BASELINE_COUNT] = {
        [SAG_BASELINE_NONE] = "none",
        [SAG_BASELINE_MOMENTS] = "moments",
        [SAG_BASELINE_QUIET] = "quiet",
        [SAG_BASELINE_GIVEN] = "given",
    };
    return (unsigned)kind < SAG_BASELINE_COUNT ? name[kind] : name[SAG_BASELINE_NONE];
}

const char *sag_check_name(sag_check check)
{
    static const char *const name[SAG_CHECK_COUNT] = {
        [SAG_CHECK_WHOLE_BODY] = "whole_body",   [SAG_CHECK_FEET] = "feet",
        [SAG_CHECK_BODY_HEIGHT] = "body_height", [SAG_CHECK_CAMERA_ROLL] = "camera_roll",
        [SAG_CHECK_LIGHT] = "light",             [SAG_CHECK_FRAME_RATE] = "frame_rate",
        [SAG_CHECK_STANDING] = "standing",       [SAG_CHECK_ALONE] = "alone",
    };
    return (unsigned)check < SAG_CHECK_COUNT ? name[check] : "unknown";
}

const char *sag_check_state_name(sag_check_state state)
{
    static const char *const name[SAG_CHECK_STATE_COUNT] = {
        [SAG_CHECK_UNKNOWN] = "unknown",
        [SAG_CHECK_GOOD] = "good",
        [SAG_CHECK_POOR] = "poor",
        [SAG_CHECK_BAD] = "bad",
    };
    return (unsigned)state < SAG_CHECK_STATE_COUNT ? name[state] : name[SAG_CHECK_UNKNOWN];
}

const char *sag_check_advice(sag_check check)
{
    static const char *const advice[SAG_CHECK_COUNT] = {
        [SAG_CHECK_WHOLE_BODY] = "step back until head, hips and feet stay in the picture in every position",
        [SAG_CHECK_FEET] = "keep the feet in the picture, with nothing in front of them",
        [SAG_CHECK_BODY_HEIGHT] = "bring the camera nearer, or record with more pixels, until the standing body fills "
                                  "three quarters of the picture's height",
        [SAG_CHECK_CAMERA_ROLL] = "level the camera, or give its tilt with --camera-roll",
        [SAG_CHECK_LIGHT] = "put more light on the body, from the side of the camera",
        [SAG_CHECK_FRAME_RATE] = "record at 30 frames a second or more",
        [SAG_CHECK_STANDING] = "stand upright and still for 3 seconds before the first repetition",
        [SAG_CHECK_ALONE] = "be alone in the picture, or say whom to follow with --person",
    };
    return (unsigned)check < SAG_CHECK_COUNT ? advice[check] : "";
}
