/* sagitta models: list the pose models, verify their hashes, say what is missing and how to get it. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>

#include <sagitta/model.h>

#include "options.h"

#define ADVICE "run models/install.sh in the source folder (run.sh does it too)"

static const char *state_word(sag_model_state state)
{
    switch (state) {
    case SAG_MODEL_STATE_READY: return "ready";
    case SAG_MODEL_STATE_MISSING: return "missing";
    case SAG_MODEL_STATE_CORRUPT: return "corrupt";
    }
    return "unknown";
}

static exit_code list(const char *folder, bool verbose)
{
    sag_error err = {0};
    size_t count = 0;
    sag_model *models = calloc(SAG_MODEL_COUNT_MAX, sizeof *models);
    if (models == NULL) {
        fputs("sagitta: out of memory\n", stderr);
        return EXIT_CODE_FAILURE;
    }
    sag_status status = sag_model_list(models, SAG_MODEL_COUNT_MAX, &count, folder, &err);
    bool all_ready = true;
    for (size_t i = 0; status == SAG_STATUS_OK && i < count; i++) {
        const sag_model *model = &models[i];
        sag_model_state state = SAG_MODEL_STATE_MISSING;
        status = sag_model_verify(&state, model, &err);
        if (status != SAG_STATUS_OK) {
            break;
        }
        all_ready = all_ready && state == SAG_MODEL_STATE_READY;
        printf("%-20s %-8s %s%s\n", model->name, state_word(state), model->title,
               model->is_default ? " (default)" : "");
        if (verbose) {
            printf("  file     %s\n  sha256   %s\n  source   %s\n  licence  %s, %s\n", model->path, model->sha256,
                   model->source, model->licence, model->author);
        }
    }
    free(models);
    if (status != SAG_STATUS_OK) {
        fprintf(stderr, "sagitta: %s\n", err.text);
        return EXIT_CODE_MODEL;
    }
    if (!all_ready) {
        fputs("sagitta: a model is missing or corrupt; " ADVICE "\n", stderr);
        return EXIT_CODE_MODEL;
    }
    return EXIT_CODE_OK;
}

exit_code cmd_models(int argc, char **argv)
{
    const char *wanted = NULL;
    bool verbose = false;
    const option_entry entries[] = {
        {"models", "DIR", "folder with the model manifests", OPTION_TEXT, &wanted, 0, 0},
        {"verbose", NULL, "also show files, hashes, sources and licences", OPTION_FLAG, &verbose, 0, 0},
    };
    const option_table table = {
        .command = "models",
        .usage = "sagitta models [options]",
        .about = "List the pose models and check each network file against the SHA-256 in its manifest.",
        .entry = entries,
        .entry_count = sizeof entries / sizeof entries[0],
    };
    exit_code code = EXIT_CODE_OK;
    if (!options_parse_exactly(&table, argc, argv, NULL, NULL, 0, &code)) {
        return code;
    }
    char folder[SAG_MODEL_PATH_BYTES];
    sag_error err = {0};
    if (sag_model_find_folder(folder, wanted, &err) != SAG_STATUS_OK) {
        fprintf(stderr, "sagitta: %s; " ADVICE "\n", err.text);
        return EXIT_CODE_MODEL;
    }
    return list(folder, verbose);
}
