#include <criterion/criterion.h>

#include <math.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"

#define DEG (180.0 / STICK_PI)

/* One very slow squat, so that the filter changes nothing. */
static stick_pose slow_squat(double t_s, const void *context)
{
    const double *thigh_deg = context;
    return stick_squat(stick_share(t_s - 1.0, 4.0, 2.0, 4.0), *thigh_deg);
}

static sag_analysis analyze_depth(double thigh_deg, const stick_camera *camera)
{
    stick_film film = stick_film_default;
    film.duration_s = 12.0;
    film.camera = *camera;
    sag_motion *motion = stick_film_script(&film, slow_squat, &thigh_deg);
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    cr_assert_eq(a.rep_count, 1, "thigh at %g deg", thigh_deg);
    return a;
}

Test(squat_metrics, are_exact_on_a_known_figure)
{
    for (int faces_left = 0; faces_left < 2; faces_left++) {
        stick_camera camera = stick_film_default.camera;
        camera.faces_left = faces_left != 0;
        sag_analysis a = analyze_depth(100.0, &camera);
        cr_assert_eq(a.view, SAG_VIEW_SIDE);
        cr_assert_eq(a.facing, faces_left ? SAG_FACING_LEFT : SAG_FACING_RIGHT);
        cr_assert_eq(a.near_side, faces_left ? SAG_SIDE_LEFT : SAG_SIDE_RIGHT);
        cr_assert(a.standing_found);
        cr_assert_float_eq(a.thigh_length_px, 300.0 * STICK_THIGH_M, 0.5);
        cr_assert_float_eq(a.leg_length_px, 300.0 * (STICK_THIGH_M + STICK_SHANK_M), 0.5);
        const sag_measure *at = a.rep[0].at_bottom;
        cr_assert_float_eq(at[SAG_METRIC_KNEE_FLEXION].value * DEG, 130.0, 0.1);
        cr_assert_float_eq(at[SAG_METRIC_THIGH_INCLINATION].value * DEG, -10.0, 0.1);
        cr_assert_float_eq(at[SAG_METRIC_DEPTH].value, sin(10.0 / DEG), 0.005);
        cr_assert_float_eq(at[SAG_METRIC_TRUNK_INCLINATION].value * DEG, 38.0, 0.1);
        cr_assert_float_eq(at[SAG_METRIC_SHANK_INCLINATION].value * DEG, 30.0, 0.1);
        double height = STICK_SHANK_M * cos(30.0 / DEG) + STICK_THIGH_M * cos(100.0 / DEG);
        cr_assert_float_eq(at[SAG_METRIC_HIP_DROP].value, 1.0 - height / (STICK_SHANK_M + STICK_THIGH_M), 0.005);
        cr_assert_float_eq(at[SAG_METRIC_TRUNK_SHANK].value * DEG, 8.0, 0.1);
        cr_assert_float_eq(at[SAG_METRIC_ANKLE_DORSIFLEXION].value * DEG, 30.0, 0.1);
        cr_assert_float_eq(at[SAG_METRIC_FOOT_PITCH].value * DEG, 0.0, 0.1);
        cr_assert_float_eq(at[SAG_METRIC_HEEL_RISE].value, 0.0, 0.005);
        double foot_m = STICK_HEEL_BEHIND_M + STICK_TOE_AHEAD_M;
        double travel_m = STICK_SHANK_M * sin(30.0 / DEG) - STICK_TOE_AHEAD_M;
        cr_assert_float_eq(at[SAG_METRIC_KNEE_TRAVEL].value, travel_m / foot_m, 0.005);
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            bool shown = (sag_metric_get_info((sag_metric)m)->views & (1u << SAG_VIEW_SIDE)) != 0;
            if (m >= SAG_METRIC_LUMBAR_FLEXION && m <= SAG_METRIC_THORAX_INCLINATION) {
                cr_assert_eq(at[m].reason, SAG_REASON_NO_OUTLINE, "a stick has no back");
                continue;
            }
            cr_assert_eq(at[m].reason, shown ? SAG_REASON_NONE : SAG_REASON_VIEW, "metric %d", m);
            if (!shown) {
                continue;
            }
            cr_assert_gt(at[m].se, 0.0);
            cr_assert_float_eq(a.series_se[m][a.rep[0].bottom_frame], at[m].se, 0.0);
            cr_assert_float_eq(a.series[m][a.rep[0].bottom_frame], at[m].value, 0.0);
        }
        cr_assert_float_eq(a.series[SAG_METRIC_KNEE_FLEXION][0] * DEG, 0.0, 0.1, "standing");
        cr_assert_float_eq(a.series[SAG_METRIC_HIP_DROP][0], 0.0, 0.001);
        sag_analysis_release(&a);
    }
}

Test(squat_metrics, depth_has_its_class_and_the_one_next_to_it)
{
    const struct {
        double thigh_deg;
        sag_depth_class depth;
        sag_depth_class other;
    } expected[] = {
        {60.0, SAG_DEPTH_PARTIAL, SAG_DEPTH_PARTIAL},
        {74.0, SAG_DEPTH_PARTIAL, SAG_DEPTH_NEAR_PARALLEL},
        {77.0, SAG_DEPTH_NEAR_PARALLEL, SAG_DEPTH_PARTIAL},
        {84.0, SAG_DEPTH_NEAR_PARALLEL, SAG_DEPTH_PARALLEL},
        {86.0, SAG_DEPTH_PARALLEL, SAG_DEPTH_NEAR_PARALLEL},
        {94.0, SAG_DEPTH_PARALLEL, SAG_DEPTH_BELOW_PARALLEL},
        {102.5, SAG_DEPTH_BELOW_PARALLEL, SAG_DEPTH_BELOW_PARALLEL},
        {109.0, SAG_DEPTH_BELOW_PARALLEL, SAG_DEPTH_DEEP},
        {118.0, SAG_DEPTH_DEEP, SAG_DEPTH_DEEP},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        sag_analysis a = analyze_depth(expected[i].thigh_deg, &stick_film_default.camera);
        cr_assert_eq(a.rep[0].depth_class, expected[i].depth, "thigh at %g deg: %s", expected[i].thigh_deg,
                     sag_depth_class_name(a.rep[0].depth_class));
        cr_assert_eq(a.rep[0].depth_class_other, expected[i].other, "thigh at %g deg: other %s",
                     expected[i].thigh_deg, sag_depth_class_name(a.rep[0].depth_class_other));
        sag_analysis_release(&a);
    }
}

Test(squat_metrics, error_grows_away_from_the_side_view)
{
    stick_camera camera = stick_film_default.camera;
    sag_analysis side = analyze_depth(95.0, &camera);
    camera.off_side_deg = 22.0;
    sag_analysis reduced = analyze_depth(95.0, &camera);
    cr_assert_eq(reduced.view, SAG_VIEW_SIDE_REDUCED);
    cr_assert_gt(reduced.rep[0].at_bottom[SAG_METRIC_THIGH_INCLINATION].se,
                 side.rep[0].at_bottom[SAG_METRIC_THIGH_INCLINATION].se * 1.05);
    double error = fabs(reduced.rep[0].at_bottom[SAG_METRIC_KNEE_FLEXION].value -
                        side.rep[0].at_bottom[SAG_METRIC_KNEE_FLEXION].value);
    cr_assert_lt(error, reduced.rep[0].at_bottom[SAG_METRIC_KNEE_FLEXION].se);
    sag_analysis_release(&side);
    sag_analysis_release(&reduced);
}

Test(squat_metrics, are_withheld_where_the_view_cannot_show_them)
{
    const double off_deg[] = {45.0, 90.0, 180.0 - 45.0, 270.0};
    for (int i = 0; i < 4; i++) {
        stick_camera camera = stick_film_default.camera;
        camera.off_side_deg = off_deg[i];
        sag_analysis a = analyze_depth(95.0, &camera);
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            bool shown = (sag_metric_get_info((sag_metric)m)->views & (1u << a.view)) != 0;
            cr_assert(!shown || m >= SAG_METRIC_KNEE_MEDIAL_LEFT || m == SAG_METRIC_HIP_DROP);
            cr_assert_eq(a.clip_reason[m], shown ? SAG_REASON_NONE : SAG_REASON_VIEW);
            cr_assert_eq(a.rep[0].at_bottom[m].reason, a.clip_reason[m]);
            cr_assert_eq(isnan(a.series[m][10]) != 0, !shown);
        }
        cr_assert_eq(a.rep[0].depth_class, SAG_DEPTH_UNKNOWN);
        cr_assert_eq(a.rep[0].depth_class_other, SAG_DEPTH_UNKNOWN);
        sag_analysis_release(&a);
    }
}

static stick_pose never_standing(double t_s, const void *context)
{
    (void)context;
    stick_pose low = stick_squat(0.45 + 0.55 * stick_share(t_s - 1.0, 1.0, 0.3, 1.0), 100.0);
    return low;
}

Test(squat_metrics, without_standing_ratios_are_withheld_and_angles_are_not)
{
    stick_film film = stick_film_default;
    film.duration_s = 5.0;
    sag_motion *motion = stick_film_script(&film, never_standing, NULL);
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
    cr_assert(!a.standing_found);
    cr_assert_float_eq(a.leg_length_px, 0.0, 0.0);
    cr_assert_eq(a.clip_reason[SAG_METRIC_DEPTH], SAG_REASON_NO_STANDING);
    cr_assert_eq(a.clip_reason[SAG_METRIC_HIP_DROP], SAG_REASON_NO_STANDING);
    cr_assert_eq(a.clip_reason[SAG_METRIC_FOOT_PITCH], SAG_REASON_NO_STANDING);
    cr_assert_eq(a.clip_reason[SAG_METRIC_KNEE_FLEXION], SAG_REASON_NONE);
    cr_assert_eq(a.clip_reason[SAG_METRIC_TRUNK_SHANK], SAG_REASON_NONE);
    cr_assert_eq(a.rep_count, 1);
    sag_analysis_release(&a);
    sag_motion_destroy(motion);
}
