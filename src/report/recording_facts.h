/*
 * recording_facts.h - the table that the writer and the reader of a pose recording share.
 *
 * A recording is text:
 *
 *   sagitta-recording 3
 *   KEY VALUE            one line for each fact of the table, in its order
 *   parameter KEY VALUE  any number up to SAG_MOTION_PARAMETER_MAX, keys of letters, digits, '_' and '.'
 *   joints NAME NAME ...
 *   frames
 *   INDEX T_NS 0         a frame without a person
 *   INDEX T_NS 1 PRESENCE CENTER_X CENTER_Y SIDE ROTATION  33 x (X Y Z VISIBILITY PRESENCE)  33 x (X Y Z world)
 *   outline FACING X Y WIDTH  127 x (STEP_X STEP_Y WIDTH)     of the back in the frame above, where it was followed
 *   end COUNT            so that a file that was cut short is noticed
 *
 * Text values stand in double quotes; a quote, a percent sign, a control character and a byte that is not UTF-8
 * are written as %XX. Numbers have the digits that give the same bits back (9 for float, 17 for double).
 * Those of an outline are whole, as in sag_outline. Lines end with one line feed. Version 1 lacks the parameters and
 * some facts: those are unknown. Versions 1 and 2 lack the outlines.
 */
#ifndef SAGITTA_REPORT_RECORDING_FACTS_H
#define SAGITTA_REPORT_RECORDING_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/skeleton.h>

#define SAG__RECORDING_MAGIC "sagitta-recording"

/* Limits of what is read. */
#define SAG__RECORDING_LINE_BYTES 16384
#define SAG__RECORDING_FRAME_COUNT_MAX 10000000
/* Thirty years: the longest time a source gives at the strongest slow motion, and far from where sums overflow. */
#define SAG__RECORDING_T_MAX_NS INT64_C(1000000000000000000)

typedef enum sag__recording_type {
    SAG__RECORDING_TEXT = 0, /* char[size_bytes] */
    SAG__RECORDING_BOOL,     /* bool as 0 or 1 */
    SAG__RECORDING_INT,      /* int, min..max */
    SAG__RECORDING_INT64,    /* int64_t, min..max */
    SAG__RECORDING_DOUBLE,   /* double, min..max */
    SAG__RECORDING_KIND      /* sag_source_kind by its name */
} sag__recording_type;

typedef struct sag__recording_fact {
    const char *key;
    sag__recording_type type;
    size_t offset_bytes; /* in sag_motion_facts */
    size_t size_bytes;   /* of the field */
    double min;          /* numbers only, inclusive */
    double max;
    int since;           /* first version that has it: 2 or larger, numbers only; earlier files read as unknown */
} sag__recording_fact;

/* Value of a number that is not known; the facts of version 2 allow it beside their range. */
#define SAG__RECORDING_UNKNOWN (-1)

/* Fact i of the table, NULL behind the last. Returns: static. */
const sag__recording_fact *sag__recording_get_fact(size_t i);

/*
 * Whether a frame is something a recording may hold: finite numbers, ratios within 0..1, index and time in range.
 * Returns: NULL if so, else what is wrong in words, static.
 */
const char *sag__recording_check_frame(const sag_skeleton *skeleton);

/*
 * Whether an outline is something a recording may hold: found, with a facing and a place within
 * SAG_OUTLINE_PLACE_MAX steps.
 * Returns as sag__recording_check_frame.
 */
const char *sag__recording_check_outline(const sag_outline *outline);

/* Whether a number fact lies within its range or may be unknown and is. */
bool sag__recording_fact_allows(const sag__recording_fact *fact, double value);

/*
 * Whether parameter i of the facts may stand in a recording: a good key that no earlier one has, a finite value.
 * Returns: NULL if so, else what is wrong in words, static.
 */
const char *sag__recording_check_parameter(const sag_motion_facts *facts, int i);

#endif
