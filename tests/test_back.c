#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "angle.h"
#include "back.h"
#include "made_back.h"

enum { FRAMES = 60, STILL = 20 };

/* Length of the made trunk in pixels. */
#define LENGTH_PX 200.0

static sag__outline outline[FRAMES];
static sag__back_curve curve[FRAMES];
static bool standing[FRAMES];
static double t_s[FRAMES], memory[SAG__BACK_SERIES_ARRAYS * FRAMES];
static double *lumbar, *pelvis, *thorax, *spread, *leap;

/* Rules that lay both places into the straight stretches of the made back. */
static const sag__back_model straight = {"straight", 1.0,
    {{0.56, SAG__RAD(34.0)}, {0.56, 0.38}, {0.52, 0.22}, {0.52, 0.22}, {0.00, SAG__RAD(34.0)}}};

static void make(sag__outline *out, double thorax_rad, double pelvis_rad, int facing, double roll_rad)
{
    const made_back back = {thorax_rad, pelvis_rad, facing, roll_rad, LENGTH_PX, 300.0, 200.0};
    made_back_outline(out, &back);
}

/* Truth of the made movement in frame i. */
static double made_pelvis(int i)
{
    return i < STILL ? 0.0 : SAG__RAD(30.0) * (i - STILL) / (FRAMES - STILL);
}

static double made_lumbar(int i)
{
    return i < STILL ? 0.0 : SAG__RAD(20.0) * (i - STILL) / (FRAMES - STILL);
}

static void make_clip(int facing, double roll_rad)
{
    for (int i = 0; i < FRAMES; i++) {
        double pelvis_rad = SAG__RAD(18.0) + made_pelvis(i);
        double thorax_rad = SAG__RAD(-12.0) + made_pelvis(i) + made_lumbar(i);
        make(&outline[i], thorax_rad, pelvis_rad, facing, roll_rad);
        standing[i] = i < STILL;
        t_s[i] = i / 30.0;
    }
}

static const sag__back_curve *curve_at(void *context, size_t i)
{
    return (const sag__back_curve *)context + i;
}

static bool measure(sag__back_baseline *baseline, const sag__back_model *model)
{
    for (int i = 0; i < FRAMES; i++) {
        sag__back_curve_make(&curve[i], sag__kernels_choose(), &outline[i], LENGTH_PX, SAG__BACK_WINDOW);
    }
    sag__back_series series = {
        .count = FRAMES, .t_s = t_s, .curve_at = curve_at, .context = curve, .standing = standing};
    sag__back_series_lay(&series, memory);
    lumbar = series.lumbar_rad;
    pelvis = series.pelvis_rad;
    thorax = series.thorax_rad;
    spread = series.spread_rad;
    leap = series.leap_rad;
    return sag__back_measure(&series, baseline, model);
}

Test(back, measures_a_made_movement)
{
    sag__back_baseline baseline;
    make_clip(1, 0.0);
    cr_assert(measure(&baseline, &straight));
    for (int i = 0; i < FRAMES - 3; i++) {
        cr_assert_float_eq(SAG__DEG(lumbar[i]), SAG__DEG(made_lumbar(i)), 1.3, "frame %d: %g", i, SAG__DEG(lumbar[i]));
        cr_assert_float_eq(SAG__DEG(pelvis[i]), SAG__DEG(made_pelvis(i)), 1.3, "frame %d: %g", i, SAG__DEG(pelvis[i]));
        cr_assert_lt(SAG__DEG(spread[i]), 3.0);
    }
    cr_assert_eq(baseline.count, STILL);
    cr_assert_float_eq(SAG__DEG(baseline.shape_rad), -30.0, 3.0);
    cr_assert_lt(SAG__DEG(baseline.noise_rad), 0.1);
    cr_assert(isnan(leap[0]));
    for (int i = 1; i < FRAMES; i++) {
        cr_assert_lt(SAG__DEG(leap[i]), 1.5);
    }
}

Test(back, thorax_is_pelvis_plus_lumbar_with_every_gain)
{
    sag__back_baseline baseline;
    make_clip(1, 0.0);
    cr_assert(measure(&baseline, &straight));
    double plain = lumbar[50];
    double whole = thorax[50];
    sag__back_model more = straight;
    more.gain = 1.1;
    cr_assert(measure(&baseline, &more));
    for (int i = 0; i < FRAMES; i++) {
        cr_assert_eq(thorax[i], pelvis[i] + lumbar[i]);
    }
    cr_assert_float_eq(lumbar[50], 1.1 * plain, 1e-3);
    cr_assert_float_eq(thorax[50], whole, SAG__RAD(0.5), "the gain moves motion from pelvis to lumbar spine only");
}

Test(back, a_mirrored_person_measures_the_same)
{
    sag__back_baseline baseline;
    make_clip(1, 0.0);
    cr_assert(measure(&baseline, &straight));
    double right[2] = {lumbar[45], pelvis[45]};
    make_clip(-1, 0.0);
    cr_assert(measure(&baseline, &straight));
    cr_assert_float_eq(lumbar[45], right[0], 1e-4);
    cr_assert_float_eq(pelvis[45], right[1], 1e-4);
}

Test(back, a_rolled_camera_changes_nothing)
{
    sag__back_baseline baseline;
    make_clip(1, 0.0);
    cr_assert(measure(&baseline, &straight));
    double level[2] = {lumbar[45], pelvis[45]};
    make_clip(1, SAG__RAD(8.0));
    cr_assert(measure(&baseline, &straight));
    cr_assert_float_eq(lumbar[45], level[0], 1e-3);
    cr_assert_float_eq(pelvis[45], level[1], 1e-3);
}

Test(back, one_bad_frame_is_taken_out_and_shows_as_a_leap)
{
    sag__back_baseline baseline;
    make_clip(1, 0.0);
    for (int i = 30; i < 34; i += 3) {
        make(&outline[i], SAG__RAD(60.0), SAG__RAD(10.0), 1, 0.0);
    }
    cr_assert(measure(&baseline, &straight));
    cr_assert_float_eq(SAG__DEG(lumbar[30]), SAG__DEG(made_lumbar(30)), 2.0);
    cr_assert_gt(SAG__DEG(leap[30]), 10.0);
    cr_assert_lt(SAG__DEG(leap[25]), 1.5);
}

Test(back, missing_frames_are_not_numbers)
{
    sag__back_baseline baseline;
    make_clip(1, 0.0);
    outline[40].found = false;
    for (int k = 0; k < SAG__OUTLINE_COUNT; k++) {
        outline[41].point[k].valid = false;
    }
    cr_assert(measure(&baseline, &straight));
    cr_assert(isnan(lumbar[40]) && isnan(pelvis[40]) && isnan(thorax[40]) && isnan(spread[40]));
    cr_assert(isnan(lumbar[41]));
    cr_assert(!isnan(lumbar[39]) && !isnan(lumbar[42]));
}

Test(back, without_a_baseline_there_is_no_measurement)
{
    sag__back_baseline baseline;
    make_clip(1, 0.0);
    memset(standing, 0, sizeof standing);
    cr_assert_not(measure(&baseline, &straight));
    for (int i = 0; i < FRAMES; i++) {
        cr_assert(isnan(lumbar[i]) && isnan(pelvis[i]));
    }
}

Test(back, tangent_of_a_circle_turns_evenly)
{
    make_clip(1, 0.0);
    sag__outline arc = outline[0];
    for (int i = 0; i < SAG__OUTLINE_COUNT; i++) {
        double angle = SAG__PI * (0.75 + 0.5 * i / (SAG__OUTLINE_COUNT - 1)); /* the left half of a circle, downward */
        arc.point[i].x_px = (float)(arc.axis.hip_x_px + 100.0 * cos(angle));
        arc.point[i].y_px = (float)(arc.axis.hip_y_px + 100.0 * -sin(angle));
    }
    arc.spacing_px = (float)(100.0 * SAG__PI * 0.5 / (SAG__OUTLINE_COUNT - 1));
    cr_assert(sag__back_curve_make(&curve[0], sag__kernels_choose(), &arc, LENGTH_PX, SAG__BACK_WINDOW));
    cr_assert_float_eq(SAG__DEG(sag__back_curve_tangent(&curve[0], 63.5)), 0.0, 0.01);
    cr_assert_float_eq(SAG__DEG(sag__back_curve_tangent(&curve[0], 40.0)), 90.0 * 23.5 / 127.0, 0.1);
    cr_assert(isnan(sag__back_curve_tangent(&curve[0], NAN)));
    cr_assert(isnan(sag__back_curve_tangent(&curve[0], -1.0)));
    cr_assert_float_eq(sag__back_curve_radius(&curve[0], 30.0), 0.5, 1e-3);
}

Test(back, places_lie_where_their_rules_say)
{
    make_clip(1, 0.0);
    cr_assert(sag__back_curve_make(&curve[0], sag__kernels_choose(), &outline[0], LENGTH_PX, SAG__BACK_WINDOW));
    sag__back_place at = sag__back_find_radius(&curve[0], 0.5);
    cr_assert_float_eq(sag__back_curve_radius(&curve[0], at), 0.5, 1e-3);
    cr_assert_float_eq(sag__back_find_arc(&curve[0], 10.0, curve[0].spacing * 5.0), 15.0, 1e-9);
    cr_assert(isnan(sag__back_find_arc(&curve[0], 120.0, 1.0)));
    cr_assert(isnan(sag__back_find_polar(&curve[0], NAN, 0.5)));
    cr_assert_leq(sag__back_find_radius(&curve[0], 100.0), 0.0, "everything is near enough");
    cr_assert(isnan(sag__back_find_radius(&curve[0], 0.0)));
    sag__back_place apex = sag__back_find_gluteal_apex(&curve[0]);
    cr_assert_float_eq(apex * curve[0].spacing, MADE_BACK_BUTTOCK, 0.1);
}

Test(back, constants_exist_only_for_searched_networks)
{
    cr_assert_not_null(sag__back_model_find("blazepose-full"));
    cr_assert_null(sag__back_model_find("blazepose"));
    cr_assert_null(sag__back_model_find(""));
}
