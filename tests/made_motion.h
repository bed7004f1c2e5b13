/*
 * made_motion.h - a small made-up squat motion with its analysis, for tests of what is written and drawn.
 *
 * Twelve frames of a person facing right, 0.1 s apart, two squats; every number is a plain formula.
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

/* Side view, two squats: one a little below parallel, one partial and cut by the end. Ownership: as in analysis.h. */
static inline sag_analysis made_analysis(void)
{
    sag_analysis out;
    memset(&out, 0, sizeof out);
    out.frame_count = MADE_FRAME_COUNT;
    out.found_count = MADE_FRAME_COUNT - 1;
    out.view = SAG_VIEW_SIDE;
    out.view_off_side_rad = made_rad(6.25);
    out.view_off_side_se_rad = made_rad(3.5);
    out.facing = SAG_FACING_RIGHT;
    out.near_side = SAG_SIDE_RIGHT;
    out.sample_rate_hz = 10.0;
    out.cutoff_hz = 4.5;
    out.leg_length_px = 42.04;
    out.standing_found = true;
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        out.series[m] = malloc(MADE_FRAME_COUNT * sizeof *out.series[m]);
        for (int i = 0; i < MADE_FRAME_COUNT; i++) {
            out.series[m][i] = i == 11 ? NAN : m == SAG_METRIC_DEPTH ? -1e-5 : made_rad(10.0 * i + m);
        }
    }
    out.clip_reason[SAG_METRIC_HIP_DROP] = SAG_REASON_NO_STANDING;
    out.rep_count = 2;
    out.rep = calloc(2, sizeof *out.rep);
    out.rep[0] = (sag_rep){.number = 1, .start_frame = 1, .bottom_frame = 3, .end_frame = 6,
                           .start_ns = 100000000, .bottom_ns = 300000000, .end_ns = 600000000,
                           .eccentric_ns = 150000000, .pause_ns = 100000000, .concentric_ns = 250000000,
                           .depth_class = SAG_DEPTH_BELOW_PARALLEL, .depth_class_other = SAG_DEPTH_PARALLEL};
    made_measures(&out.rep[0], 118.06, -6);
    out.rep[1] = (sag_rep){.number = 2, .start_frame = 6, .bottom_frame = 8, .end_frame = 11,
                           .start_ns = 600000000, .bottom_ns = 800000000, .end_ns = 1100000000,
                           .eccentric_ns = 200000000, .concentric_ns = 300000000, .end_cut = true, .partial = true,
                           .depth_class = SAG_DEPTH_PARTIAL, .depth_class_other = SAG_DEPTH_PARTIAL};
    made_measures(&out.rep[1], 62, 31.4);
    return out;
}

/* The same squats from the front: nothing of the side view is measured. */
static inline sag_analysis made_front_analysis(void)
{
    sag_analysis out = made_analysis();
    out.view = SAG_VIEW_FRONT;
    out.facing = SAG_FACING_UNKNOWN;
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        bool holds = (sag_metric_get_info((sag_metric)m)->views & (1u << SAG_VIEW_FRONT)) != 0;
        out.clip_reason[m] = holds ? SAG_REASON_NONE : SAG_REASON_VIEW;
        for (int i = 0; !holds && i < MADE_FRAME_COUNT; i++) {
            out.series[m][i] = NAN;
        }
        for (size_t r = 0; r < out.rep_count; r++) {
            out.rep[r].at_bottom[m] = (sag_measure){.value = 0.5, .se = 0.031, .reason = out.clip_reason[m]};
        }
    }
    for (size_t r = 0; r < out.rep_count; r++) {
        out.rep[r].depth_class = SAG_DEPTH_UNKNOWN;
        out.rep[r].depth_class_other = SAG_DEPTH_UNKNOWN;
    }
    out.rejected_count[SAG_REJECTION_STEPPING] = 2;
    out.rejected_count[SAG_REJECTION_SEATED] = 1;
    return out;
}

/* A fresh folder for the files of one test. folder: FOLDER_BYTES. */
static inline void make_folder(char *folder)
{
    strcpy(folder, "/tmp/sagitta-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

#define FOLDER_BYTES 64

#endif
