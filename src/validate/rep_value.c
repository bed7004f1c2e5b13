#include "rep_value.h"

#include <math.h>

#include "back_fill.h"
#include "stats.h"

static const struct {
    sag_rep_metric metric;
    sag_metric source;
} values[SAG__REP_VALUE_COUNT] = {
    [SAG__REP_VALUE_LUMBAR_LATE] = {SAG_REP_METRIC_LUMBAR_FLEXION_LATE, SAG_METRIC_LUMBAR_FLEXION},
    [SAG__REP_VALUE_LUMBAR_BOTTOM] = {SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM, SAG_METRIC_LUMBAR_FLEXION},
    [SAG__REP_VALUE_PELVIS_BOTTOM] = {SAG_REP_METRIC_PELVIC_TILT_BOTTOM, SAG_METRIC_PELVIC_TILT},
};

sag_rep_metric sag__rep_value_metric(sag__rep_value value)
{
    return values[value].metric;
}

sag_metric sag__rep_value_source(sag__rep_value value)
{
    return values[value].source;
}

/* The angle whose shares name the frames. */
static const double *driver_of(const sag_measured *measured)
{
    return measured->series[measured->movement == SAG_MOVEMENT_HINGE ? SAG_METRIC_TRUNK_INCLINATION
                                                                     : SAG_METRIC_KNEE_FLEXION];
}

/* Median of the truth over the frames first .. last in which the driver is within from .. to. */
static double median_over(const double *truth, const double *driver, size_t first, size_t last, double from, double to,
                          double *scratch)
{
    size_t count = 0;
    for (size_t i = first; i <= last; i++) {
        if (driver[i] >= from && driver[i] <= to) {
            scratch[count++] = truth[i];
        }
    }
    return sag__stats_median(scratch, count, scratch);
}

double sag__rep_value_of_truth(sag__rep_value value, const sag_measured *measured, const sag__measured_rep *rep,
                               const double *truth, double zero, double *scratch)
{
    const double *driver = driver_of(measured);
    double peak = NAN;
    for (size_t i = rep->start_frame; i <= rep->end_frame && i < measured->frame_count; i++) {
        peak = fmax(peak, driver[i]); /* passes over NaN */
    }
    if (isnan(peak)) {
        return NAN;
    }
    double bottom = median_over(truth, driver, rep->start_frame, rep->end_frame, SAG__BACK_BOTTOM_SHARE * peak,
                                INFINITY, scratch);
    if (value != SAG__REP_VALUE_LUMBAR_LATE) {
        return bottom - zero;
    }
    return bottom - median_over(truth, driver, rep->start_frame, rep->bottom_frame, SAG__BACK_MIDDLE_FROM_SHARE * peak,
                                SAG__BACK_MIDDLE_TO_SHARE * peak, scratch);
}
