/*
 * agreement.h - statistics of pairs of a measured and a true value.
 */
#ifndef SAGITTA_VALIDATE_AGREEMENT_H
#define SAGITTA_VALIDATE_AGREEMENT_H

#include <stddef.h>

#include <sagitta/validate.h>

/*
 * Agreement of n pairs; a pair with a NaN is left out. se: NULL, or the standard errors that the measured values state,
 * NaN where one has none. select: NULL, or only pairs i with select[i] > select_min.
 * Bias, MAE and RMSE need one pair, the rest two; r is NaN when one side does not vary. Coverage needs one pair with
 * an error.
 */
sag_agreement sag__agreement_compute(const double *measured, const double *truth, const double *se, size_t n,
                                     const double *select, double select_min);

#endif
