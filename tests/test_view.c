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
    cr_assert_eq(sag_analysis_run_squat(&a, motion, NULL, NULL), SAG_STATUS_OK);
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
    cr_assert_eq(sag_analysis_run_squat(&a, bar, NULL, NULL), SAG_STATUS_OK);
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
    cr_assert_eq(sag_analysis_run_squat(&a, motion, NULL, NULL), SAG_STATUS_OK);
    cr_assert_eq(a.view, SAG_VIEW_UNKNOWN);
    cr_assert_eq(a.rep_reason, SAG_REASON_TOO_SHORT);
    sag_analysis_release(&a);
    sag_motion_destroy(motion);
}
