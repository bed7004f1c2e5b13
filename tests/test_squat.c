#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"

/* A set: repetitions of equal length, one after another. */
typedef struct set {
    int count;
    double first_s;
    double period_s;
    double down_s;
    double pause_s;
    double up_s;
    double thigh_deg;
    int shallow;           /* number of the one repetition that goes less deep, 0 none */
    double shallow_share;
} set;

static const set set_default = {3, 1.0, 3.0, 1.0, 0.4, 0.8, 95.0, 0, 1.0};

static stick_pose play_set(double t_s, const void *context)
{
    const set *s = context;
    double share = 0.0;
    for (int i = 0; i < s->count; i++) {
        double rep = stick_share(t_s - s->first_s - i * s->period_s, s->down_s, s->pause_s, s->up_s);
        share += rep * (i + 1 == s->shallow ? s->shallow_share : 1.0);
    }
    return stick_squat(share, s->thigh_deg);
}

static sag_analysis analyze_film(const stick_film *film, stick_script script, const void *context)
{
    sag_motion *motion = stick_film_script(film, script, context);
    cr_assert_not_null(motion);
    sag_analysis analysis;
    sag_error err;
    cr_assert_eq(sag_analysis_run(&analysis, motion, NULL, &err), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    return analysis;
}

/* The set of three, with what everybody should find in it. */
static void expect_set(const stick_film *film, const set *s, double tolerance_s, double tolerance_deg)
{
    sag_analysis a = analyze_film(film, play_set, s);
    cr_assert_eq(a.rep_count, (size_t)s->count, "%zu repetitions", a.rep_count);
    for (size_t i = 0; i < a.rep_count; i++) {
        const sag_rep *rep = &a.rep[i];
        double begin_s = s->first_s + (double)i * s->period_s - film->begin_s;
        cr_assert_eq(rep->number, (int)i + 1);
        double bottom_s = (double)rep->bottom_ns * 1e-9;
        cr_assert(bottom_s > begin_s + s->down_s - 0.15 - tolerance_s &&
                      bottom_s < begin_s + s->down_s + s->pause_s + 0.15 + tolerance_s,
                  "bottom of %zu at %g s", i + 1, bottom_s);
        cr_assert_float_eq((double)rep->start_ns * 1e-9, begin_s, 0.2 + tolerance_s);
        cr_assert_float_eq((double)rep->end_ns * 1e-9, begin_s + s->down_s + s->pause_s + s->up_s, 0.2 + tolerance_s);
        cr_assert_eq(rep->end_ns - rep->start_ns, rep->eccentric_ns + rep->pause_ns + rep->concentric_ns);
        cr_assert(!rep->start_cut && !rep->end_cut && !rep->partial);
        double thigh_deg = rep->at_bottom[SAG_METRIC_THIGH_INCLINATION].value * 180.0 / STICK_PI;
        cr_assert_eq(rep->at_bottom[SAG_METRIC_THIGH_INCLINATION].reason, SAG_REASON_NONE);
        cr_assert_float_eq(thigh_deg, 90.0 - s->thigh_deg, tolerance_deg, "thigh %g deg", thigh_deg);
    }
    sag_analysis_release(&a);
}

Test(squat, a_set_is_counted_and_timed)
{
    stick_film film = stick_film_default;
    expect_set(&film, &set_default, 0.0, 1.0);
}

Test(squat, counts_the_same_at_every_rate)
{
    const double rates_hz[] = {20.0, 24.0, 29.97, 50.0, 60.0, 120.0};
    for (int i = 0; i < 6; i++) {
        stick_film film = stick_film_default;
        film.rate_hz = rates_hz[i];
        expect_set(&film, &set_default, 0.03, 1.0);
    }
}

Test(squat, counts_the_same_from_left_and_right_near_and_far)
{
    for (int variant = 0; variant < 8; variant++) {
        stick_film film = stick_film_default;
        film.camera.faces_left = (variant & 1) != 0;
        film.camera.scale_px_per_m = (variant & 2) != 0 ? 60.0 : 900.0;
        film.camera.center_x_px = (variant & 4) != 0 ? -2000.0 : 3000.0;
        expect_set(&film, &set_default, 0.0, 1.0);
    }
}

Test(squat, survives_lost_frames)
{
    stick_film film = stick_film_default;
    film.rate_hz = 60.0;
    film.dropped_ratio = 0.4;
    expect_set(&film, &set_default, 0.05, 1.5);
}

Test(squat, survives_noise_and_outliers)
{
    stick_film film = stick_film_default;
    film.noise_px = 4.0; /* 1 % of the body's height */
    film.outlier_ratio = 0.01;
    expect_set(&film, &set_default, 0.3, 4.0);
}

Test(squat, slow_and_fast_sets)
{
    stick_film film = stick_film_default;
    set slow = {2, 2.0, 12.0, 4.0, 1.0, 4.0, 95.0, 0, 1.0};
    film.duration_s = 26.0;
    expect_set(&film, &slow, 0.5, 1.0);

    set fast = {8, 0.5, 1.2, 0.6, 0.0, 0.6, 95.0, 0, 1.0};
    film.duration_s = 11.0;
    expect_set(&film, &fast, 0.0, 2.5);
}

Test(squat, a_long_set)
{
    stick_film film = stick_film_default;
    set hundred = {100, 0.5, 1.6, 0.7, 0.0, 0.7, 100.0, 0, 1.0};
    film.duration_s = 162.0;
    expect_set(&film, &hundred, 0.0, 3.0);
}

Test(squat, one_rep_with_a_long_pause)
{
    stick_film film = stick_film_default;
    set paused = {1, 1.0, 1.0, 1.0, 4.0, 1.0, 100.0, 0, 1.0};
    expect_set(&film, &paused, 0.0, 1.0);
    sag_analysis a = analyze_film(&film, play_set, &paused);
    cr_assert_float_eq((double)a.rep[0].pause_ns * 1e-9, 4.0, 0.3);
    sag_analysis_release(&a);
}

Test(squat, a_partial_rep_is_marked_and_kept)
{
    set s = set_default;
    s.shallow = 2;
    s.shallow_share = 0.55;
    stick_film film = stick_film_default;
    sag_analysis a = analyze_film(&film, play_set, &s);
    cr_assert_eq(a.rep_count, 3);
    cr_assert(!a.rep[0].partial && a.rep[1].partial && !a.rep[2].partial);
    cr_assert_eq(a.rep[1].depth_class, SAG_DEPTH_PARTIAL);
    sag_analysis_release(&a);
}

/* Down, up by a share of the way, down again, all the way up. */
static stick_pose pulse(double t_s, const void *context)
{
    const double *rise = context;
    double share = stick_share(t_s - 1.0, 1.0, 2.0, 1.0) - *rise * stick_share(t_s - 2.2, 0.8, 0.0, 0.8);
    return stick_squat(share, 95.0);
}

Test(squat, a_pulse_at_the_bottom_is_one_rep)
{
    stick_film film = stick_film_default;
    film.duration_s = 6.0;
    double rise = 0.25;
    sag_analysis a = analyze_film(&film, pulse, &rise);
    cr_assert_eq(a.rep_count, 1, "%zu repetitions", a.rep_count);
    cr_assert_gt(a.rep[0].end_ns - a.rep[0].start_ns, 3500000000);
    sag_analysis_release(&a);

    rise = 0.8;
    a = analyze_film(&film, pulse, &rise);
    cr_assert_eq(a.rep_count, 2, "%zu repetitions where the person nearly stands up", a.rep_count);
    sag_analysis_release(&a);
}

Test(squat, says_where_the_recording_cuts)
{
    stick_film film = stick_film_default;
    film.begin_s = 1.4; /* on the way down */
    film.duration_s = 8.0 - film.begin_s + 0.9;
    sag_analysis a = analyze_film(&film, play_set, &set_default);
    cr_assert_eq(a.rep_count, 3);
    cr_assert(a.rep[0].start_cut && !a.rep[0].end_cut);
    cr_assert(!a.rep[1].start_cut && !a.rep[1].end_cut);
    cr_assert(!a.rep[2].start_cut && a.rep[2].end_cut);
    cr_assert_eq(a.rep[0].start_frame, 0);
    cr_assert_eq(a.rep[2].end_frame, a.frame_count - 1);
    sag_analysis_release(&a);
}

Test(squat, down_without_up_is_no_rep)
{
    set s = {1, 1.0, 1.0, 1.0, 100.0, 1.0, 95.0, 0, 1.0};
    stick_film film = stick_film_default;
    film.duration_s = 5.0;
    sag_analysis a = analyze_film(&film, play_set, &s);
    cr_assert_eq(a.rep_count, 0);
    sag_analysis_release(&a);

    film.begin_s = 5.0;
    film.duration_s = 100.0;
    a = analyze_film(&film, play_set, &s);
    cr_assert_eq(a.rep_count, 0, "rising from the floor");
    sag_analysis_release(&a);
}

Test(squat, is_counted_from_every_side)
{
    for (double off_deg = 0.0; off_deg <= 180.0; off_deg += 15.0) {
        stick_film film = stick_film_default;
        film.camera.off_side_deg = off_deg;
        sag_analysis a = analyze_film(&film, play_set, &set_default);
        cr_assert_eq(a.rep_count, 3, "%zu repetitions at %g deg", a.rep_count, off_deg);
        sag_analysis_release(&a);
    }
}

static stick_pose stand(double t_s, const void *context)
{
    (void)context;
    stick_pose pose = {.trunk_deg = 2.0 * sin(t_s)};
    return pose;
}

static stick_pose walk(double t_s, const void *context)
{
    (void)context;
    stick_pose pose = {.shank_deg = 12.0 + 12.0 * sin(7.0 * t_s), .thigh_deg = 15.0 + 15.0 * sin(7.0 * t_s + 1.0)};
    pose.forward_m = 1.2 * t_s;
    pose.left_foot_m = 0.6 * sin(3.5 * t_s);
    return pose;
}

static stick_pose hinge(double t_s, const void *context)
{
    (void)context;
    double share = stick_share(t_s - 1.0, 1.5, 0.2, 1.5) + stick_share(t_s - 5.0, 1.5, 0.2, 1.5);
    stick_pose pose = {.shank_deg = 8.0 * share, .thigh_deg = 50.0 * share, .trunk_deg = 78.0 * share};
    return pose;
}

static stick_pose sit(double t_s, const void *context)
{
    (void)context;
    double share = stick_share(t_s - 1.0, 1.2, 2.0, 1.2);
    /* The trunk leans on the way and is upright when seated. */
    stick_pose pose = {.shank_deg = 5.0 * share, .thigh_deg = 85.0 * share, .trunk_deg = 140.0 * share * (1.0 - share)};
    return pose;
}

static stick_pose step_in(double t_s, const void *context)
{
    (void)context;
    double share = stick_share(t_s - 1.0, 1.0, 0.4, 1.0);
    stick_pose pose = stick_squat(share, 90.0);
    pose.forward_m = 0.7 * share; /* the feet travel while the hips are low */
    return pose;
}

Test(squat, what_is_no_squat_counts_nothing)
{
    /* The figure has no perspective: steps along the camera axis leave no trace in its picture. */
    const struct {
        const char *name;
        stick_script script;
        double off_max_deg;
        sag_rejection why; /* the reason that must be among those given; NONE: the hips hardly sink, no reason needed */
    } negative[] = {{"standing", stand, 90.0, SAG_REJECTION_NONE},
                    {"walking", walk, 45.0, SAG_REJECTION_NONE},
                    {"hinge", hinge, 90.0, SAG_REJECTION_HINGE},
                    {"sitting", sit, 90.0, SAG_REJECTION_SEATED},
                    {"stepping", step_in, 45.0, SAG_REJECTION_STEPPING}};
    for (int i = 0; i < 5; i++) {
        for (double off_deg = 0.0; off_deg <= negative[i].off_max_deg; off_deg += 45.0) {
            stick_film film = stick_film_default;
            film.camera.off_side_deg = off_deg;
            film.noise_px = 1.0;
            sag_analysis a = analyze_film(&film, negative[i].script, NULL);
            cr_assert_eq(a.rep_count, 0, "%s at %g deg: %zu repetitions", negative[i].name, off_deg, a.rep_count);
            cr_assert_eq(a.rep_reason, SAG_REASON_NONE);
            bool sinks = negative[i].why != SAG_REJECTION_NONE;
            cr_assert_eq(a.rejected_count[negative[i].why] > 0, sinks, "%s at %g deg", negative[i].name, off_deg);
            sag_analysis_release(&a);
        }
    }
}

/* Cut frames or joints out of the set of three. */
static sag_motion *with_gap(double from_s, double to_s, bool whole_person)
{
    stick_film film = stick_film_default;
    sag_motion *whole = stick_film_script(&film, play_set, &set_default);
    sag_motion *cut = NULL;
    cr_assert_eq(sag_motion_create(&cut, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(whole); i++) {
        sag_skeleton skeleton = *sag_motion_get(whole, i);
        double t_s = (double)skeleton.t_ns * 1e-9;
        if (t_s >= from_s && t_s < to_s) {
            if (whole_person) {
                sag_skeleton nobody = {.frame_index = skeleton.frame_index, .t_ns = skeleton.t_ns};
                skeleton = nobody;
            } else {
                skeleton.joint[SAG_JOINT_RIGHT_KNEE].visibility_ratio = 0.1f;
            }
        }
        sag_motion_push(cut, &skeleton);
    }
    sag_motion_destroy(whole);
    return cut;
}

Test(squat, short_gaps_are_followed_through)
{
    for (int whole_person = 0; whole_person < 2; whole_person++) {
        sag_motion *motion = with_gap(1.9, 2.05, whole_person != 0);
        sag_analysis a;
        cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
        cr_assert_eq(a.rep_count, 3);
        cr_assert_eq(a.rep[0].at_bottom[SAG_METRIC_KNEE_FLEXION].reason, SAG_REASON_NONE);
        sag_analysis_release(&a);
        sag_motion_destroy(motion);
    }
}

Test(squat, a_hidden_bottom_is_counted_but_not_measured)
{
    sag_motion *motion = with_gap(1.8, 2.6, false);
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
    cr_assert_eq(a.rep_count, 3);
    cr_assert_eq(a.rep[0].at_bottom[SAG_METRIC_KNEE_FLEXION].reason, SAG_REASON_HIDDEN);
    cr_assert_eq(a.rep[0].depth_class, SAG_DEPTH_UNKNOWN);
    cr_assert_eq(a.rep[1].at_bottom[SAG_METRIC_KNEE_FLEXION].reason, SAG_REASON_NONE);
    sag_analysis_release(&a);
    sag_motion_destroy(motion);
}

/* A half squat with an upright trunk. */
static stick_pose half_squat(double t_s, const void *context)
{
    (void)context;
    double share = stick_share(t_s - 1.0, 1.0, 0.3, 1.0);
    stick_pose pose = {.shank_deg = 28.0 * share, .thigh_deg = 60.0 * share, .trunk_deg = 12.0 * share};
    return pose;
}

Test(squat, a_dip_on_one_leg_is_no_squat)
{
    stick_film film = stick_film_default;
    film.duration_s = 5.0;
    sag_analysis two_legs = analyze_film(&film, half_squat, NULL);
    cr_assert_eq(two_legs.rep_count, 1);
    sag_analysis_release(&two_legs);

    sag_motion *both = stick_film_script(&film, half_squat, NULL);
    sag_motion *one = NULL;
    cr_assert_eq(sag_motion_create(&one, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(both); i++) {
        sag_skeleton skeleton = *sag_motion_get(both, i);
        sag_world_point *left = skeleton.world + SAG_JOINT_LEFT_HIP;
        enum { KNEE = SAG_JOINT_LEFT_KNEE - SAG_JOINT_LEFT_HIP, ANKLE = SAG_JOINT_LEFT_ANKLE - SAG_JOINT_LEFT_HIP };
        left[KNEE].x_m = 0.5f * (left[0].x_m + left[ANKLE].x_m);
        left[KNEE].y_m = 0.5f * (left[0].y_m + left[ANKLE].y_m);
        left[KNEE].z_m = 0.5f * (left[0].z_m + left[ANKLE].z_m);
        sag_motion_push(one, &skeleton);
    }
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, one, NULL, NULL), SAG_STATUS_OK);
    cr_assert_eq(a.rep_count, 0);
    sag_analysis_release(&a);
    sag_motion_destroy(both);
    sag_motion_destroy(one);
}

Test(squat, another_person_does_not_continue_a_rep)
{
    /* At the bottom of the first repetition somebody else, who stands, is found far to the right. */
    stick_film film = stick_film_default;
    film.duration_s = 5.0;
    sag_motion *squatting = stick_film_script(&film, play_set, &set_default);
    film.camera.center_x_px += 700.0;
    sag_motion *standing = stick_film_script(&film, stand, NULL);
    sag_motion *mixed = NULL;
    cr_assert_eq(sag_motion_create(&mixed, 0, NULL), SAG_STATUS_OK);
    const size_t change = 66;
    for (size_t i = 0; i < sag_motion_get_count(squatting); i++) {
        sag_motion_push(mixed, sag_motion_get(i < change ? squatting : standing, i));
    }
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, mixed, NULL, NULL), SAG_STATUS_OK);
    cr_assert_eq(a.rep_count, 0);
    const double *knee_rad = a.series[SAG_METRIC_KNEE_FLEXION];
    cr_assert_float_eq(knee_rad[change - 1] * 180.0 / STICK_PI, 125.0, 1.0, "the filter does not mix two people");
    cr_assert_float_eq(knee_rad[change] * 180.0 / STICK_PI, 0.0, 1.0);
    sag_analysis_release(&a);
    sag_motion_destroy(squatting);
    sag_motion_destroy(standing);
    sag_motion_destroy(mixed);
}

Test(squat, two_runs_agree_bit_for_bit)
{
    stick_film film = stick_film_default;
    film.noise_px = 2.0;
    sag_analysis a = analyze_film(&film, play_set, &set_default);
    sag_analysis b = analyze_film(&film, play_set, &set_default);
    cr_assert_eq(a.rep_count, b.rep_count);
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        cr_assert_eq(memcmp(a.series[m], b.series[m], a.frame_count * sizeof *a.series[m]), 0);
    }
    sag_analysis_release(&a);
    sag_analysis_release(&b);
}

Test(squat, short_and_empty_recordings)
{
    for (int count = 0; count <= 6; count++) {
        stick_film film = stick_film_default;
        film.duration_s = count / 30.0;
        sag_analysis a = analyze_film(&film, stand, NULL);
        cr_assert_eq(a.frame_count, (size_t)count);
        cr_assert_eq(a.rep_count, 0);
        sag_reason expected = count < 4 ? SAG_REASON_TOO_SHORT : SAG_REASON_NONE;
        cr_assert_eq(a.rep_reason, count == 0 ? SAG_REASON_NO_PERSON : expected);
        sag_analysis_release(&a);
    }
}

Test(squat, nobody_and_nothing_visible)
{
    for (int variant = 0; variant < 2; variant++) {
        sag_motion *motion = NULL;
        cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
        for (int i = 0; i < 60; i++) {
            sag_skeleton skeleton = {.frame_index = i, .t_ns = i * 33333333LL, .found = variant == 1};
            sag_motion_push(motion, &skeleton);
        }
        sag_analysis a;
        cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
        cr_assert_eq(a.rep_count, 0);
        cr_assert_neq(a.rep_reason, SAG_REASON_NONE);
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            cr_assert_neq(a.clip_reason[m], SAG_REASON_NONE);
            cr_assert(isnan(a.series[m][30]));
        }
        sag_analysis_release(&a);
        sag_motion_destroy(motion);
    }
}

Test(squat, checks_its_options)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    const struct {
        double cutoff_hz;
        double visibility_min;
    } bad[] = {{0.0, 0.5},  {-1.0, 0.5}, {101.0, 0.5}, {NAN, 0.5},
               {6.0, -0.1}, {6.0, 1.1},  {6.0, NAN},   {INFINITY, 0.5}};
    sag_analysis a;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sag_error err = {0};
        sag_analysis_options options = {.cutoff_hz = bad[i].cutoff_hz, .visibility_min = bad[i].visibility_min};
        cr_assert_eq(sag_analysis_run(&a, motion, &options, &err), SAG_STATUS_ARGUMENT, "options %zu", i);
        cr_assert_eq(err.status, SAG_STATUS_ARGUMENT);
    }
    const sag_analysis_options limit = {.cutoff_hz = 100.0, .visibility_min = 1.0};
    cr_assert_eq(sag_analysis_run(&a, motion, &limit, NULL), SAG_STATUS_OK);
    sag_analysis_release(&a);
    sag_analysis_release(&a);
    sag_analysis_release(NULL);
    sag_motion_destroy(motion);
}

Test(squat, lowers_the_cutoff_where_the_rate_is_too_low)
{
    stick_film film = stick_film_default;
    film.rate_hz = 10.0;
    sag_analysis a = analyze_film(&film, play_set, &set_default);
    cr_assert_float_eq(a.sample_rate_hz, 10.0, 1e-6);
    cr_assert_float_eq(a.cutoff_hz, 4.0, 1e-6);
    cr_assert_eq(a.rep_count, 3);
    sag_analysis_release(&a);
}
