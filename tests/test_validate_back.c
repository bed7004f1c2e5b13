/* The back against a truth: whatever its zero, its signs and its kind. */
#include <criterion/criterion.h>

#include <math.h>

#include <sagitta/validate.h>

#include "made_truth.h"

#define DEG (3.14159265358979323846 / 180)

/* From the frames by hand, see made_truth.h: depth 0.9938 at the bottom, 0.6545 on the way down. */
#define DEPTH_BOTTOM 0.993844
#define DEPTH_MIDDLE 0.654508
#define LUMBAR_BOTTOM_DEG (20 * DEPTH_BOTTOM * DEPTH_BOTTOM)
#define LUMBAR_LATE_DEG (LUMBAR_BOTTOM_DEG - 20 * DEPTH_MIDDLE * DEPTH_MIDDLE)

static char folder[64];
static char path[MADE_PATH_BYTES];
static char map_path[MADE_PATH_BYTES];
static char text[65536];

static void set_up(void)
{
    made_folder(folder);
    made_out_folder(folder, 0);
}

static void tear_down(void)
{
    made_folder_remove(folder);
}

TestSuite(validate_back, .init = set_up, .fini = tear_down);

/* Compare the out folder with the truth at path. */
static sag_validation validated(const char *map, bool align)
{
    sag_error err = {0};
    sag_measured *measured = NULL;
    sag_truth *truth = NULL;
    sag_validation out;
    sag_validation_options options;
    sag_validation_options_init(&options);
    options.align = align;
    if (map != NULL) {
        made_file(map_path, folder, "map", map, strlen(map));
    }
    cr_assert_eq(sag_measured_read(&measured, folder, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_truth_read(&truth, path, map != NULL ? map_path : NULL, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_validation_run(&out, measured, truth, &options, &err), SAG_STATUS_OK, "%s", err.text);
    sag_truth_destroy(truth);
    sag_measured_destroy(measured);
    return out;
}

/* The errors that made_out_folder has put in: a mean depth of 20 / 81 over the clip. */
static void assert_errors_of_the_back(const sag_validation *v)
{
    const sag_agreement *lumbar = &v->metric[SAG_METRIC_LUMBAR_FLEXION].all;
    const sag_agreement *pelvis = &v->metric[SAG_METRIC_PELVIC_TILT].all;
    const sag_agreement *thorax = &v->metric[SAG_METRIC_THORAX_INCLINATION].all;
    cr_assert_eq(lumbar->n, 81);
    cr_assert_float_eq(lumbar->bias, 2 * 20 / 81.0 * DEG, 1e-6);
    cr_assert_float_eq(lumbar->mae, lumbar->bias, 1e-6);
    cr_assert_float_eq(pelvis->bias, -1 * DEG, 1e-6);
    cr_assert_float_eq(pelvis->sd, 0, 1e-6);
    cr_assert_float_eq(thorax->bias, (2 * 20 / 81.0 - 1) * DEG, 1e-6);
}

static void assert_late_flexion(const sag_validation *v)
{
    cr_assert_eq(v->lumbar_late_rad.n, 1);
    cr_assert_float_eq(v->lumbar_late_rad.bias, (15 - LUMBAR_LATE_DEG) * DEG, 1e-5);
}

static void synth_truth(void)
{
    made_file(path, folder, "truth.csv", text, made_synth_text(text, sizeof text));
}

Test(validate_back, counts_the_truth_from_the_measured_standing)
{
    synth_truth();
    sag_validation v = validated(NULL, false);
    assert_errors_of_the_back(&v);
    const sag_agreement *bottom = &v.metric[SAG_METRIC_LUMBAR_FLEXION].bottom;
    cr_assert(bottom->bias > 1.8 * DEG && bottom->bias < 2 * DEG);
    /* The error is 2 * depth against 1.96 * 1 deg: the bottom and its two neighbours are beyond. */
    cr_assert_float_eq(v.metric[SAG_METRIC_LUMBAR_FLEXION].all.coverage_ratio, 78 / 81.0, 1e-9);
    cr_assert_float_eq(v.metric[SAG_METRIC_PELVIC_TILT].all.coverage_ratio, 1, 1e-9);
    cr_assert(isnan(v.metric[SAG_METRIC_THORAX_INCLINATION].all.coverage_ratio), "no error is stated in this folder");
}

Test(validate_back, compares_repetitions_over_the_measured_frames)
{
    synth_truth();
    sag_validation v = validated(NULL, false);
    assert_late_flexion(&v);
    cr_assert_eq(v.lumbar_late_rad.coverage_ratio, 0, "3.8 deg against 1.96 * 1.9");
    cr_assert_float_eq(v.lumbar_bottom_rad.bias, (21.5 - LUMBAR_BOTTOM_DEG) * DEG, 1e-5);
    cr_assert_eq(v.lumbar_bottom_rad.coverage_ratio, 1);
    cr_assert_eq(v.pelvis_bottom_rad.n, 0, "not measured");
}

/* The shares that name the frames stand once in the definitions and once in the comparison. */
Test(validate_back, uses_the_frames_of_the_definitions)
{
    cr_assert_not_null(strstr(sag_rep_metric_get_info(SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM)->definition, "95 %"));
    cr_assert_not_null(strstr(sag_rep_metric_get_info(SAG_REP_METRIC_LUMBAR_FLEXION_LATE)->definition, "55 to 75 %"));
}

/* Of a hinge the trunk names the frames, whose peak is 44 deg: from depth 0.945 on, and from 0.505 to 0.725. */
Test(validate_back, of_a_hinge_goes_by_the_trunk)
{
    synth_truth();
    made_out_folder_of(folder, 0, "quiet", "hinge");
    sag_validation v = validated(NULL, false);
    double bottom_deg = 20 * 0.975528 * 0.975528;
    double middle_deg = 10 * (0.578217 * 0.578217 + DEPTH_MIDDLE * DEPTH_MIDDLE); /* between two frames */
    cr_assert_float_eq(v.lumbar_late_rad.bias, (15 - (bottom_deg - middle_deg)) * DEG, 1e-5);
    cr_assert_not(v.reps_compared, "no squats were measured");
    cr_assert(v.false_count == 0 && v.miss_count == 0 && v.bottom_s.n == 0);
}

/* Two sensors, each with a zero of its own, one of them the wrong way round, switched on 0.4 s before the camera. */
Test(validate_back, of_two_sensors_on_the_back)
{
    size_t n = (size_t)snprintf(text, sizeof text, "ms;T12;S1\n");
    for (int i = 0; i <= 110; i++) {
        double depth = made_depth(0.05 * i - 0.4);
        n += (size_t)snprintf(text + n, sizeof text - n, "%d;%.6f;%.6f\n", 50 * i,
                              made_lumbar_deg(depth) + made_pelvis_deg(depth) - 71, 90 - made_pelvis_deg(depth));
    }
    made_file(path, folder, "imu.csv", text, n);
    sag_validation v = validated("time ms ms\nthorax_inclination both T12 deg\npelvic_tilt both S1 deg -1\n", true);
    cr_assert(v.aligned);
    cr_assert_float_eq(v.shift_s, 0.4, 0.011);
    v = validated("time ms ms\nthorax_inclination both T12 deg\npelvic_tilt both S1 deg -1\n", false);
    cr_assert_gt(v.metric[SAG_METRIC_PELVIC_TILT].all.sd, 1 * DEG);
    made_out_folder(folder, 0.4);
    v = validated("time ms ms\nthorax_inclination both T12 deg\npelvic_tilt both S1 deg -1\n", false);
    assert_errors_of_the_back(&v);
    assert_late_flexion(&v);
    cr_assert_not(v.reps_compared, "two sensors on the back do not know squats");
    cr_assert(v.measured_rep_count == 1 && v.false_count == 0);
}

/* Posterior tilt and extension are + there. */
Test(validate_back, of_opensim)
{
    size_t n = (size_t)snprintf(text, sizeof text, "inDegrees=yes\nendheader\ntime lumbar_extension pelvis_tilt\n");
    for (int i = 0; i <= 80; i++) {
        double depth = made_depth(0.05 * i);
        n += (size_t)snprintf(text + n, sizeof text - n, "%.2f %.6f %.6f\n", 0.05 * i, -made_lumbar_deg(depth),
                              -made_pelvis_deg(depth));
    }
    made_file(path, folder, "truth.mot", text, n);
    sag_validation v = validated(NULL, false);
    assert_errors_of_the_back(&v);
    assert_late_flexion(&v);
}

/* From 1 s on the truth does not show frames 2 to 18. What begins and ends in the squat needs no standing. */
Test(validate_back, of_a_truth_without_standing)
{
    size_t n = (size_t)snprintf(text, sizeof text, "t,L\n");
    for (int i = 20; i <= 80; i++) {
        double lumbar_deg = made_lumbar_deg(made_depth(0.05 * i));
        n += (size_t)snprintf(text + n, sizeof text - n, "%.2f,%.6f\n", 0.05 * i, lumbar_deg);
    }
    made_file(path, folder, "truth.csv", text, n);
    static const char map[] = "time t s\nlumbar_flexion both L deg\n";
    sag_validation v = validated(map, false);
    cr_assert_not(v.metric[SAG_METRIC_LUMBAR_FLEXION].compared);
    cr_assert_str_eq(v.metric[SAG_METRIC_LUMBAR_FLEXION].missing,
                     "the truth does not show the standing that it counts from");
    cr_assert_eq(v.lumbar_bottom_rad.n, 0);
    assert_late_flexion(&v);
    /* A baseline of moments is not recorded: the frames outside of the repetition stand for it. */
    made_out_folder_of(folder, 0, "moments", "squat");
    v = validated(map, false);
    cr_assert_float_eq(v.lumbar_bottom_rad.bias, (21.5 - LUMBAR_BOTTOM_DEG) * DEG, 1e-5);
    cr_assert_eq(v.metric[SAG_METRIC_LUMBAR_FLEXION].all.n, 61);
}

/* What made_out_folder has of lumbar flexion and of the repetition, not from files; with a given standing. */
static sag_measured *measured_of_an_analysis(size_t standing_first, size_t standing_last)
{
    static double knee[81], lumbar[81], se[81];
    sag_motion *motion = NULL;
    cr_assert_eq(sag_motion_create(&motion, 81, NULL), SAG_STATUS_OK);
    for (int i = 0; i <= 80; i++) {
        sag_skeleton skeleton;
        memset(&skeleton, 0, sizeof skeleton);
        skeleton.t_ns = 50000000LL * i;
        cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
        double depth = made_depth(0.05 * i);
        knee[i] = (2 + 110 * depth) * DEG;
        lumbar[i] = (made_lumbar_deg(depth) - 4 + 2 * depth) * DEG;
        se[i] = 1 * DEG;
    }
    sag_rep rep = {.start_frame = 22, .bottom_frame = 42, .end_frame = 58};
    for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
        rep.whole[m].reason = SAG_REASON_HIDDEN;
    }
    rep.whole[SAG_REP_METRIC_LUMBAR_FLEXION_LATE] = (sag_measure){15 * DEG, 1.9 * DEG, SAG_REASON_NONE};
    sag_analysis analysis = {
        .frame_count = 81, .view = SAG_VIEW_SIDE, .near_side = SAG_SIDE_RIGHT, .rep = &rep, .rep_count = 1,
        .baseline = {.kind = SAG_BASELINE_GIVEN, .first_frame = standing_first, .last_frame = standing_last},
    };
    analysis.series[SAG_METRIC_KNEE_FLEXION] = knee;
    analysis.series[SAG_METRIC_LUMBAR_FLEXION] = lumbar;
    analysis.series_se[SAG_METRIC_LUMBAR_FLEXION] = se;
    sag_measured *measured = NULL;
    cr_assert_eq(sag_measured_create(&measured, motion, &analysis, NULL), SAG_STATUS_OK);
    sag_motion_destroy(motion);
    return measured;
}

Test(validate_back, of_an_analysis_is_that_of_its_files)
{
    synth_truth();
    sag_measured *measured = measured_of_an_analysis(2, 18);
    sag_truth *truth = NULL;
    sag_validation v;
    cr_assert_eq(sag_truth_read(&truth, path, NULL, NULL), SAG_STATUS_OK);
    cr_assert_eq(sag_validation_run(&v, measured, truth, NULL, NULL), SAG_STATUS_OK);
    sag_validation other = validated(NULL, false);
    const sag_agreement *a = &v.metric[SAG_METRIC_LUMBAR_FLEXION].all;
    const sag_agreement *b = &other.metric[SAG_METRIC_LUMBAR_FLEXION].all;
    cr_assert_eq(a->n, b->n);
    cr_assert_float_eq(a->bias, b->bias, 1e-7);
    cr_assert_float_eq(a->coverage_ratio, b->coverage_ratio, 1e-12);
    assert_late_flexion(&v);
    cr_assert_eq(v.lumbar_late_rad.coverage_ratio, 0);
    cr_assert_eq(v.lumbar_bottom_rad.n, 0, "hidden in this analysis");
    sag_measured_destroy(measured);
    /* Of a truth that counts from its bottom everything measured is too large by 20 deg more. */
    measured = measured_of_an_analysis(40, 40);
    cr_assert_eq(sag_validation_run(&v, measured, truth, NULL, NULL), SAG_STATUS_OK);
    cr_assert_float_eq(a->bias, b->bias + 20 * DEG, 1e-7);
    sag_measured_destroy(measured);
    sag_truth_destroy(truth);
}

static void refuses_reps(const char *row)
{
    sag_error err = {0};
    sag_measured *measured = NULL;
    int n = snprintf(text, sizeof text,
                     "rep,start_s,bottom_s,end_s,start_frame,bottom_frame,end_frame,start_cut,end_cut,depth_class,"
                     "depth_class_other,whole_lumbar_flexion_late_deg\n%s\n", row);
    made_file(path, folder, "reps.csv", text, (size_t)n);
    cr_assert_eq(sag_measured_read(&measured, folder, &err), SAG_STATUS_FORMAT, "%s", row);
    cr_assert_not_null(strstr(err.text, "reps.csv:2:"), "%s", err.text);
}

Test(validate_back, refuses_frames_that_are_not_there)
{
    refuses_reps("1,1,2,3,20,40,81,0,0,parallel,,1");
    refuses_reps("1,1,2,3,20,19,60,0,0,parallel,,1");
    refuses_reps("1,1,2,3,20,40,39,0,0,parallel,,1");
    refuses_reps("1,1,2,3,-1,40,60,0,0,parallel,,1");
    refuses_reps("1,1,2,3,20,,60,0,0,parallel,,1");
    refuses_reps("1,1,2,3,20,40,60,0,0,parallel,,x");
}
