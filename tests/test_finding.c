#include <criterion/criterion.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "finding_find.h"
#include "memory.h"

#define DEG(x) ((x) * (3.14159265358979323846 / 180.0))
#define REP_FRAMES 20
#define REP_MAX 12

/* A set whose measures are made up: every one is measured, 0 and certain, until a test says otherwise. */
typedef struct made {
    sag_analysis analysis;
    sag_motion *motion;
    sag_rep rep[REP_MAX];
} made;

static void make(made *m, sag_view view, size_t rep_count)
{
    memset(m, 0, sizeof *m);
    sag_analysis *a = &m->analysis;
    a->view = view;
    a->rep_count = rep_count;
    a->frame_count = rep_count * REP_FRAMES;
    a->rep = m->rep;
    cr_assert_eq(sag_motion_create(&m->motion, a->frame_count + 1, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < a->frame_count; i++) {
        sag_skeleton skeleton = {.frame_index = (int64_t)i, .t_ns = (int64_t)i * 50000000};
        cr_assert_eq(sag_motion_push(m->motion, &skeleton), SAG_STATUS_OK);
    }
    for (int k = 0; k < SAG_METRIC_COUNT; k++) {
        a->series[k] = sag__memory_alloc(a->frame_count + 1, sizeof(double));
        cr_assert_not_null(a->series[k]);
    }
    for (size_t r = 0; r < rep_count; r++) {
        m->rep[r].number = (int)r + 1;
        m->rep[r].start_frame = r * REP_FRAMES;
        m->rep[r].bottom_frame = r * REP_FRAMES + REP_FRAMES / 2;
        m->rep[r].end_frame = r * REP_FRAMES + REP_FRAMES - 1;
        m->rep[r].whole[SAG_REP_METRIC_HEEL_RISE_PEAK].value = 0.2;
        m->rep[r].whole[SAG_REP_METRIC_ANKLE_RISE_PEAK].value = 0.2;
    }
    for (int k = 0; k < SAG_METRIC_COUNT; k++) {
        a->set_at_bottom[k].drift.reason = rep_count < 4 ? SAG_REASON_TOO_SHORT : SAG_REASON_NONE;
        a->set_at_bottom[k].rep_count = rep_count;
    }
}

static void find_with(made *m, const sag_thresholds *thresholds)
{
    cr_assert_eq(sag__finding_find(&m->analysis, m->motion, thresholds), SAG_STATUS_OK);
    for (size_t f = 0; f < m->analysis.finding_count; f++) {
        const sag_finding *finding = &m->analysis.finding[f];
        cr_assert_neq(finding->severity, SAG_SEVERITY_NONE);
        cr_assert_geq(finding->rep_count, 1);
        cr_assert_leq(finding->rep_count, m->analysis.rep_count);
        cr_assert_geq(finding->size.value, 0.0);
        cr_assert_lt(finding->frame, m->analysis.frame_count);
        cr_assert_eq(finding->t_ns, (int64_t)finding->frame * 50000000);
    }
}

static void find(made *m)
{
    static const sag_thresholds defaults;
    find_with(m, &defaults);
}

static void release_findings(made *m)
{
    for (size_t f = 0; f < m->analysis.finding_count; f++) {
        sag__memory_free(m->analysis.finding[f].rep);
    }
    sag__memory_free(m->analysis.finding);
    m->analysis.finding = NULL;
    m->analysis.finding_count = 0;
}

static void release(made *m)
{
    release_findings(m);
    m->analysis.rep = NULL; /* it is m->rep */
    sag_analysis_release(&m->analysis);
    sag_motion_destroy(m->motion);
}

static void set_whole(made *m, sag_rep_metric metric, const double *value, double se)
{
    for (size_t r = 0; r < m->analysis.rep_count; r++) {
        m->rep[r].whole[metric] = (sag_measure){value[r], se, SAG_REASON_NONE};
    }
}

static void set_bottom(made *m, sag_metric metric, const double *value, double se)
{
    for (size_t r = 0; r < m->analysis.rep_count; r++) {
        m->rep[r].at_bottom[metric] = (sag_measure){value[r], se, SAG_REASON_NONE};
    }
}

/* The only finding there is. */
static const sag_finding *only(const made *m)
{
    cr_assert_eq(m->analysis.finding_count, 1, "%zu findings", m->analysis.finding_count);
    return &m->analysis.finding[0];
}

Test(finding, neutral_sets_raise_nothing_and_say_what_was_not_judged)
{
    static const sag_view views[] = {SAG_VIEW_SIDE, SAG_VIEW_SIDE_REDUCED, SAG_VIEW_FRONT, SAG_VIEW_BACK,
                                     SAG_VIEW_OBLIQUE};
    for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
        made m;
        make(&m, views[v], 5);
        find(&m);
        cr_assert_eq(m.analysis.finding_count, 0);
        for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
            int holds = (sag_compensation_get_info((sag_compensation)c)->views & (1u << views[v])) != 0;
            cr_assert_eq(m.analysis.unjudged[c], holds ? SAG_REASON_NONE : SAG_REASON_VIEW, "view %zu, %d", v, c);
        }
        release(&m);
    }
}

Test(finding, heel_rise_is_clear_with_its_repetitions_and_moment)
{
    made m;
    make(&m, SAG_VIEW_SIDE, 3);
    set_whole(&m, SAG_REP_METRIC_FOOT_PITCH_PEAK, (const double[]){DEG(14), DEG(3), DEG(16)}, DEG(1.5));
    m.analysis.series[SAG_METRIC_FOOT_PITCH][47] = DEG(17);
    find(&m);
    const sag_finding *finding = only(&m);
    cr_assert_eq(finding->compensation, SAG_COMPENSATION_HEEL_RISE);
    cr_assert_eq(finding->side, SAG_BODY_SIDE_NONE);
    cr_assert_eq(finding->severity, SAG_SEVERITY_CLEAR);
    cr_assert_eq(finding->rep_count, 2);
    cr_assert_eq(finding->rep[0], 0);
    cr_assert_eq(finding->rep[1], 2);
    cr_assert_eq(finding->judged_count, 3);
    cr_assert_eq(finding->worst_rep, 2);
    cr_assert_eq(finding->frame, 47);
    cr_assert_eq(finding->size.value, DEG(16));
    cr_assert_eq(finding->size.se, DEG(1.5));
    cr_assert_float_eq(finding->possible, DEG(8), 1e-12);
    cr_assert_float_eq(finding->clear, DEG(12), 1e-12);
    release(&m);
}

Test(finding, heel_rise_needs_the_heel_to_come_up)
{
    made m;
    make(&m, SAG_VIEW_SIDE, 3);
    set_whole(&m, SAG_REP_METRIC_FOOT_PITCH_PEAK, (const double[]){DEG(14), DEG(14), DEG(14)}, DEG(1.5));
    set_whole(&m, SAG_REP_METRIC_HEEL_RISE_PEAK, (const double[]){0.09, 0.09, 0.09}, 0.01);
    find(&m);
    cr_assert_eq(m.analysis.finding_count, 0);
    cr_assert_eq(m.analysis.unjudged[SAG_COMPENSATION_HEEL_RISE], SAG_REASON_NONE);
    release_findings(&m);
    set_whole(&m, SAG_REP_METRIC_HEEL_RISE_PEAK, (const double[]){0.11, 0.11, 0.11}, 0.01);
    find(&m);
    cr_assert_eq(m.analysis.finding_count, 1);
    release(&m);
}

/* Pitch of the foot and rise of the ankle are surer together than either alone. */
Test(finding, heel_rise_is_judged_by_two_witnesses)
{
    static const struct {
        double pitch_deg;
        double pitch_se_deg;
        double ankle;
        double ankle_se;
        sag_severity severity;
    } cases[] = {
        {16.0, 8.1, 0.20, 0.08, SAG_SEVERITY_CLEAR},    /* 2.0 and 2.5 from zero, 1.0 and 2.1 from the borders */
        {16.0, 8.1, 0.12, 0.08, SAG_SEVERITY_POSSIBLE}, /* 2.0 and 1.5, 1.0 and 0.3 */
        {16.0, 16.0, 0.12, 0.08, SAG_SEVERITY_NONE},    /* 1.0 and 1.5: together 1.8 */
        {16.0, 1.0, 0.02, 0.001, SAG_SEVERITY_NONE},    /* the ankle is below its border */
        {7.0, 0.1, 0.27, 0.01, SAG_SEVERITY_NONE},      /* the pitch is */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        made m;
        make(&m, SAG_VIEW_SIDE, 1);
        set_whole(&m, SAG_REP_METRIC_FOOT_PITCH_PEAK, (const double[]){DEG(cases[i].pitch_deg)},
                  DEG(cases[i].pitch_se_deg));
        set_whole(&m, SAG_REP_METRIC_ANKLE_RISE_PEAK, (const double[]){cases[i].ankle}, cases[i].ankle_se);
        find(&m);
        sag_severity got = m.analysis.finding_count == 0 ? SAG_SEVERITY_NONE : m.analysis.finding[0].severity;
        cr_assert_eq(got, cases[i].severity, "case %zu: %s", i, sag_severity_name(got));
        release(&m);
    }
}

Test(finding, severity_follows_size_certainty_and_share)
{
    static const struct {
        double size_deg[3];
        double se_deg;
        sag_severity severity;
    } cases[] = {
        {{9.9, 9.9, 9.9}, 0.1, SAG_SEVERITY_NONE},        /* below the border */
        {{10.1, 10.1, 10.1}, 0.1, SAG_SEVERITY_POSSIBLE}, /* not beyond the border to clear */
        {{14.9, 14.9, 14.9}, 0.1, SAG_SEVERITY_POSSIBLE},
        {{15.1, 15.1, 15.1}, 0.1, SAG_SEVERITY_CLEAR},
        {{15.1, 15.1, 15.1}, 2.9, SAG_SEVERITY_CLEAR},    /* 15.1 - 1.64 * 2.9 = 10.3 */
        {{15.1, 15.1, 15.1}, 3.3, SAG_SEVERITY_POSSIBLE}, /* 9.7: not surely beyond possible */
        {{18, 18, 18}, 9.1, SAG_SEVERITY_NONE},           /* less than two standard errors */
        {{20, 20, 0}, 2.0, SAG_SEVERITY_CLEAR},           /* two of three */
        {{20, 0, 0}, 2.0, SAG_SEVERITY_POSSIBLE},         /* one of three */
        {{12, 0, 0}, 5.0, SAG_SEVERITY_NONE},             /* one of three at 2.4 standard errors: may be chance */
        {{13, 0, 0}, 5.0, SAG_SEVERITY_POSSIBLE},         /* at 2.6 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        made m;
        make(&m, SAG_VIEW_SIDE, 3);
        double size[3];
        for (int r = 0; r < 3; r++) {
            size[r] = DEG(cases[i].size_deg[r]);
        }
        set_whole(&m, SAG_REP_METRIC_HIPS_FIRST, size, DEG(cases[i].se_deg));
        find(&m);
        sag_severity got = m.analysis.finding_count == 0 ? SAG_SEVERITY_NONE : m.analysis.finding[0].severity;
        cr_assert_eq(got, cases[i].severity, "case %zu: %s", i, sag_severity_name(got));
        release(&m);
    }
}

Test(finding, a_side_that_changes_is_not_one_finding)
{
    made m;
    make(&m, SAG_VIEW_FRONT, 4);
    const double shift[] = {0.14, -0.13, 0.15, -0.16};
    set_whole(&m, SAG_REP_METRIC_HIP_SHIFT_BOTTOM, shift, 0.01);
    find(&m);
    cr_assert_eq(m.analysis.finding_count, 2);
    for (int f = 0; f < 2; f++) {
        const sag_finding *finding = &m.analysis.finding[f];
        cr_assert_eq(finding->compensation, SAG_COMPENSATION_HIP_SHIFT);
        cr_assert_eq(finding->severity, SAG_SEVERITY_POSSIBLE, "two of four on one side");
        cr_assert_eq(finding->rep_count, 2);
    }
    cr_assert_eq(m.analysis.finding[0].side, SAG_BODY_SIDE_LEFT, "0.16 is surer than 0.15");
    cr_assert_float_eq(m.analysis.finding[0].size.value, 0.16, 1e-12);
    cr_assert_eq(m.analysis.finding[1].side, SAG_BODY_SIDE_RIGHT);
    cr_assert_eq(m.analysis.finding[1].worst_rep, 2);
    release(&m);
}

Test(finding, signed_measures_name_the_side_and_a_mirror_exchanges_it)
{
    static const struct {
        sag_rep_metric metric;
        sag_metric series;
        sag_compensation compensation;
        double size;
    } cases[] = {
        {SAG_REP_METRIC_HIP_SHIFT_UP, SAG_METRIC_HIP_SHIFT, SAG_COMPENSATION_HIP_SHIFT, 0.12},
        {SAG_REP_METRIC_HIP_SHIFT_DOWN, SAG_METRIC_HIP_SHIFT, SAG_COMPENSATION_HIP_SHIFT, 0.12},
        {SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK, SAG_METRIC_PELVIC_OBLIQUITY, SAG_COMPENSATION_PELVIC_OBLIQUITY, DEG(12)},
        {SAG_REP_METRIC_LATERAL_LEAN_PEAK, SAG_METRIC_LATERAL_TRUNK_LEAN, SAG_COMPENSATION_LATERAL_LEAN, DEG(12)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int right = 0; right < 2; right++) {
            made m;
            make(&m, SAG_VIEW_BACK, 2);
            double sign = right ? 1.0 : -1.0;
            set_whole(&m, cases[i].metric, (const double[]){sign * cases[i].size, sign * cases[i].size}, 0.005);
            m.analysis.series[cases[i].series][7] = sign * cases[i].size;
            find(&m);
            const sag_finding *finding = only(&m);
            cr_assert_eq(finding->compensation, cases[i].compensation);
            cr_assert_eq(finding->side, right ? SAG_BODY_SIDE_RIGHT : SAG_BODY_SIDE_LEFT);
            cr_assert_eq(finding->severity, SAG_SEVERITY_CLEAR);
            cr_assert_eq(finding->size.value, cases[i].size);
            cr_assert_eq(finding->frame, 7);
            release(&m);
        }
    }
}

Test(finding, knee_in_is_told_for_each_side)
{
    for (int right = 0; right < 2; right++) {
        made m;
        make(&m, SAG_VIEW_FRONT, 3);
        set_bottom(&m, SAG_METRIC_KNEE_TO_FOOT_LEFT + right, (const double[]){0.08, 0.09, 0.085}, 0.02);
        find(&m);
        const sag_finding *finding = only(&m);
        cr_assert_eq(finding->compensation, SAG_COMPENSATION_KNEE_IN);
        cr_assert_eq(finding->side, right ? SAG_BODY_SIDE_RIGHT : SAG_BODY_SIDE_LEFT);
        cr_assert_eq(finding->severity, SAG_SEVERITY_CLEAR);
        cr_assert_eq(finding->size.value, 0.09);
        cr_assert_eq(finding->frame, m.rep[1].bottom_frame);
        release(&m);
    }
}

Test(finding, knee_that_comes_in_on_the_way_up_shows_there)
{
    made m;
    make(&m, SAG_VIEW_FRONT, 2);
    set_whole(&m, SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_RIGHT, (const double[]){0.09, 0.08}, 0.01);
    for (size_t i = 0; i < m.analysis.frame_count; i++) {
        size_t from_bottom = i % REP_FRAMES > REP_FRAMES / 2 ? i % REP_FRAMES - REP_FRAMES / 2
                                                             : REP_FRAMES / 2 - i % REP_FRAMES;
        m.analysis.series[SAG_METRIC_HIP_DROP][i] = 0.5 * (1.0 - 0.1 * (double)from_bottom);
    }
    find(&m);
    const sag_finding *finding = only(&m);
    cr_assert_eq(finding->side, SAG_BODY_SIDE_RIGHT);
    cr_assert_eq(finding->frame, m.rep[0].bottom_frame + 5);
    release(&m);
}

/* A leaning trunk takes the points of the hips with it. */
Test(finding, obliquity_that_a_leaning_trunk_explains_is_not_told)
{
    made m;
    make(&m, SAG_VIEW_BACK, 2);
    set_whole(&m, SAG_REP_METRIC_LATERAL_LEAN_PEAK, (const double[]){DEG(13), DEG(13)}, DEG(3));
    set_whole(&m, SAG_REP_METRIC_PELVIC_OBLIQUITY_PEAK, (const double[]){DEG(9), DEG(9)}, DEG(2));
    find(&m);
    cr_assert_eq(only(&m)->compensation, SAG_COMPENSATION_LATERAL_LEAN);
    release_findings(&m);
    set_whole(&m, SAG_REP_METRIC_LATERAL_LEAN_PEAK, (const double[]){DEG(-13), DEG(-13)}, DEG(3));
    find(&m);
    cr_assert_eq(m.analysis.finding_count, 2, "it leans to the other side");
    release(&m);
}

/* Shifted hips turn the line hip to ankle, by opposite amounts on both legs. */
Test(finding, shifted_hips_are_not_a_knee_in)
{
    made m;
    make(&m, SAG_VIEW_FRONT, 2);
    const double shift[] = {0.2, 0.2};
    set_whole(&m, SAG_REP_METRIC_HIP_SHIFT_UP, shift, 0.01);
    set_whole(&m, SAG_REP_METRIC_HIP_SHIFT_BOTTOM, shift, 0.01);
    set_whole(&m, SAG_REP_METRIC_KNEE_MEDIAL_RIGHT, (const double[]){0.05, 0.05}, 0.01);
    set_whole(&m, SAG_REP_METRIC_KNEE_MEDIAL_UP_DOWN_RIGHT, (const double[]){0.05, 0.05}, 0.01);
    find(&m);
    cr_assert_eq(only(&m)->compensation, SAG_COMPENSATION_HIP_SHIFT);
    release(&m);
}

/* Feet turned outward: the knees are far outside the line hip to ankle and at the toes at the bottom. */
Test(finding, turned_out_feet_are_not_a_knee_in)
{
    made m;
    make(&m, SAG_VIEW_FRONT, 2);
    for (int right = 0; right < 2; right++) {
        set_bottom(&m, SAG_METRIC_KNEE_TO_FOOT_LEFT + right, (const double[]){-0.01, -0.01}, 0.02);
        set_whole(&m, SAG_REP_METRIC_KNEE_TO_FOOT_LEFT + right, (const double[]){0.04, 0.04}, 0.01);
        set_whole(&m, SAG_REP_METRIC_KNEE_MEDIAL_LEFT + right, (const double[]){-0.12, -0.12}, 0.01);
    }
    set_whole(&m, SAG_REP_METRIC_KNEE_SEPARATION_FALL, (const double[]){-0.4, -0.4}, 0.05);
    find(&m);
    cr_assert_eq(m.analysis.finding_count, 0);
    release(&m);
}

Test(finding, both_knees_together_are_one_finding_without_a_side)
{
    made m;
    make(&m, SAG_VIEW_FRONT, 2);
    set_whole(&m, SAG_REP_METRIC_KNEE_SEPARATION_FALL, (const double[]){0.2, 0.22}, 0.03);
    m.analysis.series[SAG_METRIC_KNEE_SEPARATION][33] = -1.0;
    find(&m);
    const sag_finding *finding = only(&m);
    cr_assert_eq(finding->compensation, SAG_COMPENSATION_KNEE_IN);
    cr_assert_eq(finding->side, SAG_BODY_SIDE_NONE);
    cr_assert_float_eq(finding->possible, 0.15, 1e-12);
    cr_assert_float_eq(finding->clear, 0.30, 1e-12);
    cr_assert_eq(finding->severity, SAG_SEVERITY_POSSIBLE);
    cr_assert_eq(finding->frame, 33);
    release(&m);
}

Test(finding, asymmetry_keeps_its_sign_within_a_set_and_has_no_side)
{
    made m;
    make(&m, SAG_VIEW_FRONT, 3);
    set_whole(&m, SAG_REP_METRIC_KNEE_ASYMMETRY, (const double[]){-0.09, -0.1, -0.09}, 0.01);
    find(&m);
    cr_assert_eq(only(&m)->side, SAG_BODY_SIDE_NONE);
    cr_assert_eq(only(&m)->severity, SAG_SEVERITY_CLEAR);
    cr_assert_eq(only(&m)->size.value, 0.1);
    release(&m);
    make(&m, SAG_VIEW_FRONT, 3);
    set_whole(&m, SAG_REP_METRIC_KNEE_ASYMMETRY, (const double[]){-0.09, 0.1, -0.09}, 0.01);
    find(&m);
    for (size_t f = 0; f < m.analysis.finding_count; f++) {
        cr_assert_lt(m.analysis.finding[f].rep_count, 3);
    }
    release(&m);
}

Test(finding, depth_loss_is_of_the_set)
{
    made m;
    make(&m, SAG_VIEW_SIDE, 5);
    set_bottom(&m, SAG_METRIC_THIGH_INCLINATION, (const double[]){DEG(-9), DEG(-6), DEG(0), DEG(7), DEG(4)}, DEG(5));
    m.analysis.set_at_bottom[SAG_METRIC_THIGH_INCLINATION].drift = (sag_measure){DEG(15), DEG(2), SAG_REASON_NONE};
    find(&m);
    const sag_finding *finding = only(&m);
    cr_assert_eq(finding->compensation, SAG_COMPENSATION_DEPTH_LOSS);
    cr_assert_eq(finding->severity, SAG_SEVERITY_CLEAR);
    cr_assert_eq(finding->size.value, DEG(15));
    cr_assert_eq(finding->rep_count, 3);
    cr_assert_eq(finding->rep[0], 2);
    cr_assert_eq(finding->worst_rep, 3);
    cr_assert_eq(finding->frame, m.rep[3].bottom_frame);
    cr_assert_eq(finding->judged_count, 5);
    release(&m);
    /* on one line by chance: each repetition's own noise still counts */
    make(&m, SAG_VIEW_SIDE, 5);
    set_bottom(&m, SAG_METRIC_THIGH_INCLINATION, (const double[]){0, DEG(1.5), DEG(3), DEG(4.5), DEG(6)}, DEG(5));
    m.analysis.set_at_bottom[SAG_METRIC_THIGH_INCLINATION].drift = (sag_measure){DEG(6), DEG(0.1), SAG_REASON_NONE};
    find(&m);
    cr_assert_float_eq(only(&m)->size.se, DEG(2.0 * 4.0 / sqrt(10.0)), 1e-12);
    cr_assert_eq(only(&m)->severity, SAG_SEVERITY_POSSIBLE);
    release(&m);
    make(&m, SAG_VIEW_SIDE, 3);
    find(&m);
    cr_assert_eq(m.analysis.unjudged[SAG_COMPENSATION_DEPTH_LOSS], SAG_REASON_TOO_SHORT);
    release(&m);
}

Test(finding, cut_partial_and_unmeasured_repetitions_are_not_judged)
{
    made m;
    make(&m, SAG_VIEW_SIDE, 5);
    const double pitch[] = {DEG(20), DEG(20), DEG(20), DEG(20), DEG(20)};
    set_whole(&m, SAG_REP_METRIC_FOOT_PITCH_PEAK, pitch, DEG(1));
    m.rep[0].start_cut = true;
    m.rep[1].partial = true;
    m.rep[2].whole[SAG_REP_METRIC_FOOT_PITCH_PEAK].reason = SAG_REASON_HIDDEN;
    m.rep[4].end_cut = true;
    find(&m);
    cr_assert_eq(only(&m)->judged_count, 1);
    cr_assert_eq(only(&m)->rep[0], 3);
    release_findings(&m);
    m.rep[3].whole[SAG_REP_METRIC_HEEL_RISE_PEAK].reason = SAG_REASON_NO_STANDING;
    find(&m);
    cr_assert_eq(m.analysis.finding_count, 0);
    cr_assert_eq(m.analysis.unjudged[SAG_COMPENSATION_HEEL_RISE], SAG_REASON_HIDDEN);
    release(&m);
}

Test(finding, reasons_when_there_is_nothing_to_judge)
{
    made m;
    make(&m, SAG_VIEW_FRONT, 0);
    find(&m);
    cr_assert_eq(m.analysis.unjudged[SAG_COMPENSATION_KNEE_IN], SAG_REASON_ABSENT);
    cr_assert_eq(m.analysis.unjudged[SAG_COMPENSATION_HEEL_RISE], SAG_REASON_VIEW);
    m.analysis.rep_reason = SAG_REASON_NO_PERSON;
    find(&m);
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        cr_assert_eq(m.analysis.unjudged[c], SAG_REASON_NO_PERSON);
    }
    release(&m);
    make(&m, SAG_VIEW_FRONT, 1);
    m.rep[0].end_cut = true;
    find(&m);
    cr_assert_eq(m.analysis.unjudged[SAG_COMPENSATION_KNEE_IN], SAG_REASON_CUT);
    release(&m);
}

Test(finding, a_users_thresholds_rule)
{
    made m;
    make(&m, SAG_VIEW_SIDE, 2);
    set_whole(&m, SAG_REP_METRIC_HIPS_FIRST, (const double[]){DEG(8), DEG(9)}, DEG(1));
    sag_thresholds thresholds = {{0}};
    thresholds.value[SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_HIPS_FIRST)] = DEG(5);
    find_with(&m, &thresholds);
    cr_assert_eq(only(&m)->severity, SAG_SEVERITY_POSSIBLE);
    release_findings(&m);
    thresholds.value[SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_HIPS_FIRST)] = DEG(7);
    find_with(&m, &thresholds);
    cr_assert_eq(only(&m)->severity, SAG_SEVERITY_CLEAR);
    release(&m);
}

Test(finding, the_most_certain_comes_first)
{
    made m;
    make(&m, SAG_VIEW_SIDE, 2);
    set_whole(&m, SAG_REP_METRIC_FOOT_PITCH_PEAK, (const double[]){DEG(9), DEG(9)}, DEG(0.1));
    set_bottom(&m, SAG_METRIC_TRUNK_SHANK, (const double[]){DEG(40), DEG(40)}, DEG(5));
    set_whole(&m, SAG_REP_METRIC_HIPS_FIRST, (const double[]){DEG(30), DEG(30)}, DEG(2));
    find(&m);
    cr_assert_eq(m.analysis.finding_count, 3);
    cr_assert_eq(m.analysis.finding[0].compensation, SAG_COMPENSATION_HIPS_FIRST);
    cr_assert_eq(m.analysis.finding[1].compensation, SAG_COMPENSATION_FORWARD_LEAN);
    cr_assert_eq(m.analysis.finding[2].compensation, SAG_COMPENSATION_HEEL_RISE, "possible comes after clear");
    release(&m);
}

/* A normal number from a fixed sequence (sum of twelve uniform ones). */
static double noise(uint32_t *state)
{
    double sum = -6.0;
    for (int i = 0; i < 12; i++) {
        *state = *state * 1664525u + 1013904223u;
        sum += (double)(*state >> 8) / 16777216.0;
    }
    return sum;
}

/*
 * Share of made sets whose hips rise first with at least that severity. shared: correlation of the repetitions' errors
 * is its square.
 */
static double rate(size_t rep_count, double true_deg, double se_deg, double shared, sag_severity least)
{
    uint32_t state = 7;
    int hits = 0;
    const int sets = 2000;
    made m;
    make(&m, SAG_VIEW_SIDE, rep_count);
    for (int s = 0; s < sets; s++) {
        double same = noise(&state);
        double size[REP_MAX];
        for (size_t r = 0; r < rep_count; r++) {
            size[r] = DEG(true_deg + se_deg * (shared * same + sqrt(1.0 - shared * shared) * noise(&state)));
        }
        set_whole(&m, SAG_REP_METRIC_HIPS_FIRST, size, DEG(se_deg));
        find(&m);
        hits += m.analysis.finding_count > 0 && m.analysis.finding[0].severity >= least;
        release_findings(&m);
    }
    release(&m);
    return (double)hits / sets;
}

Test(finding, noise_makes_few_findings_and_true_faults_are_found)
{
    static const size_t counts[] = {1, 3, 5, 10};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (int shared = 0; shared <= 10; shared += 5) {
            double share = 0.1 * shared;
            double none = rate(counts[i], 0.0, 5.0, share, SAG_SEVERITY_POSSIBLE);
            double border = rate(counts[i], 10.0, 4.0, share, SAG_SEVERITY_CLEAR);
            double found = rate(counts[i], 20.0, 3.0, share, SAG_SEVERITY_CLEAR);
            cr_assert_leq(none, 0.05, "%zu repetitions, shared %g: %g", counts[i], share, none);
            cr_assert_leq(border, 0.06, "%zu repetitions, shared %g: %g", counts[i], share, border);
            cr_assert_geq(found, 0.95, "%zu repetitions, shared %g: %g", counts[i], share, found);
        }
    }
}
