#include "back_span.h"

#include <math.h>

#include "stats.h"

/* Around the bottom, and half way down or up: shares of the driver's largest angle. */
#define BOTTOM_SHARE 0.95
#define MIDDLE_FROM_SHARE 0.55
#define MIDDLE_TO_SHARE 0.75

sag_metric sag__back_driver(sag_movement movement)
{
    return movement == SAG_MOVEMENT_HINGE ? SAG_METRIC_TRUNK_INCLINATION : SAG_METRIC_KNEE_FLEXION;
}

sag__back_span sag__back_span_make(const double *driver_rad, size_t start_frame, size_t bottom_frame, size_t end_frame)
{
    sag__back_span span = {driver_rad, NAN, start_frame, bottom_frame, end_frame};
    for (size_t i = start_frame; i <= end_frame; i++) {
        span.peak_rad = fmax(span.peak_rad, driver_rad[i]); /* passes over NaN */
    }
    return span;
}

double sag__back_span_median(const sag__back_span *span, sag__back_part part, const double *series, double *scratch)
{
    bool bottom = part == SAG__BACK_PART_BOTTOM;
    size_t first = part == SAG__BACK_PART_WAY_UP ? span->bottom_frame : span->start_frame;
    size_t last = part == SAG__BACK_PART_WAY_DOWN ? span->bottom_frame : span->end_frame;
    size_t count = 0;
    for (size_t i = first; i <= last; i++) {
        double share = span->driver_rad[i] / span->peak_rad;
        if (bottom ? share >= BOTTOM_SHARE : share >= MIDDLE_FROM_SHARE && share <= MIDDLE_TO_SHARE) {
            scratch[count++] = series[i];
        }
    }
    return sag__stats_median(scratch, count, scratch);
}
