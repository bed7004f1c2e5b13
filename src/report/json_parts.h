/*
 * json_parts.h - the parts of report.json, each appended to the document's root by its own function.
 */
#ifndef SAGITTA_REPORT_JSON_PARTS_H
#define SAGITTA_REPORT_JSON_PARTS_H

#include <sagitta/analysis.h>

#include "json.h"

/* "set_up": the checks. "clip": view, people, camera, body. "baseline": the standing posture. */
void sag__json_add_set_up(sag__json *root, const sag_analysis *analysis);
void sag__json_add_clip(sag__json *root, const sag_motion *motion, const sag_analysis *analysis);
void sag__json_add_baseline(sag__json *root, const sag_motion *motion, const sag_analysis *analysis);

/* "metrics" and "repetition_metrics": what each number means. */
void sag__json_add_metrics(sag__json *root, const sag_analysis *analysis);

/* "repetitions": each with its numbers. "set": all of them together. */
void sag__json_add_repetitions(sag__json *root, const sag_analysis *analysis);
void sag__json_add_set(sag__json *root, const sag_analysis *analysis);

/* "thresholds" in force, "findings", "not_judged". */
void sag__json_add_thresholds(sag__json *root, const sag_thresholds *thresholds);
void sag__json_add_findings(sag__json *root, const sag_analysis *analysis);
void sag__json_add_not_judged(sag__json *root, const sag_analysis *analysis);

/* "back": what may be said of the lower back of the recording; and the same in a repetition's object. */
void sag__json_add_back(sag__json *root, const sag_analysis *analysis);
void sag__json_add_rep_back(sag__json *rep, const sag_back_rep *back);

/* An object under key: value and se in the outside unit, or the reason. Appended to an array when key is NULL. */
sag__json *sag__json_add_measure(sag__json *parent, const char *key, sag_unit unit, const sag_measure *measure);

/* The members reason and reason_text; none when it is SAG_REASON_NONE. */
void sag__json_add_reason(sag__json *parent, sag_reason reason);

/* Names of the views whose bits are set. */
void sag__json_add_views(sag__json *parent, unsigned views);

#endif
