/*
 * rep_value.h - the values of a repetition that are compared with the truth's, computed over the same frames.
 *
 * Which frames these are is measured: the limits of the repetition, and the shares of the largest knee flexion in it,
 * of a hinge the largest trunk inclination. So a difference is an error of the back and not of its surroundings.
 */
#ifndef SAGITTA_VALIDATE_REP_VALUE_H
#define SAGITTA_VALIDATE_REP_VALUE_H

#include "measured.h"

/* The metric of a repetition that a value is, and the metric of a frame that it is made of. */
sag_rep_metric sag__rep_value_metric(sag__rep_value value);
sag_metric sag__rep_value_source(sag__rep_value value);

/*
 * The value of a repetition from the truth of its source at the measured frames.
 * truth, scratch: frame_count values. zero: of the truth; the late value does not need it.
 * Returns: NaN where the truth, or the measured angle that names the frames, is absent.
 */
double sag__rep_value_of_truth(sag__rep_value value, const sag_measured *measured, const sag__measured_rep *rep,
                               const double *truth, double zero, double *scratch);

#endif
