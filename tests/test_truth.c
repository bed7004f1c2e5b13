#include <criterion/criterion.h>

#include <math.h>

#include <sagitta/validate.h>

#include "made_truth.h"
#include "outfile.h"
#include "truth.h"

#define DEG (180 / 3.14159265358979323846)

static char folder[64];
static char path[MADE_PATH_BYTES];
static char map_path[MADE_PATH_BYTES];
static char text[65536];

static void set_up(void)
{
    made_folder(folder);
}

static void tear_down(void)
{
    made_folder_remove(folder);
}

TestSuite(truth, .init = set_up, .fini = tear_down, .timeout = 240);

static sag_truth *reads(const char *file, const char *map)
{
    sag_truth *truth = NULL;
    sag_error err = {0};
    cr_assert_eq(sag_truth_read(&truth, file, map, &err), SAG_STATUS_OK, "%s", err.text);
    return truth;
}

/* Reading must fail with this status and with this text in the error's line. */
static void refuses(const char *content, const char *map, sag_status status, const char *says)
{
    sag_truth *truth = NULL;
    sag_error err = {0};
    made_file(path, folder, "truth", content, strlen(content));
    if (map != NULL) {
        made_file(map_path, folder, "map", map, strlen(map));
    }
    cr_assert_eq(sag_truth_read(&truth, path, map != NULL ? map_path : NULL, &err), status, "%s", err.text);
    cr_assert_null(truth);
    cr_assert_not_null(strstr(err.text, says), "'%s' in '%s'", says, err.text);
}

Test(truth, of_the_synthetic_human)
{
    made_file(path, folder, "truth", text, made_synth_text(text, sizeof text));
    sag_truth *truth = reads(path, NULL);
    cr_assert_eq(truth->row_count, 81);
    cr_assert(truth->reps_known && truth->rep_count == 1);
    cr_assert_eq(truth->rep[0].depth_class, SAG_DEPTH_BELOW_PARALLEL);
    cr_assert_float_eq(truth->rep[0].bottom_end_s, 2.05, 1e-12);
    cr_assert_float_eq(truth->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_RIGHT][40] * DEG, 115, 1e-9);
    cr_assert_float_eq(truth->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_LEFT][40] * DEG, 10, 1e-9);
    cr_assert_float_eq(truth->value[SAG_METRIC_TRUNK_INCLINATION][SAG_SIDE_LEFT][40] * DEG, 42, 1e-9);
    cr_assert_float_eq(truth->value[SAG_METRIC_HIP_DROP][SAG_SIDE_RIGHT][40], 0.45 / 0.8, 1e-9);
    cr_assert_float_eq(truth->value[SAG_METRIC_DEPTH][SAG_SIDE_RIGHT][40], 0.05 / 0.4, 1e-9);
    cr_assert(isnan(truth->value[SAG_METRIC_HIP_DROP][SAG_SIDE_LEFT][40]), "no left heights in this file");
    cr_assert_float_eq(truth->value[SAG_METRIC_LUMBAR_FLEXION][SAG_SIDE_LEFT][40] * DEG, 24, 1e-9);
    cr_assert_float_eq(truth->value[SAG_METRIC_PELVIC_TILT][SAG_SIDE_RIGHT][40] * DEG, 22, 1e-9);
    cr_assert_float_eq(truth->value[SAG_METRIC_THORAX_INCLINATION][SAG_SIDE_RIGHT][40] * DEG, 46, 1e-9);
    sag_truth_destroy(truth);
}

static const char mot_head[] = "Coordinates\nversion=1\nnRows=3\nnColumns=4\ninDegrees=yes\n\nendheader\n"
                               "time\tpelvis_tilt\thip_flexion_r\tknee_angle_r\n";

/*
 * Two rows standing, one deep, one walking. Deep: the heels are 3 cm up, the right knee is 4 cm inside its line and 5 cm
 * inside its toe, the hips are 6 cm to the right and their right side is 2 cm lower, the trunk leans 7 deg more.
 */
Test(truth, of_the_synthetic_human_has_feet_knees_and_pelvis)
{
    static const char content[] =
        "# sagitta-synth truth,1\n# derived,thigh_m,0.4\n# derived,shank_m,0.4\n"
        "t_s,phase,depth,trunk_inclination_deg,shank_inclination_right_deg,lateral_trunk_lean_deg,"
        "left_hip_x_m,left_hip_y_m,left_hip_z_m,left_knee_x_m,left_knee_y_m,left_knee_z_m,"
        "left_ankle_x_m,left_ankle_y_m,left_ankle_z_m,left_heel_x_m,left_heel_y_m,left_heel_z_m,"
        "left_foot_index_x_m,left_foot_index_y_m,left_foot_index_z_m,"
        "right_hip_x_m,right_hip_y_m,right_hip_z_m,right_knee_x_m,right_knee_y_m,right_knee_z_m,"
        "right_ankle_x_m,right_ankle_y_m,right_ankle_z_m,right_heel_x_m,right_heel_y_m,right_heel_z_m,"
        "right_foot_index_x_m,right_foot_index_y_m,right_foot_index_z_m\n"
        "0,quiet,0,5,3,1,0,0.9,-0.1,0,0.5,-0.1,0,0.1,-0.1,0,0.1,-0.1,0.2,0.1,-0.1,"
        "0,0.9,0.1,0,0.5,0.1,0,0.1,0.1,0,0.1,0.1,0.2,0.1,0.1\n"
        "1,quiet,0,5,3,1,0,0.9,-0.1,0,0.5,-0.1,0,0.1,-0.1,0,0.1,-0.1,0.2,0.1,-0.1,"
        "0,0.9,0.1,0,0.5,0.1,0,0.1,0.1,0,0.1,0.1,0.2,0.1,0.1\n"
        "2,bottom,1,40,30,8,-0.3,0.52,-0.04,0.3,0.5,-0.1,0,0.1,-0.1,0,0.13,-0.1,0.2,0.1,-0.1,"
        "-0.3,0.5,0.16,0.3,0.3,0.09,0,0.1,0.1,0,0.13,0.1,0.2,0.1,0.14\n"
        "3,walk_out,0,5,3,1,0,0.9,-0.1,0,0.5,-0.1,0,0.1,-0.1,0,0.1,-0.1,0.2,0.1,-0.1,"
        "0,0.9,0.1,0,0.5,0.1,0,0.1,0.1,0,0.1,0.1,0.2,0.1,0.1\n";
    made_file(path, folder, "truth", content, sizeof content - 1);
    sag_truth *truth = reads(path, NULL);
    double *(*value)[2] = truth->value;
    double pitch_deg = atan2(0.03, 0.2) * DEG;
    cr_expect_float_eq(value[SAG_METRIC_TRUNK_SHANK][SAG_SIDE_RIGHT][2] * DEG, 10, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_FOOT_PITCH][SAG_SIDE_LEFT][2] * DEG, pitch_deg, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_ANKLE_DORSIFLEXION][SAG_SIDE_RIGHT][2] * DEG,
                       atan2(0.3, 0.2) * DEG - pitch_deg, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_HEEL_RISE][SAG_SIDE_RIGHT][2], 0.03 / 0.2, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_KNEE_TRAVEL][SAG_SIDE_RIGHT][0], -1, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_KNEE_TRAVEL][SAG_SIDE_RIGHT][2], 0.5, 1e-9);
    /* From ankle (0.1, 0.1) to hip (0.16, 0.5) the line is at 0.13 where the knee's height is; the knee is at 0.09. */
    double across = 0.4 / hypot(0.06, 0.4);
    cr_expect_float_eq(value[SAG_METRIC_KNEE_MEDIAL_RIGHT][SAG_SIDE_LEFT][2], 0.04 * across / 0.8, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_KNEE_TO_FOOT_RIGHT][SAG_SIDE_RIGHT][2], 0.05 / 0.8, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_KNEE_TO_FOOT_LEFT][SAG_SIDE_RIGHT][2], 0, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_KNEE_SEPARATION][SAG_SIDE_RIGHT][2], 0.19 / 0.2, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_HIP_SHIFT][SAG_SIDE_LEFT][2], 0.06 / 0.2, 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_PELVIC_OBLIQUITY][SAG_SIDE_LEFT][2], atan2(0.02, 0.2), 1e-9);
    cr_expect_float_eq(value[SAG_METRIC_LATERAL_TRUNK_LEAN][SAG_SIDE_LEFT][2] * DEG, 7, 1e-9);
    cr_expect(isnan(value[SAG_METRIC_FOOT_PITCH][SAG_SIDE_LEFT][3]), "the world's axes are not the walking body's");
    sag_truth_destroy(truth);
}

Test(truth, of_a_mot_is_the_planar_sum)
{
    snprintf(text, sizeof text, "%s  0.0 -10 20 30\r\n  0.1 -10 100 120\n0.2\t0\t0\t0\n", mot_head);
    made_file(path, folder, "truth.mot", text, strlen(text));
    sag_truth *truth = reads(path, NULL);
    cr_assert_eq(truth->row_count, 3);
    cr_assert_float_eq(truth->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_RIGHT][1] * DEG, 120, 1e-9);
    cr_assert_null(truth->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_LEFT]);
    /* thigh 90 deg forward of straight down: horizontal; shank 120 - 90 */
    cr_assert_float_eq(truth->value[SAG_METRIC_THIGH_INCLINATION][SAG_SIDE_RIGHT][1] * DEG, 0, 1e-9);
    cr_assert_float_eq(truth->value[SAG_METRIC_SHANK_INCLINATION][SAG_SIDE_RIGHT][1] * DEG, 30, 1e-9);
    cr_assert(truth->rep_count == 1 && truth->rep[0].bottom_start_s == 0.1);
    cr_assert_null(truth->value[SAG_METRIC_LUMBAR_FLEXION][SAG_SIDE_LEFT]);
    cr_assert_null(truth->value[SAG_METRIC_THORAX_INCLINATION][SAG_SIDE_LEFT]);
    sag_truth_destroy(truth);
}

/* OpenSim's z points to the right: a turn about it is backward +. */
Test(truth, of_a_mot_turns_the_signs_of_the_back)
{
    snprintf(text, sizeof text, "inDegrees=yes\nendheader\ntime pelvis_tilt lumbar_extension\n0 -10 5\n1 15 -20\n");
    made_file(path, folder, "truth.mot", text, strlen(text));
    sag_truth *truth = reads(path, NULL);
    static const double pelvis_deg[] = {10, -15};
    static const double lumbar_deg[] = {-5, 20};
    for (size_t row = 0; row < 2; row++) {
        for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
            double thorax_deg = pelvis_deg[row] + lumbar_deg[row];
            cr_assert_float_eq(truth->value[SAG_METRIC_PELVIC_TILT][side][row] * DEG, pelvis_deg[row], 1e-9);
            cr_assert_float_eq(truth->value[SAG_METRIC_LUMBAR_FLEXION][side][row] * DEG, lumbar_deg[row], 1e-9);
            cr_assert_float_eq(truth->value[SAG_METRIC_THORAX_INCLINATION][side][row] * DEG, thorax_deg, 1e-9);
        }
    }
    cr_assert_not(truth->reps_known, "no knee, no squats");
    sag_truth_destroy(truth);
}

Test(truth, of_the_back_makes_the_third_angle_of_two)
{
    static const char table[] = "a,b,c\n50,20,1\n60,25,2\n";
    static const char *const maps[] = {
        "rate_hz 10\nthorax_inclination both a deg\npelvic_tilt both b deg\n",
        "rate_hz 10\nthorax_inclination both a deg\nlumbar_flexion both b deg\n",
        "rate_hz 10\npelvic_tilt both a deg\nlumbar_flexion both b deg\n",
        "rate_hz 10\nthorax_inclination both a deg\npelvic_tilt both b deg\nlumbar_flexion both c deg\n",
    };
    static const sag_metric third[] = {SAG_METRIC_LUMBAR_FLEXION, SAG_METRIC_PELVIC_TILT, SAG_METRIC_THORAX_INCLINATION,
                                       SAG_METRIC_LUMBAR_FLEXION};
    static const double value_deg[] = {35, 35, 85, 2};
    made_file(path, folder, "t.csv", table, sizeof table - 1);
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        made_file(map_path, folder, "map", maps[i], strlen(maps[i]));
        sag_truth *truth = reads(path, map_path);
        cr_assert_float_eq(truth->value[third[i]][SAG_SIDE_LEFT][1] * DEG, value_deg[i], 1e-9, "map %zu", i);
        sag_truth_destroy(truth);
    }
}

/* Facing +x and, turned about the vertical, facing +z: the same angles. */
Test(truth, of_a_trc_does_not_depend_on_the_heading)
{
    static const char head[] = "PathFileType\t4\n1\n2\nFrame#\tTime\tRHip\t\t\tRKnee\t\t\tRAnkle\t\t\tRShoulder\t\t\t"
                               "LHip\t\t\tLKnee\t\t\tLAnkle\t\t\tLShoulder\t\t\t\n\t\tX1\n\n";
    snprintf(text, sizeof text,
             "%s1\t0.0\t0\t0.5\t0.1\t0.4\t0.5\t0.1\t0.4\t0.1\t0.1\t0.3\t0.8\t0.1\t"
             "0\t0.5\t-0.1\t0.4\t0.5\t-0.1\t0.4\t0.1\t-0.1\t0.3\t0.8\t-0.1\n"
             "2\t0.1\t-0.1\t0.5\t0\t-0.1\t0.5\t0.4\t-0.1\t0.1\t0.4\t-0.1\t0.8\t0.3\t"
             "0.1\t0.5\t0\t0.1\t0.5\t0.4\t0.1\t0.1\t0.4\t0.1\t0.8\t0.3\n", head);
    made_file(path, folder, "truth.trc", text, strlen(text));
    sag_truth *truth = reads(path, NULL);
    for (size_t row = 0; row < 2; row++) {
        cr_assert_float_eq(truth->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_RIGHT][row] * DEG, 90, 1e-9);
        cr_assert_float_eq(truth->value[SAG_METRIC_THIGH_INCLINATION][SAG_SIDE_LEFT][row] * DEG, 0, 1e-9);
        cr_assert_float_eq(truth->value[SAG_METRIC_SHANK_INCLINATION][SAG_SIDE_LEFT][row] * DEG, 0, 1e-9);
        cr_assert_float_eq(truth->value[SAG_METRIC_TRUNK_INCLINATION][SAG_SIDE_RIGHT][row] * DEG, 45, 1e-9);
    }
    sag_truth_destroy(truth);
}

Test(truth, of_a_mapped_table)
{
    static const char table[] = "made by hand\nTime;Right Knee;x\nms;deg;\n0;180;1\n500;90;2\n";
    static const char map[] = "# a map\ntime Time ms\nheader_row 2\nfirst_row 4\n"
                              "knee_flexion right \"Right Knee\" deg -1 180\ndepth both #3 ratio 0.5\n";
    made_file(path, folder, "t.csv", table, sizeof table - 1);
    made_file(map_path, folder, "map", map, sizeof map - 1);
    sag_truth *truth = reads(path, map_path);
    cr_assert_eq(truth->row_count, 2);
    cr_assert_float_eq(truth->t_s[1], 0.5, 1e-12);
    cr_assert_float_eq(truth->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_RIGHT][1] * DEG, 90, 1e-9);
    cr_assert_float_eq(truth->value[SAG_METRIC_DEPTH][SAG_SIDE_LEFT][1], 1.0, 1e-12);
    size_t cursor = 0;
    cr_assert_float_eq(sag__truth_at(truth, truth->value[SAG_METRIC_DEPTH][0], 0.25, &cursor), 0.75, 1e-12);
    cr_assert(isnan(sag__truth_at(truth, truth->value[SAG_METRIC_DEPTH][0], 0.51, &cursor)));
    sag_truth_destroy(truth);
}

Test(truth, problems_are_named_with_file_and_line)
{
    refuses("", NULL, SAG_STATUS_FORMAT, "empty");
    refuses("a,b\n1,2\n", NULL, SAG_STATUS_UNSUPPORTED, "column map");
    snprintf(text, sizeof text, "%s0 1 2 3\n0.1 1 x 3\n", mot_head);
    refuses(text, NULL, SAG_STATUS_FORMAT, "truth:10: a damaged number");
    snprintf(text, sizeof text, "%s0 1 2 3\n0.1 1 2\n", mot_head);
    refuses(text, NULL, SAG_STATUS_FORMAT, "truth:10: not as many");
    snprintf(text, sizeof text, "%s0 1 2 3\n0 1 2 3\n", mot_head);
    refuses(text, NULL, SAG_STATUS_FORMAT, "truth:10: the time is not later");
    snprintf(text, sizeof text, "%s0 1 2 1e999\n1 1 2 3\n", mot_head);
    refuses(text, NULL, SAG_STATUS_FORMAT, "truth:9: a damaged number");
    refuses("x\nendheader\ntime\n", NULL, SAG_STATUS_FORMAT, "inDegrees");
    refuses("inDegrees=yes\nendheader", NULL, SAG_STATUS_FORMAT, "nothing behind endheader");
    refuses("PathFileType\n\n", NULL, SAG_STATUS_FORMAT, "cut short");
    refuses("PathFileType\n\n\nF\tTime\tRHip\n\n", NULL, SAG_STATUS_FORMAT, "no marker LAnkle");
    refuses("# sagitta-synth truth,1\n", NULL, SAG_STATUS_FORMAT, "no rows");
    refuses("t,a\n0,1\n1,2\n", "knee_flexion right a deg\n", SAG_STATUS_FORMAT, "one of time and rate_hz");
    refuses("t,a\n0,1\n1,2\n", "rate_hz 10\nknee_flexion right b deg\n", SAG_STATUS_FORMAT, "map:2: the table has no");
    refuses("t,a\n0,1\n1,2\n", "rate_hz 10\nelbow right a deg\n", SAG_STATUS_FORMAT, "map:2: neither a key");
    refuses("t,a\n0,1\n1,2\n", "rate_hz 10\nknee_flexion middle a deg\n", SAG_STATUS_FORMAT, "left, right or both");
    refuses("t,a\n0,1\n1,2\n", "rate_hz 0\nknee_flexion left a deg\n", SAG_STATUS_FORMAT, "rate_hz RATE");
    refuses("t,a\n0,1\n1,2\n", "rate_hz 10\nknee_flexion left a ratio\n", SAG_STATUS_FORMAT, "deg or rad");
    sag_error err = {0};
    sag_truth *truth = NULL;
    snprintf(path, sizeof path, "%s/absent", folder);
    cr_assert_eq(sag_truth_read(&truth, path, NULL, &err), SAG_STATUS_NOT_FOUND);
    cr_assert_eq(sag_truth_read(&truth, folder, NULL, &err), SAG_STATUS_IO);
}

Test(truth, columns_have_a_limit)
{
    for (int extra = 0; extra < 2; extra++) {
        size_t n = (size_t)snprintf(text, sizeof text, "inDegrees=yes\nendheader\ntime knee_angle_r");
        for (int c = 2; c < SAG_TRUTH_COLUMN_MAX + extra; c++) {
            n += (size_t)snprintf(text + n, sizeof text - n, " x");
        }
        for (int row = 0; row < 2; row++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "\n%d", row);
            for (int c = 1; c < SAG_TRUTH_COLUMN_MAX + extra; c++) {
                n += (size_t)snprintf(text + n, sizeof text - n, " 1");
            }
        }
        made_file(path, folder, "wide.mot", text, n);
        sag_truth *truth = NULL;
        cr_assert_eq(sag_truth_read(&truth, path, NULL, NULL), extra == 0 ? SAG_STATUS_OK : SAG_STATUS_LIMIT);
        sag_truth_destroy(truth);
    }
}

/* Cut at every length, then damage bytes in a fixed pseudo-random order: any answer but a crash is right. */
static void batter(const char *content, size_t length, const char *map)
{
    sag_truth *truth = NULL;
    char *copy = malloc(length);
    cr_assert_not_null(copy);
    size_t step = length / 300 + 1;
    for (size_t cut = 0; cut < length; cut += step) {
        made_file(path, folder, "battered", content, cut);
        sag_error err = {0};
        sag_status status = sag_truth_read(&truth, path, map, &err);
        cr_assert(status == SAG_STATUS_OK || (err.text[0] != '\0' && strchr(err.text, '\n') == NULL));
        sag_truth_destroy(truth);
    }
    unsigned state = 1;
    for (int k = 0; k < 600; k++) {
        memcpy(copy, content, length);
        for (int hits = 0; hits <= k % 4; hits++) {
            static const char bytes[] = "\n\r\t,;\"# -.e9nN=\x00\xff";
            state = state * 1664525u + 1013904223u;
            copy[(state >> 8) % length] = bytes[(state >> 3) % (sizeof bytes - 1)];
        }
        made_file(path, folder, "battered", copy, length);
        sag_error err = {0};
        sag_status status = sag_truth_read(&truth, path, map, &err);
        cr_assert(status == SAG_STATUS_OK || (err.text[0] != '\0' && strchr(err.text, '\n') == NULL));
        sag_truth_destroy(truth);
    }
    free(copy);
}

Test(truth, damaged_files_do_no_harm)
{
    batter(text, made_synth_text(text, sizeof text), NULL);
    int n = snprintf(text, sizeof text, "%s0 1 2 3\n0.1 1 20 30\n0.2 1 2 3\n", mot_head);
    batter(text, (size_t)n, NULL);
    static const char map[] = "time a s\nheader_row 1\nfirst_row 2\nknee_flexion right \"b\" deg -1 180\n";
    made_file(map_path, folder, "map", map, sizeof map - 1);
    static const char table[] = "a;b\n0;1\n1;2\n2;3\n";
    batter(table, sizeof table - 1, map_path);
    /* and the map itself */
    char table_path[MADE_PATH_BYTES];
    made_file(table_path, folder, "table", table, sizeof table - 1);
    for (size_t cut = 0; cut < sizeof map; cut++) {
        sag_truth *truth = NULL;
        made_file(map_path, folder, "map", map, cut);
        sag_truth_read(&truth, table_path, map_path, NULL);
        sag_truth_destroy(truth);
    }
}

static const char *shared_file(const char *name)
{
    static char shared[1024];
    const char *root = getenv("SAGITTA_SHARED");
    snprintf(shared, sizeof shared, "%s/data/mocap/%s", root != NULL ? root : "/nonexistent", name);
    if (access(shared, R_OK) != 0) {
        cr_skip_test("the motion capture files of the folder 'shared' beside the checkout are absent");
    }
    return shared;
}

Test(truth, of_a_real_mot)
{
    sag_truth *truth = reads(shared_file("opencap_squat.mot"), NULL);
    const double *knee = truth->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_RIGHT];
    size_t peak = 0;
    for (size_t i = 0; i < truth->row_count; i++) {
        peak = knee[i] > knee[peak] ? i : peak;
    }
    cr_assert_eq(truth->row_count, 471);
    cr_assert_float_eq(knee[peak] * DEG, 113.2, 0.1);
    cr_assert_float_eq(truth->t_s[peak], 5.15, 0.01);
    cr_assert_gt(truth->rep_count, 0);
    sag_truth_destroy(truth);
    truth = reads(shared_file("walking1_videoAndMocap.mot"), NULL);
    cr_assert_eq(truth->row_count, 158);
    sag_truth_destroy(truth);
}

Test(truth, of_a_real_trc_is_near_its_own_mot)
{
    sag_truth *markers = reads(shared_file("S00_P00_T01_BalancingTrial_0-100_filt_butterworth_LSTM.trc"), NULL);
    sag_truth *angles = reads(shared_file("S00_P00_T01_BalancingTrial_filt_butterworth_0-100_LSTM.mot"), NULL);
    cr_assert_eq(markers->row_count, 100);
    size_t cursor = 0;
    double sum = 0;
    for (size_t i = 0; i < markers->row_count; i++) {
        double other = sag__truth_at(angles, angles->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_LEFT], markers->t_s[i],
                                     &cursor);
        sum += isfinite(other) ? fabs(markers->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_LEFT][i] - other) : 0;
    }
    cr_assert_lt(sum / 100 * DEG, 15, "mean %g deg", sum / 100 * DEG);
    sag_truth_destroy(markers);
    sag_truth_destroy(angles);
}

Test(truth, of_a_real_table_of_another_program)
{
    const char *squat = shared_file("shots_Squat_1_unknown-2.csv");
    static const char map[] = "rate_hz 50\nheader_row 3\nfirst_row 6\nlast_row 172\nknee_flexion right #82 deg -1\n";
    made_file(map_path, folder, "map", map, sizeof map - 1);
    sag_truth *truth = reads(squat, map_path);
    cr_assert_eq(truth->row_count, 167);
    cr_assert_eq(truth->rep_count, 1);
    sag_truth_destroy(truth);
}
