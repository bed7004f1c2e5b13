/*
 * filter.h - clean tracks of samples over time: outliers, gaps, uniform grid, zero-lag low-pass.
 *
 * NaN means "not measured". Nothing is invented at the ends of a track or across a gap longer than allowed.
 * Times are in seconds and increase strictly. Nothing here allocates: scratch belongs to the caller.
 */
#ifndef SAGITTA_GEOM_FILTER_H
#define SAGITTA_GEOM_FILTER_H

#include <stddef.h>

#include "kernels.h"

/* Samples in the window of the outlier filter, and its limit in scaled median absolute deviations. */
#define SAG__HAMPEL_WINDOW_COUNT 7
#define SAG__HAMPEL_LIMIT_MAD 3.0

/*
 * Replace outliers by the median of the 7 samples around them (Hampel, JASA 1974): a sample is one if it lies more
 * than 3 scaled median absolute deviations, and more than floor, from that median. Fewer samples at the ends.
 * floor: smallest deviation worth a repair, in the unit of the data; without it quiet tracks lose their detail.
 * out: n values, not in.
 */
void sag__filter_hampel(double *out, const double *in, size_t n, double floor, const sag__kernels *kernels);

/* Fill runs of NaN linearly in time where the samples around the run are at most limit_s apart. */
void sag__filter_fill(double *data, const double *t_s, size_t n, double limit_s);

/*
 * Design frequency of one pass over -3 dB frequency of the whole, for a Butterworth low-pass of `order` that is run
 * pass_count times: (2^(1/passes) - 1)^(1/(2 order)), from |H|^2 = 1/(1 + w^(2 order)); its inverse is the
 * correction. 0.802 for order 2 run twice.
 */
double sag__filter_butterworth_ratio(int order, int pass_count);

/* Points that sag__filter_smooth's grid takes for a run of frames, at most. */
#define SAG__FILTER_RATE_MAX_HZ 240.0

/* Tracks that sag__filter_smooth takes at once. */
#define SAG__FILTER_CHANNELS_MAX 64

/*
 * Room that sag__filter_smooth needs, in values: for the longest run that the samples can form.
 * The options as given to sag__filter_smooth.
 */
size_t sag__filter_smooth_scratch(const double *t_s, size_t n, double rate_hz, double cutoff_hz, double gap_s);

/*
 * Low-pass tracks on their true times, in place: each run without NaN and without a step longer than gap_s is brought to
 * a uniform grid of about rate_hz by cubic Hermite curves whose slopes come from the neighbouring samples, filtered, and
 * brought back to its own times.
 * The filter has no lag: a second order Butterworth forward and backward, fourth order in all, -3 dB of the whole at
 * cutoff_hz exactly (the correction is applied behind the bilinear warp). Ends are padded by point reflection. A constant
 * stays constant. A run that gives fewer than four points of the grid stays as it is.
 * channel: channel_count <= SAG__FILTER_CHANNELS_MAX tracks of n values; those with the same runs are filtered side by
 * side. 0 < cutoff_hz < rate / 2 of every grid. scratch: sag__filter_smooth_scratch values.
 */
void sag__filter_smooth(double *const *channel, size_t channel_count, const double *t_s, size_t n, double rate_hz,
                        double cutoff_hz, double gap_s, double *scratch, const sag__kernels *kernels);

#endif
