/* sagitta analyze: one video, picture or folder of pictures in, a report out. */
#include "command.h"

#include "options.h"
#include "session_command.h"

exit_code cmd_analyze(int argc, char **argv)
{
    sag_session_options options;
    sag_session_options_init(&options);
    bool no_png = false;
    const option_entry entries[] = {
        {"out", "DIR", "write the report files into DIR (created if absent)", OPTION_TEXT, &options.out_folder, 0, 0},
        {"model", "NAME", "landmark network: lite, full or heavy (default full)", OPTION_TEXT,
         &options.tracker.model_name, 0, 0},
        {"models", "DIR", "folder with the model manifests (default: SAGITTA_MODELS, or the\ninstalled ones)", OPTION_TEXT, &options.tracker.model_folder, 0, 0},
        {"slow-motion", "F", "the video plays F times slower than reality (default 1)", OPTION_NUMBER,
         &options.source.slow_motion_ratio, 0.01, 100},
        {"image-rate", "HZ", "frames per second of a folder of pictures (default 30)", OPTION_NUMBER,
         &options.source.image_rate_hz, 0.1, 1000},
        {"cutoff", "HZ", "low-pass on the key points: -3 dB of the\nwhole zero-lag filter (default 6, as usual)",
         OPTION_NUMBER, &options.analysis.cutoff_hz, 0.5, 30},
        {"threads", "N", "threads for the network (default 0: all cores)", OPTION_INTEGER,
         &options.tracker.thread_count, 0, 64},
        {"no-png", NULL, "no pictures of the bottom frames", OPTION_FLAG, &no_png, 0, 0},
    };
    const option_table table = {
        .command = "analyze",
        .usage = "sagitta analyze FILE [options]",
        .about = "Find the person in every frame of FILE (a video, or a folder of pictures), count the squats and\n"
                 "say how deep each one went. A single picture can be read, but is too short to measure. Nothing\n"
                 "leaves this machine; without --out nothing is written.",
        .more = "Files in DIR:\n"
                "  report.json   everything, with units, signs, versions and hashes; written last\n"
                "  frames.csv    one row a frame\n"
                "  reps.csv      one row a repetition\n"
                "  pose.txt      the pose recording: `sagitta replay` analyzes it again without the video\n"
                "  rep-NN.png    the bottom of each repetition, annotated\n"
                "Files of these names from an earlier run are replaced; pictures that Sagitta did not make stay.\n\n"
                "For angles film exactly from the side, whole body in the picture, camera level at hip height.\n"
                "Ctrl-C ends the measuring; what was measured is reported. `sagitta help` lists the exit codes.",
        .entry = entries,
        .entry_count = sizeof entries / sizeof entries[0],
    };
    const char *const question = "which video?";
    const char *path = NULL;
    exit_code code = EXIT_CODE_OK;
    if (!options_parse_exactly(&table, argc, argv, &question, &path, 1, &code)) {
        return code;
    }
    options.with_png = !no_png;
    session_command_catch_stop(&options);
    session_command_show_progress(&options);

    sag_session_result result;
    sag_error err = {0};
    sag_status status = sag_session_run(&result, path, &options, &err);
    code = session_command_conclude(&result, status, &err, &options, false);
    sag_session_result_release(&result);
    return code;
}
