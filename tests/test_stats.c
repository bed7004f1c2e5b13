#include <criterion/criterion.h>

#include <math.h>

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
