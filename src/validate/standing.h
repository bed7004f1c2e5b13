/*
 * standing.h - the zero of a truth that is compared with changes from standing.
 */
#ifndef SAGITTA_VALIDATE_STANDING_H
#define SAGITTA_VALIDATE_STANDING_H

#include <stdbool.h>

#include "measured.h"

/*
 * Median of a truth's series at the measured frames over the frames of the measured baseline; of all frames outside of
 * repetitions where the baseline is moments, which are not recorded.
 * value, scratch: frame_count values. Returns: NaN if the truth has no value in these frames.
 */
double sag__standing_zero(const double *value, const sag_measured *measured, double *scratch);

#endif
