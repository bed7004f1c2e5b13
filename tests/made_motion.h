/*
 * made_motion.h - a small made-up squat motion with its analysis, for tests of what is written and drawn.
 *
 * Twelve frames of a person facing right, 0.1 s apart, two squats, or five for a set; every number is a plain formula.
 */
#ifndef SAGITTA_TESTS_MADE_MOTION_H
#define SAGITTA_TESTS_MADE_MOTION_H

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>

#define MADE_FRAME_COUNT 12

static inline double made_rad(double angle_deg)
{
    return angle_deg * (3.14159265358979323846 / 180.0);
}

/* The body at the bottom of a squat in a picture of 100 by 100, as x and y of the joints of the right side. */
static inline void made_body(sag_skeleton *skeleton, double side_px)
{
    static const struct {
        sag_joint left;
        double x, y;
    } place[] = {
        {SAG_JOINT_LEFT_SHOULDER, 48, 40}, {SAG_JOINT_LEFT_ELBOW, 58, 44}, {SAG_JOINT_LEFT_WRIST, 68, 42},
        {SAG_JOINT_LEFT_HIP, 38, 64},      {SAG_JOINT_LEFT_KNEE, 58, 62},  {SAG_JOINT_LEFT_ANKLE, 50, 84},
        {SAG_JOINT_LEFT_HEEL, 47, 87},     {SAG_JOINT_LEFT_FOOT_INDEX, 58, 88}, {SAG_JOINT_LEFT_EAR, 52, 30},
    };
    for (int j = 0; j < SAG_JOINT_COUNT; j++) {
        skeleton->joint[j] = (sag_keypoint){(float)side_px / 2, (float)side_px / 2, 0.25f, 0.1f, 0.9f};
        skeleton->world[j] = (sag_world_point){0.01f * (float)j, -0.02f * (float)j, 0.5f};
    }
    for (size_t i = 0; i < sizeof place / sizeof place[0]; i++) {
        sag_keypoint *joint = &skeleton->joint[place[i].left + SAG_SIDE_RIGHT];
        joint->x_px = (float)(place[i].x * side_px / 100);
        joint->y_px = (float)(place[i].y * side_px / 100);
        joint->visibility_ratio = 0.97f;
    }
}

/* Ownership: release with sag_motion_destroy. */
static inline sag_motion *made_motion(double side_px)
{
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, MADE_FRAME_COUNT, NULL), SAG_STATUS_OK);
    for (int i = 0; i < MADE_FRAME_COUNT; i++) {
        sag_skeleton skeleton;
        memset(&skeleton, 0, sizeof skeleton);
        skeleton.frame_index = i;
        skeleton.t_ns = 100000000LL * i;
        skeleton.found = i != 11;
        if (skeleton.found) {
            skeleton.presence_ratio = 0.998f;
            skeleton.region = (sag_region){(float)side_px / 2, (float)side_px / 2, (float)side_px, 0.0f};
            made_body(&skeleton, side_px);
        }
        cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
    }
    sag_motion_facts *facts = sag_motion_get_facts(motion);
    *facts = (sag_motion_facts){
        .program_version = "0.1.0",
        .source_name = "made, up.mp4",
        .source = {.kind = SAG_SOURCE_KIND_VIDEO, .width_px = (int)side_px, .height_px = (int)side_px,
                   .codec = "h264", .pixel_format = "yuv420p", .nominal_rate_hz = 10.0,
                   .frame_count = MADE_FRAME_COUNT, .duration_ns = 1100000000LL},
        .slow_motion_ratio = 1.0, .image_rate_hz = 30.0, .cutoff_hz = 6.0, .visibility_min = 0.5,
        .model_name = "model", .model_sha256 = "00ff", .detector_name = "detector", .detector_sha256 = "ff00",
        .person_count = 2, .takeover_count = 1, .body_light = 0.25, .parameter_count = 1,
        .parameter = {{"threshold.heel_rise.possible", 0.2}},
    };
    return motion;
}

static inline void made_measures(sag_rep *rep, double knee_deg, double thigh_deg)
{
    rep->at_bottom[SAG_METRIC_KNEE_FLEXION] = (sag_measure){made_rad(knee_deg), made_rad(5.04), SAG_REASON_NONE};
    rep->at_bottom[SAG_METRIC_THIGH_INCLINATION] = (sag_measure){made_rad(thigh_deg), made_rad(4), SAG_REASON_NONE};
    rep->at_bottom[SAG_METRIC_DEPTH] = (sag_measure){sin(made_rad(-thigh_deg)), 0.0612, SAG_REASON_NONE};
    rep->at_bottom[SAG_METRIC_TRUNK_INCLINATION] = (sag_measure){made_rad(33.3), made_rad(4), SAG_REASON_NONE};
    rep->at_bottom[SAG_METRIC_SHANK_INCLINATION] = (sag_measure){made_rad(30), made_rad(4), SAG_REASON_NONE};
    rep->at_bottom[SAG_METRIC_HIP_DROP] = (sag_measure){.reason = SAG_REASON_HIDDEN};
}

static inline sag_measure made_measure(double value, double se)
{
    return (sag_measure){.value = value, .se = se, .reason = SAG_REASON_NONE};
}

/* Make hinges of made squats: without depth and findings, the first begun at the bottom. Ownership: as before. */
static inline void made_hinges(sag_analysis *out)
{
    for (size_t f = 0; f < out->finding_count; f++) {
        free(out->finding[f].rep);
    }
    free(out->finding);
    out->finding = NULL;
    out->finding_count = 0;
    out->movement = SAG_MOVEMENT_HINGE;
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        out->unjudged[c] = SAG_REASON_MOVEMENT;
    }
    for (size_t r = 0; r < out->rep_count; r++) {
        out->rep[r].depth_class = out->rep[r].depth_class_other = SAG_DEPTH_UNKNOWN;
        out->rep[r].whole[SAG_REP_METRIC_HIPS_FIRST] = (sag_measure){.reason = SAG_REASON_MOVEMENT};
    }
    out->rep[0].start_cut = true;
    out->rep[0].eccentric_ns = 0;
    memset(out->rejected_count, 0, sizeof out->rejected_count);
    out->rejected_count[SAG_REJECTION_SQUAT] = 1;
    out->rejected_count[SAG_REJECTION_STEPPING] = 2;
}

/* Make quiet standing of a made analysis. */
static inline void made_quiet(sag_analysis *out)
{
    made_hinges(out);
    free(out->rep);
    out->rep = NULL;
    out->rep_count = 0;
    out->rep_reason = SAG_REASON_MOVEMENT;
    out->movement = SAG_MOVEMENT_STANDING;
    memset(out->rejected_count, 0, sizeof out->rejected_count);
}

/* Numbers of whole repetitions that hold in a view; the others have a reason. */
static inline void made_whole(sag_measure *whole, sag_view view, double scale)
{
    for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
        bool holds = (sag_rep_metric_get_info((sag_rep_metric)m)->views & (1u << view)) != 0;
        whole[m] = holds ? made_measure(scale * 0.01 * (m + 1), 0.02) : (sag_measure){.reason = SAG_REASON_VIEW};
    }
}

/* The set-up: the camera is turned, the person is small, light is not known. */
static inline void made_checks(sag_analysis *out)
{
    static const sag_check_result checks[SAG_CHECK_COUNT] = {
        [SAG_CHECK_WHOLE_BODY] = {SAG_CHECK_GOOD, 0.98, 0, 0.95},
        [SAG_CHECK_FEET] = {SAG_CHECK_GOOD, 1, 0, 0.9},
        [SAG_CHECK_BODY_HEIGHT] = {SAG_CHECK_POOR, 210.4, 0, 300},
        [SAG_CHECK_CAMERA_ROLL] = {SAG_CHECK_BAD, 0.0873, 0.0175, 0.0349},
        [SAG_CHECK_FRAME_RATE] = {SAG_CHECK_POOR, 10, 0, 24},
        [SAG_CHECK_STANDING] = {SAG_CHECK_GOOD, 1.5, 0, 1},
        [SAG_CHECK_ALONE] = {SAG_CHECK_POOR, 2, 0, 1},
    };
    memcpy(out->check, checks, sizeof checks);
}

/* A finding in some repetitions; its worst one is the last. Ownership: of the analysis. */
static inline sag_finding made_finding(sag_compensation compensation, sag_severity severity, const size_t *rep,
                                       size_t rep_count, size_t frame)
{
    sag_finding finding = {
        .compensation = compensation, .severity = severity, .size = made_measure(0.25, 0.0524),
        .possible = 0.14, .clear = 0.21, .rep = malloc(rep_count * sizeof *rep), .rep_count = rep_count,
        .judged_count = rep[rep_count - 1] + 1, .worst_rep = rep[rep_count - 1], .frame = frame,
        .t_ns = 100000000LL * (int64_t)frame,
    };
    memcpy(finding.rep, rep, rep_count * sizeof *rep);
    return finding;
}

static inline void made_findings(sag_analysis *out, const sag_finding *finding, size_t count)
{
    for (size_t f = 0; f < out->finding_count; f++) {
        free(out->finding[f].rep);
    }
    free(out->finding);
    out->finding = count > 0 ? malloc(count * sizeof *finding) : NULL;
    for (size_t f = 0; f < count; f++) {
        out->finding[f] = finding[f];
    }
    out->finding_count = count;
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        bool holds = (sag_compensation_get_info((sag_compensation)c)->views & (1u << out->view)) != 0;
        out->unjudged[c] = holds ? SAG_REASON_NONE : SAG_REASON_VIEW;
    }
}

static inline void made_standing(sag_analysis *out)
{
    out->baseline = (sag_baseline){.kind = SAG_BASELINE_QUIET, .first_frame = 0, .last_frame = 1, .frame_count = 2,
                                   .duration_s = 0.1};
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        out->baseline.standing[m] = out->clip_reason[m] == SAG_REASON_NONE
                                        ? made_measure(0.01 * m, 0.005)
                                        : (sag_measure){.reason = out->clip_reason[m]};
    }
    out->turn_out[0] = made_measure(made_rad(17), made_rad(12));
    out->turn_out[1] = made_measure(made_rad(-4), made_rad(12));
    out->stance_width = (sag_measure){.reason = SAG_REASON_VIEW};
}

/* Over the set: the first repetition is the only one that is whole; too few for spread and drift. */
static inline void made_set(sag_analysis *out)
{
    const sag_measure few = {.reason = SAG_REASON_TOO_SHORT};
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_measure *only = &out->rep[0].at_bottom[m];
        out->set_at_bottom[m] = (sag_set_value){only->reason == SAG_REASON_NONE, *only, few, few};
    }
    for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
        const sag_measure *only = &out->rep[0].whole[m];
        out->set_whole[m] = (sag_set_value){only->reason == SAG_REASON_NONE, *only, few, few};
    }
}

/*
 * Side view, two squats: one a little below parallel, one partial and cut by the end; the heels rise clearly in both.
 * Ownership: as in analysis.h.
 */
static inline sag_analysis made_analysis(void)
{
    sag_analysis out;
    memset(&out, 0, sizeof out);
    out.frame_count = MADE_FRAME_COUNT;
    out.found_count = MADE_FRAME_COUNT - 1;
    out.view = SAG_VIEW_SIDE;
    out.view_other = SAG_VIEW_SIDE;
    out.view_off_side_rad = made_rad(6.25);
    out.view_off_side_se_rad = made_rad(3.5);
    out.facing = SAG_FACING_RIGHT;
    out.near_side = SAG_SIDE_RIGHT;
    out.sample_rate_hz = 10.0;
    out.cutoff_hz = 4.5;
    out.leg_length_px = 42.04;
    out.standing_found = true;
    out.camera_roll_se_rad = made_rad(2);
    out.swap_count = 3;
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        bool holds = (sag_metric_get_info((sag_metric)m)->views & (1u << SAG_VIEW_SIDE)) != 0;
        out.clip_reason[m] = holds ? SAG_REASON_NONE : SAG_REASON_VIEW;
        out.series[m] = malloc(MADE_FRAME_COUNT * sizeof *out.series[m]);
        out.series_se[m] = malloc(MADE_FRAME_COUNT * sizeof *out.series_se[m]);
        for (int i = 0; i < MADE_FRAME_COUNT; i++) {
            bool there = holds && i != 11;
            out.series[m][i] = !there ? NAN : m == SAG_METRIC_DEPTH ? -1e-5 : made_rad(10.0 * i + m);
            out.series_se[m][i] = there ? made_rad(0.5 * i) : NAN;
        }
    }
    out.clip_reason[SAG_METRIC_HIP_DROP] = SAG_REASON_NO_STANDING;
    made_checks(&out);
    made_standing(&out);
    out.rep_count = 2;
    out.rep = calloc(2, sizeof *out.rep);
    out.rep[0] = (sag_rep){.number = 1, .start_frame = 1, .bottom_frame = 3, .end_frame = 6,
                           .start_ns = 100000000, .bottom_ns = 300000000, .end_ns = 600000000,
                           .eccentric_ns = 150000000, .pause_ns = 100000000, .concentric_ns = 250000000,
                           .depth_class = SAG_DEPTH_BELOW_PARALLEL, .depth_class_other = SAG_DEPTH_PARALLEL};
    out.rep[1] = (sag_rep){.number = 2, .start_frame = 6, .bottom_frame = 8, .end_frame = 11,
                           .start_ns = 600000000, .bottom_ns = 800000000, .end_ns = 1100000000,
                           .eccentric_ns = 200000000, .concentric_ns = 300000000, .end_cut = true, .partial = true,
                           .depth_class = SAG_DEPTH_PARTIAL, .depth_class_other = SAG_DEPTH_PARTIAL};
    for (size_t r = 0; r < out.rep_count; r++) {
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            out.rep[r].at_bottom[m] = out.clip_reason[m] == SAG_REASON_NONE
                                          ? made_measure(0.1 * (double)(r + 1), 0.031)
                                          : (sag_measure){.reason = out.clip_reason[m]};
        }
        made_whole(out.rep[r].whole, SAG_VIEW_SIDE, (double)(r + 1));
    }
    made_measures(&out.rep[0], 118.06, -6);
    made_measures(&out.rep[1], 62, 31.4);
    out.rep[1].whole[SAG_REP_METRIC_CONCENTRIC_TIME].reason = SAG_REASON_CUT;
    out.rep[1].whole[SAG_REP_METRIC_TOP_TIME].reason = SAG_REASON_ABSENT;
    made_set(&out);
    const size_t both[] = {0, 1};
    const size_t first[] = {0};
    const sag_finding finding[] = {
        made_finding(SAG_COMPENSATION_HEEL_RISE, SAG_SEVERITY_CLEAR, both, 2, 8),
        made_finding(SAG_COMPENSATION_FORWARD_LEAN, SAG_SEVERITY_POSSIBLE, first, 1, 3),
    };
    made_findings(&out, finding, 2);
    out.back = (sag_back){.state = SAG_BACK_NO_CHANGE, .detectable_rad = made_rad(10)};
    for (int g = 0; g < SAG_BACK_GATE_COUNT; g++) {
        out.back.gate[g] = (sag_gate_result){SAG_GATE_GOOD, 0.01 * (g + 1)};
    }
    for (size_t r = 0; r < out.rep_count; r++) {
        out.rep[r].back.state = SAG_BACK_NO_CHANGE;
        memcpy(out.rep[r].back.gate, out.back.gate, sizeof out.back.gate);
    }
    return out;
}

/* Side view, five squats that get less deep and slower; a finding in three of them. Ownership: as in analysis.h. */
static inline sag_analysis made_set_analysis(void)
{
    sag_analysis out = made_analysis();
    free(out.rep);
    out.view_other = SAG_VIEW_SIDE_REDUCED;
    out.rep_count = 5;
    out.rep = calloc(out.rep_count, sizeof *out.rep);
    for (size_t r = 0; r < out.rep_count; r++) {
        sag_rep *rep = &out.rep[r];
        *rep = (sag_rep){.number = (int)r + 1, .start_frame = 2 * r, .bottom_frame = 2 * r + 1, .end_frame = 2 * r + 2,
                         .eccentric_ns = 100000000, .concentric_ns = 100000000,
                         .depth_class = r < 3 ? SAG_DEPTH_PARALLEL : SAG_DEPTH_NEAR_PARALLEL,
                         .depth_class_other = SAG_DEPTH_PARALLEL};
        rep->start_ns = 100000000LL * (int64_t)rep->start_frame;
        rep->bottom_ns = 100000000LL * (int64_t)rep->bottom_frame;
        rep->end_ns = 100000000LL * (int64_t)rep->end_frame;
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            rep->at_bottom[m] = (sag_measure){.reason = out.clip_reason[m]};
        }
        made_measures(rep, 110 - 2 * (double)r, 2 * (double)r);
        made_whole(rep->whole, SAG_VIEW_SIDE, 1 + 0.1 * (double)r);
    }
    sag_set_value *thigh = &out.set_at_bottom[SAG_METRIC_THIGH_INCLINATION];
    *thigh = (sag_set_value){5, made_measure(made_rad(4), made_rad(2)), made_measure(made_rad(3), made_rad(1)),
                             made_measure(made_rad(8), made_rad(2.5))};
    sag_set_value *up = &out.set_whole[SAG_REP_METRIC_CONCENTRIC_TIME];
    *up = (sag_set_value){5, made_measure(0.9, 0.05), made_measure(0.2, 0.1), made_measure(0.6, 0.2)};
    sag_set_value *down = &out.set_whole[SAG_REP_METRIC_ECCENTRIC_TIME];
    *down = (sag_set_value){5, made_measure(1.1, 0.05), made_measure(0.2, 0.1), made_measure(0.3, 0.2)};
    const size_t some[] = {1, 2, 3};
    const sag_finding finding[] = {made_finding(SAG_COMPENSATION_HIPS_FIRST, SAG_SEVERITY_POSSIBLE, some, 3, 7)};
    made_findings(&out, finding, 1);
    return out;
}

/* The same squats from the front: nothing of the side view is measured. */
static inline sag_analysis made_front_analysis(void)
{
    sag_analysis out = made_analysis();
    out.view = SAG_VIEW_FRONT;
    out.view_other = SAG_VIEW_FRONT;
    out.facing = SAG_FACING_UNKNOWN;
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        bool holds = (sag_metric_get_info((sag_metric)m)->views & (1u << SAG_VIEW_FRONT)) != 0;
        out.clip_reason[m] = holds ? SAG_REASON_NONE : SAG_REASON_VIEW;
        for (int i = 0; i < MADE_FRAME_COUNT; i++) {
            out.series[m][i] = holds ? 0.01 * i : NAN;
            out.series_se[m][i] = holds ? 0.002 : NAN;
        }
        for (size_t r = 0; r < out.rep_count; r++) {
            out.rep[r].at_bottom[m] = (sag_measure){.value = 0.5, .se = 0.031, .reason = out.clip_reason[m]};
        }
    }
    for (size_t r = 0; r < out.rep_count; r++) {
        out.rep[r].depth_class = SAG_DEPTH_UNKNOWN;
        out.rep[r].depth_class_other = SAG_DEPTH_UNKNOWN;
        made_whole(out.rep[r].whole, SAG_VIEW_FRONT, (double)(r + 1));
    }
    made_set(&out);
    made_standing(&out);
    out.stance_width = made_measure(1.312, 0.04);
    const size_t second[] = {1};
    sag_finding shift = made_finding(SAG_COMPENSATION_HIP_SHIFT, SAG_SEVERITY_CLEAR, second, 1, 8);
    shift.side = SAG_BODY_SIDE_LEFT;
    made_findings(&out, &shift, 1);
    out.unjudged[SAG_COMPENSATION_KNEE_IN] = SAG_REASON_HIDDEN;
    out.rejected_count[SAG_REJECTION_STEPPING] = 2;
    out.rejected_count[SAG_REJECTION_SEATED] = 1;
    return out;
}

/* Points of the made outline at the two tangents; it bends forward at the one between them. */
#define MADE_THORAX 40
#define MADE_BEND 70
#define MADE_SACRUM 95
/* Direction of its lower part, cranially. */
#define MADE_SACRUM_DEG (-66.0)

/* The outline of a back behind made_body, its upper part turned forward by an angle. */
static inline sag_outline made_outline(double side_px, double bend_deg)
{
    sag_outline out;
    memset(&out, 0, sizeof out);
    out.found = true;
    out.facing = 1;
    double unit = side_px / 100 * SAG_OUTLINE_STEPS_PER_PX;
    double x = 22 * unit;
    double y = 74 * unit;
    for (int i = SAG_OUTLINE_COUNT - 2; i >= 0; i--) {
        double direction = made_rad(MADE_SACRUM_DEG + (i < MADE_BEND ? bend_deg : 0.0));
        out.step_x[i] = (int16_t)lround(-0.35 * unit * cos(direction));
        out.step_y[i] = (int16_t)lround(-0.35 * unit * sin(direction));
        x -= out.step_x[i];
        y -= out.step_y[i];
    }
    out.x = (int32_t)lround(x);
    out.y = (int32_t)lround(y);
    memset(out.width, 10, sizeof out.width);
    return out;
}

/* The back is straight in the first frame and rounds by 6 deg a frame. */
static inline double made_bend_deg(size_t frame)
{
    return 6.0 * (double)frame;
}

/* made_motion with the outline of the back in every frame that shows the person. */
static inline sag_motion *made_back_motion(double side_px)
{
    sag_motion *plain = made_motion(side_px);
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, MADE_FRAME_COUNT, NULL), SAG_STATUS_OK);
    for (size_t i = 0; i < MADE_FRAME_COUNT; i++) {
        const sag_skeleton *skeleton = sag_motion_get(plain, i);
        sag_outline outline = made_outline(side_px, made_bend_deg(i));
        cr_assert_eq(sag_motion_push(motion, skeleton), SAG_STATUS_OK);
        if (skeleton->found) {
            cr_assert_eq(sag_motion_set_outline(motion, &outline), SAG_STATUS_OK);
        }
    }
    *sag_motion_get_facts(motion) = *sag_motion_view_facts(plain);
    sag_motion_destroy(plain);
    return motion;
}

/* Make the analysis of made_back_motion have measured the back, with the same state in every repetition. */
static inline void made_back(sag_analysis *out, double side_px, sag_back_state state, sag_reason reason)
{
    out->back = (sag_back){.state = state, .reason = reason, .detectable_rad = made_rad(8), .standing_frame = 0,
                           .mark = calloc(MADE_FRAME_COUNT, sizeof *out->back.mark)};
    cr_assert_not_null(out->back.mark);
    for (size_t i = 0; i < MADE_FRAME_COUNT; i++) {
        double x_px[SAG_OUTLINE_COUNT], y_px[SAG_OUTLINE_COUNT];
        sag_outline outline = made_outline(side_px, made_bend_deg(i));
        sag_outline_get_points(&outline, x_px, y_px);
        out->back.mark[i] = (sag_back_mark){
            i != 11,
            (float)x_px[MADE_THORAX], (float)y_px[MADE_THORAX], (float)made_rad(MADE_SACRUM_DEG + made_bend_deg(i)),
            (float)x_px[MADE_SACRUM], (float)y_px[MADE_SACRUM], (float)made_rad(MADE_SACRUM_DEG),
        };
        out->series[SAG_METRIC_LUMBAR_FLEXION][i] = i != 11 ? made_rad(made_bend_deg(i)) : NAN;
    }
    for (size_t r = 0; r < out->rep_count; r++) {
        double flexion_rad = made_rad(made_bend_deg(out->rep[r].bottom_frame));
        out->rep[r].back.state = state;
        out->rep[r].back.reason = reason;
        out->rep[r].at_bottom[SAG_METRIC_LUMBAR_FLEXION] = made_measure(flexion_rad, made_rad(3));
        out->rep[r].whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM] = made_measure(flexion_rad, made_rad(3));
        out->rep[r].whole[SAG_REP_METRIC_LUMBAR_FLEXION_LATE] = made_measure(0.5 * flexion_rad, made_rad(3));
    }
}

/* A fresh folder for the files of one test. folder: FOLDER_BYTES. */
static inline void make_folder(char *folder)
{
    strcpy(folder, "/tmp/sagitta-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

#define FOLDER_BYTES 64

#endif
