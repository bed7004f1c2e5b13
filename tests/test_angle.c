#include <criterion/criterion.h>

#include <math.h>

#include "angle.h"

Test(angle, between_lines)
{
    cr_assert_float_eq(sag__angle_between(1, 0, 0, 1), SAG__PI / 2, 1e-15);
    cr_assert_float_eq(sag__angle_between(1, 0, -2, 0), SAG__PI, 1e-15);
    cr_assert_float_eq(sag__angle_between(3, 0, 5, 5e-8), 1e-8, 1e-20, "small angles keep their precision");
    cr_assert(isnan(sag__angle_between(0, 0, 1, 0)));
    cr_assert(isnan(sag__angle_between(NAN, 0, 1, 0)));
}

Test(angle, between_lines_in_space)
{
    const double x[3] = {2, 0, 0};
    const double yz[3] = {0, 1, 1};
    const double back[3] = {-1, 0, 0};
    const double none[3] = {0, 0, 0};
    cr_assert_float_eq(sag__angle_between_3d(x, yz), SAG__PI / 2, 1e-15);
    cr_assert_float_eq(sag__angle_between_3d(x, back), SAG__PI, 1e-15);
    cr_assert(isnan(sag__angle_between_3d(x, none)));
}

Test(angle, inclination_is_positive_forward)
{
    cr_assert_float_eq(SAG__DEG(sag__angle_inclination(1, 1)), 45.0, 1e-12);
    cr_assert_float_eq(SAG__DEG(sag__angle_inclination(-1, 1)), -45.0, 1e-12);
    cr_assert(isnan(sag__angle_inclination(0, 0)));
}

Test(angle, elevation_does_not_care_for_facing)
{
    cr_assert_float_eq(SAG__DEG(sag__angle_elevation(1, 1)), 45.0, 1e-12);
    cr_assert_float_eq(SAG__DEG(sag__angle_elevation(-1, -1)), -45.0, 1e-12);
    cr_assert_float_eq(SAG__DEG(sag__angle_elevation(0, 1)), 90.0, 1e-12);
}
