#include "stats.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

double sag__stats_quantile(const double *data, size_t n, double share_ratio, double *scratch)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        double value = data[i];
        if (!isnan(value)) {
            scratch[count++] = value;
        }
    }
    if (count == 0) {
        return NAN;
    }
    qsort(scratch, count, sizeof *scratch, compare);
    double position = share_ratio * (double)(count - 1);
    size_t below = (size_t)position;
    if (below + 1 >= count) {
        return scratch[count - 1];
    }
    double part = position - (double)below;
    return scratch[below] + part * (scratch[below + 1] - scratch[below]);
}

double sag__stats_median(const double *data, size_t n, double *scratch)
{
    return sag__stats_quantile(data, n, 0.5, scratch);
}

double sag__stats_mad(const double *data, size_t n, double center, double *scratch)
{
    for (size_t i = 0; i < n; i++) {
        scratch[i] = fabs(data[i] - center);
    }
    return sag__stats_median(scratch, n, scratch);
}
