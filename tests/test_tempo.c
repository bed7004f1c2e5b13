#include <criterion/criterion.h>

#include <math.h>

#include <sagitta/analysis.h>

#include "stick_figure.h"
#include "tempo.h"

#define THIGH_DEG 90.0

/*
 * Way up that slows down in its middle, 0 .. 1: the integral of sin^2(2 pi x) + 0.3 sin^2(pi x). The speed has its
 * maxima near 1/4 and 3/4, and 0.3 between them.
 */
static double sticking_way(double x)
{
    double way = 0.5 * x - sin(4.0 * STICK_PI * x) / (8.0 * STICK_PI) +
                 0.3 * (0.5 * x - sin(2.0 * STICK_PI * x) / (4.0 * STICK_PI));
    return way / 0.65;
}

/* Height of the hips at a share of the depth, in leg lengths. */
static double height_of(double share)
{
    return 0.5 * (cos(30.0 * share * STICK_PI / 180.0) + cos(THIGH_DEG * share * STICK_PI / 180.0));
}

static double share_of(double height)
{
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 50; i++) {
        double middle = 0.5 * (low + high);
        *(height_of(middle) > height ? &low : &high) = middle;
    }
    return low;
}

typedef struct tempo_plan {
    double down_s;
    double pause_s;
    double up_s;
    double top_s;
    bool sticking;
} tempo_plan;

static double share_at(double t_s, const tempo_plan *plan)
{
    double period_s = plan->down_s + plan->pause_s + plan->up_s + plan->top_s;
    double in_rep_s = fmod(t_s - plan->top_s + period_s, period_s);
    double up_from_s = plan->down_s + plan->pause_s;
    if (plan->sticking && in_rep_s > up_from_s && in_rep_s < up_from_s + plan->up_s) {
        return share_of(height_of(1.0) + (1.0 - height_of(1.0)) * sticking_way((in_rep_s - up_from_s) / plan->up_s));
    }
    return stick_share(in_rep_s, plan->down_s, plan->pause_s, plan->up_s);
}

static stick_pose play_tempo(double t_s, const void *context)
{
    return stick_squat(share_at(t_s, context), THIGH_DEG);
}

/* Speed of the hips in leg lengths a second, + up. */
static double speed_at(double t_s, const tempo_plan *plan)
{
    return (height_of(share_at(t_s + 0.001, plan)) - height_of(share_at(t_s, plan))) / 0.001;
}

static sag_analysis analyze_tempo(const tempo_plan *plan, int rep_count)
{
    stick_film film = stick_film_default;
    film.duration_s = plan->top_s + rep_count * (plan->down_s + plan->pause_s + plan->up_s + plan->top_s);
    sag_motion *motion = stick_film_script(&film, play_tempo, plan);
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    cr_assert_eq(a.rep_count, (size_t)rep_count);
    return a;
}

Test(tempo, times_and_speeds_are_those_of_the_motion)
{
    const tempo_plan plan = {.down_s = 2.0, .pause_s = 1.0, .up_s = 1.0, .top_s = 2.0};
    sag_analysis a = analyze_tempo(&plan, 2);
    const sag_measure *m = a.rep[0].whole;
    double up = 0.0;
    double down = 0.0;
    for (double t_s = plan.top_s; t_s < 6.0; t_s += 0.001) {
        up = fmax(up, speed_at(t_s, &plan));
        down = fmax(down, -speed_at(t_s, &plan));
    }
    /* A phase is what is faster than 5 % of a peak: its own at the top, the larger one at the bottom. */
    double start_s = plan.top_s;
    while (-speed_at(start_s, &plan) < 0.05 * down) {
        start_s += 0.001;
    }
    double pause_s = plan.top_s + plan.down_s;
    while (-speed_at(pause_s, &plan) < 0.05 * up) {
        pause_s -= 0.001;
    }
    double rise_s = plan.top_s + plan.down_s + plan.pause_s;
    while (speed_at(rise_s, &plan) < 0.05 * up) {
        rise_s += 0.001;
    }
    double end_s = plan.top_s + plan.down_s + plan.pause_s + plan.up_s;
    while (speed_at(end_s, &plan) < 0.05 * up) {
        end_s -= 0.001;
    }
    double period_s = plan.down_s + plan.pause_s + plan.up_s + plan.top_s;
    cr_assert_float_eq(m[SAG_REP_METRIC_ECCENTRIC_TIME].value, pause_s - start_s, 0.08);
    cr_assert_float_eq(m[SAG_REP_METRIC_PAUSE_TIME].value, rise_s - pause_s, 0.08);
    cr_assert_float_eq(m[SAG_REP_METRIC_CONCENTRIC_TIME].value, end_s - rise_s, 0.08);
    cr_assert_float_eq(m[SAG_REP_METRIC_TOP_TIME].value, start_s + period_s - end_s, 0.08);
    cr_assert_float_eq(m[SAG_REP_METRIC_TEMPO_RATIO].value,
                       m[SAG_REP_METRIC_ECCENTRIC_TIME].value / m[SAG_REP_METRIC_CONCENTRIC_TIME].value, 1e-9);
    cr_assert_float_eq(m[SAG_REP_METRIC_PEAK_SPEED_UP].value, up, 0.03 * up);
    cr_assert_float_eq(m[SAG_REP_METRIC_PEAK_SPEED_DOWN].value, down, 0.03 * down);
    cr_assert_lt(m[SAG_REP_METRIC_MEAN_SPEED_UP].value, up);
    cr_assert_gt(m[SAG_REP_METRIC_MEAN_SPEED_UP].value, 0.4 * up);
    cr_assert_eq(m[SAG_REP_METRIC_STICKING_SHARE].reason, SAG_REASON_ABSENT);
    cr_assert_eq(a.rep[1].whole[SAG_REP_METRIC_TOP_TIME].reason, SAG_REASON_ABSENT);
    for (int k = SAG_REP_METRIC_ECCENTRIC_TIME; k <= SAG_REP_METRIC_MEAN_SPEED_UP; k++) {
        cr_assert(m[k].se > 0.0 && isfinite(m[k].se), "metric %d", k);
    }
    sag_analysis_release(&a);
}

Test(tempo, finds_a_sticking_region)
{
    const tempo_plan plan = {.down_s = 1.5, .pause_s = 0.3, .up_s = 2.4, .top_s = 1.0, .sticking = true};
    sag_analysis a = analyze_tempo(&plan, 1);
    const sag_measure *share = &a.rep[0].whole[SAG_REP_METRIC_STICKING_SHARE];
    cr_assert_eq(share->reason, SAG_REASON_NONE);
    cr_assert_float_eq(share->value, 0.3 / 1.15, 0.06, "%g", share->value);
    sag_analysis_release(&a);
}

Test(tempo, an_interrupted_way_up_is_less_smooth)
{
    tempo_plan plan = {.down_s = 1.5, .pause_s = 0.3, .up_s = 2.4, .top_s = 1.0};
    sag_analysis a = analyze_tempo(&plan, 1);
    plan.sticking = true;
    sag_analysis b = analyze_tempo(&plan, 1);
    double smooth = a.rep[0].whole[SAG_REP_METRIC_SMOOTHNESS].value;
    cr_assert_lt(smooth, 0.0);
    cr_assert_lt(b.rep[0].whole[SAG_REP_METRIC_SMOOTHNESS].value, smooth - 0.3);
    sag_analysis_release(&a);
    sag_analysis_release(&b);
}

#define PROFILE_COUNT 201

/* Speed of a movement of least jerk, at the times i / (rate) over duration_s. */
static double least_jerk(double x)
{
    return x <= 0.0 || x >= 1.0 ? 0.0 : 30.0 * x * x * (1.0 - x) * (1.0 - x);
}

static double arc_of(double duration_s, double size, int movements)
{
    double t_s[PROFILE_COUNT];
    double speed[PROFILE_COUNT];
    for (int i = 0; i < PROFILE_COUNT; i++) {
        double x = (double)i / (PROFILE_COUNT - 1);
        t_s[i] = 3.0 + duration_s * x;
        speed[i] = size * least_jerk(fmod(x * movements, 1.0));
    }
    return sag__tempo_spectral_arc_length(speed, t_s, PROFILE_COUNT, 10.0);
}

Test(tempo, arc_length_does_not_know_size_or_duration)
{
    double one = arc_of(1.0, 1.0, 1);
    cr_assert_float_eq(arc_of(1.0, 7.0, 1), one, 1e-9);
    cr_assert_float_eq(arc_of(1.7, 1.0, 1), one, 0.02);
    cr_assert_float_eq(one, -1.41, 0.03, "%g; published for a reach of least jerk", one);
    cr_assert_lt(arc_of(1.0, 1.0, 2), one - 0.3, "two movements in a row");
    const double still[] = {0.0, 0.0, 0.0, 0.0};
    const double t_s[] = {0.0, 0.1, 0.2, 0.3};
    cr_assert(isnan(sag__tempo_spectral_arc_length(still, t_s, 4, 10.0)));
    cr_assert(isnan(sag__tempo_spectral_arc_length(still, t_s, 3, 10.0)));
}
