#include "shift.h"

#include <math.h>

#include "agreement.h"

/* Fewest frames of an overlap. */
#define OVERLAP_MIN 10

static bool is_side_view(sag_view view)
{
    return view == SAG_VIEW_SIDE || view == SAG_VIEW_SIDE_REDUCED;
}

bool sag__shift_truth(double *out, const sag_measured *measured, const sag_truth *truth, sag_metric metric,
                      double shift_s)
{
    bool near_only = is_side_view(measured->view);
    const double *first = truth->value[metric][near_only ? measured->near_side : SAG_SIDE_LEFT];
    const double *second = truth->value[metric][near_only ? measured->near_side : SAG_SIDE_RIGHT];
    size_t cursor = 0;
    for (size_t i = 0; i < measured->frame_count; i++) {
        double t_s = measured->t_s[i] + shift_s;
        out[i] = first != NULL && second != NULL ? 0.5 * (sag__truth_at(truth, first, t_s, &cursor)
                                                          + sag__truth_at(truth, second, t_s, &cursor))
                                                 : NAN;
    }
    return first != NULL && second != NULL;
}

/* The shift a, a + step, ... b with the largest r so far. */
static void search(double *best_s, double *best_r, const sag_measured *measured, const sag_truth *truth,
                   sag_metric metric, double from_s, long count, double step_s, size_t overlap_min, double *scratch)
{
    for (long k = 0; k <= count; k++) {
        double shift_s = from_s + (double)k * step_s;
        sag__shift_truth(scratch, measured, truth, metric, shift_s);
        sag_agreement fit = sag__agreement_compute(measured->series[metric], scratch, NULL, measured->frame_count, NULL,
                                                   0);
        bool better = fit.pearson_r > *best_r
                      || (fit.pearson_r == *best_r && fabs(shift_s) < fabs(*best_s));
        if (fit.n >= overlap_min && (isnan(*best_r) ? isfinite(fit.pearson_r) : better)) {
            *best_r = fit.pearson_r;
            *best_s = shift_s;
        }
    }
}

bool sag__shift_find(double *shift_s, double *r, const sag_measured *measured, const sag_truth *truth, double max_s,
                     double *scratch)
{
    static const sag_metric drivers[] = {SAG_METRIC_KNEE_FLEXION, SAG_METRIC_HIP_DROP, SAG_METRIC_THORAX_INCLINATION};
    *r = NAN;
    *shift_s = 0;
    for (size_t d = 0; d < sizeof drivers / sizeof drivers[0] && isnan(*r); d++) {
        size_t measured_count = 0;
        for (size_t i = 0; i < measured->frame_count; i++) {
            measured_count += isfinite(measured->series[drivers[d]][i]);
        }
        size_t shorter = measured_count < truth->row_count ? measured_count : truth->row_count;
        size_t overlap_min = shorter / 2 > OVERLAP_MIN ? shorter / 2 : OVERLAP_MIN;
        long count = lround(max_s / SAG__SHIFT_STEP_S);
        search(shift_s, r, measured, truth, drivers[d], -(double)count * SAG__SHIFT_STEP_S, 2 * count,
               SAG__SHIFT_STEP_S, overlap_min, scratch);
        if (!isnan(*r)) {
            search(shift_s, r, measured, truth, drivers[d], *shift_s - SAG__SHIFT_STEP_S,
                   lround(2 * SAG__SHIFT_STEP_S / SAG__SHIFT_FINE_STEP_S), SAG__SHIFT_FINE_STEP_S, overlap_min,
                   scratch);
            *shift_s = fmax(-max_s, fmin(max_s, *shift_s));
        }
    }
    return !isnan(*r);
}
