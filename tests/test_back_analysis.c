#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sagitta/analysis.h>

#include "made_back.h"
#include "outline_pack.h"
#include "stick_figure.h"

/* What is filmed beside the squat itself, and what goes wrong with it. */
typedef struct story {
    double late_deg;      /* lumbar flexion over the last third of the way down */
    double early_deg;     /* over the whole way */
    double hollow_deg;    /* of the standing back */
    double off_side_deg;
    double roll_deg;
    double scale;         /* px a metre */
    double noise_deg;     /* of the outline, from frame to frame */
    double standing_noise_deg; /* the same while standing only */
    double leap_deg;      /* of every tenth frame in the movement */
    double width;         /* edge, trunk lengths */
    double presence;
    double quiet_s;
    double hand;          /* 1: the near hand lies at the lower back in the movement */
    const char *model;
    bool faces_left;
    bool no_outlines;
    double hump_deg;  /* lumbar flexion that comes and goes on the way down */
    double cut_s;     /* left out at the end */
    int rep_count;
    int only_rep;     /* lumbar flexion in this one alone, from 1; 0: in all */
    double jump_deg;  /* the thorax's outline jumps by this in the lower half, and back */
    bool lost;        /* two frames where the late flexion begins have no outline */
    bool raised_arms; /* the near upper arm is level in the movement and hangs while standing */
} story;

static const story plain = {.hollow_deg = -30.0, .scale = 300.0, .width = 0.012, .presence = 0.99, .quiet_s = 3.0,
                            .model = "blazepose-full", .rep_count = 3};

#define REP_S 4.0

/* Whether lumbar flexion belongs into this moment. */
static bool flexes(const story *told, double t_s)
{
    return told->only_rep == 0 || (int)floor((t_s - told->quiet_s) / REP_S) + 1 == told->only_rep;
}

static double share_at(const story *told, double t_s)
{
    double since_s = t_s - told->quiet_s;
    int rep = (int)floor(since_s / REP_S);
    return since_s < 0.0 || rep >= told->rep_count ? 0.0 : stick_share(since_s - rep * REP_S, 1.5, 0.3, 1.5);
}

static double smooth(double x)
{
    x = fmax(0.0, fmin(1.0, x));
    return x * x * (3.0 - 2.0 * x);
}

static double lumbar_deg(const story *told, double share)
{
    double hump = smooth((share - 0.1) / 0.1) - smooth((share - 0.3) / 0.1);
    return told->late_deg * smooth((share - 0.75) / 0.25) + told->early_deg * share + told->hump_deg * hump;
}

/* A frame: the stick figure with the shoulders where the made back puts them. */
static void push_frame(sag_motion *motion, const story *told, int64_t i, uint32_t *random)
{
    double t_s = (double)i / 30.0;
    double share = share_at(told, t_s);
    stick_pose pose = stick_squat(share, 100.0);
    stick_camera camera = stick_film_default.camera;
    camera.scale_px_per_m = told->scale;
    camera.faces_left = told->faces_left;
    camera.off_side_deg = told->off_side_deg;
    camera.roll_deg = told->roll_deg;
    sag_skeleton skeleton = stick_skeleton(&pose, &camera, i, (int64_t)floor(t_s * 1e9 + 0.5));
    skeleton.presence_ratio = (float)told->presence;
    double lumbar = flexes(told, t_s) ? lumbar_deg(told, share) : 0.0;
    double pelvis = 18.0 + 40.0 * share - lumbar;
    double noise = share == 0.0 ? told->noise_deg + told->standing_noise_deg : told->noise_deg;
    double odd = noise * stick_random(random) + (share > 0.1 && i % 10 == 0 ? told->leap_deg : 0.0) +
                 (share > 0.5 ? told->jump_deg : 0.0);
    const sag_keypoint *hip = &skeleton.joint[SAG_JOINT_LEFT_HIP];
    made_back back = {
        .thorax_rad = SAG__RAD(pelvis + told->hollow_deg + lumbar + odd),
        .pelvis_rad = SAG__RAD(pelvis),
        .facing = told->faces_left ? -1 : 1,
        .roll_rad = -SAG__RAD(told->roll_deg),
        .length_px = STICK_TRUNK_M * told->scale,
        .hip_x_px = 0.5 * ((double)hip[0].x_px + (double)hip[1].x_px),
        .hip_y_px = 0.5 * ((double)hip[0].y_px + (double)hip[1].y_px),
    };
    sag__outline made;
    made_back_outline(&made, &back);
    for (int k = 0; k < SAG__OUTLINE_COUNT; k++) {
        made.point[k].width_px = (float)(told->width * (double)made.length_px);
    }
    if (told->off_side_deg == 0.0) {
        for (int side = 0; side < 2; side++) {
            skeleton.joint[SAG_JOINT_LEFT_SHOULDER + side].x_px = (float)made.axis.shoulder_x_px;
            skeleton.joint[SAG_JOINT_LEFT_SHOULDER + side].y_px = (float)made.axis.shoulder_y_px;
        }
    }
    if (told->hand > 0.0 && share > 0.3) {
        sag_joint wrist = (sag_joint)(SAG_JOINT_LEFT_WRIST + (told->faces_left ? 0 : 1));
        skeleton.joint[wrist].x_px = made.point[60].x_px;
        skeleton.joint[wrist].y_px = made.point[60].y_px;
    }
    if (told->raised_arms) {
        sag_joint shoulder = (sag_joint)(SAG_JOINT_LEFT_SHOULDER + (told->faces_left ? 0 : 1));
        sag_keypoint *elbow = &skeleton.joint[shoulder + SAG_JOINT_LEFT_ELBOW - SAG_JOINT_LEFT_SHOULDER];
        float arm_px = (float)(0.3 * told->scale);
        elbow->x_px = skeleton.joint[shoulder].x_px + (share > 0.1 ? arm_px : 0.0f);
        elbow->y_px = skeleton.joint[shoulder].y_px + (share > 0.1 ? 0.0f : arm_px);
    }
    sag_outline packed;
    sag__outline_pack(&packed, &made);
    cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
    bool lost = told->lost && share > 0.80 && share < 0.86;
    if (!told->no_outlines && !lost) {
        cr_assert_eq(sag_motion_set_outline(motion, &packed), SAG_STATUS_OK);
    }
}

static sag_analysis tell(const story *told)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    sag_motion_facts *facts = sag_motion_get_facts(motion);
    strcpy(facts->model_name, told->model);
    uint32_t random = 7;
    int64_t count = (int64_t)(30.0 * (told->quiet_s + REP_S * told->rep_count + 0.5 - told->cut_s));
    for (int64_t i = 0; i < count; i++) {
        push_frame(motion, told, i, &random);
    }
    sag_analysis_options options;
    sag_analysis_options_init(&options);
    options.camera_roll_given = told->roll_deg != 0.0;
    options.camera_roll_rad = SAG__RAD(told->roll_deg);
    sag_analysis out;
    cr_assert_eq(sag_analysis_run(&out, motion, &options, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    return out;
}

static const sag_finding *rounding_of(const sag_analysis *a)
{
    for (size_t f = 0; f < a->finding_count; f++) {
        if (a->finding[f].compensation == SAG_COMPENSATION_LUMBAR_ROUNDING) {
            return &a->finding[f];
        }
    }
    return NULL;
}

/* No number of the back stands anywhere, and the reason is the same everywhere. */
static void assert_no_number(const sag_analysis *a, sag_reason reason)
{
    for (int m = SAG_METRIC_LUMBAR_FLEXION; m <= SAG_METRIC_THORAX_INCLINATION; m++) {
        for (size_t i = 0; i < a->frame_count && a->clip_reason[m] != SAG_REASON_NONE; i++) {
            cr_assert(isnan(a->series[m][i]) && isnan(a->series_se[m][i]));
        }
        for (size_t r = 0; r < a->rep_count; r++) {
            cr_assert_neq(a->rep[r].at_bottom[m].reason, SAG_REASON_NONE);
        }
        cr_assert_eq(a->set_at_bottom[m].rep_count, 0);
    }
    for (size_t r = 0; r < a->rep_count; r++) {
        cr_assert_eq(a->rep[r].back.reason, reason, "got: %s", sag_reason_text(a->rep[r].back.reason));
        for (int m = SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM; m <= SAG_REP_METRIC_LUMBAR_PELVIC_RATIO; m++) {
            cr_assert_neq(a->rep[r].whole[m].reason, SAG_REASON_NONE);
        }
    }
}

static double value_of(const sag_rep *rep, sag_rep_metric metric)
{
    cr_assert_eq(rep->whole[metric].reason, SAG_REASON_NONE, "%s: %s", sag_rep_metric_get_info(metric)->name,
                 sag_reason_text(rep->whole[metric].reason));
    cr_assert_gt(rep->whole[metric].se, 0.0);
    return SAG__DEG(rep->whole[metric].value);
}

Test(back_analysis, a_squat_without_rounding_has_numbers_and_no_finding)
{
    sag_analysis a = tell(&plain);
    cr_assert_eq(a.rep_count, 3);
    cr_assert_eq(a.back.reason, SAG_REASON_NONE, "%s", sag_reason_text(a.back.reason));
    cr_assert_eq(a.back.state, SAG_BACK_NO_CHANGE);
    cr_assert_geq(SAG__DEG(a.back.detectable_rad), 10.0);
    for (int g = 0; g < SAG_BACK_GATE_COUNT; g++) {
        cr_assert_eq(a.back.gate[g].state, SAG_GATE_GOOD, "gate %d: %g", g, a.back.gate[g].value);
    }
    for (size_t r = 0; r < a.rep_count; r++) {
        cr_assert_eq(a.rep[r].back.state, SAG_BACK_NO_CHANGE);
        cr_assert_float_eq(value_of(&a.rep[r], SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM), 0.0, 2.0);
        cr_assert_float_eq(value_of(&a.rep[r], SAG_REP_METRIC_LUMBAR_FLEXION_LATE), 0.0, 2.0);
        cr_assert_float_eq(value_of(&a.rep[r], SAG_REP_METRIC_PELVIC_TILT_BOTTOM), 40.0, 2.0);
        cr_assert_float_eq(value_of(&a.rep[r], SAG_REP_METRIC_PELVIC_TILT_LATE), 0.0, 1.0);
        cr_assert_eq(a.rep[r].whole[SAG_REP_METRIC_LUMBAR_ONSET].reason, SAG_REASON_ABSENT);
        cr_assert_eq(a.rep[r].whole[SAG_REP_METRIC_LUMBAR_SHARE].reason, SAG_REASON_MOVEMENT);
    }
    for (size_t i = 0; i < a.frame_count; i++) {
        const double *const *s = (const double *const *)a.series;
        cr_assert_eq(s[SAG_METRIC_THORAX_INCLINATION][i],
                     s[SAG_METRIC_PELVIC_TILT][i] + s[SAG_METRIC_LUMBAR_FLEXION][i]);
        cr_assert_gt(a.series_se[SAG_METRIC_LUMBAR_FLEXION][i], 0.0);
    }
    cr_assert_eq(a.baseline.standing[SAG_METRIC_PELVIC_TILT].reason, SAG_REASON_RELATIVE, "never an absolute tilt");
    cr_assert_null(rounding_of(&a));
    cr_assert_eq(a.unjudged[SAG_COMPENSATION_LUMBAR_ROUNDING], SAG_REASON_NONE);
    sag_analysis_release(&a);
}

Test(back_analysis, late_rounding_is_likely_and_has_its_size_onset_and_return)
{
    story told = plain;
    told.late_deg = 25.0;
    sag_analysis a = tell(&told);
    cr_assert_eq(a.back.state, SAG_BACK_LIKELY);
    for (size_t r = 0; r < a.rep_count; r++) {
        cr_assert_eq(a.rep[r].back.state, SAG_BACK_LIKELY);
        cr_assert_float_eq(value_of(&a.rep[r], SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM), 25.0, 2.5);
        cr_assert_float_eq(value_of(&a.rep[r], SAG_REP_METRIC_LUMBAR_FLEXION_LATE), 25.0, 3.0);
        cr_assert_float_eq(value_of(&a.rep[r], SAG_REP_METRIC_LUMBAR_FLEXION_RETURN), 25.0, 3.0);
        cr_assert_float_eq(value_of(&a.rep[r], SAG_REP_METRIC_PELVIC_TILT_BOTTOM), 15.0, 2.5);
        cr_assert_lt(value_of(&a.rep[r], SAG_REP_METRIC_PELVIC_TILT_LATE), -10.0);
        /* The flexion begins at a share of 0.75 and leaves zero visibly at about 0.79; there the thigh is 11 deg up. */
        cr_assert_float_eq(value_of(&a.rep[r], SAG_REP_METRIC_LUMBAR_ONSET), 90.0 - 79.0, 4.0);
    }
    const sag_finding *finding = rounding_of(&a);
    cr_assert_not_null(finding);
    cr_assert_eq(finding->severity, SAG_SEVERITY_LIKELY);
    cr_assert_eq(finding->rep_count, 3);
    cr_assert_eq(finding->judged_count, 3);
    cr_assert_eq(finding->frame, a.rep[finding->worst_rep].bottom_frame);
    cr_assert_float_eq(SAG__DEG(finding->size.value), 25.0, 3.0);
    sag_analysis_release(&a);
}

Test(back_analysis, rounding_of_the_whole_way_down_is_a_number_and_not_late)
{
    story told = plain;
    told.early_deg = 18.0;
    sag_analysis a = tell(&told);
    cr_assert_float_eq(value_of(&a.rep[0], SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM), 18.0, 2.5);
    cr_assert_eq(a.back.state, SAG_BACK_NO_CHANGE);
    sag_analysis_release(&a);
}

Test(back_analysis, a_change_near_its_limit_is_possible)
{
    story told = plain;
    told.late_deg = 11.0;
    sag_analysis a = tell(&told);
    cr_assert_eq(a.back.state, SAG_BACK_POSSIBLE, "late %g, detectable %g",
                 value_of(&a.rep[0], SAG_REP_METRIC_LUMBAR_FLEXION_LATE), SAG__DEG(a.back.detectable_rad));
    cr_assert_eq(rounding_of(&a)->severity, SAG_SEVERITY_POSSIBLE);
    sag_analysis_release(&a);
}

Test(back_analysis, facing_and_roll_change_nothing)
{
    story told = plain;
    told.late_deg = 25.0;
    sag_analysis right = tell(&told);
    told.faces_left = true;
    sag_analysis left = tell(&told);
    told.faces_left = false;
    told.roll_deg = 6.0;
    sag_analysis rolled = tell(&told);
    cr_assert_eq(left.facing, SAG_FACING_LEFT);
    for (int m = SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM; m <= SAG_REP_METRIC_PELVIC_TILT_LATE; m++) {
        double value = value_of(&right.rep[1], (sag_rep_metric)m);
        cr_assert_float_eq(value_of(&left.rep[1], (sag_rep_metric)m), value, 0.2);
        cr_assert_float_eq(value_of(&rolled.rep[1], (sag_rep_metric)m), value, 0.3);
    }
    /* The tangents are drawn into the picture as it was filmed. */
    const sag_back_mark *level = &right.back.mark[10];
    const sag_back_mark *turned = &rolled.back.mark[10];
    const sag_back_mark *mirrored = &left.back.mark[10];
    cr_assert(level->measured && turned->measured && mirrored->measured);
    cr_assert_float_eq(SAG__DEG((double)level->thorax_rad), -90.0 - 12.0, 2.0, "upward, leaning back");
    cr_assert_float_eq(SAG__DEG((double)level->sacrum_rad), -90.0 + 18.0, 3.5);
    cr_assert_float_eq(SAG__DEG((double)turned->thorax_rad), -90.0 - 12.0 - 6.0, 2.0);
    cr_assert_float_eq(SAG__DEG((double)mirrored->thorax_rad), -90.0 + 12.0, 2.0);
    cr_assert_lt(level->thorax_y_px, level->sacrum_y_px);
    sag_analysis_release(&right);
    sag_analysis_release(&left);
    sag_analysis_release(&rolled);
}

Test(back_analysis, every_gate_refuses_and_names_itself)
{
    story off_side = plain, unsure = plain, small = plain, clothes = plain, unsteady = plain, soft = plain,
          arm = plain, leaps = plain, none = plain, foreign = plain;
    off_side.off_side_deg = 22.0;
    unsure.presence = 0.6;
    small.scale = 40.0;
    clothes.hollow_deg = -3.0;
    unsteady.standing_noise_deg = 10.0;
    soft.width = 0.08;
    arm.hand = 1.0;
    leaps.leap_deg = 40.0;
    none.no_outlines = true;
    foreign.model = "another";
    const struct {
        const story *told;
        sag_reason reason;
        int gate;
    } expected[] = {
        {&off_side, SAG_REASON_OFF_SIDE, SAG_BACK_GATE_VIEW},
        {&unsure, SAG_REASON_UNSURE, SAG_BACK_GATE_PRESENCE},
        {&small, SAG_REASON_SMALL, SAG_BACK_GATE_SIZE},
        {&clothes, SAG_REASON_CLOTHES, SAG_BACK_GATE_BASELINE_SHAPE},
        {&unsteady, SAG_REASON_UNSTEADY, SAG_BACK_GATE_BASELINE_NOISE},
        {&soft, SAG_REASON_SOFT_EDGE, SAG_BACK_GATE_EDGE_WIDTH},
        {&arm, SAG_REASON_ARM, SAG_BACK_GATE_ARM},
        {&leaps, SAG_REASON_COVERED, SAG_BACK_GATE_LEAP},
        {&none, SAG_REASON_NO_OUTLINE, -1},
        {&foreign, SAG_REASON_NO_OUTLINE, -1},
    };
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++) {
        story told = *expected[k].told;
        told.late_deg = expected[k].told == &clothes ? 8.0 : 25.0; /* more is visible through clothes */
        sag_analysis a = tell(&told);
        cr_assert_geq(a.rep_count, 1);
        cr_assert_eq(a.back.state, SAG_BACK_NOT_MEASURED, "case %zu", k);
        cr_assert_eq(a.back.reason, expected[k].reason, "case %zu: %s", k, sag_reason_text(a.back.reason));
        assert_no_number(&a, expected[k].reason);
        cr_assert_null(rounding_of(&a));
        cr_assert_eq(a.unjudged[SAG_COMPENSATION_LUMBAR_ROUNDING], expected[k].reason);
        cr_assert_not_null(sag_back_advice(expected[k].reason));
        if (expected[k].gate >= 0) {
            const sag_gate_result *gate = &a.rep[0].back.gate[expected[k].gate];
            bool hides = gate->state == SAG_GATE_CAUTION &&
                         sag_back_gate_get_info((sag_back_gate)expected[k].gate)->hides_number;
            cr_assert(gate->state == SAG_GATE_REFUSED || hides, "case %zu: %g", k, gate->value);
        }
        sag_analysis_release(&a);
    }
}

Test(back_analysis, clothes_let_strong_rounding_be_seen_without_a_number)
{
    story told = plain;
    told.hollow_deg = -3.0;
    told.late_deg = 30.0;
    sag_analysis a = tell(&told);
    cr_assert_eq(a.back.state, SAG_BACK_POSSIBLE);
    cr_assert_eq(a.back.reason, SAG_REASON_CLOTHES);
    assert_no_number(&a, SAG_REASON_CLOTHES);
    const sag_finding *finding = rounding_of(&a);
    cr_assert_not_null(finding);
    cr_assert_eq(finding->severity, SAG_SEVERITY_POSSIBLE);
    cr_assert_eq(finding->size.reason, SAG_REASON_CLOTHES);
    sag_analysis_release(&a);
    /* Less is not seen, and that is no "no rounding". */
    told.late_deg = 8.0;
    a = tell(&told);
    cr_assert_eq(a.back.state, SAG_BACK_NOT_MEASURED);
    cr_assert_null(rounding_of(&a));
    sag_analysis_release(&a);
}

Test(back_analysis, one_bad_repetition_is_refused_alone)
{
    story told = plain;
    told.late_deg = 25.0;
    sag_analysis good = tell(&told);
    cr_assert_eq(good.back.state, SAG_BACK_LIKELY);
    sag_analysis_release(&good);
    told.rep_count = 2;
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 0, NULL), SAG_STATUS_OK);
    strcpy(sag_motion_get_facts(motion)->model_name, told.model);
    uint32_t random = 7;
    for (int64_t i = 0; i < (int64_t)(30.0 * (told.quiet_s + REP_S * told.rep_count + 0.5)); i++) {
        told.hand = (double)i / 30.0 > told.quiet_s + REP_S ? 1.0 : 0.0;
        push_frame(motion, &told, i, &random);
    }
    sag_analysis a;
    cr_assert_eq(sag_analysis_run(&a, motion, NULL, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    cr_assert_eq(a.rep_count, 2);
    cr_assert_eq(a.back.reason, SAG_REASON_NONE);
    cr_assert_eq(a.rep[0].back.state, SAG_BACK_LIKELY);
    cr_assert_eq(a.rep[1].back.state, SAG_BACK_NOT_MEASURED);
    cr_assert_eq(a.rep[1].back.reason, SAG_REASON_ARM);
    cr_assert_neq(a.rep[1].whole[SAG_REP_METRIC_LUMBAR_FLEXION_LATE].reason, SAG_REASON_NONE);
    cr_assert_eq(rounding_of(&a)->judged_count, 1);
    cr_assert_eq(a.back.judged_count, 1);
    cr_assert_eq(a.back.worst_rep, 0);
    cr_assert_float_eq(SAG__DEG(a.back.detectable_rad), 10.0, 0.01, "not that of the refused one");
    for (size_t i = a.rep[1].start_frame; i <= a.rep[1].end_frame; i++) {
        cr_assert(isnan(a.series[SAG_METRIC_LUMBAR_FLEXION][i]), "no number in its frames either");
    }
    sag_analysis_release(&a);
}

Test(back_analysis, a_sudden_change_that_stays_is_no_movement)
{
    story told = plain;
    told.jump_deg = 20.0;
    sag_analysis a = tell(&told);
    cr_assert_eq(a.rep_count, 3);
    for (size_t r = 0; r < a.rep_count; r++) {
        cr_assert_eq(a.rep[r].back.state, SAG_BACK_NOT_MEASURED);
        cr_assert_eq(a.rep[r].back.reason, SAG_REASON_COVERED);
        cr_assert_eq(a.rep[r].back.gate[SAG_BACK_GATE_JUMP].state, SAG_GATE_REFUSED);
        cr_assert_float_eq(SAG__DEG(a.rep[r].back.gate[SAG_BACK_GATE_JUMP].value), 20.0, 3.0);
    }
    cr_assert_null(rounding_of(&a));
    sag_analysis_release(&a);
}

Test(back_analysis, what_one_of_three_shows_is_less_than_what_all_show)
{
    story told = plain;
    told.late_deg = 25.0;
    told.only_rep = 2;
    sag_analysis a = tell(&told);
    cr_assert_eq(a.rep[1].back.state, SAG_BACK_LIKELY);
    cr_assert_eq(a.rep[0].back.state, SAG_BACK_NO_CHANGE);
    cr_assert_eq(a.back.state, SAG_BACK_POSSIBLE, "surely in one");
    cr_assert_eq(a.back.judged_count, 3);
    cr_assert_eq(a.back.possible_count, 1);
    cr_assert_eq(a.back.likely_count, 1);
    sag_analysis_release(&a);
    /* Through clothes: the others were looked at too. */
    told.hollow_deg = -3.0;
    told.late_deg = 30.0;
    a = tell(&told);
    cr_assert_eq(a.rep[1].back.state, SAG_BACK_POSSIBLE);
    cr_assert(a.rep[0].back.looked && a.rep[1].back.looked && a.rep[2].back.looked);
    cr_assert_eq(a.back.state, SAG_BACK_NOT_MEASURED);
    cr_assert_eq(a.back.reason, SAG_REASON_CLOTHES);
    cr_assert_eq(a.back.judged_count, 0);
    cr_assert_eq(a.unjudged[SAG_COMPENSATION_LUMBAR_ROUNDING], SAG_REASON_CLOTHES);
    cr_assert_null(rounding_of(&a));
    sag_analysis_release(&a);
}

Test(back_analysis, gates_are_told_where_nothing_is_measured)
{
    story told = plain;
    told.off_side_deg = 45.0;
    sag_analysis a = tell(&told);
    cr_assert_eq(a.back.reason, SAG_REASON_VIEW);
    cr_assert_eq(a.back.gate[SAG_BACK_GATE_VIEW].state, SAG_GATE_REFUSED);
    cr_assert_eq(a.back.gate[SAG_BACK_GATE_PRESENCE].state, SAG_GATE_GOOD);
    cr_assert_eq(a.back.gate[SAG_BACK_GATE_LEAP].state, SAG_GATE_UNKNOWN);
    sag_analysis_release(&a);
}

Test(back_analysis, arms_that_rise_after_standing_are_told)
{
    story told = plain;
    told.raised_arms = true;
    sag_analysis a = tell(&told);
    cr_assert_float_eq(SAG__DEG(a.back.arm_rise_rad), 90.0, 3.0);
    sag_analysis_release(&a);
    a = tell(&plain);
    cr_assert_lt(fabs(SAG__DEG(a.back.arm_rise_rad)), 20.0);
    cr_assert_lt(a.series_se[SAG_METRIC_THORAX_INCLINATION][a.rep[0].bottom_frame],
                 a.series_se[SAG_METRIC_PELVIC_TILT][a.rep[0].bottom_frame]);
    sag_analysis_release(&a);
}

Test(back_analysis, a_set_without_a_whole_repetition_is_not_judged)
{
    story told = plain;
    told.late_deg = 25.0;
    told.rep_count = 1;
    told.cut_s = 1.8;
    sag_analysis a = tell(&told);
    cr_assert_eq(a.rep_count, 1);
    cr_assert(a.rep[0].end_cut);
    cr_assert_eq(a.rep[0].back.state, SAG_BACK_LIKELY, "its number is there");
    cr_assert_eq(a.back.state, SAG_BACK_NOT_MEASURED);
    cr_assert_eq(a.back.reason, SAG_REASON_CUT);
    cr_assert_eq(a.back.detectable_rad, 0.0);
    cr_assert_eq(a.unjudged[SAG_COMPENSATION_LUMBAR_ROUNDING], SAG_REASON_CUT);
    cr_assert_null(rounding_of(&a));
    sag_analysis_release(&a);
}

Test(back_analysis, the_onset_lies_on_the_way_down_whatever_comes_before_it)
{
    story told = plain;
    told.late_deg = 25.0;
    told.hump_deg = 20.0;
    for (int kind = 0; kind < 3; kind++) {
        told.cut_s = kind == 1 ? 2.2 : 0.0;
        told.lost = kind == 2;
        sag_analysis a = tell(&told);
        for (size_t r = 0; r < a.rep_count; r++) {
            const sag_measure *onset = &a.rep[r].whole[SAG_REP_METRIC_LUMBAR_ONSET];
            cr_assert_eq(onset->reason, SAG_REASON_NONE);
            cr_assert_float_eq(SAG__DEG(onset->value), 90.0 - 79.0, 5.0);
            cr_assert(isfinite(onset->se));
        }
        sag_analysis_release(&a);
    }
}

Test(back_analysis, gates_have_limits_words_and_order)
{
    for (int g = 0; g < SAG_BACK_GATE_COUNT; g++) {
        const sag_back_gate_info *info = sag_back_gate_get_info((sag_back_gate)g);
        cr_assert_not_null(info);
        cr_assert_leq(info->refuse_low, info->caution_low);
        cr_assert_geq(info->refuse_high, info->caution_high);
        cr_assert_lt(info->caution_low, info->caution_high);
        cr_assert_str_not_empty(info->name);
        cr_assert_str_not_empty(info->about);
        cr_assert_not_null(sag_back_advice(info->reason));
        for (int other = 0; other < g; other++) {
            cr_assert_str_neq(info->name, sag_back_gate_get_info((sag_back_gate)other)->name);
        }
    }
    cr_assert_null(sag_back_gate_get_info(SAG_BACK_GATE_COUNT));
    cr_assert_null(sag_back_advice(SAG_REASON_CUT));
    cr_assert_str_eq(sag_back_state_name(SAG_BACK_LIKELY), "likely");
    cr_assert_str_eq(sag_back_state_name((sag_back_state)99), "not_measured");
    cr_assert_str_eq(sag_gate_state_name((sag_gate_state)99), "unknown");
    cr_assert_str_eq(sag_movement_name(SAG_MOVEMENT_HINGE), "hinge");
}
