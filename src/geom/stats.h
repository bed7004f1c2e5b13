/*
 * stats.h - robust statistics of samples in which NaN means "not measured".
 *
 * Every function skips NaN and gives NaN when nothing is left.
 * scratch: room for n values, overwritten. It may be the data itself, which is then left in another order.
 */
#ifndef SAGITTA_GEOM_STATS_H
#define SAGITTA_GEOM_STATS_H

#include <stddef.h>

/* A standard deviation of a normal distribution, in median absolute deviations. */
#define SAG__SD_PER_MAD 1.4826

/* Take a value, not NaN, into an ascending list of n, which has room for one more; behind its equals. */
void sag__stats_insert(double *list, size_t n, double value);

/*
 * The value below which a share of the data lies, linear between the neighbours.
 * share_ratio: 0 (smallest) .. 1 (largest).
 */
double sag__stats_quantile(const double *data, size_t n, double share_ratio, double *scratch);

double sag__stats_median(const double *data, size_t n, double *scratch);

/* Median absolute deviation from center; not scaled to a standard deviation. */
double sag__stats_mad(const double *data, size_t n, double center, double *scratch);

#endif
