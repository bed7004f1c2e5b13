/*
 * report.h - the files people keep: report.json, frames.csv, reps.csv, findings.csv, the pose recording, and the table
 * over several recordings.
 *
 * Every file is written beside its final name and renamed when complete, so a file that is there is whole.
 * All numbers are written with fixed decimals, independent of the locale; two runs give the same bytes.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_REPORT_H
#define SAGITTA_REPORT_H

#include <stddef.h>

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of the schema of report.json; a change of meaning raises it. */
#define SAG_REPORT_SCHEMA 3
/* Version of the recording's text format; earlier versions are read too. */
#define SAG_RECORDING_VERSION 3

/*
 * Write report.json: versions, model hashes, parameters, source facts, set-up, view, baseline, findings, repetitions,
 * the set, thresholds, and what every metric means. options: NULL for the defaults.
 * Returns SAG_STATUS_OK, _IO, _NO_MEMORY.
 */
SAG_API sag_status sag_report_write_json(const char *path, const sag_motion *motion, const sag_analysis *analysis,
                                         const sag_analysis_options *options, sag_error *err);

/*
 * Write frames.csv: one row a frame, a column for each metric and one for its standard error whatever the view is,
 * units in the column names, empty cells where not measured. Returns as above.
 */
SAG_API sag_status sag_report_write_frames_csv(const char *path, const sag_motion *motion,
                                               const sag_analysis *analysis, sag_error *err);

/* Write reps.csv: one row a repetition, bottom_... of its bottom frame, whole_... of all of it. Returns as above. */
SAG_API sag_status sag_report_write_reps_csv(const char *path, const sag_analysis *analysis, sag_error *err);

/*
 * Write the pose recording: text, a header with the facts, then one line a frame and one for each outline of a back,
 * exact (floats round-trip).
 * Returns SAG_STATUS_OK, _IO, _NO_MEMORY, _ARGUMENT (a number that is not finite or out of its range: it could not
 *   be read back).
 */
SAG_API sag_status sag_recording_write(const char *path, const sag_motion *motion, sag_error *err);

/*
 * Read a recording back. The file is data from outside: every line is checked, the error names the line.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _IO, _FORMAT, _UNSUPPORTED (newer version), _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag_motion_destroy.
 */
SAG_API sag_status sag_recording_read(sag_motion **out, const char *path, sag_error *err);

/*
 * Write the summary for a terminal, at most 80 columns: what to change about the set-up, the table of repetitions or
 * the posture of standing, findings in words, then what could not be judged or measured and why.
 * text: filled with at most size bytes, always terminated. Returns: the length the whole summary has.
 */
SAG_API size_t sag_report_format_summary(char *text, size_t size, const sag_motion *motion,
                                         const sag_analysis *analysis);

/* Write findings.csv: one row a finding. Returns as the other tables. */
SAG_API sag_status sag_report_write_findings_csv(const char *path, const sag_analysis *analysis, sag_error *err);

/* What a table over several recordings says of one of them. */
typedef struct sag_report_row {
    char source[SAG_MOTION_TEXT_BYTES];  /* base name of the file */
    char folder[SAG_MOTION_TEXT_BYTES];  /* its report's folder inside the common one */
    char failure[SAG_MOTION_TEXT_BYTES]; /* one line on why there is no report, or what is wrong with it; "" if none */
    bool interrupted;                    /* the user stopped it, before its first frame if it is not reported */
    bool reported;                       /* false: the fields below are empty */
    bool skipped;                        /* its report is that of an earlier run */
    sag_movement movement;
    char view[32];
    double duration_s;
    int64_t frame_count;
    int64_t found_count;
    int64_t rep_count;
    char depth_class[32];                /* of the middle squat by depth; "" not measured */
    double thigh_median_deg;             /* NaN: not measured */
    double knee_median_deg;
    double trunk_median_deg;
    double eccentric_median_s;
    double concentric_median_s;
    int64_t clear_count;                 /* findings */
    int64_t likely_count;                /* of the lower back */
    int64_t possible_count;
    char findings[1024];                 /* "heel rise (clear), hip shift left (possible)" */
} sag_report_row;

/*
 * Fill a row from a report.json. source, folder and skipped stay as they are, except that an empty source is filled.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _IO, _FORMAT (also: a report of another schema), _LIMIT, _NO_MEMORY; on failure
 *   reported is false.
 */
SAG_API sag_status sag_report_read_row(sag_report_row *out, const char *path, sag_error *err);

/* Write summary.csv: one row a recording. Returns as the other tables. */
SAG_API sag_status sag_report_write_rows_csv(const char *path, const sag_report_row *row, size_t count,
                                             sag_error *err);

/* Write the table over several recordings for a terminal. text, size and return as sag_report_format_summary. */
SAG_API size_t sag_report_format_rows(char *text, size_t size, const sag_report_row *row, size_t count);

#ifdef __cplusplus
}
#endif
#endif
