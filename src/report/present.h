/*
 * present.h - how internal values look in files: units, decimals, names. Shared by report.json and the tables.
 */
#ifndef SAGITTA_REPORT_PRESENT_H
#define SAGITTA_REPORT_PRESENT_H

#include <stddef.h>

#include <sagitta/analysis.h>
#include <sagitta/frame.h>

/* A value of a metric as people read it: degrees for angles, percent for percent, the value itself otherwise. */
double sag__present_value(sag_unit unit, double value);

/* The unit as it ends a column name: "deg", "ratio", "percent", "s", "legs_per_s". Returns: static. */
const char *sag__present_unit(sag_unit unit);

/* Decimals of such a value in report.json. */
int sag__present_decimals(sag_unit unit);

/*
 * A measure for a sentence: "14° ± 3°", "-1.20 ± 0.05", "6 % ± 2 %", "0.4 s ± 0.1 s"; "-" if it was not measured.
 * with_plus: positive values get their sign.
 */
void sag__present_measure(char *text, size_t size, sag_unit unit, const sag_measure *measure, bool with_plus);

/* A value without error in the same way, e.g. a border: "8°". */
void sag__present_number(char *text, size_t size, sag_unit unit, double value);

/* A check's value outside: its unit as above ("px", "hz" and "people" too), and the value in it. */
const char *sag__present_check_unit(sag_check check);
double sag__present_check_value(sag_check check, double value);

/* What to do about a check: sag_check_advice, of the camera's roll with the value to give. */
#define SAG__PRESENT_ADVICE_BYTES 256
void sag__present_check_advice(char *text, size_t size, const sag_analysis *analysis, sag_check check);

/* The file name of a finding's picture, with f its position in sag_analysis.finding. */
#define SAG__PRESENT_PICTURE_BYTES 96
void sag__present_picture(char *name, size_t f, const sag_finding *finding);

double sag__present_s(int64_t time_ns);

/* The reason as a stable word for programs, e.g. "no_standing"; "" for SAG_REASON_NONE. Returns: static. */
const char *sag__present_reason_key(sag_reason reason);

/* Why a compensation could not be judged, in words: what is short then is the set, not the clip. Returns: static. */
const char *sag__present_unjudged_text(sag_reason reason);

/* "video", "image" or "folder"; NULL outside the enumeration. Returns: static. */
const char *sag__present_kind_name(sag_source_kind kind);

/*
 * The phase of a repetition at a time inside it, "eccentric", "pause" or "concentric". The pause owns its first
 * instant and not its last.
 */
const char *sag__present_phase(const sag_rep *rep, int64_t t_ns);

#endif
