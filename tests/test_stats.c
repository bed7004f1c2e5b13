#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>

#include "stats.h"

Test(stats, median_skips_what_was_not_measured)
{
    const double data[] = {5.0, NAN, 1.0, 3.0, NAN};
    double scratch[5];
    cr_assert_float_eq(sag__stats_median(data, 5, scratch), 3.0, 0.0);
    cr_assert_float_eq(sag__stats_median(data, 3, scratch), 3.0, 0.0, "mean of the middle two");
    cr_assert(isnan(sag__stats_median(data + 1, 1, scratch)));
    cr_assert(isnan(sag__stats_median(data, 0, scratch)));
}

Test(stats, quantile_is_linear_between_neighbours)
{
    const double data[] = {40.0, 10.0, 30.0, 20.0, 50.0};
    double scratch[5];
    cr_assert_float_eq(sag__stats_quantile(data, 5, 0.0, scratch), 10.0, 0.0);
    cr_assert_float_eq(sag__stats_quantile(data, 5, 1.0, scratch), 50.0, 0.0);
    cr_assert_float_eq(sag__stats_quantile(data, 5, 0.3, scratch), 22.0, 1e-12);
}

Test(stats, may_work_in_place)
{
    double data[] = {9.0, 1.0, 5.0};
    cr_assert_float_eq(sag__stats_median(data, 3, data), 5.0, 0.0);
}

Test(stats, mad_of_a_spike_is_small)
{
    const double data[] = {0.0, 1.0, 2.0, 3.0, 1000.0};
    double scratch[5];
    cr_assert_float_eq(sag__stats_mad(data, 5, 2.0, scratch), 1.0, 0.0);
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

Test(stats, quantiles_are_those_of_the_sorted_data)
{
    double data[200], sorted[200], scratch[200];
    srand(1);
    for (int round = 0; round < 20000; round++) {
        size_t n = 1 + (size_t)(rand() % 200);
        int kinds = round % 3 == 0 ? 3 : round % 3 == 1 ? 50 : 1000000; /* many equals, some, none */
        for (size_t i = 0; i < n; i++) {
            data[i] = round % 5 == 0 ? (double)i : round % 5 == 1 ? (double)(n - i) : rand() % kinds;
            sorted[i] = data[i];
        }
        qsort(sorted, n, sizeof *sorted, compare);
        double share = round % 4 == 0 ? 0.5 : (rand() % 101) / 100.0;
        size_t below = (size_t)(share * (double)(n - 1));
        double part = share * (double)(n - 1) - (double)below;
        double expected = below + 1 < n ? sorted[below] + part * (sorted[below + 1] - sorted[below]) : sorted[n - 1];
        double got = sag__stats_quantile(data, n, share, scratch);
        cr_assert(got == expected, "round %d: %g instead of %g", round, got, expected);
    }
}
