/*
 * back.h - the lower back and the pelvis, measured from the outline of the back against the person's own standing.
 *
 * Two tangents of the dorsal outline, at the thoracolumbar and the lumbosacral region, stand for the two inclinometers
 * that a physiotherapist holds to these places. Their angles are never told as such: only the change from standing is,
 * and only while every gate is open. A gate that is not names itself and what to do about it. Nothing here says
 * "neutral", and nothing speaks of risk.
 * Thread: pure functions.
 */
#ifndef SAGITTA_BACK_H
#define SAGITTA_BACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/metric.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What may be said of the lower back near the bottom of a movement. */
typedef enum sag_back_state {
    SAG_BACK_NOT_MEASURED = 0, /* a gate is shut, or nothing was done that shows a change: nothing is said, also not
                                  that there is no rounding */
    SAG_BACK_NO_CHANGE,        /* no rounding larger than the detectable change */
    SAG_BACK_POSSIBLE,         /* beyond it, or visible without a number */
    SAG_BACK_LIKELY,           /* beyond twice the detectable change, and all gates are open */
    SAG_BACK_STATE_COUNT
} sag_back_state;

/* "not_measured", "no_change", "possible", "likely". Returns: static. */
SAG_API const char *sag_back_state_name(sag_back_state state);

/* What is looked at before a number is believed. The first ones are of the clip, from ARM on of each repetition too. */
typedef enum sag_back_gate {
    SAG_BACK_GATE_VIEW = 0,        /* angle to the side view, rad */
    SAG_BACK_GATE_PRESENCE,        /* the model's certainty of a person, ratio; 5th percentile */
    SAG_BACK_GATE_SIZE,            /* mid-hip to mid-shoulder while standing, px */
    SAG_BACK_GATE_BASELINE_FRAMES, /* standing frames with a measurement */
    SAG_BACK_GATE_BASELINE_SHAPE,  /* standing tangent of the thorax minus that of the sacrum, rad; - is hollow */
    SAG_BACK_GATE_BASELINE_NOISE,  /* standard deviation of lumbar flexion while standing, rad */
    SAG_BACK_GATE_EDGE_WIDTH,      /* of the mask's edge, in trunk lengths */
    SAG_BACK_GATE_ARM,             /* nearest part of an arm to the back's window, in trunk lengths */
    SAG_BACK_GATE_LEAP,            /* leaps of lumbar flexion from frame to frame and back, rad */
    SAG_BACK_GATE_JUMP,            /* largest sudden change of lumbar flexion that stays, rad */
    SAG_BACK_GATE_SPREAD,          /* disagreement of the rules that find the two places, rad */
    SAG_BACK_GATE_FOUND,           /* frames with a measurement, ratio */
    SAG_BACK_GATE_COUNT
} sag_back_gate;

typedef enum sag_gate_state {
    SAG_GATE_UNKNOWN = 0, /* could not be looked at: a gate before it is shut */
    SAG_GATE_GOOD,
    SAG_GATE_CAUTION,     /* at most "possible" */
    SAG_GATE_REFUSED,     /* not measured */
    SAG_GATE_STATE_COUNT
} sag_gate_state;

/* "unknown", "good", "caution", "refused". Returns: static. */
SAG_API const char *sag_gate_state_name(sag_gate_state state);

typedef struct sag_back_gate_info {
    const char *name;    /* snake case, e.g. "baseline_shape" */
    const char *about;   /* what is looked at */
    const char *unit;    /* as people read it: "deg", "percent", "px", "frames" */
    double scale;        /* from the inside value to that unit */
    sag_reason reason;   /* when it is shut */
    const char *advice;  /* what to do about it, one instruction a person can follow */
    bool hides_number;   /* in caution, a state at most is told and no number */
    double caution_low;  /* good within caution_low .. caution_high, refused outside refuse_low .. refuse_high; in */
    double caution_high; /* unit, infinite where there is no limit */
    double refuse_low;
    double refuse_high;
} sag_back_gate_info;

/* Describe a gate. Returns: static; NULL outside the enumeration. */
SAG_API const sag_back_gate_info *sag_back_gate_get_info(sag_back_gate gate);

/* What to do so that the back can be measured, by the reason why it is not; NULL for a reason of no gate. */
SAG_API const char *sag_back_advice(sag_reason reason);

typedef struct sag_gate_result {
    sag_gate_state state;
    double value; /* inside unit; meaningless if UNKNOWN */
} sag_gate_result;

/* What is said of one repetition. */
typedef struct sag_back_rep {
    sag_back_state state;
    sag_reason reason; /* why it is not measured, or stays without a number; NONE: measured, with numbers */
    bool looked;       /* the outline could be looked at, whether it gives a number or not */
    sag_gate_result gate[SAG_BACK_GATE_COUNT]; /* those of the clip, and its own from ARM on */
} sag_back_rep;

/* The two tangents in the picture of a frame, to be drawn on the back. */
typedef struct sag_back_mark {
    bool measured;
    float thorax_x_px; /* as a keypoint's coordinates, on the outline */
    float thorax_y_px;
    float thorax_rad;  /* direction of the tangent, cranially: atan2(down, right) in the picture */
    float sacrum_x_px;
    float sacrum_y_px;
    float sacrum_rad;
} sag_back_mark;

/* What is said of the recording. */
typedef struct sag_back {
    sag_back_state state;  /* the strongest that holds in enough whole repetitions, or surely in one; without
                              repetitions NOT_MEASURED */
    sag_reason reason;     /* as of a repetition; CUT where no repetition is whole */
    sag_gate_result gate[SAG_BACK_GATE_COUNT];
    size_t judged_count;   /* whole repetitions that could be judged */
    size_t possible_count; /* of these, those that at least may round */
    size_t likely_count;
    size_t worst_rep;      /* of those that may or do round and have a number, the one with most; SIZE_MAX: none */
    double detectable_rad; /* smallest change that is called: 1.96 standard errors of a change (the error of both its
                              ends is in it), and not less than the border to "possible"; of the least exact judged
                              repetition; 0 unknown. What people add to the error is not known yet. */
    double arm_rise_rad;   /* how much further the near upper arm is raised from hanging down at the bottoms than
                              while standing; 0 unknown. Raising the arms turns the back by itself, so the larger
                              this is the less holds what is compared with standing; late flexion is not touched. */
    size_t standing_frame; /* whose outline stands for the standing back, where baseline frames were measured */
    sag_back_mark *mark;   /* frame_count values; NULL if nothing was measured */
} sag_back;

/* detectable_rad in whole degrees, upward: a smaller change may have been missed. 0 unknown. */
SAG_API double sag_back_detectable_deg(const sag_back *back);

#ifdef __cplusplus
}
#endif
#endif
