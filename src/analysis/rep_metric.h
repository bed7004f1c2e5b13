/* rep_metric.h - the metrics of a repetition as a whole, and of the set. */
#ifndef SAGITTA_ANALYSIS_REP_METRIC_H
#define SAGITTA_ANALYSIS_REP_METRIC_H

#include "clip.h"
#include "stance.h"

/*
 * Fill whole[] of every repetition, whose events and at_bottom are known. Uses clip->scratch.
 * driver: of sag__rep_find. What another movement shows gets that as its reason.
 */
void sag__rep_metric_fill(sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                          const double *driver);

/*
 * Fill set_at_bottom and set_whole from the repetitions that are whole and not partial.
 * Returns SAG_STATUS_OK or _NO_MEMORY.
 */
sag_status sag__set_value_fill(sag_analysis *out);

#endif
