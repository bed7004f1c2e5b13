/*
 * analysis.h - what a motion means: view, angles over time, repetitions, their depth, and compensations.
 *
 *   motion -> left and right held -> clean-up and zero-lag filter on the true time base -> view, set-up checks
 *          -> standing baseline -> metrics per frame, those of the back from its outlines -> repetitions
 *          -> metrics per repetition -> the set -> findings
 *
 * Analysis sees skeletons, outlines and time, never pixels: a replayed recording gives the same result bit for bit.
 * Angles are projections on the picture plane, not joint coordinate system angles; radians inside, degrees only
 * where people read. A metric that the view cannot carry has a state and a reason instead of a number.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_ANALYSIS_H
#define SAGITTA_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/back.h>
#include <sagitta/finding.h>
#include <sagitta/metric.h>
#include <sagitta/setup.h>
#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the person does: how repetitions are found, and which of their metrics mean something. */
typedef enum sag_movement {
    SAG_MOVEMENT_SQUAT = 0,
    SAG_MOVEMENT_HINGE,    /* the trunk bends forward over nearly straight legs: hip hinge, forward bend, deadlift */
    SAG_MOVEMENT_STANDING, /* quiet standing: no repetitions */
    SAG_MOVEMENT_COUNT
} sag_movement;

/* "squat", "hinge", "standing". Returns: static. */
SAG_API const char *sag_movement_name(sag_movement movement);

/* The movement of that name. Returns: false if it names none; *out is unchanged then. */
SAG_API bool sag_movement_from_name(sag_movement *out, const char *name);

/*
 * What people call so many of them: "squat" or "squats", "hinge" or "hinges"; "quiet standing" has no number.
 * Returns: static.
 */
SAG_API const char *sag_movement_words(sag_movement movement, size_t count);

/*
 * A state of the back in words, e.g. "low back may round near the bottom"; NOT_MEASURED: "low back not measurable".
 * Returns: static.
 */
SAG_API const char *sag_back_state_text(sag_movement movement, sag_back_state state);

/*
 * What the back is judged by: of a squat the flexion that comes late, since some is part of every deep one; of a hinge
 * all of it.
 */
SAG_API sag_rep_metric sag_back_judged_metric(sag_movement movement);

/* Where the person looks in the picture. */
typedef enum sag_facing { SAG_FACING_UNKNOWN = 0, SAG_FACING_LEFT, SAG_FACING_RIGHT, SAG_FACING_COUNT } sag_facing;

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
SAG_API const char *sag_facing_name(sag_facing facing);
SAG_API const char *sag_side_name(sag_side side);

/*
 * A repetition. Its bottom is where the hips of a squat are lowest, where the trunk of a hinge is furthest forward.
 * A hinge is counted by its way back up: where the recording begins at the bottom, as with a deadlift whose bar lies on
 * the floor, what comes up from there is a repetition with start_cut and without a way down. A last way down from which
 * nobody comes up is none.
 */
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
    sag_depth_class depth_class; /* of squats only */
    sag_depth_class depth_class_other; /* the neighbour class that the error also allows; equal when clear */
    sag_measure at_bottom[SAG_METRIC_COUNT];
    sag_measure whole[SAG_REP_METRIC_COUNT];
    sag_back_rep back;
} sag_rep;

/* Why a going down and up was not counted as the movement: the first rule of body mechanics that it fails. */
typedef enum sag_rejection {
    SAG_REJECTION_NONE = 0,   /* it is one */
    SAG_REJECTION_UNFINISHED, /* came from or returned to less than half its depth, though the recording went on */
    SAG_REJECTION_DURATION,   /* quicker or slower than it can be */
    SAG_REJECTION_HIDDEN,     /* hips, or ankles (hinge: shoulders), hidden for too much of it */
    SAG_REJECTION_STEPPING,   /* a foot left its place */
    SAG_REJECTION_LEGS,       /* squat: a knee hardly bent, or a thigh hardly turned */
    SAG_REJECTION_HINGE,      /* squat: the trunk turned further than the thighs */
    SAG_REJECTION_SEATED,     /* squat: the centre of mass went behind the feet, something else carried the person;
                                 hinge: the person did not stand before or after it, the thighs lay level */
    SAG_REJECTION_SQUAT,      /* hinge: the thighs turned as far as the trunk */
    SAG_REJECTION_UPRIGHT,    /* hinge: the trunk came forward no further than upright, it had leaned back before */
    SAG_REJECTION_COUNT
} sag_rejection;

/* A rejection as a key, e.g. "stepping". Returns: static, never NULL. */
SAG_API const char *sag_rejection_name(sag_rejection rejection);

/* Why it is not that movement, in words, e.g. "a foot left its place". Returns: static, never NULL. */
SAG_API const char *sag_rejection_text(sag_movement movement, sag_rejection rejection);

/* Most repetitions in one recording. */
#define SAG_REP_COUNT_MAX 4096

/* Where the person's own standing posture was taken from. */
typedef enum sag_baseline_kind {
    SAG_BASELINE_NONE = 0, /* never seen standing */
    SAG_BASELINE_MOMENTS,  /* only moments of standing, between or after repetitions: a wider error */
    SAG_BASELINE_QUIET,    /* a quiet standing phase, found by itself */
    SAG_BASELINE_GIVEN,    /* the stretch of time that the user named */
    SAG_BASELINE_COUNT
} sag_baseline_kind;

/* "none", "moments", "quiet", "given". Returns: static. */
SAG_API const char *sag_baseline_name(sag_baseline_kind kind);

typedef struct sag_baseline {
    sag_baseline_kind kind;
    bool refused;       /* the user named a stretch in which nobody stands: kind is NONE */
    size_t first_frame; /* stretch it was taken from; of MOMENTS the whole clip */
    size_t last_frame;
    size_t frame_count; /* frames used */
    double duration_s;  /* time they cover */
    /* Median over these frames of what each metric is made of, before anything is subtracted; its standard error. */
    sag_measure standing[SAG_METRIC_COUNT];
} sag_baseline;

/* One metric over all repetitions that are whole and not partial. */
typedef struct sag_set_value {
    size_t rep_count;   /* repetitions it was measured in */
    sag_measure median;
    sag_measure spread; /* standard deviation between repetitions, robust; needs 3 */
    sag_measure drift;  /* change from the first to the last by a straight line (Theil-Sen); needs 4 */
} sag_set_value;

typedef struct sag_analysis {
    sag_movement movement;
    size_t frame_count;
    size_t found_count;         /* frames with a person */
    sag_view view;
    double view_off_side_rad;   /* estimated angle between the camera axis and the side view, 0..pi/2 */
    double view_off_side_se_rad;
    sag_view view_other;        /* the neighbour view that this error also allows; equal to view when clear */
    sag_facing facing;
    sag_side near_side;         /* side toward the camera in side views; better visible side otherwise */
    double sample_rate_hz;      /* median rate of the frames' own times */
    double cutoff_hz;           /* of the zero-lag low-pass on key points */
    double leg_length_px;       /* standing thigh + shank, 0 unknown */
    double thigh_length_px;     /* standing, 0 unknown */
    bool standing_found;        /* the person was seen standing upright and still */
    sag_baseline baseline;
    double camera_roll_rad;     /* by which the picture was turned upright, + clockwise; 0 unless given */
    double camera_roll_se_rad;  /* in every inclination's error */
    size_t swap_count;          /* frames in which left and right were exchanged back */
    sag_check_result check[SAG_CHECK_COUNT];
    sag_measure turn_out[2];    /* of the left and right foot while standing, outward +, in steps of 10 deg at best */
    sag_measure stance_width;   /* ankle over shoulder distance while standing, front and back views */
    sag_reason clip_reason[SAG_METRIC_COUNT]; /* why a metric is absent from the whole clip, or NONE */
    double *series[SAG_METRIC_COUNT]; /* frame_count values each, NaN where not measured */
    double *series_se[SAG_METRIC_COUNT]; /* their standard errors */
    sag_back back;
    sag_rep *rep;
    size_t rep_count;
    size_t rejected_count[SAG_REJECTION_COUNT]; /* movements that were not counted, by reason */
    sag_reason rep_reason; /* why repetitions could not be looked for, or NONE; MOVEMENT of quiet standing */
    sag_set_value set_at_bottom[SAG_METRIC_COUNT];
    sag_set_value set_whole[SAG_REP_METRIC_COUNT];
    sag_finding *finding;  /* the most certain first */
    size_t finding_count;
    sag_reason unjudged[SAG_COMPENSATION_COUNT]; /* why one could not be judged in any repetition, or NONE */
} sag_analysis;

typedef struct sag_analysis_options {
    bool movement_given;    /* false: as recorded when a recording is replayed */
    sag_movement movement;
    double cutoff_hz;       /* -3 dB of the whole zero-lag filter; 6 Hz is the field's default */
    double visibility_min;  /* joints below it are not used, 0.5 */
    bool camera_roll_given;
    double camera_roll_rad; /* the camera was turned clockwise by this, so the world looks turned counterclockwise */
    int64_t baseline_from_ns; /* stretch of time with quiet standing; to_ns 0: found automatically */
    int64_t baseline_to_ns;
    sag_thresholds thresholds;
} sag_analysis_options;

SAG_API void sag_analysis_options_init(sag_analysis_options *options);

/* Replace every option that is not set (0) by the value in the facts of a motion, or by the default if it has none. */
SAG_API void sag_analysis_options_fill(sag_analysis_options *options, const sag_motion *motion);

/* Write the options into the facts, so that a recording tells how to make its report again. */
SAG_API void sag_analysis_options_store(const sag_analysis_options *options, sag_motion_facts *facts);

/*
 * Analyze a motion.
 * options: NULL for the defaults.
 * Returns SAG_STATUS_OK also when nothing could be measured (the reasons say why), _ARGUMENT, _NO_MEMORY.
 * Ownership: the arrays in *out are owned by the caller, release with sag_analysis_release.
 */
SAG_API sag_status sag_analysis_run(sag_analysis *out, const sag_motion *motion, const sag_analysis_options *options,
                                    sag_error *err);

/* Free the arrays and zero the struct. Accepts NULL and a zeroed struct. */
SAG_API void sag_analysis_release(sag_analysis *analysis);

#ifdef __cplusplus
}
#endif
#endif
