#include <criterion/criterion.h>

#include <math.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"

#define DEG (180.0 / STICK_PI)
#define THIGH_DEG 80.0
#define LEG_M (STICK_THIGH_M + STICK_SHANK_M)

/* Slow repetitions, so that the filter changes nothing; what is added grows with depth. */
typedef struct squat_plan {
    stick_pose most;      /* at the bottom, beside the squat itself */
    bool only_up;         /* on the way up alone */
    double good_morning_deg; /* the trunk leans this far further at half depth on the way up */
    int rep_count;
} squat_plan;

#define DOWN_S 3.0
#define PAUSE_S 2.0
#define UP_S 3.0
#define TOP_S 2.0
#define PERIOD_S (DOWN_S + PAUSE_S + UP_S + TOP_S)

static stick_pose play_plan(double t_s, const void *context)
{
    const squat_plan *plan = context;
    double in_rep_s = t_s - TOP_S - PERIOD_S * fmin(floor(fmax(t_s - TOP_S, 0.0) / PERIOD_S), plan->rep_count - 1);
    double share = stick_share(in_rep_s, DOWN_S, PAUSE_S, UP_S);
    stick_pose pose = stick_squat(share, THIGH_DEG);
    bool rising = in_rep_s > DOWN_S + PAUSE_S;
    double added = plan->only_up && !rising ? 0.0 : plan->only_up ? fmin(1.0, 2.0 * (1.0 - share)) * share : share;
    pose.foot_pitch_deg = added * plan->most.foot_pitch_deg;
    pose.knee_in_m[0] = added * plan->most.knee_in_m[0];
    pose.knee_in_m[1] = added * plan->most.knee_in_m[1];
    pose.hip_shift_m = added * plan->most.hip_shift_m;
    pose.pelvic_list_deg = added * plan->most.pelvic_list_deg;
    pose.lateral_lean_deg = added * plan->most.lateral_lean_deg;
    if (rising) {
        double lean = share > 0.5 ? 38.0 + 2.0 * plan->good_morning_deg * (1.0 - share)
                                  : (76.0 + 2.0 * plan->good_morning_deg) * share;
        pose.trunk_deg = plan->good_morning_deg > 0.0 ? lean : pose.trunk_deg;
    }
    return pose;
}

static double hip_height(double share)
{
    return STICK_SHANK_M * cos(30.0 * share / DEG) + STICK_THIGH_M * cos(THIGH_DEG * share / DEG);
}

/* Share of the depth at which the hips have dropped by a ratio of their way. */
static double share_at_drop(double ratio)
{
    double wanted = hip_height(0.0) - ratio * (hip_height(0.0) - hip_height(1.0));
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 60; i++) {
        double middle = 0.5 * (low + high);
        *(hip_height(middle) > wanted ? &low : &high) = middle;
    }
    return low;
}

static sag_motion *film_plan(const squat_plan *plan, double off_side_deg, double roll_deg)
{
    stick_film film = stick_film_default;
    film.duration_s = TOP_S + PERIOD_S * plan->rep_count;
    film.camera.off_side_deg = off_side_deg;
    film.camera.roll_deg = roll_deg;
    return stick_film_script(&film, play_plan, plan);
}

static sag_analysis analyze(sag_motion *motion, double roll_deg)
{
    sag_analysis_options options;
    sag_analysis_options_init(&options);
    options.camera_roll_given = true;
    options.camera_roll_rad = roll_deg / DEG;
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, &options, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    return a;
}

static sag_analysis analyze_plan(const squat_plan *plan, double off_side_deg)
{
    sag_analysis a = analyze(film_plan(plan, off_side_deg, 0.0), 0.0);
    cr_assert_eq(a.rep_count, (size_t)plan->rep_count);
    return a;
}

static double whole(const sag_analysis *a, sag_rep_metric metric)
{
    const sag_measure *m = &a->rep[0].whole[metric];
    cr_assert_eq(m->reason, SAG_REASON_NONE, "%s: %s", sag_rep_metric_get_info(metric)->name,
                 sag_reason_text(m->reason));
    cr_assert(m->se > 0.0 && isfinite(m->se), "%s", sag_rep_metric_get_info(metric)->name);
    return m->value;
}

#define SIDE 0.0
#define FRONT 90.0
#define BACK (-90.0)

Test(rep_metric, side_values_are_recovered)
{
    squat_plan plan = {.most = {.foot_pitch_deg = 12.0}, .rep_count = 1};
    sag_analysis a = analyze_plan(&plan, SIDE);
    cr_assert_eq(a.view, SAG_VIEW_SIDE);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_TRUNK_PEAK) * DEG, 38.0, 0.1);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_TRUNK_CHANGE) * DEG, 38.0, 0.1);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_SHANK_PEAK) * DEG, 30.0, 0.1);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_FOOT_PITCH_PEAK) * DEG, 12.0, 0.1);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_DORSIFLEXION_PEAK) * DEG, 18.0, 0.1, "the heel takes its part");
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_HEEL_RISE_PEAK), sin(12.0 / DEG), 0.01);
    double ankle_share = STICK_TOE_AHEAD_M / (STICK_TOE_AHEAD_M + STICK_HEEL_BEHIND_M);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_ANKLE_RISE_PEAK), ankle_share * sin(12.0 / DEG), 0.01);
    cr_assert_float_eq(a.rep[0].at_bottom[SAG_METRIC_HEEL_RISE].value, sin(12.0 / DEG), 0.003);
    cr_assert_lt(whole(&a, SAG_REP_METRIC_HIPS_FIRST), 0.0, "the trunk rises with the hips");
    for (int m = SAG_REP_METRIC_KNEE_MEDIAL_LEFT; m <= SAG_REP_METRIC_LATERAL_LEAN_PEAK; m++) {
        cr_assert_eq(a.rep[0].whole[m].reason, SAG_REASON_VIEW);
    }
    sag_analysis_release(&a);
}

Test(rep_metric, hips_first_is_the_trunk_gained_up_to_half_way)
{
    squat_plan plan = {.good_morning_deg = 12.0, .rep_count = 1};
    sag_analysis a = analyze_plan(&plan, SIDE);
    double expected = 2.0 * 12.0 * (1.0 - share_at_drop(0.5));
    cr_assert_gt(expected, 5.0);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_HIPS_FIRST) * DEG, expected, 0.3);
    sag_analysis_release(&a);
}

/* The knee's distance from the line ankle to hip, when it is in_m nearer to the middle than the ankle. */
static double knee_medial(double share, double in_m)
{
    double hip_across = STICK_ANKLE_HALF_M - STICK_HIP_HALF_M;
    double hip_up = hip_height(share);
    double knee_up = STICK_SHANK_M * cos(30.0 * share / DEG);
    return (in_m * hip_up - knee_up * hip_across) / hypot(hip_across, hip_up) / LEG_M;
}

Test(rep_metric, frontal_values_are_recovered_from_before_and_behind)
{
    const double view[] = {FRONT, BACK};
    squat_plan plan = {.most = {.knee_in_m = {0.0, 0.04}, .hip_shift_m = -0.03, .pelvic_list_deg = 5.0,
                                .lateral_lean_deg = 6.0}, .rep_count = 1};
    for (int v = 0; v < 2; v++) {
        sag_analysis a = analyze_plan(&plan, view[v]);
        cr_assert_eq(a.view, v == 0 ? SAG_VIEW_FRONT : SAG_VIEW_BACK);
        double stance_m = 2.0 * STICK_ANKLE_HALF_M;
        cr_assert_float_eq(whole(&a, SAG_REP_METRIC_HIP_SHIFT_BOTTOM), -0.03 / stance_m, 0.002);
        cr_assert_lt(whole(&a, SAG_REP_METRIC_HIP_SHIFT_DOWN), -0.02 / stance_m);
        cr_assert_lt(whole(&a, SAG_REP_METRIC_HIP_SHIFT_UP), -0.02 / stance_m);
        if (v == 0) {
            cr_assert_eq(a.rep[0].whole[SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK].reason, SAG_REASON_VIEW);
        } else {
            cr_assert_float_eq(whole(&a, SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK), atan(sin(5.0 / DEG)), 0.002);
        }
        double lean = atan2(sin(6.0 / DEG), cos(38.0 / DEG));
        cr_assert_float_eq(whole(&a, SAG_REP_METRIC_LATERAL_LEAN_PEAK), lean, 0.003);
        cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_TO_FOOT_LEFT), 0.0, 0.001);
        cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_TO_FOOT_RIGHT), 0.04 / LEG_M, 0.001);
        cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_ASYMMETRY), -0.04 / LEG_M, 0.001);
        cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_SEPARATION_FALL), 0.04 / stance_m, 0.003);
        cr_assert_eq(a.rep[0].whole[SAG_REP_METRIC_FOOT_PITCH_PEAK].reason, SAG_REASON_VIEW);
        sag_analysis_release(&a);
    }
}

Test(rep_metric, knees_are_compared_at_matched_depth)
{
    double half = share_at_drop(0.5);
    squat_plan plan = {.most = {.knee_in_m = {0.05, 0.0}}, .rep_count = 1};
    sag_analysis a = analyze_plan(&plan, FRONT);
    double expected = knee_medial(half, 0.05 * half) - knee_medial(0.0, 0.0);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_MEDIAL_LEFT), expected, 0.001);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_LEFT), 0.0, 0.001);
    sag_analysis_release(&a);
    plan.only_up = true;
    a = analyze_plan(&plan, FRONT);
    double in_m = 0.05 * fmin(1.0, 2.0 * (1.0 - half)) * half;
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_LEFT),
                       knee_medial(half, in_m) - knee_medial(half, 0.0), 0.001);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_RIGHT), 0.0, 0.001);
    sag_analysis_release(&a);
}

Test(rep_metric, a_symmetric_squat_is_symmetric)
{
    squat_plan plan = {.rep_count = 1};
    sag_analysis a = analyze_plan(&plan, BACK);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_MEDIAL_LEFT), whole(&a, SAG_REP_METRIC_KNEE_MEDIAL_RIGHT), 1e-5);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_KNEE_ASYMMETRY), 0.0, 1e-5);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_HIP_SHIFT_BOTTOM), 0.0, 1e-5);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK), 0.0, 1e-5);
    cr_assert_float_eq(whole(&a, SAG_REP_METRIC_LATERAL_LEAN_PEAK), 0.0, 1e-5);
    sag_analysis_release(&a);
}

/* What a metric of the picture becomes in the mirror: which one, and with which sign. */
static sag_rep_metric mirrored(sag_rep_metric metric, double *sign)
{
    *sign = 1.0;
    switch (metric) {
    case SAG_REP_METRIC_KNEE_MEDIAL_LEFT:
    case SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_LEFT:
    case SAG_REP_METRIC_KNEE_TO_FOOT_LEFT:
        return (sag_rep_metric)((int)metric + 1);
    case SAG_REP_METRIC_KNEE_MEDIAL_RIGHT:
    case SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_RIGHT:
    case SAG_REP_METRIC_KNEE_TO_FOOT_RIGHT:
        return (sag_rep_metric)((int)metric - 1);
    case SAG_REP_METRIC_KNEE_ASYMMETRY:
    case SAG_REP_METRIC_HIP_SHIFT_DOWN:
    case SAG_REP_METRIC_HIP_SHIFT_BOTTOM:
    case SAG_REP_METRIC_HIP_SHIFT_UP:
    case SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK:
    case SAG_REP_METRIC_LATERAL_LEAN_PEAK:
        *sign = -1.0;
        return metric;
    default:
        return metric;
    }
}

static const squat_plan uneven = {.most = {.foot_pitch_deg = 8.0, .knee_in_m = {0.02, 0.05}, .hip_shift_m = 0.03,
                                           .pelvic_list_deg = -4.0, .lateral_lean_deg = 3.0}, .rep_count = 2};

Test(rep_metric, a_mirrored_picture_gives_mirrored_numbers)
{
    const double view[] = {SIDE, FRONT, BACK};
    for (int v = 0; v < 3; v++) {
        sag_analysis a = analyze(film_plan(&uneven, view[v], 0.0), 0.0);
        sag_motion *plain = film_plan(&uneven, view[v], 0.0);
        sag_motion *turned = NULL;
        cr_assert_eq(sag_motion_create(&turned, 0, NULL), SAG_STATUS_OK);
        for (size_t i = 0; i < sag_motion_get_count(plain); i++) {
            sag_skeleton skeleton = *sag_motion_get(plain, i);
            stick_mirror(&skeleton, 1024.0);
            sag_motion_push(turned, &skeleton);
        }
        sag_motion_destroy(plain);
        sag_analysis b = analyze(turned, 0.0);
        cr_assert_eq(b.rep_count, a.rep_count);
        for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
            double sign = 0.0;
            sag_rep_metric other = mirrored((sag_rep_metric)m, &sign);
            const sag_measure *x = &a.rep[1].whole[m];
            const sag_measure *y = &b.rep[1].whole[other];
            cr_assert_eq(x->reason, y->reason, "view %d, metric %d", v, m);
            cr_assert_float_eq(x->value, sign * y->value, 1e-4, "view %d, metric %d: %g, %g", v, m, x->value, y->value);
            cr_assert_float_eq(x->se, y->se, 1e-4, "view %d, metric %d: se %g, %g", v, m, x->se, y->se);
        }
        sag_analysis_release(&a);
        sag_analysis_release(&b);
    }
}

Test(rep_metric, a_known_camera_roll_changes_nothing)
{
    const double view[] = {SIDE, FRONT};
    for (int v = 0; v < 2; v++) {
        sag_analysis a = analyze(film_plan(&uneven, view[v], 0.0), 0.0);
        sag_analysis b = analyze(film_plan(&uneven, view[v], 5.0), 5.0);
        cr_assert_eq(b.rep_count, a.rep_count);
        for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
            const sag_measure *x = &a.rep[0].whole[m];
            const sag_measure *y = &b.rep[0].whole[m];
            cr_assert_eq(x->reason, y->reason, "view %d, metric %d", v, m);
            cr_assert_float_eq(x->value, y->value, 1e-3, "view %d, metric %d: %g, %g", v, m, x->value, y->value);
        }
        sag_analysis_release(&a);
        sag_analysis_release(&b);
    }
}

/* The heel lifts for a while around 4 s. */
static stick_pose lift_heel(double t_s, const void *context)
{
    const double *lift_s = context;
    const squat_plan plan = {.rep_count = 1};
    stick_pose pose = play_plan(t_s, &plan);
    pose.foot_pitch_deg = fabs(t_s - 4.0) < 0.5 * *lift_s ? 12.0 : 0.0;
    return pose;
}

Test(rep_metric, a_heel_must_stay_up_to_count)
{
    const double lift_s[] = {0.16, 0.6}; /* longer than what the outlier filter takes away */
    for (int i = 0; i < 2; i++) {
        stick_film film = stick_film_default;
        film.duration_s = TOP_S + PERIOD_S;
        sag_analysis a = analyze(stick_film_script(&film, lift_heel, &lift_s[i]), 0.0);
        double pitch_deg = whole(&a, SAG_REP_METRIC_FOOT_PITCH_PEAK) * DEG;
        cr_assert(i == 0 ? pitch_deg < 7.0 : pitch_deg > 11.0, "%g s up: %g deg", lift_s[i], pitch_deg);
        sag_analysis_release(&a);
    }
}

Test(rep_metric, reasons_are_the_right_ones)
{
    squat_plan plan = {.rep_count = 1};
    stick_film film = stick_film_default;
    film.begin_s = TOP_S + 0.5 * DOWN_S; /* the recording begins half way down */
    film.duration_s = PERIOD_S - film.begin_s + TOP_S;
    sag_analysis a = analyze(stick_film_script(&film, play_plan, &plan), 0.0);
    cr_assert_eq(a.rep_count, 1);
    cr_assert(a.rep[0].start_cut);
    const sag_measure *cut = a.rep[0].whole;
    cr_assert_eq(cut[SAG_REP_METRIC_ECCENTRIC_TIME].reason, SAG_REASON_CUT);
    cr_assert_eq(cut[SAG_REP_METRIC_PEAK_SPEED_DOWN].reason, SAG_REASON_CUT);
    cr_assert_eq(cut[SAG_REP_METRIC_TEMPO_RATIO].reason, SAG_REASON_CUT);
    cr_assert_eq(cut[SAG_REP_METRIC_SMOOTHNESS].reason, SAG_REASON_NONE, "it is of the way up");
    cr_assert_eq(cut[SAG_REP_METRIC_CONCENTRIC_TIME].reason, SAG_REASON_NONE);
    cr_assert_eq(cut[SAG_REP_METRIC_HIPS_FIRST].reason, SAG_REASON_NONE, "it needs the way up only");
    cr_assert_eq(cut[SAG_REP_METRIC_TOP_TIME].reason, SAG_REASON_ABSENT, "no next repetition");
    cr_assert_eq(cut[SAG_REP_METRIC_STICKING_SHARE].reason, SAG_REASON_ABSENT);
    sag_analysis_release(&a);

    sag_motion *plain = film_plan(&plan, SIDE, 0.0);
    sag_motion *hidden = NULL;
    cr_assert_eq(sag_motion_create(&hidden, 0, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < sag_motion_get_count(plain); i++) {
        sag_skeleton skeleton = *sag_motion_get(plain, i);
        skeleton.joint[SAG_JOINT_LEFT_HEEL].visibility_ratio = 0.1f;
        skeleton.joint[SAG_JOINT_RIGHT_HEEL].visibility_ratio = 0.1f;
        sag_motion_push(hidden, &skeleton);
    }
    sag_motion_destroy(plain);
    a = analyze(hidden, 0.0);
    cr_assert_eq(a.rep[0].whole[SAG_REP_METRIC_FOOT_PITCH_PEAK].reason, SAG_REASON_HIDDEN);
    cr_assert_eq(a.rep[0].whole[SAG_REP_METRIC_HEEL_RISE_PEAK].reason, SAG_REASON_HIDDEN);
    cr_assert_eq(a.rep[0].whole[SAG_REP_METRIC_TRUNK_PEAK].reason, SAG_REASON_NONE);
    sag_analysis_release(&a);
}

static stick_pose stay_low(double t_s, const void *context)
{
    (void)context;
    return stick_squat(0.5 + 0.5 * stick_share(t_s - 1.0, 1.0, 0.3, 1.0), 100.0);
}

Test(rep_metric, without_standing_changes_are_withheld)
{
    stick_film film = stick_film_default;
    film.duration_s = 5.0;
    sag_analysis a = analyze(stick_film_script(&film, stay_low, NULL), 0.0);
    cr_assert_eq(a.rep_count, 1);
    const sag_measure *m = a.rep[0].whole;
    cr_assert_eq(m[SAG_REP_METRIC_TRUNK_CHANGE].reason, SAG_REASON_NO_STANDING);
    cr_assert_eq(m[SAG_REP_METRIC_FOOT_PITCH_PEAK].reason, SAG_REASON_NO_STANDING);
    cr_assert_eq(m[SAG_REP_METRIC_PEAK_SPEED_UP].reason, SAG_REASON_NO_STANDING);
    cr_assert_eq(m[SAG_REP_METRIC_TRUNK_PEAK].reason, SAG_REASON_NONE);
    cr_assert_eq(m[SAG_REP_METRIC_ECCENTRIC_TIME].reason, SAG_REASON_NONE);
    sag_analysis_release(&a);
}

Test(rep_metric, error_is_wider_in_the_far_half_of_the_side_view)
{
    sag_analysis a = analyze(film_plan(&uneven, SIDE, 0.0), 0.0);
    sag_analysis b = analyze(film_plan(&uneven, 22.0, 0.0), 0.0);
    cr_assert_eq(b.view, SAG_VIEW_SIDE_REDUCED);
    const sag_rep_metric wider[] = {SAG_REP_METRIC_TRUNK_PEAK, SAG_REP_METRIC_TRUNK_CHANGE,
                                    SAG_REP_METRIC_FOOT_PITCH_PEAK, SAG_REP_METRIC_HEEL_RISE_PEAK,
                                    SAG_REP_METRIC_KNEE_TRAVEL_PEAK};
    for (size_t i = 0; i < sizeof wider / sizeof *wider; i++) {
        cr_assert_gt(b.rep[0].whole[wider[i]].se, 1.02 * a.rep[0].whole[wider[i]].se, "%s",
                     sag_rep_metric_get_info(wider[i])->name);
    }
    sag_analysis_release(&a);
    sag_analysis_release(&b);
}
