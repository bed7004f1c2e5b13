/* sagitta replay: a pose recording in, the same report out, without model or video. */
#include "command.h"

#include <math.h>

#include "analysis_words.h"
#include "heap.h"
#include "options.h"
#include "session_command.h"

exit_code cmd_replay(int argc, char **argv)
{
    sag_session_options options;
    sag_session_options_init(&options);
    options.analysis = (sag_analysis_options){0};
    analysis_words words = ANALYSIS_WORDS_NONE;
    const option_entry entries[] = {
        {"out", "DIR", "write the report files into DIR (created if absent)", OPTION_TEXT, &options.out_folder, 0, 0},
        {"movement", "WHAT", "what the person does: squat, hinge or standing (default: as recorded)", OPTION_TEXT,
         &words.movement, 0, 0},
        {"cutoff", "HZ", "low-pass on the key points: -3 dB of the\nwhole zero-lag filter (default: as recorded)",
         OPTION_NUMBER, &options.analysis.cutoff_hz, 0.5, 30},
        {"baseline", "FROM-TO", "the person stands quietly from FROM to TO, in seconds of the real movement,\n"
         "e.g. 0.5-3 (default: as recorded)", OPTION_TEXT, &words.baseline, 0, 0},
        {"camera-roll", "DEG", "the camera was turned clockwise by DEG, seen from behind it (default: as\nrecorded)",
         OPTION_NUMBER, &words.camera_roll_deg, -ANALYSIS_WORDS_ROLL_MAX_DEG, ANALYSIS_WORDS_ROLL_MAX_DEG},
        {"thresholds", "FILE", "thresholds of the findings; those that FILE does not name stay as recorded",
         OPTION_TEXT, &words.thresholds, 0, 0},
    };
    const option_table table = {
        .command = "replay",
        .usage = "sagitta replay RECORDING [options]",
        .about = "Analyze a pose recording (pose.txt of an earlier run) again, without the video and without\n"
                 "a model. Without options the report is the same, byte for byte. Pictures of an earlier run in\n"
                 "DIR are removed, unless RECORDING is the pose.txt of that run and the options are the same.",
        .entry = entries,
        .entry_count = sizeof entries / sizeof entries[0],
    };
    const char *const question = "which recording?";
    const char *path = NULL;
    exit_code code = EXIT_CODE_OK;
    if (!options_parse_exactly(&table, argc, argv, &question, &path, 1, &code)) {
        return code;
    }
    if (!analysis_words_apply(&options.analysis, &words, &table, &code)) {
        return code;
    }
    heap_prepare();
    sag_session_result result;
    sag_error err = {0};
    sag_status status = sag_session_replay(&result, path, &options, &err);
    code = session_command_conclude(&result, status, &err, &options, true);
    sag_session_result_release(&result);
    return code;
}
