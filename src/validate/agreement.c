#include "agreement.h"

#include <math.h>
#include <stdbool.h>

/* Two-sided 95 % of a normal distribution, in standard deviations. */
#define NORMAL_95 1.96

static bool taken(const double *measured, const double *truth, size_t i, const double *select, double select_min)
{
    return isfinite(measured[i]) && isfinite(truth[i]) && (select == NULL || select[i] > select_min);
}

/* Share of the pairs with an error within which it lies at 95 %. NaN without any. */
static double coverage(const double *measured, const double *truth, const double *se, size_t n, const double *select,
                       double select_min)
{
    size_t stated = 0;
    size_t within = 0;
    for (size_t i = 0; se != NULL && i < n; i++) {
        if (taken(measured, truth, i, select, select_min) && isfinite(se[i])) {
            stated++;
            within += fabs(measured[i] - truth[i]) <= NORMAL_95 * se[i];
        }
    }
    return stated > 0 ? (double)within / (double)stated : NAN;
}

/* Outline: the means in one pass, the squares around them in a second: no cancellation. */
sag_agreement sag__agreement_compute(const double *measured, const double *truth, const double *se, size_t n,
                                     const double *select, double select_min)
{
    sag_agreement out = {0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    double sum_measured = 0;
    double sum_truth = 0;
    double sum_absolute = 0;
    double sum_square = 0;
    for (size_t i = 0; i < n; i++) {
        if (taken(measured, truth, i, select, select_min)) {
            double error = measured[i] - truth[i];
            out.n++;
            sum_measured += measured[i];
            sum_truth += truth[i];
            sum_absolute += fabs(error);
            sum_square += error * error;
        }
    }
    if (out.n == 0) {
        return out;
    }
    double count = (double)out.n;
    double mean_measured = sum_measured / count;
    double mean_truth = sum_truth / count;
    out.bias = mean_measured - mean_truth;
    out.mae = sum_absolute / count;
    out.rmse = sqrt(sum_square / count);
    out.coverage_ratio = coverage(measured, truth, se, n, select, select_min);
    if (out.n < 2) {
        return out;
    }
    double mm = 0;
    double tt = 0;
    double mt = 0;
    double dd = 0;
    for (size_t i = 0; i < n; i++) {
        if (taken(measured, truth, i, select, select_min)) {
            double m = measured[i] - mean_measured;
            double t = truth[i] - mean_truth;
            mm += m * m;
            tt += t * t;
            mt += m * t;
            dd += (m - t) * (m - t);
        }
    }
    out.sd = sqrt(dd / (count - 1));
    out.limit_low = out.bias - NORMAL_95 * out.sd;
    out.limit_high = out.bias + NORMAL_95 * out.sd;
    if (mm > 0 && tt > 0) {
        out.pearson_r = mt / sqrt(mm * tt);
    }
    return out;
}
