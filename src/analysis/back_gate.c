/* The one table of the back's gates: what is looked at, its limits, and what to do when it is shut. */
#include <sagitta/back.h>

#include <math.h>

#include "angle.h"
#include "decimal.h"

#define NONE INFINITY
#define DEG SAG__DEG(1.0)

#define STAND "stand still for three seconds first, arms as in the movement"
#define CLEAR_BACK "let nothing pass over the lower back: arms, bar, plates, hair"

static const sag_back_gate_info gate_info[SAG_BACK_GATE_COUNT] = {
    [SAG_BACK_GATE_VIEW] =
        {"view", "angle between the camera and the side view", "deg", DEG, SAG_REASON_OFF_SIDE,
         "turn exactly side-on to the camera", false, -NONE, SAG__RAD(10.0), -NONE, SAG__RAD(16.0)},
    [SAG_BACK_GATE_PRESENCE] =
        {"presence", "certainty of the pose model that it sees a person", "percent", 100.0, SAG_REASON_UNSURE,
         "put more light on the body and clear the picture behind it", false, 0.9, NONE, 0.7, NONE},
    [SAG_BACK_GATE_SIZE] =
        {"size", "length of the standing trunk in the picture", "px", 1.0, SAG_REASON_SMALL,
         "bring the camera nearer or record with more pixels", false, 45.0, NONE, 25.0, NONE},
    [SAG_BACK_GATE_BASELINE_FRAMES] =
        {"baseline_frames", "standing frames that show the back", "frames", 1.0, SAG_REASON_FEW_STANDING, STAND, false,
         8.0, NONE, 4.0, NONE},
    [SAG_BACK_GATE_BASELINE_SHAPE] =
        {"baseline_shape", "hollow of the standing outline: thorax against pelvis, - is hollow", "deg", DEG,
         SAG_REASON_CLOTHES, "bare the lower back or tuck a tight shirt in, and tie long hair up", true,
         SAG__RAD(-60.0), SAG__RAD(-9.0), SAG__RAD(-75.0), SAG__RAD(10.0)},
    [SAG_BACK_GATE_BASELINE_NOISE] =
        {"baseline_noise", "unsteadiness of the outline while standing", "deg", DEG, SAG_REASON_UNSTEADY, STAND, false,
         -NONE, SAG__RAD(1.5), -NONE, SAG__RAD(2.5)},
    [SAG_BACK_GATE_EDGE_WIDTH] =
        {"edge_width", "softness of the body's edge at the back, of the trunk's length", "percent", 100.0,
         SAG_REASON_SOFT_EDGE, "stand before a plain wall of another colour than your clothes", false, -NONE, 0.025,
         -NONE, 0.05},
    [SAG_BACK_GATE_ARM] =
        {"arm", "distance of elbow, forearm and hand from the lower back, of the trunk's length", "percent", 100.0,
         SAG_REASON_ARM, "hold the arms forward, off the back and the hips", false, 0.08,
         NONE, 0.065, NONE},
    [SAG_BACK_GATE_LEAP] =
        {"leap", "leaps of the outline from frame to frame and back", "deg", DEG, SAG_REASON_COVERED, CLEAR_BACK, false,
         -NONE, SAG__RAD(4.0), -NONE, SAG__RAD(8.0)},
    [SAG_BACK_GATE_JUMP] =
        {"jump", "sudden change of the outline that stays, faster than the movement around it", "deg", DEG,
         SAG_REASON_COVERED, CLEAR_BACK, false, -NONE, SAG__RAD(8.0), -NONE, SAG__RAD(12.0)},
    [SAG_BACK_GATE_SPREAD] =
        {"spread", "disagreement of the ways to place the two tangents", "deg", DEG, SAG_REASON_COVERED, CLEAR_BACK,
         true, -NONE, SAG__RAD(12.0), -NONE, SAG__RAD(30.0)},
    [SAG_BACK_GATE_FOUND] =
        {"found", "frames in which the outline of the back could be measured", "percent", 100.0, SAG_REASON_COVERED,
         CLEAR_BACK, false, 0.9, NONE, 0.6, NONE},
};

const sag_back_gate_info *sag_back_gate_get_info(sag_back_gate gate)
{
    return (unsigned)gate < SAG_BACK_GATE_COUNT ? &gate_info[gate] : NULL;
}

double sag_back_detectable_deg(const sag_back *back)
{
    return ceil(sag__decimal_round(SAG__DEG(back->detectable_rad), 1));
}

const char *sag_back_advice(sag_reason reason)
{
    if (reason == SAG_REASON_NO_OUTLINE) {
        return "analyze the video again, without --no-back and with one of this program's pose models";
    }
    for (int g = 0; g < SAG_BACK_GATE_COUNT; g++) {
        if (gate_info[g].reason == reason) {
            return gate_info[g].advice;
        }
    }
    return NULL;
}
