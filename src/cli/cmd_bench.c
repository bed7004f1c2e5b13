/* sagitta bench: how fast the networks and the inner loops run here, and where the time of a whole analysis goes. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include <sagitta/bench.h>

#include "analysis_words.h"
#include "bench_clip.h"
#include "bench_print.h"
#include "geometry_table.h"
#include "options.h"
#include "restart.h"
#include "session_command.h"

static const char about[] =
    "Measure every network, without its mask and with all outputs, in each engine that is built in: time,\n"
    "floating-point operations per second, and what share that is of the peak of one core, which is measured in\n"
    "the same rounds. In each round every contender runs once, in turning order, so that all of them meet the\n"
    "same clock and the same neighbours. With VIDEO also: where the time of its whole analysis goes, and how much\n"
    "more that is than the networks alone take. Nothing is kept.\n\n"
    "With the word geometry instead: the inner loops of the geometry alone, in every level of instructions that\n"
    "this processor has, against the scalar one and against the memory; of the options only --runs. A video of\n"
    "that name is ./geometry.";

static const char more[] =
    "The numbers mean something on a machine that has nothing else to do. Ctrl-C ends the measuring; what was\n"
    "measured is printed.\n\n"
    "ONNX Runtime is no part of Sagitta. To compare with it, install its package for Node.js, by\n"
    "`npm install --ignore-scripts onnxruntime-node` in a folder of its own, and name that folder. For the plan\n"
    "without mask it gets the network without the nodes of the mask, as our engines do.";

static exit_code tell_failure(sag_status status, const sag_error *err)
{
    bench_print_clear();
    fputs("sagitta: ", stderr);
    options_print_clean(stderr, err->text);
    fputc('\n', stderr);
    switch (status) {
    case SAG_STATUS_ARGUMENT:
        return EXIT_CODE_USAGE;
    case SAG_STATUS_UNSUPPORTED:
    case SAG_STATUS_NO_MEMORY:
        return EXIT_CODE_FAILURE;
    default:
        return EXIT_CODE_MODEL;
    }
}

static exit_code measure_steps(const sag_bench_options *options)
{
    sag_bench_profile profile;
    sag_error err = {0};
    sag_status status = sag_bench_measure_steps(&profile, options, &err);
    if (status == SAG_STATUS_AGAIN) {
        return EXIT_CODE_INTERRUPTED;
    }
    if (status != SAG_STATUS_OK) {
        return tell_failure(status, &err);
    }
    bench_print_profile(&profile);
    sag_bench_profile_release(&profile);
    return EXIT_CODE_OK;
}

/* The parts one after the other. What fails does not stop the others; the first failure gives the exit code. */
static exit_code run(const sag_bench_options *options, bool with_steps, const char *clip)
{
    bench_print_sum sum = {.options = options};
    sag_error err = {0};
    sag_status status = sag_bench_networks(options, bench_print_group, &sum, &err);
    bench_print_clear();
    bench_print_sum_up(&sum);
    fflush(stdout);
    if (status != SAG_STATUS_OK) {
        return tell_failure(status, &err);
    }
    exit_code code = EXIT_CODE_OK;
    if (with_steps && *options->stop == 0) {
        code = measure_steps(options);
    }
    if (clip != NULL && *options->stop == 0) {
        exit_code clip_code = bench_clip(clip, options);
        code = code == EXIT_CODE_OK ? clip_code : code;
    }
    bench_print_clear();
    if (*options->stop != 0) {
        fputs("sagitta: interrupted\n", stderr);
        return EXIT_CODE_INTERRUPTED;
    }
    return code;
}

/* The loops of the geometry; networks have no part in it. */
static exit_code run_geometry(const sag_bench_options *options)
{
    sag_error err = {0};
    sag_status status = geometry_table_run(options, &err);
    if (status != SAG_STATUS_OK) {
        return tell_failure(status, &err);
    }
    if (*options->stop != 0) {
        fputs("sagitta: interrupted\n", stderr);
        return EXIT_CODE_INTERRUPTED;
    }
    return EXIT_CODE_OK;
}

exit_code cmd_bench(int argc, char **argv)
{
    sag_bench_options options;
    sag_bench_options_init(&options);
    const char *engine = NULL;
    bool with_steps = false;
    const option_entry entries[] = {
        {"model", "NAME", "only this network: lite, full, heavy or blazepose-detector (default: all; for\n"
         "--operators and VIDEO the default one)", OPTION_TEXT, &options.model_name, 0, 0},
        {"engine", "NAME", "only this engine: onednn or opencv (default: all that are built in)", OPTION_TEXT, &engine,
         0, 0},
        {"operators", NULL, "also the time by operation and implementation, and the slowest steps", OPTION_FLAG,
         &with_steps, 0, 0},
        {"onnxruntime", "DIR", "compare with ONNX Runtime: DIR holds node_modules/onnxruntime-node", OPTION_TEXT,
         &options.onnxruntime_folder, 0, 0},
        {"runs", "N", "rounds for each network or loop (default 30)", OPTION_INTEGER, &options.run_count, 1, 100000},
        {"threads", "N", "threads of each contender; 0: all cores (default 1)", OPTION_INTEGER, &options.thread_count,
         0, 64},
        {"models", "DIR", "folder with the model manifests (default: SAGITTA_MODELS, or the\ninstalled ones)",
         OPTION_TEXT, &options.model_folder, 0, 0},
    };
    const option_table table = {.command = "bench", .usage = "sagitta bench [options] [VIDEO | geometry]", .about = about,
                                .more = more, .entry = entries, .entry_count = sizeof entries / sizeof entries[0]};
    const char *clip = NULL;
    size_t count = 0;
    options_result parsed = options_parse(&table, argc, argv, &clip, 1, &count);
    exit_code code = parsed == OPTIONS_WRONG ? EXIT_CODE_USAGE : EXIT_CODE_OK;
    if (parsed != OPTIONS_RUN || !analysis_words_apply_engine(&options.engine, engine, false, &table, &code)) {
        return code;
    }
    bool of_geometry = clip != NULL && strcmp(clip, "geometry") == 0;
    bool of_networks = options.model_name != NULL || engine != NULL || with_steps ||
                       options.onnxruntime_folder != NULL || options.thread_count != 1 || options.model_folder != NULL;
    if (of_geometry && of_networks) {
        return options_refuse(&table, "geometry takes --runs and no other option");
    }
    restart_for_threads(options.thread_count);
    sag_session_options session = {0};
    session_command_catch_stop(&session);
    options.stop = session.stop;
    bench_print_progress(&options);
    return of_geometry ? run_geometry(&options) : run(&options, with_steps, clip);
}
