#include <criterion/criterion.h>

#include <math.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"

static stick_pose stand(double t_s, const void *context)
{
    (void)t_s;
    (void)context;
    stick_pose pose = {.shank_deg = 2.0, .thigh_deg = 3.0};
    return pose;
}

static sag_analysis analyze_at(double off_deg, bool faces_left)
{
    stick_film film = stick_film_default;
    film.duration_s = 1.0;
    film.noise_px = 1.5;
    film.camera.off_side_deg = off_deg;
    film.camera.faces_left = faces_left;
    sag_motion *motion = stick_film_script(&film, stand, NULL);
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    return a;
}

Test(view, is_named_by_the_angle_from_the_side)
{
    const struct {
        double off_deg;
        sag_view view;
    } expected[] = {
        {0.0, SAG_VIEW_SIDE},           {10.0, SAG_VIEW_SIDE},    {-10.0, SAG_VIEW_SIDE},
        {22.0, SAG_VIEW_SIDE_REDUCED},  {-22.0, SAG_VIEW_SIDE_REDUCED},
        {40.0, SAG_VIEW_OBLIQUE},       {-45.0, SAG_VIEW_OBLIQUE}, {75.0, SAG_VIEW_FRONT},
        {90.0, SAG_VIEW_FRONT},         {105.0, SAG_VIEW_FRONT},   {-80.0, SAG_VIEW_BACK},
        {-90.0, SAG_VIEW_BACK},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        for (int left = 0; left < 2; left++) {
            sag_analysis a = analyze_at(expected[i].off_deg, left != 0);
            cr_assert_eq(a.view, expected[i].view, "%g deg: %s", expected[i].off_deg, sag_view_name(a.view));
            double folded_deg = fabs(expected[i].off_deg) > 90.0 ? 180.0 - fabs(expected[i].off_deg)
                                                                 : fabs(expected[i].off_deg);
            cr_assert_float_eq(a.view_off_side_rad * 180.0 / STICK_PI, folded_deg, 8.0);
            bool sided = fabs(expected[i].off_deg) < 60.0;
            cr_assert_eq(a.facing, !sided ? SAG_FACING_UNKNOWN : left ? SAG_FACING_LEFT : SAG_FACING_RIGHT);
            sag_analysis_release(&a);
        }
    }
}

Test(view, near_side_is_the_visible_one)
{
    sag_analysis a = analyze_at(0.0, false);
    cr_assert_eq(a.near_side, SAG_SIDE_RIGHT);
    sag_analysis_release(&a);
    a = analyze_at(0.0, true);
    cr_assert_eq(a.near_side, SAG_SIDE_LEFT);
    sag_analysis_release(&a);
}

Test(view, raised_arms_do_not_outvote_the_hips)
{
    /* Shoulder points spread by a bar, as if seen 50 deg off the side. */
    stick_film film = stick_film_default;
    film.duration_s = 1.0;
    sag_motion *plain = stick_film_script(&film, stand, NULL);
    sag_motion *bar = NULL;
    cr_assert_eq(sag_motion_create(&bar, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(plain); i++) {
        sag_skeleton skeleton = *sag_motion_get(plain, i);
        skeleton.joint[SAG_JOINT_LEFT_SHOULDER].x_px += 34.0f;
        skeleton.joint[SAG_JOINT_RIGHT_SHOULDER].x_px -= 34.0f;
        sag_motion_push(bar, &skeleton);
    }
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, bar, NULL, NULL), SAG_STATUS_OK);
    cr_assert_eq(a.view, SAG_VIEW_SIDE);
    cr_assert_gt(a.view_off_side_se_rad, 0.2, "the votes disagree and the error says so");
    sag_analysis_release(&a);
    sag_motion_destroy(plain);
    sag_motion_destroy(bar);
}

Test(view, needs_an_upright_person)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    for (int i = 0; i < 30; i++) {
        stick_pose lying = {.shank_deg = 90.0, .thigh_deg = -90.0, .trunk_deg = 90.0};
        sag_skeleton skeleton = stick_skeleton(&lying, &stick_film_default.camera, i, i * 33333333LL);
        sag_motion_push(motion, &skeleton);
    }
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
    cr_assert_eq(a.view, SAG_VIEW_UNKNOWN);
    cr_assert_eq(a.rep_reason, SAG_REASON_TOO_SHORT);
    sag_analysis_release(&a);
    sag_motion_destroy(motion);
}

Test(view, says_which_neighbour_the_error_also_allows)
{
    const struct {
        double off_deg;
        sag_view view, other;
    } expected[] = {
        {0.0, SAG_VIEW_SIDE, SAG_VIEW_SIDE},
        {13.0, SAG_VIEW_SIDE, SAG_VIEW_SIDE_REDUCED},
        {17.5, SAG_VIEW_SIDE_REDUCED, SAG_VIEW_SIDE},
        {33.0, SAG_VIEW_OBLIQUE, SAG_VIEW_SIDE_REDUCED},
        {45.0, SAG_VIEW_OBLIQUE, SAG_VIEW_OBLIQUE},
        {90.0, SAG_VIEW_FRONT, SAG_VIEW_FRONT},
        {-90.0, SAG_VIEW_BACK, SAG_VIEW_BACK},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        sag_analysis a = analyze_at(expected[i].off_deg, false);
        cr_assert_eq(a.view, expected[i].view, "%g deg: %s", expected[i].off_deg, sag_view_name(a.view));
        cr_assert_eq(a.view_other, expected[i].other, "%g deg: %s", expected[i].off_deg, sag_view_name(a.view_other));
        cr_assert_gt(a.view_off_side_se_rad, 0.03);
        cr_assert_lt(a.view_off_side_se_rad, 0.3);
        sag_analysis_release(&a);
    }
}

static stick_pose squat_slowly(double t_s, const void *context)
{
    (void)context;
    return stick_squat(stick_share(t_s - 1.0, 1.5, 0.3, 1.5), 92.0);
}

Test(view, a_mirrored_recording_gives_the_same_numbers)
{
    const double off_deg[] = {0.0, 22.0, 45.0, 90.0, -90.0};
    for (size_t k = 0; k < sizeof off_deg / sizeof *off_deg; k++) {
        stick_film film = stick_film_default;
        film.duration_s = 6.0;
        film.noise_px = 1.0;
        film.camera.off_side_deg = off_deg[k];
        sag_motion *plain = stick_film_script(&film, squat_slowly, NULL);
        sag_motion *mirrored = NULL;
        cr_assert_eq(sag_motion_create(&mirrored, 0, NULL), SAG_STATUS_OK);
        for (size_t i = 0; i < sag_motion_get_count(plain); i++) {
            sag_skeleton skeleton = *sag_motion_get(plain, i);
            stick_mirror(&skeleton, 1024.0);
            sag_motion_push(mirrored, &skeleton);
        }
        sag_analysis a, b;
        cr_assert_eq(sag_analysis_run(&a, plain, NULL, NULL), SAG_STATUS_OK);
        cr_assert_eq(sag_analysis_run(&b, mirrored, NULL, NULL), SAG_STATUS_OK);
        cr_assert_eq(a.view, b.view);
        cr_assert_eq(a.view_other, b.view_other);
        cr_assert_float_eq(a.view_off_side_rad, b.view_off_side_rad, 1e-5);
        cr_assert_float_eq(a.view_off_side_se_rad, b.view_off_side_se_rad, 1e-5);
        if (a.facing != SAG_FACING_UNKNOWN) {
            cr_assert_neq(a.facing, b.facing);
            cr_assert_neq(a.near_side, b.near_side);
        } else {
            cr_assert_eq(b.facing, SAG_FACING_UNKNOWN);
        }
        cr_assert_eq(a.rep_count, 1);
        cr_assert_eq(b.rep_count, 1);
        cr_assert_eq(a.rep[0].bottom_frame, b.rep[0].bottom_frame);
        for (int m = SAG_METRIC_KNEE_FLEXION; m <= SAG_METRIC_KNEE_TRAVEL; m++) {
            cr_assert_eq(a.clip_reason[m], b.clip_reason[m]);
            for (size_t i = 0; i < a.frame_count; i++) {
                double x = a.series[m][i];
                double y = b.series[m][i];
                cr_assert_eq(isnan(x), isnan(y));
                cr_assert(isnan(x) || fabs(x - y) < 1e-4, "%g deg, metric %d, frame %zu: %g, %g", off_deg[k], m, i, x,
                          y);
            }
        }
        cr_assert_float_eq(a.check[SAG_CHECK_CAMERA_ROLL].value, -b.check[SAG_CHECK_CAMERA_ROLL].value, 1e-4);
        sag_analysis_release(&a);
        sag_analysis_release(&b);
        sag_motion_destroy(plain);
        sag_motion_destroy(mirrored);
    }
}
