#include "rep_value.h"

#include <math.h>

#include "back_span.h"

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

double sag__rep_value_of_truth(sag__rep_value value, const sag_measured *measured, const sag__measured_rep *rep,
                               const double *truth, double zero, double *scratch)
{
    if (rep->end_frame >= measured->frame_count) {
        return NAN;
    }
    sag__back_span span = sag__back_span_make(measured->series[sag__back_driver(measured->movement)], rep->start_frame,
                                              rep->bottom_frame, rep->end_frame);
    double bottom = sag__back_span_median(&span, SAG__BACK_PART_BOTTOM, truth, scratch);
    return value == SAG__REP_VALUE_LUMBAR_LATE
               ? bottom - sag__back_span_median(&span, SAG__BACK_PART_WAY_DOWN, truth, scratch)
               : bottom - zero;
}
