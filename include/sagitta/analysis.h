/*
 * analysis.h - what a motion means: view, angles over time, repetitions and their depth.
 *
 *   motion -> view and facing (once per clip) -> clean-up and zero-lag filter on the true time base
 *          -> metrics per frame -> repetitions -> metrics per repetition
 *
 * Analysis sees skeletons and time only, never pixels: a replayed recording gives the same result bit for bit.
 * Angles are projections on the picture plane, not joint coordinate system angles; radians inside, degrees only
 * where people read. A metric that the view cannot carry has a state and a reason instead of a number.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_ANALYSIS_H
#define SAGITTA_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/skeleton.h>
#include <sagitta/status.h>

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

/* Where the person looks in the picture. */
typedef enum sag_facing { SAG_FACING_UNKNOWN = 0, SAG_FACING_LEFT, SAG_FACING_RIGHT, SAG_FACING_COUNT } sag_facing;

/* The metrics. The table behind sag_metric_get_info is their only description; reports are made from it. */
typedef enum sag_metric {
    SAG_METRIC_KNEE_FLEXION = 0,
    SAG_METRIC_THIGH_INCLINATION,
    SAG_METRIC_DEPTH,
    SAG_METRIC_TRUNK_INCLINATION,
    SAG_METRIC_SHANK_INCLINATION,
    SAG_METRIC_HIP_DROP,
    SAG_METRIC_COUNT
} sag_metric;

typedef enum sag_unit { SAG_UNIT_ANGLE = 0 /* rad inside, deg outside */, SAG_UNIT_RATIO } sag_unit;

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

/* Why a number is or is not there. */
typedef enum sag_reason {
    SAG_REASON_NONE = 0,      /* measured */
    SAG_REASON_NO_PERSON,     /* nobody was found */
    SAG_REASON_VIEW,          /* this view cannot show it */
    SAG_REASON_HIDDEN,        /* the joints it needs were hidden or outside the picture */
    SAG_REASON_NO_STANDING,   /* it needs the person standing upright once, and that was not seen */
    SAG_REASON_TOO_SHORT,     /* too few frames */
    SAG_REASON_COUNT
} sag_reason;

/* Say the reason in words, e.g. "the camera does not stand side-on". Returns: static, never NULL. */
SAG_API const char *sag_reason_text(sag_reason reason);

/* A number with its standard error, or the reason for its absence. */
typedef struct sag_measure {
    double value;      /* rad or ratio; meaningless unless reason is SAG_REASON_NONE */
    double se;         /* one standard error in the same unit */
    sag_reason reason;
} sag_measure;

/* Depth by thigh inclination at the bottom (joint-centre line against horizontal), near side. */
typedef enum sag_depth_class {
    SAG_DEPTH_UNKNOWN = 0,
    SAG_DEPTH_PARTIAL,       /* above +15 deg */
    SAG_DEPTH_NEAR_PARALLEL, /* +15 .. +5 deg */
    SAG_DEPTH_PARALLEL,      /* within 5 deg of horizontal */
    SAG_DEPTH_BELOW_PARALLEL,/* -5 .. -20 deg */
    SAG_DEPTH_DEEP,          /* below -20 deg */
    SAG_DEPTH_COUNT
} sag_depth_class;

SAG_API const char *sag_depth_class_name(sag_depth_class depth);
SAG_API const char *sag_view_name(sag_view view);
SAG_API const char *sag_facing_name(sag_facing facing);
SAG_API const char *sag_side_name(sag_side side);

typedef struct sag_rep {
    int number; /* 1, 2, ... in the order of time */
    /* positions in the motion; times are those frames' t_ns */
    size_t start_frame;
    size_t bottom_frame;
    size_t end_frame;
    int64_t start_ns;
    int64_t bottom_ns;
    int64_t end_ns;
    int64_t eccentric_ns;  /* start to the beginning of the bottom pause */
    int64_t pause_ns;      /* time spent at the bottom */
    int64_t concentric_ns; /* end of the pause to the end */
    bool start_cut;        /* the recording begins inside this repetition: its start is not known */
    bool end_cut;          /* the recording ends inside it */
    bool partial;          /* less than half the set's median depth: marked, not dropped */
    sag_depth_class depth_class;
    sag_depth_class depth_class_other; /* the neighbour class that the error also allows; equal when clear */
    sag_measure at_bottom[SAG_METRIC_COUNT];
} sag_rep;

/* Why the hips' going down and up was not counted as a squat: the first rule of body mechanics that it fails. */
typedef enum sag_rejection {
    SAG_REJECTION_NONE = 0,   /* it is a squat */
    SAG_REJECTION_UNFINISHED, /* came from or returned to less than half its depth, though the recording went on */
    SAG_REJECTION_DURATION,   /* quicker or slower than a squat can be */
    SAG_REJECTION_HIDDEN,     /* hips or ankles hidden for too much of it */
    SAG_REJECTION_STEPPING,   /* a foot left its place */
    SAG_REJECTION_LEGS,       /* a knee hardly bent, or a thigh hardly turned */
    SAG_REJECTION_HINGE,      /* the trunk turned further than the thighs */
    SAG_REJECTION_SEATED,     /* the centre of mass went behind the feet: something else carried the person */
    SAG_REJECTION_COUNT
} sag_rejection;

/* A rejection as a key, e.g. "stepping", and in words, e.g. "a foot left its place". Returns: static, never NULL. */
SAG_API const char *sag_rejection_name(sag_rejection rejection);
SAG_API const char *sag_rejection_text(sag_rejection rejection);

/* Most repetitions in one recording. */
#define SAG_REP_COUNT_MAX 4096

typedef struct sag_analysis {
    size_t frame_count;
    size_t found_count;         /* frames with a person */
    sag_view view;
    double view_off_side_rad;   /* estimated angle between the camera axis and the side view, 0..pi/2 */
    double view_off_side_se_rad;
    sag_facing facing;
    sag_side near_side;         /* side toward the camera in side views; better visible side otherwise */
    double sample_rate_hz;      /* median rate of the frames' own times */
    double cutoff_hz;           /* of the zero-lag low-pass on key points */
    double leg_length_px;       /* standing thigh + shank, 0 unknown */
    double thigh_length_px;     /* standing, 0 unknown */
    bool standing_found;        /* the person was seen standing upright and still */
    sag_reason clip_reason[SAG_METRIC_COUNT]; /* why a metric is absent from the whole clip, or NONE */
    double *series[SAG_METRIC_COUNT]; /* frame_count values each, NaN where not measured */
    sag_rep *rep;
    size_t rep_count;
    size_t rejected_count[SAG_REJECTION_COUNT]; /* movements that were not counted, by reason */
    sag_reason rep_reason; /* why repetitions could not be looked for, or NONE */
} sag_analysis;

typedef struct sag_analysis_options {
    double cutoff_hz;      /* -3 dB of the whole zero-lag filter; 6 Hz is the field's default */
    double visibility_min; /* joints below it are not used, 0.5 */
} sag_analysis_options;

SAG_API void sag_analysis_options_init(sag_analysis_options *options);

/* Replace every option that is 0 by the value that the motion was analyzed with, or by the default if it has none. */
SAG_API void sag_analysis_options_fill(sag_analysis_options *options, const sag_motion *motion);

/*
 * Analyze the squats of a motion.
 * options: NULL for the defaults.
 * Returns SAG_STATUS_OK also when nothing could be measured (the reasons say why), _ARGUMENT, _NO_MEMORY.
 * Ownership: the arrays in *out are owned by the caller, release with sag_analysis_release.
 */
SAG_API sag_status sag_analysis_run_squat(sag_analysis *out, const sag_motion *motion,
                                          const sag_analysis_options *options, sag_error *err);

/* Free the arrays and zero the struct. Accepts NULL and a zeroed struct. */
SAG_API void sag_analysis_release(sag_analysis *analysis);

#ifdef __cplusplus
}
#endif
#endif
