#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>

#include "posture.h"

static double random_between(double low, double high)
{
    return low + (high - low) * rand() / RAND_MAX;
}

/* Nobody in particular: every joint anywhere near its place. */
static sag__posture random_posture(void)
{
    static const double up_px[SAG__PART_COUNT] = {-100.0, -250.0, -370.0, -490.0, -500.0, -505.0};
    sag__posture posture = {.near_side = rand() % 2 == 0 ? SAG_SIDE_LEFT : SAG_SIDE_RIGHT, .near_only = rand() % 2 == 0,
                            .leg_px = 240.0, .thigh_px = 120.0, .foot_px = 60.0};
    for (int side = 0; side < 2; side++) {
        for (int part = 0; part < SAG__PART_COUNT; part++) {
            posture.across_px[side][part] = 300.0 + 80.0 * side + random_between(-60.0, 60.0);
            posture.up_px[side][part] = up_px[part] + random_between(-60.0, 60.0);
            posture.sd_px[side][part] = random_between(0.2, 5.0);
        }
    }
    return posture;
}

/* The noise by numeric derivatives of the value. */
static double numeric_noise(const sag__posture *posture, sag_metric metric)
{
    const double step_px = 1e-4;
    double variance = 0.0;
    sag__posture moved = *posture;
    for (int side = 0; side < 2; side++) {
        for (int part = 0; part < SAG__PART_COUNT; part++) {
            for (int axis = 0; axis < 2; axis++) {
                double *at = axis == 0 ? &moved.across_px[side][part] : &moved.up_px[side][part];
                double kept = *at;
                *at = kept + step_px;
                double above = sag__posture_value(&moved, metric);
                *at = kept - step_px;
                double slope = (above - sag__posture_value(&moved, metric)) / (2.0 * step_px);
                *at = kept;
                variance += slope * slope * posture->sd_px[side][part] * posture->sd_px[side][part];
            }
        }
    }
    return sqrt(variance);
}

Test(posture, noise_is_that_of_the_derivatives)
{
    srand(3);
    int compared[SAG_METRIC_COUNT] = {0};
    for (int round = 0; round < 500; round++) {
        sag__posture posture = random_posture();
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            double expected = numeric_noise(&posture, (sag_metric)m);
            double got = sag__posture_noise(&posture, (sag_metric)m);
            if (isnan(sag__posture_value(&posture, (sag_metric)m)) || isnan(expected)) {
                continue;
            }
            cr_assert_float_eq(got, expected, 1e-5 * expected + 1e-12, "metric %d: %g, %g", m, got, expected);
            compared[m]++;
        }
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        bool of_back = m >= SAG_METRIC_LUMBAR_FLEXION && m <= SAG_METRIC_THORAX_INCLINATION;
        cr_assert(of_back || compared[m] > 400, "metric %d was compared %d times", m, compared[m]);
    }
}

Test(posture, a_hidden_joint_counts_only_where_it_is_used)
{
    srand(4);
    sag__posture posture = random_posture();
    posture.near_side = SAG_SIDE_LEFT;
    posture.across_px[SAG_SIDE_RIGHT][SAG__PART_TOE] = NAN;
    posture.up_px[SAG_SIDE_RIGHT][SAG__PART_TOE] = NAN;
    posture.sd_px[SAG_SIDE_RIGHT][SAG__PART_TOE] = NAN;
    cr_assert(isfinite(sag__posture_noise(&posture, SAG_METRIC_KNEE_FLEXION)));
    cr_assert(isnan(sag__posture_noise(&posture, SAG_METRIC_KNEE_TO_FOOT_RIGHT)));
}
