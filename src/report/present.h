/*
 * present.h - how internal values look in files: units, decimals, names. Shared by report.json and the tables.
 */
#ifndef SAGITTA_REPORT_PRESENT_H
#define SAGITTA_REPORT_PRESENT_H

#include <sagitta/analysis.h>
#include <sagitta/frame.h>

/* A value of a metric as people read it: degrees for angles, the ratio itself otherwise. */
double sag__present_value(sag_unit unit, double value);

/* The unit as it ends a column name: "deg" or "ratio". */
const char *sag__present_unit(sag_unit unit);

double sag__present_s(int64_t time_ns);

/* The reason as a stable word for programs, e.g. "no_standing"; "" for SAG_REASON_NONE. Returns: static. */
const char *sag__present_reason_key(sag_reason reason);

/* "video", "image" or "folder"; NULL outside the enumeration. Returns: static. */
const char *sag__present_kind_name(sag_source_kind kind);

/*
 * The phase of a repetition at a time inside it, "eccentric", "pause" or "concentric". The pause owns its first
 * instant and not its last.
 */
const char *sag__present_phase(const sag_rep *rep, int64_t t_ns);

#endif
