#include <criterion/criterion.h>

#include <math.h>

#include <sagitta/validate.h>

#include "agreement.h"
#include "made_truth.h"
#include "measured.h"
#include "truth.h"

#define DEG (3.14159265358979323846 / 180)

static char folder[64];
static char path[MADE_PATH_BYTES];
static char text[65536];

static void set_up(void)
{
    made_folder(folder);
    made_file(path, folder, "truth.csv", text, made_synth_text(text, sizeof text));
}

static void tear_down(void)
{
    made_folder_remove(folder);
}

TestSuite(validate, .init = set_up, .fini = tear_down);

static sag_validation validated(double delay_s, const sag_validation_options *options)
{
    sag_error err = {0};
    sag_measured *measured = NULL;
    sag_truth *truth = NULL;
    sag_validation out;
    made_out_folder(folder, delay_s);
    cr_assert_eq(sag_measured_read(&measured, folder, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_truth_read(&truth, path, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_validation_run(&out, measured, truth, options, &err), SAG_STATUS_OK, "%s", err.text);
    for (int m = 0; m < SAG_METRIC_COUNT; m++) { /* borrowed from measured */
        out.metric[m].missing = out.metric[m].compared ? NULL : "missing";
    }
    sag_truth_destroy(truth);
    sag_measured_destroy(measured);
    return out;
}

/* Errors 1, -1, 2, 2: sum 4, absolute 6, squares 10, squares around the mean 6. */
Test(validate, agreement_is_as_computed_by_hand)
{
    const double truth[] = {1, 5, 3, 9, NAN, 2};
    const double measured[] = {2, 4, 5, 11, 1, NAN};
    sag_agreement a = sag__agreement_compute(measured, truth, NULL, 6, NULL, 0);
    cr_assert_eq(a.n, 4);
    cr_assert_float_eq(a.bias, 1.0, 1e-12);
    cr_assert_float_eq(a.mae, 1.5, 1e-12);
    cr_assert_float_eq(a.rmse, sqrt(2.5), 1e-12);
    cr_assert_float_eq(a.sd, sqrt(2.0), 1e-12);
    cr_assert_float_eq(a.limit_low, 1 - 1.96 * sqrt(2.0), 1e-12);
    cr_assert_float_eq(a.limit_high, 1 + 1.96 * sqrt(2.0), 1e-12);
    /* means 4.5 and 5.5; products 12.25 - 0.75 + 0.75 + 24.75 = 37; squares 35 and 45 */
    cr_assert_float_eq(a.pearson_r, 37 / sqrt(35.0 * 45.0), 1e-12);
    const double select[] = {1, 0.9, 0.91, 0, 1, 1};
    a = sag__agreement_compute(measured, truth, NULL, 6, select, 0.9);
    cr_assert_eq(a.n, 2);
    cr_assert_float_eq(a.bias, 1.5, 1e-12);
}

/* Errors 1, -1, 2, 2 with the limits 0.98, 1.0192, none and 2.94. */
Test(validate, coverage_counts_the_errors_within_the_stated_ones)
{
    const double truth[] = {1, 5, 3, 9, NAN, 2};
    const double measured[] = {2, 4, 5, 11, 1, NAN};
    const double se[] = {0.5, 0.52, NAN, 1.5, 9, 9};
    const double select[] = {1, 0, 1, 1, 1, 1};
    cr_assert_float_eq(sag__agreement_compute(measured, truth, se, 6, NULL, 0).coverage_ratio, 2 / 3.0, 1e-12);
    cr_assert_float_eq(sag__agreement_compute(measured, truth, se, 6, select, 0.5).coverage_ratio, 1 / 2.0, 1e-12);
    cr_assert(isnan(sag__agreement_compute(measured, truth, NULL, 6, NULL, 0).coverage_ratio));
    cr_assert(isnan(sag__agreement_compute(measured + 2, truth + 2, se + 2, 1, NULL, 0).coverage_ratio));
}

Test(validate, agreement_of_few_or_equal_pairs_says_what_it_does_not_know)
{
    const double one[] = {3, 3};
    const double two[] = {1, 2};
    sag_agreement a = sag__agreement_compute(one, two, NULL, 0, NULL, 0);
    cr_assert(a.n == 0 && isnan(a.bias) && isnan(a.mae));
    a = sag__agreement_compute(one, two, NULL, 1, NULL, 0);
    cr_assert(a.n == 1 && a.bias == 2 && isnan(a.sd) && isnan(a.limit_low) && isnan(a.pearson_r));
    a = sag__agreement_compute(one, two, NULL, 2, NULL, 0);
    cr_assert(a.n == 2 && isnan(a.pearson_r) && isfinite(a.sd));
}

Test(validate, finds_the_errors_that_were_put_in)
{
    sag_validation v = validated(0, NULL);
    cr_assert_eq(v.frame_count, 81);
    cr_assert_eq(v.found_count, 81);
    cr_assert_float_eq(v.presence_min, 0.97, 1e-12);
    cr_assert(v.view == SAG_VIEW_SIDE && v.near_side == SAG_SIDE_RIGHT && !v.aligned);
    const sag_validation_metric *knee = &v.metric[SAG_METRIC_KNEE_FLEXION];
    cr_assert_eq(knee->all.n, 81);
    cr_assert_float_eq(knee->all.bias, -3 * DEG, 1e-7);
    cr_assert_float_eq(knee->all.sd, 0, 1e-7);
    cr_assert_float_eq(knee->all.pearson_r, 1, 1e-9);
    cr_assert(knee->bottom.n > 5 && knee->bottom.n < 20);
    const sag_validation_metric *thigh = &v.metric[SAG_METRIC_THIGH_INCLINATION];
    cr_assert_float_eq(thigh->all.mae, 1 * DEG, 1e-7);
    cr_assert_float_eq(thigh->all.bias, 1 * DEG / 81, 1e-7);
    cr_assert_float_eq(v.metric[SAG_METRIC_TRUNK_INCLINATION].bottom.bias, 2 * DEG, 1e-7);
    cr_assert_not(v.metric[SAG_METRIC_HIP_DROP].compared);
    cr_assert_not(v.metric[SAG_METRIC_DEPTH].compared);
}

Test(validate, compares_squats)
{
    sag_validation v = validated(0, NULL);
    cr_assert(v.truth_rep_count == 1 && v.hit_count == 1 && v.miss_count == 0 && v.false_count == 0);
    cr_assert_float_eq(v.bottom_s.bias, 0.05, 1e-9); /* the hold ends at 2.05 */
    cr_assert_float_eq(v.start_s.bias, 1.1 - 1.144, 1e-9);
    cr_assert_eq(v.end_s.n, 0, "the recording cuts the end off");
    cr_assert(v.depth_band_count == 1 && v.depth_right_count == 0 && v.depth_wrong_count == 0);
    v = validated(0.35, NULL);
    cr_assert(v.hit_count == 0 && v.miss_count == 1 && v.false_count == 1);
    sag_validation_options options;
    sag_validation_options_init(&options);
    options.tolerance_s = 0.41;
    v = validated(0.35, &options);
    cr_assert_eq(v.hit_count, 1);
}

Test(validate, finds_a_known_shift)
{
    sag_validation_options options;
    sag_validation_options_init(&options);
    options.align = true;
    static const double delay_s[] = {0, 0.25, 1.0, -0.437};
    for (size_t i = 0; i < sizeof delay_s / sizeof delay_s[0]; i++) {
        sag_validation v = validated(delay_s[i], &options);
        cr_assert(v.aligned);
        cr_assert_float_eq(v.shift_s, -delay_s[i], 0.003, "%g for %g", v.shift_s, -delay_s[i]);
        cr_assert_float_eq(v.metric[SAG_METRIC_KNEE_FLEXION].all.bias, -3 * DEG, 0.1 * DEG);
        cr_assert_eq(v.hit_count, 1);
    }
    options.shift_max_s = 0.5;
    cr_assert_float_eq(validated(1.0, &options).shift_s, -0.5, 0.02);
}

Test(validate, refuses_options_out_of_range)
{
    sag_measured measured = {0};
    sag_truth truth = {0};
    sag_validation out;
    sag_validation_options options;
    sag_validation_options_init(&options);
    options.bottom_ratio = 1.5;
    cr_assert_eq(sag_validation_run(&out, &measured, &truth, &options, NULL), SAG_STATUS_ARGUMENT);
    options.bottom_ratio = NAN;
    cr_assert_eq(sag_validation_run(&out, &measured, &truth, &options, NULL), SAG_STATUS_ARGUMENT);
}

/* Compare a file with a golden file, or write that anew when SAGITTA_GOLDEN_UPDATE is set. */
static void assert_golden(const char *written, const char *name)
{
    const char *golden_folder = getenv("SAGITTA_GOLDEN");
    cr_assert_not_null(golden_folder);
    char command[1024];
    if (getenv("SAGITTA_GOLDEN_UPDATE") != NULL) {
        snprintf(command, sizeof command, "cp %s %s/%s", written, golden_folder, name);
    } else {
        snprintf(command, sizeof command, "diff %s/%s %s", golden_folder, name, written);
    }
    cr_assert_eq(system(command), 0, "%s", name);
}

Test(validate, writes_the_golden_files)
{
    sag_validation v = validated(0.05, NULL);
    char written[MADE_PATH_BYTES];
    char table[8192];
    size_t length = sag_validation_format(table, sizeof table, &v);
    cr_assert_eq(length, strlen(table));
    cr_assert_eq(sag_validation_format(NULL, 0, &v), length);
    char cut[10];
    cr_assert_eq(sag_validation_format(cut, sizeof cut, &v), length);
    cr_assert_eq(strlen(cut), sizeof cut - 1);
    made_file(written, folder, "table.txt", table, length);
    assert_golden(written, "table.txt");
    snprintf(written, sizeof written, "%s/v.csv", folder);
    cr_assert_eq(sag_validation_write_csv(written, &v, NULL), SAG_STATUS_OK);
    assert_golden(written, "validation.csv");
    snprintf(written, sizeof written, "%s/v.json", folder);
    cr_assert_eq(sag_validation_write_json(written, &v, NULL), SAG_STATUS_OK);
    assert_golden(written, "validation.json");
    snprintf(written, sizeof written, "%s/none/v.json", folder);
    cr_assert_eq(sag_validation_write_json(written, &v, NULL), SAG_STATUS_IO);
}
