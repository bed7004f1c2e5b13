/* sagitta doctor: versions, CPU features, models, and what is missing. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sagitta/cpu.h>
#include <sagitta/model.h>
#include <sagitta/pose.h>
#include <sagitta/source.h>
#include <sagitta/version.h>

#include "options.h"

/* The processor, and the levels of our own kernels that it has; the one in use stands first. */
static void print_cpu(void)
{
    printf("processor      %ld online\n", sysconf(_SC_NPROCESSORS_ONLN));
    sag_cpu_level used = sag_cpu_level_get();
    printf("kernels        %s%s", sag_cpu_level_name(used), sag_cpu_get_mask() != NULL ? " (by SAG_CPU)" : "");
    const char *before = "; also here: ";
    for (int l = SAG_CPU_LEVEL_COUNT - 1; l >= 0; l--) {
        if (l != (int)used && sag_cpu_level_is_there((sag_cpu_level)l)) {
            printf("%s%s", before, sag_cpu_level_name((sag_cpu_level)l));
            before = ", ";
        }
    }
    putchar('\n');
}

static void print_engines(void)
{
    const char *onednn = sag_engine_describe(SAG_ENGINE_ONEDNN);
    printf("inference      %s%s%s\n", onednn != NULL ? onednn : "", onednn != NULL ? ", " : "",
           sag_engine_describe(SAG_ENGINE_OPENCV));
}

/* Print behind a ready model what runs it. Returns whether anything does. */
static bool print_engine_of(const sag_model *model)
{
    sag_engine_use use;
    sag_error err = {0};
    bool runs = sag_engine_probe(&use, model, SAG_ENGINE_AUTO, &err) == SAG_STATUS_OK;
    printf("%s%s\n", runs ? "ready, " : "DOES NOT RUN: ", runs ? use.name : err.text);
    if (use.reason[0] != '\0') {
        printf("    not oneDNN: %s\n", use.reason);
    }
    return runs;
}

/* Print each model's state. Returns whether all run and one of them is the default. */
static bool print_models(const char *folder)
{
    sag_error err = {0};
    size_t count = 0;
    bool has_default = false;
    bool all_run = true;
    sag_model *models = calloc(SAG_MODEL_COUNT_MAX, sizeof *models);
    if (models == NULL) {
        return false;
    }
    if (sag_model_list(models, SAG_MODEL_COUNT_MAX, &count, folder, &err) != SAG_STATUS_OK) {
        printf("models         %s\n", err.text);
        free(models);
        return false;
    }
    printf("models         %s\n", folder);
    for (size_t i = 0; i < count; i++) {
        sag_model_state state = SAG_MODEL_STATE_MISSING;
        has_default = has_default || models[i].is_default;
        printf("  %-20s sha256 %s  ", models[i].name, models[i].sha256);
        if (sag_model_verify(&state, &models[i], &err) != SAG_STATUS_OK) {
            puts(err.text);
        } else if (state != SAG_MODEL_STATE_READY) {
            puts(state == SAG_MODEL_STATE_MISSING ? "MISSING" : "CORRUPT");
        }
        all_run = state == SAG_MODEL_STATE_READY && print_engine_of(&models[i]) && all_run;
    }
    free(models);
    return has_default && all_run;
}

exit_code cmd_doctor(int argc, char **argv)
{
    const char *wanted = NULL;
    const option_entry entries[] = {
        {"models", "DIR", "folder with the model manifests", OPTION_TEXT, &wanted, 0, 0},
    };
    const option_table table = {
        .command = "doctor",
        .usage = "sagitta doctor [options]",
        .about = "Show versions, CPU features and models with their hashes and what runs them, and say what is missing.",
        .entry = entries,
        .entry_count = sizeof entries / sizeof entries[0],
    };
    exit_code code = EXIT_CODE_OK;
    if (!options_parse_exactly(&table, argc, argv, NULL, NULL, 0, &code)) {
        return code;
    }
    printf("sagitta        %s\n", sag_version());
    printf("video          %s\n", sag_source_engine());
    print_engines();
    print_cpu();
    char folder[SAG_MODEL_PATH_BYTES];
    sag_error err = {0};
    if (sag_model_find_folder(folder, wanted, &err) != SAG_STATUS_OK) {
        printf("models         %s\n", err.text);
    } else if (print_models(folder)) {
        puts("All is well.");
        return EXIT_CODE_OK;
    }
    puts("Pose models are missing, corrupt or do not run. Run models/install.sh in the source folder (run.sh does it too).");
    return EXIT_CODE_MODEL;
}
