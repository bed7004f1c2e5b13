/*
 * report.h - the files people keep: report.json, frames.csv, reps.csv and the pose recording.
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
#define SAG_REPORT_SCHEMA 1
/* Version of the recording's text format. */
#define SAG_RECORDING_VERSION 1

/*
 * Write report.json: versions, model hashes, parameters, source facts, units and signs, view, metrics, repetitions.
 * Returns SAG_STATUS_OK, _IO, _NO_MEMORY.
 */
SAG_API sag_status sag_report_write_json(const char *path, const sag_motion *motion, const sag_analysis *analysis,
                                         const sag_analysis_options *options, sag_error *err);

/* Write frames.csv: one row a frame, units in the column names, empty cells where not measured. Returns as above. */
SAG_API sag_status sag_report_write_frames_csv(const char *path, const sag_motion *motion,
                                               const sag_analysis *analysis, sag_error *err);

/* Write reps.csv: one row a repetition. Returns as above. */
SAG_API sag_status sag_report_write_reps_csv(const char *path, const sag_analysis *analysis, sag_error *err);

/*
 * Write the pose recording: text, a header with the facts, then one line a frame, exact (floats round-trip).
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
 * Write the summary for a terminal: the table of repetitions, then what could not be measured and why.
 * text: filled with at most size bytes, always terminated. Returns: the length the whole summary has.
 */
SAG_API size_t sag_report_format_summary(char *text, size_t size, const sag_motion *motion,
                                         const sag_analysis *analysis);

#ifdef __cplusplus
}
#endif
#endif
