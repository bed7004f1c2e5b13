/* sagitta validate: what was measured against a known truth. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sagitta/report.h>
#include <sagitta/validate.h>

#include "options.h"

static exit_code code_of(sag_status status)
{
    return status == SAG_STATUS_NO_MEMORY ? EXIT_CODE_FAILURE : EXIT_CODE_INPUT;
}

/* An out folder as it is; a recording by analyzing it. */
static sag_status read_measured(sag_measured **out, const char *path, const sag_analysis_options *wanted,
                                sag_error *err)
{
    struct stat facts;
    if (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        return sag_measured_read(out, path, err);
    }
    sag_motion *motion = NULL;
    sag_status status = sag_recording_read(&motion, path, err);
    if (status == SAG_STATUS_OK) {
        sag_analysis analysis;
        sag_analysis_options options = *wanted;
        sag_analysis_options_fill(&options, motion);
        status = sag_analysis_run(&analysis, motion, &options, err);
        if (status == SAG_STATUS_OK) {
            status = sag_measured_create(out, motion, &analysis, err);
            sag_analysis_release(&analysis);
        }
        sag_motion_destroy(motion);
    }
    return status;
}

static sag_status print_table(const sag_validation *validation)
{
    size_t length = sag_validation_format(NULL, 0, validation);
    char *text = malloc(length + 1);
    if (text == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    sag_validation_format(text, length + 1, validation);
    fputs(text, stdout);
    free(text);
    return SAG_STATUS_OK;
}

/* Print the table and write the files that were asked for. */
static exit_code show(const sag_validation *validation, const char *csv_path, const char *json_path)
{
    sag_error err = {0};
    if (print_table(validation) != SAG_STATUS_OK) {
        fputs("sagitta: cannot print the table: out of memory\n", stderr);
        return EXIT_CODE_FAILURE;
    }
    if ((csv_path != NULL && sag_validation_write_csv(csv_path, validation, &err) != SAG_STATUS_OK)
        || (json_path != NULL && sag_validation_write_json(json_path, validation, &err) != SAG_STATUS_OK)) {
        fprintf(stderr, "sagitta: %s\n", err.text);
        return EXIT_CODE_OUTPUT;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("sagitta: cannot write the table");
        return EXIT_CODE_OUTPUT;
    }
    return EXIT_CODE_OK;
}

static exit_code validate(const char *measured_path, const char *truth_path, const char *map_path, const char *csv_path,
                          const char *json_path, const sag_validation_options *options,
                          const sag_analysis_options *analysis_options)
{
    sag_error err = {0};
    sag_measured *measured = NULL;
    sag_truth *truth = NULL;
    sag_validation validation;
    sag_status status = read_measured(&measured, measured_path, analysis_options, &err);
    if (status == SAG_STATUS_OK) {
        status = sag_truth_read(&truth, truth_path, map_path, &err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_validation_run(&validation, measured, truth, options, &err);
    }
    exit_code code = code_of(status);
    if (status == SAG_STATUS_OK) {
        code = show(&validation, csv_path, json_path);
    } else {
        fprintf(stderr, "sagitta: %s\n", err.text);
    }
    sag_truth_destroy(truth);
    sag_measured_destroy(measured);
    return code;
}

exit_code cmd_validate(int argc, char **argv)
{
    sag_validation_options options;
    sag_validation_options_init(&options);
    sag_analysis_options analysis_options = {0};
    const char *align = "none";
    const char *map_path = NULL;
    const char *csv_path = NULL;
    const char *json_path = NULL;
    const option_entry entries[] = {
        {"map", "FILE", "column map of a table of another kind (see below)", OPTION_TEXT, &map_path, 0, 0},
        {"align", "HOW", "none, or auto: look for the time shift that fits best (default none)", OPTION_TEXT, &align, 0,
         0},
        {"max-shift", "S", "largest shift that --align auto tries, in seconds (default 2)", OPTION_NUMBER,
         &options.shift_max_s, 0, 60},
        {"tolerance", "S", "a bottom this near to the truth's is a hit, in seconds (default 0.25)", OPTION_NUMBER,
         &options.tolerance_s, 0, 60},
        {"cutoff", "HZ", "low-pass of the analysis of a recording (default: as recorded)", OPTION_NUMBER,
         &analysis_options.cutoff_hz, 0.5, 30},
        {"csv", "FILE", "write every number as item,scope,statistic,value", OPTION_TEXT, &csv_path, 0, 0},
        {"json", "FILE", "write every number as JSON", OPTION_TEXT, &json_path, 0, 0},
    };
    const option_table table = {
        .command = "validate",
        .usage = "sagitta validate MEASURED TRUTH [options]",
        .about = "Print the error of every metric. MEASURED is a pose recording, which is analyzed again, or the\n"
                 "out folder of an earlier run. TRUTH is a truth file of sagitta-synth, an OpenSim .mot or .trc,\n"
                 "or any table with a column map.",
        .more = "Errors are measured minus truth, over all frames and over those at the bottom of the movement: bias,\n"
                "mean absolute error, root mean square, standard deviation, 95 % limits of agreement (bias -+ 1.96\n"
                "SD; Bland and Altman 1986), Pearson's r, and the share of the errors within 1.96 of the standard\n"
                "errors that Sagitta stated. In side views the side toward the camera is compared.\n\n"
                "Lumbar flexion, sagittal pelvic tilt and thorax inclination are changes from standing. The truth may\n"
                "have any zero: its median over the standing baseline of the measurement is taken off it. From two of\n"
                "the three follows the third, thorax = pelvis + lumbar. Late lumbar flexion is compared in every\n"
                "repetition, over the same frames.\n\n"
                "Sagitta measures projections on the picture. A truth file's angles in the sagittal plane are\n"
                "compared; the knee angle in space, as motion capture gives it, is another quantity: with turned-out\n"
                "feet or a wide stance it differs by several degrees even if nothing is wrong.\n\n"
                "A column map is text, one `key value...` a line, # for comments:\n"
                "  time COLUMN s|ms, or rate_hz RATE       when the rows were taken\n"
                "  header_row N, first_row N, last_row N   lines of the names and of the values, counted from 1\n"
                "  METRIC left|right|both COLUMN deg|rad|ratio|percent [SCALE [OFFSET]]\n"
                "METRIC is a column of frames.csv without its unit; COLUMN a name, \"in quotes\", or #N.\n"
                "Two sensors on the back, at T12 and S1, inclination forward + (-1 behind deg turns a sign):\n"
                "  thorax_inclination both COLUMN deg\n"
                "  pelvic_tilt both COLUMN deg\n"
                "--align auto then finds the time shift by thorax inclination.",
        .entry = entries,
        .entry_count = sizeof entries / sizeof entries[0],
    };
    const char *operand[2] = {NULL, NULL};
    const char *const questions[2] = {"which recording or folder, and which truth?", "which truth?"};
    exit_code code = EXIT_CODE_OK;
    if (!options_parse_exactly(&table, argc, argv, questions, operand, 2, &code)) {
        return code;
    }
    options.align = strcmp(align, "auto") == 0;
    if (!options.align && strcmp(align, "none") != 0) {
        return options_refuse(&table, "--align is none or auto");
    }

    return validate(operand[0], operand[1], map_path, csv_path, json_path, &options, &analysis_options);
}
