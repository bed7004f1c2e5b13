#include "stats.h"

#include <math.h>
#include <stdbool.h>

static void exchange(double *a, double *b)
{
    double keep = *a;
    *a = *b;
    *b = keep;
}

/* Fewer values than this are put in order one by one. */
#define FEW 12

void sag__stats_insert(double *list, size_t n, double value)
{
    for (; n > 0 && list[n - 1] > value; n--) {
        list[n] = list[n - 1];
    }
    list[n] = value;
}

static void sort_few(double *data, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        sag__stats_insert(data, i, data[i]);
    }
}

/*
 * Bring the value of a rank to its place, smaller ones before it, larger ones behind it (Hoare 1961, "FIND"). The pivot is
 * the median of three.
 */
static void select_rank(double *data, size_t n, size_t rank)
{
    size_t first = 0;
    size_t last = n - 1;
    while (last - first >= FEW) {
        double *middle = &data[first + (last - first) / 2];
        if (data[first] > *middle) {
            exchange(&data[first], middle);
        }
        if (*middle > data[last]) {
            exchange(middle, &data[last]);
            if (data[first] > *middle) {
                exchange(&data[first], middle);
            }
        }
        double pivot = *middle;
        size_t i = first;
        size_t k = last;
        for (;;) {
            while (data[i] < pivot) {
                i++;
            }
            while (data[k] > pivot) {
                k--;
            }
            if (i >= k) {
                break;
            }
            exchange(&data[i++], &data[k--]);
        }
        /* All before i are at most the pivot, all behind k at least. */
        if (rank <= k) {
            last = k;
        } else {
            first = k + 1;
        }
    }
    sort_few(data + first, last - first + 1);
}

/* The smallest of n >= 1 values. */
static double least(const double *data, size_t n)
{
    double out = data[0];
    for (size_t i = 1; i < n; i++) {
        out = data[i] < out ? data[i] : out;
    }
    return out;
}

double sag__stats_quantile(const double *data, size_t n, double share_ratio, double *scratch)
{
    size_t count = 0;
    bool few = n < FEW;
    for (size_t i = 0; i < n; i++) {
        double value = data[i];
        if (isnan(value)) {
            continue;
        }
        if (few) {
            sag__stats_insert(scratch, count, value);
        } else {
            scratch[count] = value;
        }
        count++;
    }
    if (count == 0) {
        return NAN;
    }
    double position = share_ratio * (double)(count - 1);
    size_t below = (size_t)position < count - 1 ? (size_t)position : count - 1;
    if (!few) {
        select_rank(scratch, count, below);
    }
    double part = position - (double)below;
    if (below + 1 >= count || part == 0.0) {
        return scratch[below];
    }
    return scratch[below] + part * (least(scratch + below + 1, count - below - 1) - scratch[below]);
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
