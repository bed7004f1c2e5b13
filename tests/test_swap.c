#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"

static stick_pose squats(double t_s, const void *context)
{
    (void)context;
    return stick_squat(stick_share(fmod(t_s, 4.0) - 1.0, 1.0, 0.2, 1.0), 90.0);
}

/* Legs that pass each other as in walking on the spot, the feet at up to 2 m/s against each other. */
static stick_pose striding(double t_s, const void *context)
{
    (void)context;
    stick_pose pose = {.left_foot_m = 0.4 * sin(5.0 * t_s)};
    return pose;
}

static sag_motion *film_at(double off_side_deg, stick_script script)
{
    stick_film film = stick_film_default;
    film.noise_px = 1.5;
    film.camera.off_side_deg = off_side_deg;
    return stick_film_script(&film, script, NULL);
}

/* A copy in which the joints of a group are exchanged in some frames. */
static sag_motion *exchange(const sag_motion *motion, bool (*wanted)(size_t i), sag_joint first, sag_joint last)
{
    sag_motion *out = NULL;
    cr_assert_eq(sag_motion_create(&out, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(motion); i++) {
        sag_skeleton skeleton = *sag_motion_get(motion, i);
        if (wanted(i)) {
            stick_exchange(&skeleton, first, last);
        }
        cr_assert_eq(sag_motion_push(out, &skeleton), SAG_STATUS_OK);
    }
    return out;
}

static bool some(size_t i)
{
    return (i >= 40 && i < 56) || i == 100;
}

static bool last_two_thirds(size_t i)
{
    return i >= 90;
}

static bool first_two_thirds(size_t i)
{
    return i < 210;
}

static sag_analysis analyze(const sag_motion *motion)
{
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
    return a;
}

static void assert_same_series(const sag_analysis *a, const sag_analysis *b)
{
    cr_assert_eq(a->view, b->view);
    cr_assert_eq(a->rep_count, b->rep_count);
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        for (size_t i = 0; i < a->frame_count; i++) {
            cr_assert_eq(isnan(a->series[m][i]), isnan(b->series[m][i]), "metric %d frame %zu", m, i);
            cr_assert(isnan(a->series[m][i]) || a->series[m][i] == b->series[m][i], "metric %d frame %zu", m, i);
        }
    }
}

static void check_undone(double off_side_deg, bool (*wanted)(size_t i), sag_joint first, sag_joint last, size_t count)
{
    sag_motion *plain = film_at(off_side_deg, squats);
    sag_motion *mixed = exchange(plain, wanted, first, last);
    sag_analysis a = analyze(plain);
    sag_analysis b = analyze(mixed);
    cr_assert_eq(a.swap_count, 0, "%g deg: nothing to undo, %zu undone", off_side_deg, a.swap_count);
    cr_assert_eq(b.swap_count, count, "%g deg: %zu frames", off_side_deg, b.swap_count);
    assert_same_series(&a, &b);
    sag_analysis_release(&a);
    sag_analysis_release(&b);
    sag_motion_destroy(plain);
    sag_motion_destroy(mixed);
}

Test(swap, exchanged_legs_are_exchanged_back)
{
    check_undone(25.0, some, SAG_JOINT_LEFT_HIP, SAG_JOINT_LEFT_FOOT_INDEX, 17);
    check_undone(90.0, some, SAG_JOINT_LEFT_HIP, SAG_JOINT_LEFT_FOOT_INDEX, 17);
    check_undone(-90.0, some, SAG_JOINT_LEFT_HIP, SAG_JOINT_LEFT_FOOT_INDEX, 17);
}

Test(swap, shoulders_are_exchanged_back_without_the_legs)
{
    check_undone(90.0, some, SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_SHOULDER, 17);
}

/* Both legs in one place, as when one hides the other. */
static void join_legs(sag_skeleton *skeleton)
{
    for (int left = SAG_JOINT_LEFT_HIP; left <= SAG_JOINT_LEFT_FOOT_INDEX; left += 2) {
        float x_px = 0.5f * (skeleton->joint[left].x_px + skeleton->joint[left + 1].x_px);
        skeleton->joint[left].x_px = x_px;
        skeleton->joint[left + 1].x_px = x_px;
    }
}

Test(swap, shoulders_tell_of_legs_that_hide_each_other)
{
    sag_motion *plain = film_at(90.0, squats);
    sag_motion *mixed = NULL;
    cr_assert_eq(sag_motion_create(&mixed, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(plain); i++) {
        sag_skeleton skeleton = *sag_motion_get(plain, i);
        if (i >= 60 && i < 101) {
            stick_exchange(&skeleton, SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_SHOULDER);
            stick_exchange(&skeleton, SAG_JOINT_LEFT_HIP, SAG_JOINT_LEFT_FOOT_INDEX);
        }
        if (i >= 100 && i <= 102) {
            join_legs(&skeleton);
        }
        sag_motion_push(mixed, &skeleton);
    }
    sag_analysis a = analyze(mixed);
    cr_assert(a.swap_count >= 41 && a.swap_count <= 43, "%zu", a.swap_count);
    sag_analysis_release(&a);
    sag_motion_destroy(plain);
    sag_motion_destroy(mixed);
}

Test(swap, the_naming_of_most_frames_stays)
{
    bool (*const wanted[])(size_t i) = {last_two_thirds, first_two_thirds};
    for (size_t k = 0; k < 2; k++) {
        sag_motion *plain = film_at(90.0, squats);
        sag_motion *mixed = exchange(plain, wanted[k], SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_FOOT_INDEX);
        sag_analysis a = analyze(mixed);
        cr_assert_eq(a.swap_count, 90, "%zu", a.swap_count);
        cr_assert_eq(a.view, SAG_VIEW_BACK, "two thirds of the frames name it so");
        sag_analysis_release(&a);
        sag_motion_destroy(plain);
        sag_motion_destroy(mixed);
    }
}

Test(swap, of_legs_that_hide_each_other_does_no_harm)
{
    sag_motion *plain = film_at(0.0, squats);
    sag_motion *mixed = exchange(plain, some, SAG_JOINT_LEFT_HIP, SAG_JOINT_LEFT_FOOT_INDEX);
    sag_analysis a = analyze(plain);
    sag_analysis b = analyze(mixed);
    cr_assert_eq(a.swap_count, 0);
    cr_assert_eq(a.rep_count, b.rep_count);
    for (size_t i = 0; i < a.frame_count; i++) {
        double knee_a = a.series[SAG_METRIC_KNEE_FLEXION][i];
        double knee_b = b.series[SAG_METRIC_KNEE_FLEXION][i];
        cr_assert_float_eq(knee_a, knee_b, 3.0 * STICK_PI / 180.0, "frame %zu: %g, %g", i, knee_a, knee_b);
    }
    sag_analysis_release(&a);
    sag_analysis_release(&b);
    sag_motion_destroy(plain);
    sag_motion_destroy(mixed);
}

Test(swap, legs_that_pass_each_other_keep_their_names)
{
    sag_motion *motion = film_at(0.0, striding);
    sag_analysis a = analyze(motion);
    cr_assert_eq(a.swap_count, 0, "%zu", a.swap_count);
    sag_analysis_release(&a);
    sag_motion_destroy(motion);
}

Test(swap, is_not_looked_for_across_a_long_absence)
{
    /* Gone for a second, then back the other way round: another run, whose own naming stays. */
    sag_motion *plain = film_at(90.0, squats);
    sag_motion *gone = NULL;
    cr_assert_eq(sag_motion_create(&gone, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(plain); i++) {
        sag_skeleton skeleton = *sag_motion_get(plain, i);
        if (i >= 200 && i < 230) {
            skeleton = (sag_skeleton){.frame_index = skeleton.frame_index, .t_ns = skeleton.t_ns};
        } else if (i >= 230) {
            stick_exchange(&skeleton, SAG_JOINT_LEFT_HIP, SAG_JOINT_LEFT_FOOT_INDEX);
        }
        sag_motion_push(gone, &skeleton);
    }
    sag_analysis a = analyze(gone);
    cr_assert_eq(a.swap_count, 0);
    sag_analysis_release(&a);
    sag_motion_destroy(plain);
    sag_motion_destroy(gone);
}
