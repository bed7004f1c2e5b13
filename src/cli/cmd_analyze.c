/* sagitta analyze: videos, pictures and folders of pictures in, a report for each out. */
#include "command.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis_words.h"
#include "batch.h"
#include "batch_input.h"
#include "options.h"
#include "restart.h"
#include "session_command.h"

/* Everything the command line says. */
typedef struct analyze_words {
    sag_session_options session;
    analysis_words analysis;
    const char *person;
    const char *engine;
    const char *list_path;
    int job_count; /* 0: not given */
    bool no_back;
    bool no_png;
    bool resume;
    bool stats;
} analyze_words;

static exit_code run_one(const char *path, sag_session_options *options, bool with_times)
{
    session_command_catch_stop(options);
    session_command_show_progress(options);
    sag_session_result result;
    sag_error err = {0};
    sag_status status = sag_session_run(&result, path, options, &err);
    exit_code code = session_command_conclude(&result, status, &err, options, false);
    if (with_times) {
        session_command_print_times(&result);
    }
    sag_session_result_release(&result);
    return code;
}

/* Take the inputs one by one. Returns EXIT_CODE_OK, or the code with which the command is over. */
static exit_code expand(batch_inputs *inputs, const char *const *path, size_t path_count, const char *list_path)
{
    char reason[600];
    bool done = true;
    for (size_t i = 0; done && i < path_count; i++) {
        done = batch_input_add(inputs, path[i]);
        if (!done) {
            snprintf(reason, sizeof reason, "cannot take the videos in %.400s: %s", path[i], strerror(errno));
        }
    }
    if (done && list_path != NULL) {
        done = batch_input_add_list(inputs, list_path, reason, sizeof reason);
    }
    if (!done) {
        fputs("sagitta: ", stderr);
        options_print_clean(stderr, reason);
        fputc('\n', stderr);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

static exit_code run_batch(const char *const *path, size_t path_count, const analyze_words *words)
{
    batch_options options = {.session = words->session, .job_count = words->job_count, .resume = words->resume};
    batch_inputs inputs = {0};
    exit_code code = expand(&inputs, path, path_count, words->list_path);
    if (code == EXIT_CODE_OK) {
        session_command_catch_stop(&options.session);
        code = batch_run(&inputs, &options);
    }
    batch_input_release(&inputs);
    return code;
}

/* Everything behind the parsing of the words: false when the command is over with *code. */
static bool apply(analyze_words *words, const option_table *table, bool is_batch, exit_code *code)
{
    const char *out = words->session.out_folder;
    words->session.with_back = !words->no_back;
    words->session.with_png = !words->no_png;
    if (is_batch && out == NULL) {
        *code = options_refuse(table, "several inputs need --out DIR: each one gets a folder in it");
        return false;
    }
    if (is_batch && words->stats) {
        *code = options_refuse(table, "--stats is for one input");
        return false;
    }
    if (words->session.with_video && out == NULL) {
        *code = options_refuse(table, "--video needs --out DIR");
        return false;
    }
    sag_tracker_options *tracker = &words->session.tracker;
    return analysis_words_apply_person(tracker, words->person, table, code) &&
           analysis_words_apply_engine(&tracker->engine, words->engine, true, table, code) &&
           analysis_words_apply(&words->session.analysis, &words->analysis, table, code);
}

static const char usage[] = "sagitta analyze INPUT... [options]";

static const char about[] =
    "Find the person in every frame of INPUT (a video, or a folder of pictures), count the squats, say how\n"
    "deep each one went and which compensations were seen; or count the hinges or measure the posture that\n"
    "--movement names. A single picture can be read, but is too short to measure. Nothing leaves this machine;\n"
    "without --out nothing is written.\n\n"
    "Several inputs, a folder of videos (each video directly in it), --list, --jobs or --resume make a batch:\n"
    "every input gets its own folder in DIR, named like the file; a table of all is printed at the end and\n"
    "written as DIR/summary.csv. What fails is named and does not stop the others.";

static const char more[] =
    "Files in DIR, or of a batch in DIR/NAME:\n"
    "  report.json    everything, with units, signs, versions and hashes; written last\n"
    "  frames.csv     one row a frame\n"
    "  reps.csv       one row a repetition\n"
    "  findings.csv   one row a finding\n"
    "  pose.txt       the pose recording: `sagitta replay` analyzes it again without the video\n"
    "  rep-NN.png     the bottom of each repetition, annotated\n"
    "  finding-NN-NAME.png  the moment that shows a finding most\n"
    "  annotated.mp4  with --video\n"
    "  summary.txt    of a batch: what is printed for a single input\n"
    "  made_from.txt  of a batch: what --resume compares; written after report.json\n"
    "Files of these names from an earlier run are replaced; pictures that Sagitta did not make stay.\n\n"
    "For angles film exactly from the side, whole body in the picture, camera level at hip height.\n"
    "Ctrl-C ends the measuring; what was measured is reported. `sagitta help` lists the exit codes.";

exit_code cmd_analyze(int argc, char **argv)
{
    analyze_words words = {.analysis = ANALYSIS_WORDS_NONE};
    sag_session_options *session = &words.session;
    sag_session_options_init(session);
    const option_entry entries[] = {
        {"out", "DIR", "write the report files into DIR (created if absent)", OPTION_TEXT, &session->out_folder, 0, 0},
        {"video", NULL, "also write annotated.mp4: the video with skeleton, angles and findings", OPTION_FLAG,
         &session->with_video, 0, 0},
        {"no-back", NULL, "do not follow the outline of the back: quicker, and nothing on lower back and pelvis",
         OPTION_FLAG, &words.no_back, 0, 0},
        {"no-png", NULL, "no pictures of the bottom frames and findings", OPTION_FLAG, &words.no_png, 0, 0},
        {"person", "WHO", "whom to follow: main (largest and most central, the default), largest,\nleft, right, or X,Y:"
         " the one at this point of the first picture, in pixels", OPTION_TEXT, &words.person, 0, 0},
        {"movement", "WHAT", "what the person does: squat (the default), hinge (hip hinge, good morning,\nforward bend, "
         "deadlift; from the side) or standing (no repetitions)", OPTION_TEXT, &words.analysis.movement, 0, 0},
        {"baseline", "FROM-TO", "the person stands quietly from FROM to TO, in seconds of the real movement,\n"
         "e.g. 0.5-3 (default: found automatically)", OPTION_TEXT, &words.analysis.baseline, 0, 0},
        {"camera-roll", "DEG", "the camera was turned clockwise by DEG, seen from behind it (negative:\n"
         "counterclockwise): the picture is turned upright before measuring", OPTION_NUMBER,
         &words.analysis.camera_roll_deg, -ANALYSIS_WORDS_ROLL_MAX_DEG, ANALYSIS_WORDS_ROLL_MAX_DEG},
        {"thresholds", "FILE", "thresholds of the findings; `sagitta thresholds` prints such a file", OPTION_TEXT,
         &words.analysis.thresholds, 0, 0},
        {"model", "NAME", "landmark network: lite, full or heavy (default full)", OPTION_TEXT,
         &session->tracker.model_name, 0, 0},
        {"models", "DIR", "folder with the model manifests (default: SAGITTA_MODELS, or the\ninstalled ones)",
         OPTION_TEXT, &session->tracker.model_folder, 0, 0},
        {"slow-motion", "F", "the video plays F times slower than reality (default 1)", OPTION_NUMBER,
         &session->source.slow_motion_ratio, 0.01, 100},
        {"image-rate", "HZ", "frames per second of a folder of pictures (default 30)", OPTION_NUMBER,
         &session->source.image_rate_hz, 0.1, 1000},
        {"cutoff", "HZ", "low-pass on the key points: -3 dB of the\nwhole zero-lag filter (default 6, as usual)",
         OPTION_NUMBER, &session->analysis.cutoff_hz, 0.5, 30},
        {"engine", "NAME", "what runs the networks: onednn, opencv (slower), or auto: oneDNN where it is built\nin and takes the model, else OpenCV (default auto)", OPTION_TEXT, &words.engine, 0, 0},
        {"threads", "N", "threads of each network, in a batch for each job; 0: all cores (default 1)", OPTION_INTEGER,
         &session->tracker.thread_count, 0, 64},
        {"stats", NULL, "say on stderr what ran the networks and where the time went (one input)", OPTION_FLAG, &words.stats, 0, 0},
        {"list", "FILE", "take inputs from FILE, one path a line, beside FILE if not absolute; # begins\n"
         "a comment line; - is standard input", OPTION_TEXT, &words.list_path, 0, 0},
        {"jobs", "N", "work on N inputs at a time (default: as many as there are cores); the\n"
         "results do not depend on it", OPTION_INTEGER, &words.job_count, 1, BATCH_JOBS_MAX},
        {"resume", NULL, "leave out what an earlier run finished with the same program, models, options\nand input",
         OPTION_FLAG, &words.resume, 0, 0},
    };
    const option_table table = {.command = "analyze", .usage = usage, .about = about, .more = more, .entry = entries,
                                .entry_count = sizeof entries / sizeof entries[0]};
    const char **path = calloc((size_t)argc, sizeof *path);
    if (path == NULL) {
        fputs("sagitta: out of memory\n", stderr);
        return EXIT_CODE_FAILURE;
    }
    size_t count = 0;
    options_result parsed = options_parse(&table, argc, argv, path, (size_t)argc, &count);
    exit_code code = parsed == OPTIONS_WRONG ? EXIT_CODE_USAGE : EXIT_CODE_OK;
    if (parsed == OPTIONS_RUN && count == 0 && words.list_path == NULL) {
        code = options_refuse(&table, "which video?");
    } else if (parsed == OPTIONS_RUN) {
        restart_for_threads(session->tracker.thread_count);
        bool is_batch = count != 1 || words.list_path != NULL || words.job_count > 0 || words.resume ||
                        batch_input_is_folder_of_videos(path[0]);
        if (apply(&words, &table, is_batch, &code)) {
            code = is_batch ? run_batch(path, count, &words) : run_one(path[0], session, words.stats);
        }
    }
    free(path);
    return code;
}
