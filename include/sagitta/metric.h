/*
 * metric.h - what is measured: the numbers of every frame and of every repetition, each with its unit, its sign, its
 * formula with the source, the views in which it holds, and a standard error or the reason for its absence.
 *
 * The tables behind sag_metric_get_info and sag_rep_metric_get_info are the only description of a metric; reports are
 * made from them. Angles are radians inside, degrees only where people read; shares are ratios inside, percent outside.
 * Sides are the person's own. Thread: pure functions.
 */
#ifndef SAGITTA_METRIC_H
#define SAGITTA_METRIC_H

#include <stdbool.h>

#include <sagitta/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where the camera stands relative to the person's sagittal plane. */
typedef enum sag_view {
    SAG_VIEW_UNKNOWN = 0, /* too few good frames to tell */
    SAG_VIEW_SIDE,        /* within 15 deg of the true side view: sagittal angles hold */
    SAG_VIEW_SIDE_REDUCED,/* 15 to 30 deg off: sagittal angles hold with a wider error */
    SAG_VIEW_OBLIQUE,     /* more than 30 deg off side and off front: projected angles mean nothing */
    SAG_VIEW_FRONT,
    SAG_VIEW_BACK,
    SAG_VIEW_COUNT
} sag_view;

typedef enum sag_unit {
    SAG_UNIT_ANGLE = 0,  /* rad inside, deg outside */
    SAG_UNIT_RATIO,
    SAG_UNIT_PERCENT,    /* ratio inside, percent outside */
    SAG_UNIT_SECOND,
    SAG_UNIT_LEGS_PER_S, /* leg lengths a second */
    SAG_UNIT_COUNT
} sag_unit;

/* The metrics of a frame. "from standing": minus the person's own standing baseline. */
typedef enum sag_metric {
    /* side views, of the side nearest to the camera */
    SAG_METRIC_KNEE_FLEXION = 0,
    SAG_METRIC_THIGH_INCLINATION,
    SAG_METRIC_DEPTH,
    SAG_METRIC_TRUNK_INCLINATION,
    SAG_METRIC_SHANK_INCLINATION,
    SAG_METRIC_HIP_DROP,           /* every view */
    SAG_METRIC_TRUNK_SHANK,        /* trunk minus shank inclination */
    SAG_METRIC_ANKLE_DORSIFLEXION, /* shank against the foot, from standing's own right angle */
    SAG_METRIC_FOOT_PITCH,         /* heel up over the toe, from standing */
    SAG_METRIC_HEEL_RISE,          /* of the heel point, in foot lengths, from standing */
    SAG_METRIC_KNEE_TRAVEL,        /* knee in front of the toe, in foot lengths: information, no fault */
    /* side views, from the outline of the back; changes from standing: thorax = pelvis + lumbar in every frame */
    SAG_METRIC_LUMBAR_FLEXION,
    SAG_METRIC_PELVIC_TILT,        /* sagittal, anterior + */
    SAG_METRIC_THORAX_INCLINATION,
    /* front and back views */
    SAG_METRIC_KNEE_MEDIAL_LEFT,   /* knee inside the line hip to ankle, in leg lengths */
    SAG_METRIC_KNEE_MEDIAL_RIGHT,
    SAG_METRIC_KNEE_TO_FOOT_LEFT,  /* knee inside the toe, in leg lengths */
    SAG_METRIC_KNEE_TO_FOOT_RIGHT,
    SAG_METRIC_KNEE_SEPARATION,    /* knee distance over ankle distance */
    SAG_METRIC_HIP_SHIFT,          /* mid-hip against mid-ankle in stance widths, + toward the right, from standing */
    SAG_METRIC_PELVIC_OBLIQUITY,   /* back only; right side down +, from standing */
    SAG_METRIC_LATERAL_TRUNK_LEAN, /* toward the right +, from standing */
    SAG_METRIC_COUNT
} sag_metric;

/* The metrics of a repetition as a whole, beside those of its bottom frame. */
typedef enum sag_rep_metric {
    /* side views */
    SAG_REP_METRIC_TRUNK_PEAK = 0,       /* largest trunk inclination */
    SAG_REP_METRIC_TRUNK_CHANGE,         /* trunk inclination at the bottom from standing */
    SAG_REP_METRIC_SHANK_PEAK,           /* largest shank inclination */
    SAG_REP_METRIC_DORSIFLEXION_PEAK,
    SAG_REP_METRIC_FOOT_PITCH_PEAK,      /* held for a fifth of a second */
    SAG_REP_METRIC_HEEL_RISE_PEAK,       /* held for a fifth of a second */
    SAG_REP_METRIC_ANKLE_RISE_PEAK,      /* held for a fifth of a second: a foot on its toes lifts the ankle too */
    SAG_REP_METRIC_KNEE_TRAVEL_PEAK,
    SAG_REP_METRIC_HIPS_FIRST,           /* trunk turned further forward while the hips came up: "good morning" */
    /* side views, from the outline of the back */
    SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM, /* from standing */
    SAG_REP_METRIC_LUMBAR_FLEXION_LATE,   /* gained in the last part of the way down: the standing posture
                                             is not in it, though the gates want one */
    SAG_REP_METRIC_LUMBAR_FLEXION_RETURN, /* given back in the first part of the way up */
    SAG_REP_METRIC_LUMBAR_ONSET,          /* thigh inclination at which that begins; of a hinge the trunk's */
    SAG_REP_METRIC_PELVIC_TILT_BOTTOM,    /* from standing */
    SAG_REP_METRIC_PELVIC_TILT_LATE,      /* at the bottom against its largest on the way down: - turned back under */
    SAG_REP_METRIC_PELVIS_SHARE,          /* hinge: of the pelvis in the thorax's turn at the bottom */
    SAG_REP_METRIC_LUMBAR_SHARE,          /* hinge: of the lumbar spine */
    SAG_REP_METRIC_LUMBAR_PELVIC_RATIO,   /* hinge: lumbar flexion over pelvic tilt */
    /* front and back views */
    SAG_REP_METRIC_KNEE_MEDIAL_LEFT,     /* from standing, on the way up at half depth */
    SAG_REP_METRIC_KNEE_MEDIAL_RIGHT,
    SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_LEFT, /* way up minus way down, at half depth */
    SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_RIGHT,
    SAG_REP_METRIC_KNEE_TO_FOOT_LEFT,    /* largest, held for a fifth of a second, in the lower half of the movement */
    SAG_REP_METRIC_KNEE_TO_FOOT_RIGHT,
    SAG_REP_METRIC_KNEE_SEPARATION_FALL, /* largest fall below standing, in shares of standing */
    SAG_REP_METRIC_KNEE_ASYMMETRY,       /* left minus right knee to foot, at the bottom */
    SAG_REP_METRIC_HIP_SHIFT_DOWN,       /* mean over the lower half of the way down */
    SAG_REP_METRIC_HIP_SHIFT_BOTTOM,
    SAG_REP_METRIC_HIP_SHIFT_UP,
    SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK,/* back only; held for 0.3 s, signed */
    SAG_REP_METRIC_LATERAL_LEAN_PEAK,    /* held for 0.3 s, signed */
    /* every view */
    SAG_REP_METRIC_ECCENTRIC_TIME,
    SAG_REP_METRIC_PAUSE_TIME,
    SAG_REP_METRIC_CONCENTRIC_TIME,
    SAG_REP_METRIC_TOP_TIME,             /* standing until the next repetition starts */
    SAG_REP_METRIC_TEMPO_RATIO,          /* eccentric over concentric time */
    SAG_REP_METRIC_PEAK_SPEED_DOWN,      /* of the hips */
    SAG_REP_METRIC_PEAK_SPEED_UP,
    SAG_REP_METRIC_MEAN_SPEED_UP,
    SAG_REP_METRIC_STICKING_SHARE,       /* speed in the sticking region over the peak before it; absent without one */
    SAG_REP_METRIC_SMOOTHNESS,           /* spectral arc length of the hips' speed; 0 is smoothest */
    SAG_REP_METRIC_COUNT
} sag_rep_metric;

typedef struct sag_metric_info {
    const char *name;       /* snake case without unit, e.g. "knee_flexion" */
    const char *title;      /* field's standard term */
    sag_unit unit;
    const char *sign;       /* what + and 0 mean, one sentence */
    const char *definition; /* formula in words, with the joints */
    const char *source;     /* where the definition comes from */
    unsigned views;         /* bit (1u << sag_view) set for each view in which it holds */
} sag_metric_info;

/* Describe a metric. Returns: static; NULL outside the enumeration. */
SAG_API const sag_metric_info *sag_metric_get_info(sag_metric metric);
SAG_API const sag_metric_info *sag_rep_metric_get_info(sag_rep_metric metric);

/* Why a number is or is not there. */
typedef enum sag_reason {
    SAG_REASON_NONE = 0,      /* measured */
    SAG_REASON_NO_PERSON,     /* nobody was found */
    SAG_REASON_VIEW,          /* this view cannot show it */
    SAG_REASON_HIDDEN,        /* the joints it needs were hidden or outside the picture */
    SAG_REASON_NO_STANDING,   /* it needs the person standing upright once, and that was not seen */
    SAG_REASON_TOO_SHORT,     /* too few frames */
    SAG_REASON_CUT,           /* the recording begins or ends inside the phase it needs */
    SAG_REASON_ABSENT,        /* what it describes did not occur: no next repetition, no sticking region */
    SAG_REASON_MOVEMENT,      /* another movement shows it */
    SAG_REASON_RELATIVE,      /* only its change can be measured, never the posture itself */
    /* why the back's outline cannot be measured: each is a gate of back.h */
    SAG_REASON_NO_OUTLINE,    /* no outline was recorded, or none that belongs to this pose model */
    SAG_REASON_OFF_SIDE,      /* too far off the side view */
    SAG_REASON_UNSURE,        /* the model was not sure that it sees a person */
    SAG_REASON_SMALL,         /* the person is too small in the picture */
    SAG_REASON_FEW_STANDING,  /* too few standing frames with an outline */
    SAG_REASON_CLOTHES,       /* the standing outline is not that of a back: clothes, hair or a thing hide it */
    SAG_REASON_UNSTEADY,      /* the outline was not steady while standing */
    SAG_REASON_SOFT_EDGE,     /* the body does not stand out from what is behind it */
    SAG_REASON_ARM,           /* an arm or a hand lies at the lower back */
    SAG_REASON_COVERED,       /* the outline leaps, or its rules disagree: something hides the back */
    SAG_REASON_COUNT
} sag_reason;

/* Say the reason in words, e.g. "this camera position cannot show it". Returns: static, never NULL. */
SAG_API const char *sag_reason_text(sag_reason reason);

/* A number with its standard error, or the reason for its absence. */
typedef struct sag_measure {
    double value;      /* rad, ratio, s, ...; meaningless unless reason is SAG_REASON_NONE */
    double se;         /* one standard error in the same unit */
    sag_reason reason;
} sag_measure;

SAG_API const char *sag_view_name(sag_view view);

#ifdef __cplusplus
}
#endif
#endif
