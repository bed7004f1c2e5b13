#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"

#define DEG (180.0 / STICK_PI)

/* A set: repetitions of equal length, one after another. */
typedef struct set {
    int count;
    double first_s;
    double period_s;
    double down_s;
    double pause_s;
    double up_s;
    double trunk_deg; /* at the bottom */
    double thigh_deg;
    double sway_deg;  /* of the trunk at the bottom */
} set;

static const set set_default = {3, 1.0, 3.0, 1.0, 0.4, 0.8, 75.0, 25.0, 0.0};

static stick_pose bend(const set *s, double share, double t_s)
{
    stick_pose pose = {.shank_deg = -2.0 * share, .thigh_deg = s->thigh_deg * share, .trunk_deg = s->trunk_deg * share};
    pose.trunk_deg += s->sway_deg * share * sin(4.0 * t_s);
    return pose;
}

static stick_pose play_set(double t_s, const void *context)
{
    const set *s = context;
    double share = 0.0;
    for (int i = 0; i < s->count; i++) {
        share += stick_share(t_s - s->first_s - i * s->period_s, s->down_s, s->pause_s, s->up_s);
    }
    return bend(s, share, t_s);
}

static stick_pose play_squats(double t_s, const void *context)
{
    const set *s = context;
    double share = 0.0;
    for (int i = 0; i < s->count; i++) {
        share += stick_share(t_s - s->first_s - i * s->period_s, s->down_s, s->pause_s, s->up_s);
    }
    return stick_squat(share, 95.0);
}

static sag_analysis analyze_motion(sag_motion *motion, sag_movement movement, double roll_deg)
{
    cr_assert_not_null(motion);
    sag_analysis_options options;
    sag_analysis_options_init(&options);
    options.movement = movement;
    options.camera_roll_given = roll_deg != 0.0;
    options.camera_roll_rad = roll_deg / DEG;
    sag_analysis analysis;
    sag_error err;
    cr_assert_eq(sag_analysis_run(&analysis, motion, &options, &err), SAG_STATUS_OK);
    cr_assert_eq(analysis.movement, movement);
    sag_motion_destroy(motion);
    return analysis;
}

static sag_analysis analyze_film(const stick_film *film, stick_script script, const void *context)
{
    return analyze_motion(stick_film_script(film, script, context), SAG_MOVEMENT_HINGE, film->camera.roll_deg);
}

/* The set with what everybody should find in it. */
static void check_set(const sag_analysis *a, const set *s, double tolerance_s, double tolerance_deg)
{
    cr_assert_eq(a->rep_reason, SAG_REASON_NONE);
    cr_assert_eq(a->rep_count, (size_t)s->count, "%zu repetitions", a->rep_count);
    for (size_t i = 0; i < a->rep_count; i++) {
        const sag_rep *rep = &a->rep[i];
        double begin_s = s->first_s + (double)i * s->period_s;
        double bottom_s = (double)rep->bottom_ns * 1e-9;
        cr_assert(bottom_s > begin_s + s->down_s - 0.15 - tolerance_s &&
                      bottom_s < begin_s + s->down_s + s->pause_s + 0.15 + tolerance_s,
                  "repetition %zu at %g s", i, bottom_s);
        cr_assert_float_eq((double)rep->eccentric_ns * 1e-9, s->down_s, 0.35 + tolerance_s);
        cr_assert_float_eq((double)rep->concentric_ns * 1e-9, s->up_s, 0.35 + tolerance_s);
        cr_assert(!rep->start_cut && !rep->end_cut && !rep->partial);
        const sag_measure *trunk = &rep->at_bottom[SAG_METRIC_TRUNK_INCLINATION];
        cr_assert_eq(trunk->reason, SAG_REASON_NONE);
        cr_assert_float_eq(trunk->value * DEG, s->trunk_deg, tolerance_deg);
        cr_assert_eq(rep->depth_class, SAG_DEPTH_UNKNOWN, "a depth class is of squats");
    }
}

Test(hinge, counts_a_set)
{
    stick_film film = stick_film_default;
    sag_analysis a = analyze_film(&film, play_set, &set_default);
    check_set(&a, &set_default, 0.0, 1.5);
    sag_analysis_release(&a);
}

Test(hinge, measures_the_trunk_and_the_times_and_leaves_what_is_of_squats)
{
    stick_film film = stick_film_default;
    sag_analysis a = analyze_film(&film, play_set, &set_default);
    static const sag_rep_metric measured[] = {
        SAG_REP_METRIC_TRUNK_PEAK,      SAG_REP_METRIC_TRUNK_CHANGE,    SAG_REP_METRIC_ECCENTRIC_TIME,
        SAG_REP_METRIC_CONCENTRIC_TIME, SAG_REP_METRIC_TEMPO_RATIO,
    };
    static const sag_rep_metric of_squats[] = {
        SAG_REP_METRIC_HIPS_FIRST,    SAG_REP_METRIC_HEEL_RISE_PEAK, SAG_REP_METRIC_ANKLE_RISE_PEAK,
        SAG_REP_METRIC_PEAK_SPEED_UP, SAG_REP_METRIC_STICKING_SHARE, SAG_REP_METRIC_SMOOTHNESS,
    };
    for (size_t r = 0; r < a.rep_count; r++) {
        for (size_t i = 0; i < sizeof measured / sizeof measured[0]; i++) {
            cr_assert_eq(a.rep[r].whole[measured[i]].reason, SAG_REASON_NONE, "metric %d", (int)measured[i]);
        }
        for (size_t i = 0; i < sizeof of_squats / sizeof of_squats[0]; i++) {
            cr_assert_eq(a.rep[r].whole[of_squats[i]].reason, SAG_REASON_MOVEMENT, "metric %d", (int)of_squats[i]);
        }
        cr_assert_float_eq(a.rep[r].whole[SAG_REP_METRIC_TRUNK_PEAK].value * DEG, 75.0, 1.5);
        cr_assert_float_eq(a.rep[r].whole[SAG_REP_METRIC_TRUNK_CHANGE].value * DEG, 75.0, 1.5);
    }
    cr_assert_eq(a.set_whole[SAG_REP_METRIC_TRUNK_PEAK].rep_count, 3);
    cr_assert_float_eq(a.set_whole[SAG_REP_METRIC_TRUNK_PEAK].median.value * DEG, 75.0, 1.5);
    cr_assert_eq(a.finding_count, 0);
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        cr_assert_eq(a.unjudged[c], SAG_REASON_MOVEMENT);
    }
    sag_analysis_release(&a);
}

Test(hinge, is_counted_whatever_way_the_camera_is_held)
{
    for (int left = 0; left < 2; left++) {
        for (double roll_deg = -8.0; roll_deg <= 8.0; roll_deg += 8.0) {
            for (double off_deg = 0.0; off_deg <= 20.0; off_deg += 10.0) {
                stick_film film = stick_film_default;
                film.camera.faces_left = left != 0;
                film.camera.roll_deg = roll_deg;
                film.camera.off_side_deg = off_deg;
                sag_analysis a = analyze_film(&film, play_set, &set_default);
                cr_assert_eq(a.facing, left != 0 ? SAG_FACING_LEFT : SAG_FACING_RIGHT);
                check_set(&a, &set_default, 0.1, 4.0);
                sag_analysis_release(&a);
            }
        }
    }
}

Test(hinge, mirrored_gives_the_same)
{
    stick_film film = stick_film_default;
    sag_motion *motion = stick_film_script(&film, play_set, &set_default);
    sag_motion *mirrored = NULL;
    cr_assert_eq(sag_motion_create(&mirrored, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(motion); i++) {
        sag_skeleton skeleton = *sag_motion_get(motion, i);
        stick_mirror(&skeleton, 1000.0);
        sag_motion_push(mirrored, &skeleton);
    }
    sag_analysis a = analyze_motion(motion, SAG_MOVEMENT_HINGE, 0.0);
    sag_analysis b = analyze_motion(mirrored, SAG_MOVEMENT_HINGE, 0.0);
    cr_assert_eq(a.rep_count, 3);
    cr_assert_eq(b.rep_count, 3);
    cr_assert_eq(b.facing, SAG_FACING_LEFT);
    for (size_t r = 0; r < 3; r++) {
        cr_assert_eq(a.rep[r].start_frame, b.rep[r].start_frame);
        cr_assert_eq(a.rep[r].end_frame, b.rep[r].end_frame);
        cr_assert_float_eq(a.rep[r].at_bottom[SAG_METRIC_TRUNK_INCLINATION].value,
                           b.rep[r].at_bottom[SAG_METRIC_TRUNK_INCLINATION].value, 1e-4);
    }
    sag_analysis_release(&a);
    sag_analysis_release(&b);
}

Test(hinge, is_found_in_noise_and_with_lost_frames)
{
    stick_film film = stick_film_default;
    film.noise_px = 4.0;
    film.outlier_ratio = 0.005;
    film.dropped_ratio = 0.1;
    sag_analysis a = analyze_film(&film, play_set, &set_default);
    check_set(&a, &set_default, 0.3, 4.0);
    sag_analysis_release(&a);
}

Test(hinge, slow_and_fast_sets)
{
    stick_film film = stick_film_default;
    set slow = {2, 2.0, 12.0, 4.0, 1.0, 4.0, 90.0, 20.0, 0.0};
    film.duration_s = 26.0;
    sag_analysis a = analyze_film(&film, play_set, &slow);
    check_set(&a, &slow, 0.5, 1.0);
    sag_analysis_release(&a);

    set fast = {8, 0.5, 1.2, 0.6, 0.0, 0.6, 60.0, 15.0, 0.0};
    film.duration_s = 11.0;
    a = analyze_film(&film, play_set, &fast);
    check_set(&a, &fast, 0.0, 2.5);
    sag_analysis_release(&a);
}

Test(hinge, is_not_looked_for_where_the_trunk_cannot_be_seen)
{
    for (double off_deg = 45.0; off_deg <= 135.0; off_deg += 45.0) {
        stick_film film = stick_film_default;
        film.camera.off_side_deg = off_deg;
        sag_analysis a = analyze_film(&film, play_set, &set_default);
        cr_assert_eq(a.rep_count, 0);
        cr_assert_eq(a.rep_reason, SAG_REASON_VIEW, "%g deg", off_deg);
        sag_analysis_release(&a);
    }
}

Test(hinge, begins_at_a_turn_of_25_degrees)
{
    stick_film film = stick_film_default;
    set shallow = set_default;
    shallow.thigh_deg = 8.0;
    shallow.trunk_deg = 22.0;
    sag_analysis a = analyze_film(&film, play_set, &shallow);
    cr_assert_eq(a.rep_count, 0);
    sag_analysis_release(&a);
    shallow.trunk_deg = 29.0;
    a = analyze_film(&film, play_set, &shallow);
    check_set(&a, &shallow, 0.0, 1.5);
    cr_assert_eq(a.baseline.kind, SAG_BASELINE_QUIET, "a held shallow hinge is no standing");
    cr_assert_float_eq(a.baseline.standing[SAG_METRIC_TRUNK_INCLINATION].value * DEG, 0.0, 1.0);
    sag_analysis_release(&a);
}

Test(hinge, a_squat_is_none_and_a_hinge_is_no_squat)
{
    stick_film film = stick_film_default;
    sag_analysis a = analyze_film(&film, play_squats, &set_default);
    cr_assert_eq(a.rep_count, 0);
    cr_assert_eq(a.rejected_count[SAG_REJECTION_SQUAT], 3);
    sag_analysis_release(&a);
    set deep = set_default;
    deep.thigh_deg = 50.0;
    a = analyze_motion(stick_film_script(&film, play_set, &deep), SAG_MOVEMENT_SQUAT, 0.0);
    cr_assert_eq(a.rep_count, 0);
    cr_assert_eq(a.rejected_count[SAG_REJECTION_HINGE] + a.rejected_count[SAG_REJECTION_LEGS], 3);
    sag_analysis_release(&a);
    a = analyze_film(&film, play_set, &deep);
    check_set(&a, &deep, 0.0, 1.5);
    sag_analysis_release(&a);
}

/* Lifts from the floor: one after another, bent forward at their beginnings and ends. */
static stick_pose play_lifts(double t_s, const void *context)
{
    const set *s = context;
    double share = 1.0;
    for (int i = 0; i < s->count; i++) {
        share -= stick_share(t_s - s->first_s - i * s->period_s, s->up_s, s->pause_s, s->down_s);
    }
    return bend(s, share, t_s);
}

Test(hinge, a_lift_from_the_floor_is_counted_by_its_way_up)
{
    set lifts = {3, 2.0, 5.0, 1.2, 0.8, 1.2, 70.0, 45.0, 0.0};
    stick_film film = stick_film_default;
    film.duration_s = 17.0;
    sag_analysis a = analyze_film(&film, play_lifts, &lifts);
    cr_assert_eq(a.rep_count, 3, "%zu repetitions: the last way down is none", a.rep_count);
    for (size_t r = 0; r < 3; r++) {
        const sag_rep *rep = &a.rep[r];
        double rise_s = (double)(rep->start_ns + rep->eccentric_ns + rep->pause_ns) * 1e-9;
        cr_assert_float_eq(rise_s, 2.0 + 5.0 * (double)r, 0.2, "repetition %zu rises at %g s", r, rise_s);
        cr_assert_eq(rep->start_cut, r == 0);
        cr_assert(!rep->end_cut);
        cr_assert_float_eq(rep->at_bottom[SAG_METRIC_TRUNK_INCLINATION].value * DEG, 70.0, 1.5);
    }
    cr_assert_eq(a.rep[0].eccentric_ns, 0);
    cr_assert_eq(a.rep[0].whole[SAG_REP_METRIC_ECCENTRIC_TIME].reason, SAG_REASON_CUT);
    cr_assert_eq(a.rep[0].whole[SAG_REP_METRIC_CONCENTRIC_TIME].reason, SAG_REASON_NONE);
    cr_assert_eq(a.set_whole[SAG_REP_METRIC_TRUNK_PEAK].rep_count, 2, "a cut one is not in the set's values");
    sag_analysis_release(&a);

    film.duration_s = 13.6; /* ends on top, before the bar is put down */
    a = analyze_film(&film, play_lifts, &lifts);
    cr_assert_eq(a.rep_count, 3);
    cr_assert(!a.rep[2].end_cut);
    sag_analysis_release(&a);

    film.begin_s = 3.6; /* begins on top */
    film.duration_s = 13.4;
    a = analyze_film(&film, play_lifts, &lifts);
    cr_assert_eq(a.rep_count, 2);
    cr_assert(!a.rep[0].start_cut);
    sag_analysis_release(&a);
}

Test(hinge, a_long_while_at_the_bar_is_a_pause)
{
    set lifts = {1, 40.0, 5.0, 1.2, 0.8, 1.2, 70.0, 45.0, 3.0};
    stick_film film = stick_film_default;
    film.duration_s = 42.0;
    sag_analysis a = analyze_film(&film, play_lifts, &lifts);
    cr_assert_eq(a.rep_count, 1);
    cr_assert(a.rep[0].start_cut);
    cr_assert_float_eq((double)a.rep[0].pause_ns * 1e-9, 40.0, 1.0);
    sag_analysis_release(&a);
    /* bends down, waits, lifts */
    set once = {1, 1.0, 30.0, 1.2, 20.0, 1.2, 70.0, 45.0, 3.0};
    film.duration_s = 25.0;
    a = analyze_film(&film, play_set, &once);
    check_set(&a, &once, 20.0, 4.0);
    sag_analysis_release(&a);
    once.down_s = 18.0;
    film.duration_s = 45.0;
    a = analyze_film(&film, play_set, &once);
    cr_assert_eq(a.rep_count, 0);
    cr_assert_eq(a.rejected_count[SAG_REJECTION_DURATION], 1);
    sag_analysis_release(&a);
}

Test(hinge, says_where_the_recording_cuts)
{
    stick_film film = stick_film_default;
    film.begin_s = 1.4; /* on the way down */
    film.duration_s = 8.0 - film.begin_s + 0.9;
    sag_analysis a = analyze_film(&film, play_set, &set_default);
    cr_assert_eq(a.rep_count, 3);
    cr_assert(a.rep[0].start_cut && !a.rep[0].end_cut);
    cr_assert(!a.rep[1].start_cut && !a.rep[1].end_cut);
    cr_assert(!a.rep[2].start_cut && a.rep[2].end_cut);
    sag_analysis_release(&a);
}

Test(hinge, a_pause_may_sway)
{
    set swaying = {1, 1.0, 10.0, 1.2, 4.0, 1.2, 70.0, 25.0, 2.0};
    stick_film film = stick_film_default;
    sag_analysis a = analyze_film(&film, play_set, &swaying);
    cr_assert_eq(a.rep_count, 1);
    cr_assert_float_eq((double)a.rep[0].pause_ns * 1e-9, 4.0, 0.4, "%g s", (double)a.rep[0].pause_ns * 1e-9);
    cr_assert_float_eq((double)a.rep[0].concentric_ns * 1e-9, 1.2, 0.35);
    sag_analysis_release(&a);
}

/* Down, up by a share of the way, down again, all the way up. */
static stick_pose pulse(double t_s, const void *context)
{
    const double *rise = context;
    double share = stick_share(t_s - 1.0, 1.0, 2.0, 1.0) - *rise * stick_share(t_s - 2.2, 0.8, 0.0, 0.8);
    return bend(&set_default, share, t_s);
}

Test(hinge, a_pulse_at_the_bottom_is_one_rep)
{
    stick_film film = stick_film_default;
    film.duration_s = 6.0;
    double rise = 0.4;
    sag_analysis a = analyze_film(&film, pulse, &rise);
    cr_assert_eq(a.rep_count, 1, "%zu repetitions", a.rep_count);
    sag_analysis_release(&a);
    rise = 0.8;
    a = analyze_film(&film, pulse, &rise);
    cr_assert_eq(a.rep_count, 2, "%zu repetitions where the person nearly stands up", a.rep_count);
    sag_analysis_release(&a);
}

static stick_pose bow_on_a_chair(double t_s, const void *context)
{
    stick_pose pose = play_set(t_s, context);
    pose.thigh_deg = 90.0;
    return pose;
}

static stick_pose lean_back(double t_s, const void *context)
{
    stick_pose pose = play_set(t_s, context);
    return (stick_pose){.trunk_deg = -0.5 * pose.trunk_deg};
}

static stick_pose step_in(double t_s, const void *context)
{
    stick_pose pose = play_set(t_s, context);
    pose.forward_m = 0.7 * pose.trunk_deg / 75.0;
    return pose;
}

static stick_pose stand(double t_s, const void *context)
{
    (void)context;
    return (stick_pose){.trunk_deg = 4.0 * sin(t_s)};
}

Test(hinge, what_is_no_hinge_counts_nothing)
{
    const struct {
        const char *name;
        stick_script script;
        sag_rejection why; /* NONE: the trunk hardly turns, no reason needed */
    } negative[] = {{"standing", stand, SAG_REJECTION_NONE},
                    {"a bow on a chair", bow_on_a_chair, SAG_REJECTION_SEATED},
                    {"leaning back", lean_back, SAG_REJECTION_UPRIGHT},
                    {"stepping", step_in, SAG_REJECTION_STEPPING}};
    for (int i = 0; i < 4; i++) {
        stick_film film = stick_film_default;
        film.noise_px = 1.0;
        sag_analysis a = analyze_film(&film, negative[i].script, &set_default);
        cr_assert_eq(a.rep_count, 0, "%s: %zu repetitions", negative[i].name, a.rep_count);
        cr_assert_eq(a.rep_reason, SAG_REASON_NONE, "%s: %d", negative[i].name, (int)a.rep_reason);
        bool bends = negative[i].why != SAG_REJECTION_NONE;
        cr_assert_eq(a.rejected_count[negative[i].why] > 0, bends, "%s", negative[i].name);
        sag_analysis_release(&a);
    }
}

Test(hinge, its_baseline_is_the_end_of_standing_before_the_first)
{
    set late = set_default;
    late.first_s = 4.0;
    stick_film film = stick_film_default;
    film.duration_s = 14.0;
    sag_analysis a = analyze_film(&film, play_set, &late);
    check_set(&a, &late, 0.0, 1.5);
    cr_assert_eq(a.baseline.kind, SAG_BASELINE_QUIET);
    double from_s = (double)a.baseline.first_frame / 30.0;
    double to_s = (double)a.baseline.last_frame / 30.0;
    cr_assert(from_s > 1.5 && to_s < 4.4 && to_s > 3.7, "%g to %g s", from_s, to_s);
    sag_analysis_release(&a);
}

Test(hinge, hidden_feet_do_not_matter)
{
    stick_film film = stick_film_default;
    sag_motion *motion = stick_film_script(&film, play_set, &set_default);
    sag_motion *cut = NULL;
    cr_assert_eq(sag_motion_create(&cut, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(motion); i++) {
        sag_skeleton skeleton = *sag_motion_get(motion, i);
        for (int joint = SAG_JOINT_LEFT_ANKLE; joint <= SAG_JOINT_RIGHT_FOOT_INDEX; joint++) {
            skeleton.joint[joint].visibility_ratio = 0.1f;
        }
        sag_motion_push(cut, &skeleton);
    }
    sag_motion_destroy(motion);
    sag_analysis a = analyze_motion(cut, SAG_MOVEMENT_HINGE, 0.0);
    check_set(&a, &set_default, 0.0, 1.5);
    cr_assert_eq(a.rep[0].at_bottom[SAG_METRIC_KNEE_FLEXION].reason, SAG_REASON_HIDDEN);
    cr_assert_eq(a.rep[0].whole[SAG_REP_METRIC_TRUNK_CHANGE].reason, SAG_REASON_NO_STANDING);
    sag_analysis_release(&a);
}
