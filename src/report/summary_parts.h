/*
 * summary_parts.h - the sections of the summary that have their own files, and words that they share.
 */
#ifndef SAGITTA_REPORT_SUMMARY_PARTS_H
#define SAGITTA_REPORT_SUMMARY_PARTS_H

#include <sagitta/analysis.h>

#include "page.h"

/* One line for each repetition, and what its columns mean. Nothing without repetitions. */
void sag__summary_reps(sag__page *page, const sag_analysis *analysis);

/* What was found, what was looked for and not found, what could not be judged. Nothing without repetitions. */
void sag__summary_findings(sag__page *page, const sag_analysis *analysis);

/* What changed from the first to the last repetition by more than chance. */
void sag__summary_trends(sag__page *page, const sag_analysis *analysis);

/* What to do so that it can be measured the next time; views: where it holds. Returns: static, NULL for nothing. */
const char *sag__summary_advice(sag_reason reason, unsigned views);

#endif
