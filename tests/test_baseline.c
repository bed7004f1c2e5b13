#include <criterion/criterion.h>

#include <math.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"

/* Stands until from_s, then squats of 2 s with a rest after each. */
typedef struct set {
    double rest_s;
    double from_s;
    double bend_s; /* a bow of 2 s begins here, hips going down with it; negative: none */
} set;

static stick_pose play(double t_s, const void *context)
{
    const set *plan = context;
    double bow = plan->bend_s < 0.0 ? 0.0 : stick_share(t_s - plan->bend_s, 1.0, 0.0, 1.0);
    double share = t_s < plan->from_s ? 0.0 : stick_share(fmod(t_s - plan->from_s, 2.0 + plan->rest_s), 0.9, 0.2, 0.9);
    return stick_squat(fmax(bow, share), 90.0);
}

static sag_analysis analyze(const set *plan, double begin_s, const sag_analysis_options *options)
{
    stick_film film = stick_film_default;
    film.noise_px = 1.0;
    film.begin_s = begin_s;
    sag_motion *motion = stick_film_script(&film, play, plan);
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, options, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    return a;
}

static void assert_lengths(const sag_analysis *a)
{
    double scale = stick_film_default.camera.scale_px_per_m;
    cr_assert_float_eq(a->leg_length_px, scale * (STICK_THIGH_M + STICK_SHANK_M), 4.0, "%g", a->leg_length_px);
    cr_assert_float_eq(a->thigh_length_px, scale * STICK_THIGH_M, 3.0, "%g", a->thigh_length_px);
}

Test(baseline, is_the_end_of_the_quiet_phase_before_the_set)
{
    /* The rests between the squats are long enough to be a quiet phase, but for coming later. */
    const set plan = {1.0, 3.0, -1.0};
    sag_analysis a = analyze(&plan, 0.0, NULL);
    cr_assert_eq(a.baseline.kind, SAG_BASELINE_QUIET);
    cr_assert_lt(a.baseline.last_frame, 96, "the set begins at frame 90, the hips move slowly at first");
    cr_assert_gt(a.baseline.first_frame, 20, "its last two seconds");
    cr_assert_float_eq(a.baseline.duration_s, 2.0, 0.15, "%g", a.baseline.duration_s);
    cr_assert_geq(a.baseline.frame_count, 56);
    cr_assert_float_eq(a.check[SAG_CHECK_STANDING].value, 3.0, 0.2, "all of it counts as standing: %g",
                       a.check[SAG_CHECK_STANDING].value);
    assert_lengths(&a);
    sag_analysis_release(&a);
}

Test(baseline, of_a_recording_that_begins_in_motion_is_moments_of_standing)
{
    const set plan = {0.0, 0.0, -1.0};
    sag_analysis a = analyze(&plan, 0.9, NULL);
    cr_assert_eq(a.baseline.kind, SAG_BASELINE_MOMENTS);
    cr_assert_eq(a.baseline.first_frame, 0);
    cr_assert_eq(a.baseline.last_frame, a.frame_count - 1);
    cr_assert_eq(a.check[SAG_CHECK_STANDING].state, SAG_CHECK_POOR);
    assert_lengths(&a);
    sag_analysis_release(&a);
}

Test(baseline, may_come_after_another_movement_if_it_is_long)
{
    /* Down at once, as if to start the camera; then 2.5 s of standing, then the set. */
    const set plan = {0.0, 4.5, 0.0};
    sag_analysis a = analyze(&plan, 0.3, NULL);
    cr_assert_eq(a.baseline.kind, SAG_BASELINE_QUIET);
    cr_assert_gt(a.baseline.first_frame, 45);
    cr_assert_lt(a.baseline.last_frame, 132);
    sag_analysis_release(&a);
}

Test(baseline, can_be_given)
{
    const set plan = {0.0, 3.0, -1.0};
    sag_analysis_options options;
    sag_analysis_options_init(&options);
    options.baseline_from_ns = 500000000;
    options.baseline_to_ns = 1500000000;
    sag_analysis a = analyze(&plan, 0.0, &options);
    cr_assert_eq(a.baseline.kind, SAG_BASELINE_GIVEN);
    cr_assert_eq(a.baseline.first_frame, 15);
    cr_assert_eq(a.baseline.last_frame, 45);
    cr_assert_eq(a.baseline.frame_count, 31);
    cr_assert(a.standing_found);
    assert_lengths(&a);
    sag_analysis_release(&a);
}

Test(baseline, given_where_nobody_stands_is_none)
{
    const set plan = {0.0, 3.0, -1.0};
    sag_analysis_options options;
    sag_analysis_options_init(&options);
    options.baseline_from_ns = 3600000000;
    options.baseline_to_ns = 4200000000; /* from half way down to half way up */
    sag_analysis a = analyze(&plan, 0.0, &options);
    cr_assert(a.baseline.refused);
    cr_assert_eq(a.baseline.kind, SAG_BASELINE_NONE);
    cr_assert_eq(a.baseline.frame_count, 0);
    cr_assert_not(a.standing_found);
    cr_assert_eq(a.clip_reason[SAG_METRIC_HIP_DROP], SAG_REASON_NO_STANDING);
    sag_analysis_release(&a);
}

Test(baseline, has_a_name)
{
    cr_assert_str_eq(sag_baseline_name(SAG_BASELINE_NONE), "none");
    cr_assert_str_eq(sag_baseline_name(SAG_BASELINE_MOMENTS), "moments");
    cr_assert_str_eq(sag_baseline_name(SAG_BASELINE_QUIET), "quiet");
    cr_assert_str_eq(sag_baseline_name(SAG_BASELINE_GIVEN), "given");
    cr_assert_str_eq(sag_baseline_name(SAG_BASELINE_COUNT), "none");
}
