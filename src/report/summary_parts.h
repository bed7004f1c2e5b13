/*
 * summary_parts.h - the sections of the summary that have their own files, and words that they share.
 */
#ifndef SAGITTA_REPORT_SUMMARY_PARTS_H
#define SAGITTA_REPORT_SUMMARY_PARTS_H

#include <sagitta/analysis.h>

#include "page.h"

/* The posture of a recording of quiet standing. Nothing of other movements. */
void sag__summary_posture(sag__page *page, const sag_analysis *analysis);

/* One line for each repetition, and what its columns mean. Nothing without repetitions. */
void sag__summary_reps(sag__page *page, const sag_analysis *analysis);

/*
 * The lower back: numbers of each repetition, and what may be said. Nothing where the view cannot show it: the lists of
 * what is missing say so then.
 */
void sag__summary_back(sag__page *page, const sag_analysis *analysis);

/* Whether sag__summary_back speaks of the back. */
bool sag__summary_has_back(const sag_analysis *analysis);

/* What was found, what was looked for and not found, what could not be judged. Nothing without repetitions. */
void sag__summary_findings(sag__page *page, const sag_analysis *analysis);

/* What changed from the first to the last repetition by more than chance. */
void sag__summary_trends(sag__page *page, const sag_analysis *analysis);

/* What to do so that it can be measured the next time; views: where it holds. Returns: static, NULL for nothing. */
const char *sag__summary_advice(sag_movement movement, sag_reason reason, unsigned views);

#endif
