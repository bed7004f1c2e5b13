/*
 * shift.h - the time shift at which a measured series fits the truth best.
 */
#ifndef SAGITTA_VALIDATE_SHIFT_H
#define SAGITTA_VALIDATE_SHIFT_H

#include "measured.h"
#include "truth.h"

/* Steps of the search in seconds: coarse over the whole range, then fine around the best. */
#define SAG__SHIFT_STEP_S 0.01
#define SAG__SHIFT_FINE_STEP_S 0.001

/*
 * The truth's column for a metric: the near side's in side views, the mean of both otherwise.
 * out: frame_count values at the measured times plus shift_s, NaN where the truth has none.
 * Returns false if the truth has no such column at all.
 */
bool sag__shift_truth(double *out, const sag_measured *measured, const sag_truth *truth, sag_metric metric,
                      double shift_s);

/*
 * Find the shift in -max .. +max that maximises Pearson's r of knee flexion, or of the drop of the hips where knee
 * flexion is not known on both sides, or else of thorax inclination, whose zero does not matter here. At least half of
 * the frames that can be compared must overlap.
 * scratch: frame_count values. Returns false, and 0, if nothing can be aligned.
 */
bool sag__shift_find(double *shift_s, double *r, const sag_measured *measured, const sag_truth *truth, double max_s,
                     double *scratch);

#endif
