/*
 * recording_line.h - what stands in a line of a recording, taken from its text.
 *
 * A line is terminated by a zero byte, and SAG__NUMBER_READ_BEYOND bytes behind that can be read. The takers consume a
 * value at the cursor if it is there, and return whether it was; behind a number stands a blank or the end of the line.
 * Thread: any.
 */
#ifndef SAGITTA_REPORT_RECORDING_LINE_H
#define SAGITTA_REPORT_RECORDING_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/skeleton.h>

/* A word with a blank or the end of the line behind it; the blank stays. */
bool sag__recording_take_word(const char **cursor, const char *word);

/* The one blank between two values. */
bool sag__recording_take_blank(const char **cursor);

bool sag__recording_take_int64(const char **cursor, int64_t *value);
bool sag__recording_take_double(const char **cursor, double *value);

/* A quoted text that fits into size_bytes with its terminating zero. */
bool sag__recording_take_text(const char **cursor, char *out, size_t size_bytes);

bool sag__recording_take_kind(const char **cursor, sag_source_kind *kind);

/* A frame from its line. Returns: NULL, or what is wrong in words, static. */
const char *sag__recording_parse_frame(const char *line, sag_skeleton *skeleton);

/* An outline from what stands behind its word. Returns as above. */
const char *sag__recording_parse_outline(const char *line, sag_outline *outline);

/* Whether an outline may follow: the newest frame shows somebody and has none. */
bool sag__recording_wants_outline(const sag_motion *motion);

#endif
