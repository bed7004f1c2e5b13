#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"

#define WIDTH_PX 1000
#define HEIGHT_PX 1000

static stick_pose one_squat(double t_s, const void *context)
{
    const double *turn_out_deg = context;
    stick_pose pose = stick_squat(stick_share(t_s - 4.0, 1.2, 0.2, 1.2), 90.0);
    pose.turn_out_deg = turn_out_deg != NULL ? *turn_out_deg : 0.0;
    return pose;
}

static const stick_film *film_at(double off_side_deg, double roll_deg)
{
    static stick_film film;
    film = stick_film_default;
    film.noise_px = 1.0;
    film.camera.off_side_deg = off_side_deg;
    film.camera.roll_deg = roll_deg;
    return &film;
}

static sag_motion *record(const stick_film *film, const double *turn_out_deg)
{
    sag_motion *motion = stick_film_script(film, one_squat, turn_out_deg);
    cr_assert_not_null(motion);
    sag_motion_facts *facts = sag_motion_get_facts(motion);
    facts->source.width_px = WIDTH_PX;
    facts->source.height_px = HEIGHT_PX;
    facts->body_light = 0.5;
    facts->person_count = 1;
    facts->takeover_count = 0;
    return motion;
}

static sag_analysis analyze(sag_motion *motion, const sag_analysis_options *options)
{
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, options, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    return a;
}

static double degrees(double rad)
{
    return rad * 180.0 / STICK_PI;
}

Test(setup, good_recordings_pass_every_check)
{
    const double off_side_deg[] = {0.0, 45.0, 90.0, -90.0};
    for (size_t i = 0; i < sizeof off_side_deg / sizeof *off_side_deg; i++) {
        sag_analysis a = analyze(record(film_at(off_side_deg[i], 0.0), NULL), NULL);
        for (int check = 0; check < SAG_CHECK_COUNT; check++) {
            cr_assert_eq(a.check[check].state, SAG_CHECK_GOOD, "%g deg: %s is %s, %g", off_side_deg[i],
                         sag_check_name((sag_check)check), sag_check_state_name(a.check[check].state),
                         a.check[check].value);
        }
        sag_analysis_release(&a);
    }
}

Test(setup, a_body_that_leaves_the_picture_is_seen)
{
    stick_film film = *film_at(0.0, 0.0);
    film.camera.floor_y_px = 1010.0;
    sag_analysis a = analyze(record(&film, NULL), NULL);
    cr_assert_eq(a.check[SAG_CHECK_WHOLE_BODY].state, SAG_CHECK_BAD);
    cr_assert_float_eq(a.check[SAG_CHECK_WHOLE_BODY].value, 0.0, 1e-9);
    sag_analysis_release(&a);
}

Test(setup, only_the_feet_that_are_needed_must_be_seen)
{
    const struct {
        double off_side_deg;
        bool hide[2];
        sag_check_state state;
    } expected[] = {
        {0.0, {true, false}, SAG_CHECK_GOOD}, /* the far one */
        {0.0, {false, true}, SAG_CHECK_BAD},
        {90.0, {true, false}, SAG_CHECK_BAD},
    };
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++) {
        sag_motion *plain = record(film_at(expected[k].off_side_deg, 0.0), NULL);
        sag_motion *hidden = NULL;
        cr_assert_eq(sag_motion_create(&hidden, 0, NULL), SAG_STATUS_OK);
        for (size_t i = 0; i < sag_motion_get_count(plain); i++) {
            sag_skeleton skeleton = *sag_motion_get(plain, i);
            for (int side = 0; side < 2; side++) {
                if (expected[k].hide[side]) {
                    skeleton.joint[SAG_JOINT_LEFT_HEEL + side].visibility_ratio = 0.1f;
                    skeleton.joint[SAG_JOINT_LEFT_FOOT_INDEX + side].visibility_ratio = 0.1f;
                }
            }
            sag_motion_push(hidden, &skeleton);
        }
        sag_analysis a = analyze(hidden, NULL);
        cr_assert_eq(a.check[SAG_CHECK_FEET].state, expected[k].state, "case %zu", k);
        sag_analysis_release(&a);
        sag_motion_destroy(plain);
    }
}

Test(setup, small_bodies_are_told)
{
    const struct {
        double scale;
        sag_check_state state;
    } expected[] = {{300.0, SAG_CHECK_GOOD}, {100.0, SAG_CHECK_POOR}, {50.0, SAG_CHECK_BAD}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        stick_film film = *film_at(90.0, 0.0);
        film.noise_px = 0.2;
        film.camera.scale_px_per_m = expected[i].scale;
        sag_analysis a = analyze(record(&film, NULL), NULL);
        const sag_check_result *height = &a.check[SAG_CHECK_BODY_HEIGHT];
        cr_assert_eq(height->state, expected[i].state, "%g px", height->value);
        double nose_m = STICK_SHANK_M + STICK_THIGH_M + STICK_TRUNK_M + 0.2 + STICK_ANKLE_UP_M;
        cr_assert_float_eq(height->value, expected[i].scale * nose_m / 0.92, 2.0);
        sag_analysis_release(&a);
    }
}

Test(setup, rate_light_and_people_are_graded)
{
    const struct {
        double rate_hz;
        double light;
        int people;
        int takeovers;
        sag_check_state rate, bright, alone;
    } expected[] = {
        {30.0, 0.5, 1, 0, SAG_CHECK_GOOD, SAG_CHECK_GOOD, SAG_CHECK_GOOD},
        {24000.0 / 1001.0, 0.06, 2, 0, SAG_CHECK_GOOD, SAG_CHECK_POOR, SAG_CHECK_POOR},
        {20.0, 0.02, 1, 1, SAG_CHECK_POOR, SAG_CHECK_BAD, SAG_CHECK_POOR},
        {12.0, -1.0, -1, -1, SAG_CHECK_BAD, SAG_CHECK_UNKNOWN, SAG_CHECK_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        stick_film film = *film_at(0.0, 0.0);
        film.rate_hz = expected[i].rate_hz;
        sag_motion *motion = record(&film, NULL);
        sag_motion_facts *facts = sag_motion_get_facts(motion);
        facts->body_light = expected[i].light;
        facts->person_count = expected[i].people;
        facts->takeover_count = expected[i].takeovers;
        sag_analysis a = analyze(motion, NULL);
        cr_assert_eq(a.check[SAG_CHECK_FRAME_RATE].state, expected[i].rate, "case %zu", i);
        cr_assert_eq(a.check[SAG_CHECK_LIGHT].state, expected[i].bright, "case %zu", i);
        cr_assert_eq(a.check[SAG_CHECK_ALONE].state, expected[i].alone, "case %zu", i);
        sag_analysis_release(&a);
    }
}

Test(setup, standing_too_short_is_told)
{
    const struct {
        double begin_s;
        sag_check_state state;
    } expected[] = {{0.5, SAG_CHECK_GOOD}, {3.0, SAG_CHECK_POOR}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        stick_film film = *film_at(0.0, 0.0);
        film.begin_s = expected[i].begin_s;
        sag_analysis a = analyze(record(&film, NULL), NULL);
        cr_assert_eq(a.check[SAG_CHECK_STANDING].state, expected[i].state);
        cr_assert_float_eq(a.check[SAG_CHECK_STANDING].value, 4.0 - expected[i].begin_s, 0.3);
        sag_analysis_release(&a);
    }
}

Test(setup, a_clear_roll_is_told_and_widens_the_error)
{
    const double off_side_deg[] = {0.0, 45.0, 90.0, -90.0};
    for (size_t i = 0; i < sizeof off_side_deg / sizeof *off_side_deg; i++) {
        for (double roll_deg = -9.0; roll_deg <= 9.0; roll_deg += 9.0) {
            sag_analysis a = analyze(record(film_at(off_side_deg[i], roll_deg), NULL), NULL);
            const sag_check_result *roll = &a.check[SAG_CHECK_CAMERA_ROLL];
            cr_assert_float_eq(degrees(roll->value), roll_deg, 2.5, "%g, %g: %g", off_side_deg[i], roll_deg,
                               degrees(roll->value));
            cr_assert_eq(roll->state, roll_deg == 0.0 ? SAG_CHECK_GOOD : SAG_CHECK_POOR);
            double se_deg = roll_deg == 0.0 ? 2.0 : fabs(degrees(roll->value));
            cr_assert_float_eq(degrees(a.camera_roll_se_rad), se_deg, 1e-6);
            cr_assert_eq(a.camera_roll_rad, 0.0, "the estimate turns nothing");
            sag_analysis_release(&a);
        }
    }
}

Test(setup, a_lean_that_no_camera_has_is_not_taken_for_its_roll)
{
    sag_analysis a = analyze(record(film_at(90.0, 20.0), NULL), NULL);
    cr_assert_eq(a.check[SAG_CHECK_CAMERA_ROLL].state, SAG_CHECK_UNKNOWN);
    cr_assert_float_eq(degrees(a.camera_roll_se_rad), 2.0, 1e-6);
    sag_analysis_release(&a);
}

Test(setup, a_given_roll_that_leaves_a_clear_rest_widens_the_error)
{
    const double given_deg[] = {-5.0, 0.0, 5.0, 14.0};
    for (size_t i = 0; i < sizeof given_deg / sizeof *given_deg; i++) {
        sag_analysis_options options;
        sag_analysis_options_init(&options);
        options.camera_roll_given = true;
        options.camera_roll_rad = given_deg[i] * STICK_PI / 180.0;
        sag_analysis a = analyze(record(film_at(90.0, 5.0), NULL), &options);
        const sag_check_result *rest = &a.check[SAG_CHECK_CAMERA_ROLL];
        bool right = given_deg[i] == 5.0;
        cr_assert_float_eq(degrees(rest->value), 5.0 - given_deg[i], 2.5, "given %g", given_deg[i]);
        cr_assert_eq(rest->state, right ? SAG_CHECK_GOOD : SAG_CHECK_POOR, "given %g", given_deg[i]);
        cr_assert_float_eq(degrees(a.camera_roll_se_rad), right ? 0.5 : fabs(degrees(rest->value)), 1e-6, "given %g",
                           given_deg[i]);
        sag_analysis_release(&a);
    }
}

Test(setup, a_given_roll_gives_the_numbers_of_a_level_camera)
{
    const double off_side_deg[] = {0.0, 90.0};
    for (size_t k = 0; k < sizeof off_side_deg / sizeof *off_side_deg; k++) {
        stick_film film = *film_at(off_side_deg[k], 0.0);
        film.noise_px = 0.0;
        sag_analysis level = analyze(record(&film, NULL), NULL);
        film.camera.roll_deg = 5.0;
        sag_analysis_options options;
        sag_analysis_options_init(&options);
        options.camera_roll_given = true;
        options.camera_roll_rad = 5.0 * STICK_PI / 180.0;
        sag_analysis turned = analyze(record(&film, NULL), &options);
        cr_assert_eq(turned.view, level.view);
        cr_assert_eq(turned.facing, level.facing);
        cr_assert_eq(turned.rep_count, 1);
        cr_assert_eq(level.rep_count, 1);
        cr_assert_eq(turned.rep[0].bottom_frame, level.rep[0].bottom_frame);
        cr_assert_float_eq(turned.view_off_side_rad, level.view_off_side_rad, 1e-4);
        cr_assert_float_eq(turned.leg_length_px, level.leg_length_px, 0.01);
        cr_assert_float_eq(degrees(turned.camera_roll_rad), 5.0, 1e-9);
        cr_assert_float_eq(degrees(turned.camera_roll_se_rad), 0.5, 1e-9);
        cr_assert_float_eq(turned.check[SAG_CHECK_CAMERA_ROLL].value, level.check[SAG_CHECK_CAMERA_ROLL].value, 1e-4,
                           "what is left of it");
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            cr_assert_eq(turned.clip_reason[m], level.clip_reason[m], "metric %d", m);
            for (size_t i = 0; i < level.frame_count; i++) {
                double a = turned.series[m][i];
                double b = level.series[m][i];
                cr_assert_eq(isnan(a), isnan(b), "metric %d frame %zu", m, i);
                cr_assert(isnan(a) || fabs(a - b) < 1e-4, "metric %d frame %zu: %g, %g", m, i, a, b);
            }
        }
        sag_analysis_release(&level);
        sag_analysis_release(&turned);
    }
}

Test(setup, turn_out_and_stance_are_told_where_they_show)
{
    const double turn_out_deg = 15.0;
    const struct {
        double off_side_deg;
        bool feet, width;
    } expected[] = {{0.0, false, false}, {45.0, true, false}, {90.0, true, true}, {-90.0, false, true}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        sag_analysis a = analyze(record(film_at(expected[i].off_side_deg, 0.0), &turn_out_deg), NULL);
        for (int side = 0; side < 2; side++) {
            cr_assert_eq(a.turn_out[side].reason, expected[i].feet ? SAG_REASON_NONE : SAG_REASON_VIEW, "case %zu", i);
            cr_assert(!expected[i].feet || fabs(degrees(a.turn_out[side].value) - 15.0) < 0.5, "case %zu: %g", i,
                      degrees(a.turn_out[side].value));
        }
        cr_assert_eq(a.stance_width.reason, expected[i].width ? SAG_REASON_NONE : SAG_REASON_VIEW, "case %zu", i);
        cr_assert(!expected[i].width || fabs(a.stance_width.value - 2.0 / 3.0) < 0.02, "case %zu: %g", i,
                  a.stance_width.value);
        sag_analysis_release(&a);
    }
}

Test(setup, without_a_person_nothing_is_known)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    for (int i = 0; i < 10; i++) {
        sag_skeleton nobody = {.frame_index = i, .t_ns = i * 33333333LL};
        sag_motion_push(motion, &nobody);
    }
    sag_motion_get_facts(motion)->body_light = -1.0;
    sag_analysis a = analyze(motion, NULL);
    for (int check = 0; check < SAG_CHECK_COUNT; check++) {
        cr_assert_eq(a.check[check].state, check == SAG_CHECK_FRAME_RATE ? SAG_CHECK_GOOD : SAG_CHECK_UNKNOWN, "%s",
                     sag_check_name((sag_check)check));
    }
    cr_assert_eq(a.turn_out[0].reason, SAG_REASON_NO_PERSON);
    cr_assert_eq(a.stance_width.reason, SAG_REASON_NO_PERSON);
    sag_analysis_release(&a);
}

Test(setup, every_check_has_a_name_and_an_advice)
{
    for (int a = 0; a < SAG_CHECK_COUNT; a++) {
        cr_assert_gt(strlen(sag_check_name((sag_check)a)), 3);
        cr_assert_gt(strlen(sag_check_advice((sag_check)a)), 10);
        for (int b = 0; b < a; b++) {
            cr_assert_str_neq(sag_check_name((sag_check)a), sag_check_name((sag_check)b));
            cr_assert_str_neq(sag_check_advice((sag_check)a), sag_check_advice((sag_check)b));
        }
    }
    cr_assert_str_eq(sag_check_name(SAG_CHECK_COUNT), "unknown");
    cr_assert_str_eq(sag_check_advice(SAG_CHECK_COUNT), "");
    cr_assert_str_eq(sag_check_state_name(SAG_CHECK_POOR), "poor");
    cr_assert_str_eq(sag_check_state_name(SAG_CHECK_STATE_COUNT), "unknown");
}
