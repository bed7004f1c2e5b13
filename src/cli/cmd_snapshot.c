/* sagitta snapshot: one annotated picture from the camera. */
#include "command.h"

#include <stdio.h>

#include <sagitta/live_session.h>

#include "camera_word.h"
#include "options.h"
#include "session_command.h"

/* The exposure settles, the body is found and the filter has some frames. */
#define SECONDS 1.5

exit_code cmd_snapshot(int argc, char **argv)
{
    sag_live_session_options session;
    sag_live_session_options_init(&session);
    const char *camera = NULL;
    const option_entry entries[] = {
        {"camera", "WHICH", "path or bus of a camera, or a video file (default: the first camera)", OPTION_TEXT, &camera,
         0, 0},
        {"seconds", "N", "take the picture after N seconds (default: 1.5)", OPTION_NUMBER, &session.seconds_max, 0.1,
         3600},
        {"model", "NAME", "pose model: lite, full or heavy", OPTION_TEXT, &session.tracker.model_name, 0, 0},
        {"models", "DIR", "folder with the model manifests", OPTION_TEXT, &session.tracker.model_folder, 0, 0},
    };
    const option_table table = {.command = "snapshot", .usage = "sagitta snapshot FILE.png [options]",
                                .about = "Write one annotated picture of what the camera sees: skeleton, angles, what is "
                                         "not measurable and why.",
                                .entry = entries, .entry_count = sizeof entries / sizeof entries[0]};
    exit_code code = EXIT_CODE_OK;
    const char *path = NULL;
    const char *question = "which file?";
    session.seconds_max = SECONDS;
    if (!options_parse_exactly(&table, argc, argv, &question, &path, 1, &code)) {
        return code;
    }
    camera_word_apply(&session, camera);
    session.headless = true;
    session.voice = false;
    session.mirror = false;
    session.live.guided = false;
    session.snapshot_path = path;
    sag_session_options caught = {0};
    session_command_catch_stop(&caught);
    session.stop = caught.stop;
    sag_session_result result;
    sag_live_stats stats;
    sag_error err = {0};
    sag_status status = sag_live_session_run(&result, &stats, &session, &err);
    if (status == SAG_STATUS_OK && stats.frame_count == 0) {
        fputs("sagitta: the camera gave no picture\n", stderr);
        code = EXIT_CODE_INPUT;
    } else {
        char text[SAG_ERROR_TEXT_BYTES + 256];
        exit_code judged = session_command_judge(text, sizeof text, &result, status, &err, NULL, false);
        code = status == SAG_STATUS_OK ? EXIT_CODE_OK : judged;
        if (status != SAG_STATUS_OK) {
            fputs("sagitta: ", stderr);
            options_print_clean(stderr, text);
            fputc('\n', stderr);
        }
    }
    sag_session_result_release(&result);
    return code;
}
