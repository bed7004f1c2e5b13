/*
 * validate.h - how wrong the measured numbers are: a measured clip against a known truth.
 *
 *   analysis, or the files of an out folder -> measured \
 *                                                        -> time alignment -> errors of metrics and of repetitions
 *   truth file (synthetic human, motion capture, CSV) -> truth /
 *
 * An error is measured minus truth. The truth is interpolated linearly to the measured times. Metrics are compared on
 * the side toward the camera in side views. What Sagitta measures is the projection on the picture; a motion capture's
 * knee angle is an angle in space and differs from it even without any error.
 *
 * The three metrics of the back are changes from standing, and a truth of them has a zero of its own: an absolute
 * angle, or how a sensor sits on the skin. Behind the time alignment its own median over the measured standing baseline
 * is taken off; where the baseline is only moments, over the measured frames outside of all repetitions. From two of
 * the three follows the third: thorax inclination = sagittal pelvic tilt + lumbar flexion.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_VALIDATE_H
#define SAGITTA_VALIDATE_H

#include <stdbool.h>
#include <stddef.h>

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What really happened. Opaque. */
typedef struct sag_truth sag_truth;
/* What was measured. Opaque. */
typedef struct sag_measured sag_measured;

/* Largest truth or table file read, its columns and its rows. */
#define SAG_TRUTH_LIMIT_BYTES (64u << 20)
#define SAG_TRUTH_COLUMN_MAX 4096
#define SAG_TRUTH_ROW_MAX 1000000

/*
 * Read a truth file. Its kind is known by its first lines: sagitta-synth truth, OpenSim .mot (knee flexion, and thigh
 * and shank inclination as planar sums of pelvis_tilt, hip_flexion and knee_angle; the back from pelvis_tilt and
 * lumbar_extension with their signs turned) or .trc (markers RHip, RKnee, RAnkle, RShoulder and their left twins,
 * projected on the plane across the hips). Any other table needs a column map; of two sensors on the back it maps
 * thorax_inclination (T12) and pelvic_tilt (S1), forward +, from any zero.
 * map_path: NULL, or a text file with one `key value...` a line:
 *   time COLUMN s|ms                                or rate_hz RATE: rows at a fixed rate
 *   header_row N, first_row N, last_row N           lines of the names and of the values, counted from 1
 *   METRIC left|right|both COLUMN deg|rad|ratio|percent [SCALE [OFFSET]]   value = SCALE * cell + OFFSET, in that unit
 *   COLUMN is a name ("in quotes" if it holds blanks) or #N, counted from 1.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _IO, _FORMAT, _LIMIT, _UNSUPPORTED (a table of unknown kind without a map),
 *   _NO_MEMORY; the error line names file and line. Ownership: *out transferred, release with sag_truth_destroy.
 */
SAG_API sag_status sag_truth_read(sag_truth **out, const char *path, const char *map_path, sag_error *err);
SAG_API void sag_truth_destroy(sag_truth *truth);

/* Take what an analysis measured. Returns SAG_STATUS_OK, _NO_MEMORY. Ownership: copied; sag_measured_destroy. */
SAG_API sag_status sag_measured_create(sag_measured **out, const sag_motion *motion, const sag_analysis *analysis,
                                       sag_error *err);

/* Read report.json, frames.csv and reps.csv of an out folder. Returns and ownership as sag_truth_read. */
SAG_API sag_status sag_measured_read(sag_measured **out, const char *folder, sag_error *err);
SAG_API void sag_measured_destroy(sag_measured *measured);

/* Agreement of pairs: Bland and Altman, Lancet 1986, for the limits. rad, ratio or s; NaN where n is too small. */
typedef struct sag_agreement {
    size_t n;
    double bias;       /* mean of measured - truth */
    double mae;
    double rmse;
    double sd;         /* of the difference, n - 1 */
    double limit_low;  /* bias - 1.96 sd */
    double limit_high; /* bias + 1.96 sd */
    double pearson_r;
    double coverage_ratio; /* pairs whose error lies within 1.96 stated standard errors, of those that state one */
} sag_agreement;

typedef struct sag_validation_options {
    bool align;            /* look for the time shift that fits best */
    double shift_max_s;    /* largest shift tried, 0..60 */
    double tolerance_s;    /* a bottom this near to the truth's bottom is a hit */
    double bottom_ratio;   /* frames deeper than this part of the movement are the bottom */
} sag_validation_options;

/* A metric against its truth. */
typedef struct sag_validation_metric {
    bool compared;
    const char *missing;  /* why not, if not compared; static or borrowed from the measured */
    sag_agreement all;    /* every frame that has both */
    sag_agreement bottom; /* of these, the ones at the bottom of the movement */
} sag_validation_metric;

typedef struct sag_validation {
    size_t frame_count;
    size_t found_count;
    double presence_min; /* over the frames with a person; NaN if none */
    sag_view view;
    sag_side near_side;
    bool aligned;
    double shift_s; /* added to a measured time gives the truth's time */
    double shift_r; /* correlation at that shift, NaN when not aligned */
    sag_validation_metric metric[SAG_METRIC_COUNT];
    bool reps_compared; /* false: the truth does not tell its squats, or something else than squats was measured */
    size_t truth_rep_count;
    size_t measured_rep_count;
    size_t hit_count;
    size_t miss_count;
    size_t false_count;
    sag_agreement bottom_s; /* time of the bottom against the nearest instant of the truth's hold */
    sag_agreement start_s;  /* start and end where neither the recording nor the truth cuts them off */
    sag_agreement end_s;
    /* Over all measured repetitions, the truth's value over the same frames: see the metrics of a repetition. */
    sag_agreement lumbar_late_rad;
    sag_agreement lumbar_bottom_rad;
    sag_agreement pelvis_bottom_rad;
    size_t depth_right_count;
    size_t depth_band_count;     /* the other class that the error allows is the right one */
    size_t depth_wrong_count;
    size_t depth_unjudged_count; /* no class, on either side */
} sag_validation;

/* No alignment; 2 s, 0.25 s, 0.9. */
SAG_API void sag_validation_options_init(sag_validation_options *options);

/*
 * Compare. options: NULL for the defaults.
 * Returns SAG_STATUS_OK also when nothing could be compared, _ARGUMENT (options out of range), _NO_MEMORY.
 */
SAG_API sag_status sag_validation_run(sag_validation *out, const sag_measured *measured, const sag_truth *truth,
                                      const sag_validation_options *options, sag_error *err);

/* Write the table for a terminal into text, as sag_report_format_summary does. Returns: the whole length. */
SAG_API size_t sag_validation_format(char *text, size_t size, const sag_validation *validation);

/* Write CSV (item,scope,statistic,value; units in the items' names) or JSON. Returns SAG_STATUS_OK, _IO, _NO_MEMORY. */
SAG_API sag_status sag_validation_write_csv(const char *path, const sag_validation *validation, sag_error *err);
SAG_API sag_status sag_validation_write_json(const char *path, const sag_validation *validation, sag_error *err);

#ifdef __cplusplus
}
#endif
#endif
