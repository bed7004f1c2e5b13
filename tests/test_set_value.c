#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "rep_metric.h"

/* A set of repetitions whose trunk peak is given; every other metric was not seen. */
static sag_analysis make_set(sag_rep *rep, const double *value, double se, size_t count)
{
    memset(rep, 0, count * sizeof *rep);
    for (size_t r = 0; r < count; r++) {
        rep[r].number = (int)r + 1;
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            rep[r].at_bottom[m].reason = SAG_REASON_VIEW;
        }
        for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
            rep[r].whole[m].reason = SAG_REASON_VIEW;
        }
        rep[r].whole[SAG_REP_METRIC_TRUNK_PEAK] = (sag_measure){.value = value[r], .se = se};
    }
    sag_analysis a;
    memset(&a, 0, sizeof a);
    a.rep = rep;
    a.rep_count = count;
    return a;
}

static sag_set_value trunk_of(const double *value, double se, size_t count)
{
    static sag_rep rep[1024];
    sag_analysis a = make_set(rep, value, se, count);
    cr_assert_eq(sag__set_value_fill(&a), SAG_STATUS_OK);
    return a.set_whole[SAG_REP_METRIC_TRUNK_PEAK];
}

Test(set_value, median_spread_and_their_errors)
{
    const double value[] = {1.0, 3.0, 2.0, 9.0, 2.5};
    sag_set_value set = trunk_of(value, 0.1, 5);
    cr_assert_eq(set.rep_count, 5);
    cr_assert_float_eq(set.median.value, 2.5, 1e-12);
    cr_assert_float_eq(set.spread.value, 1.4826 * 0.5, 1e-9, "deviations 0, 0.5, 0.5, 1.5, 6.5");
    cr_assert_float_eq(set.median.se, 1.2533 * set.spread.value / sqrt(5.0), 1e-9, "scatter rules");
    cr_assert_gt(set.spread.se, 0.0);
    set = trunk_of(value, 2.0, 5);
    cr_assert_float_eq(set.median.se, 2.0, 1e-12, "an offset common to all does not average out");
}

Test(set_value, needs_three_for_a_spread_and_four_for_a_drift)
{
    const double value[] = {1.0, 2.0, 3.0, 4.0};
    for (size_t count = 1; count <= 4; count++) {
        sag_set_value set = trunk_of(value, 0.5, count);
        cr_assert_eq(set.rep_count, count);
        cr_assert_eq(set.median.reason, SAG_REASON_NONE);
        cr_assert_eq(set.spread.reason, count < 3 ? SAG_REASON_TOO_SHORT : SAG_REASON_NONE);
        cr_assert_eq(set.drift.reason, count < 4 ? SAG_REASON_TOO_SHORT : SAG_REASON_NONE);
    }
    cr_assert_float_eq(trunk_of(value, 0.5, 4).drift.value, 3.0, 1e-12);
}

Test(set_value, drift_is_not_led_away_by_one_repetition)
{
    const double line[] = {10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0};
    const double outlier[] = {10.0, 11.0, 12.0, 40.0, 14.0, 15.0, 16.0, 17.0};
    cr_assert_float_eq(trunk_of(line, 0.5, 8).drift.value, 7.0, 1e-12);
    cr_assert_float_eq(trunk_of(line, 0.5, 8).drift.se, 0.0, 1e-9);
    cr_assert_float_eq(trunk_of(outlier, 0.5, 8).drift.value, 7.0, 0.5);
    const double noisy[] = {10.0, 11.6, 11.7, 13.4, 13.5, 15.4, 15.9, 17.3};
    sag_set_value set = trunk_of(noisy, 0.5, 8);
    cr_assert_gt(set.drift.se, 0.2);
    cr_assert_lt(fabs(set.drift.value - 7.0), 2.0 * set.drift.se);
}

Test(set_value, a_long_set_is_taken_by_distant_pairs)
{
    static double value[1000];
    for (int r = 0; r < 1000; r++) {
        value[r] = 0.01 * r + (r % 2 == 0 ? 0.3 : -0.3);
    }
    cr_assert_float_eq(trunk_of(value, 0.1, 1000).drift.value, 9.99, 0.02);
}

Test(set_value, leaves_out_what_is_cut_partial_or_not_measured)
{
    const double value[] = {50.0, 1.0, 2.0, 3.0, 60.0, 70.0};
    sag_rep rep[6];
    sag_analysis a = make_set(rep, value, 0.1, 6);
    rep[0].start_cut = true;
    rep[4].partial = true;
    rep[5].end_cut = true;
    rep[2].whole[SAG_REP_METRIC_TRUNK_PEAK].reason = SAG_REASON_HIDDEN;
    cr_assert_eq(sag__set_value_fill(&a), SAG_STATUS_OK);
    const sag_set_value *set = &a.set_whole[SAG_REP_METRIC_TRUNK_PEAK];
    cr_assert_eq(set->rep_count, 2);
    cr_assert_float_eq(set->median.value, 2.0, 1e-12);
    cr_assert_eq(a.set_at_bottom[SAG_METRIC_HIP_SHIFT].rep_count, 0);
    cr_assert_eq(a.set_at_bottom[SAG_METRIC_HIP_SHIFT].median.reason, SAG_REASON_VIEW);
    a.rep_count = 0;
    cr_assert_eq(sag__set_value_fill(&a), SAG_STATUS_OK);
    cr_assert_eq(a.set_whole[SAG_REP_METRIC_TRUNK_PEAK].median.reason, SAG_REASON_ABSENT);
}
