/* sagitta live: stand in front of the camera and be coached. */
#include "command.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <sagitta/live_session.h>

#include "analysis_words.h"
#include "camera_word.h"
#include "options.h"
#include "session_command.h"

static void tell_line(void *context, const char *line)
{
    (void)context;
    fputs("sagitta: ", stderr);
    options_print_clean(stderr, line);
    fputc('\n', stderr);
}

static void print_stage(const char *title, const sag_live_stage *stage)
{
    if (stage->count > 0) {
        fprintf(stderr, "  %-9s %6.1f %6.1f %6.1f\n", title, 1e-6 * (double)stage->p50_ns, 1e-6 * (double)stage->p95_ns,
                1e-6 * (double)stage->max_ns);
    }
}

static void print_stats(const sag_live_stats *stats)
{
    fprintf(stderr, "frames from the camera: %lld; not looked at: %lld; looked at and not drawn: %lld\n",
            (long long)stats->frame_count, (long long)stats->dropped_count, (long long)stats->undrawn_count);
    const sag_camera_stats *camera = &stats->camera;
    if (camera->frame_count > 0) {
        fprintf(stderr, "camera: lost before they came %lld, damaged %lld, short %lld, broken pictures %lld, while the "
                        "exposure settled %lld,\n  waits in vain %lld, unplugged %lld, back %lld, started again %lld\n",
                (long long)camera->gap_count, (long long)camera->flagged_count, (long long)camera->short_count,
                (long long)camera->broken_jpeg_count, (long long)camera->warm_up_count,
                (long long)camera->timeout_count, (long long)camera->disconnect_count,
                (long long)camera->reconnect_count, (long long)camera->restart_count);
    }
    fputs("ms             p50    p95    max\n", stderr);
    print_stage("waiting", &stats->wait);
    print_stage("pose", &stats->pose);
    print_stage("analysis", &stats->analysis);
    print_stage("drawing", &stats->draw);
    print_stage("latency", &stats->latency);
}

typedef struct live_words {
    sag_live_session_options session;
    analysis_words analysis;
    const char *camera;
    const char *size;
    const char *format;
    const char *start;
    const char *person;
    const char *engine;
    bool no_back;
    bool no_mirror;
    bool no_voice;
    bool stats;
} live_words;

static bool read_size(sag_camera_request *request, const char *text)
{
    char rest = '\0';
    return sscanf(text, "%5dx%5d%c", &request->width_px, &request->height_px, &rest) == 2 && request->width_px > 0 &&
           request->height_px > 0;
}

static bool read_format(sag_camera_format *format, const char *text)
{
    static const struct {
        const char *name;
        sag_camera_format format;
    } names[] = {{"yuyv", SAG_CAMERA_FORMAT_YUYV}, {"nv12", SAG_CAMERA_FORMAT_NV12}, {"rgb", SAG_CAMERA_FORMAT_RGB24},
                 {"mjpeg", SAG_CAMERA_FORMAT_MJPEG}, {"grey", SAG_CAMERA_FORMAT_GREY}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i].name) == 0) {
            *format = names[i].format;
            return true;
        }
    }
    return false;
}

/* Everything behind the parsing of the words: false when the command is over with *code. */
static bool apply(live_words *words, const option_table *table, exit_code *code)
{
    sag_live_session_options *session = &words->session;
    camera_word_apply(session, words->camera);
    session->with_back = !words->no_back;
    session->mirror = !words->no_mirror;
    session->voice = !words->no_voice;
    if (words->size != NULL && !read_size(&session->camera, words->size)) {
        *code = options_refuse(table, "--size wants WIDTHxHEIGHT, e.g. 1280x720");
        return false;
    }
    if (words->format != NULL && !read_format(&session->camera.format, words->format)) {
        *code = options_refuse(table, "--format wants yuyv, nv12, mjpeg, rgb or grey");
        return false;
    }
    if (words->start != NULL && strcmp(words->start, "now") != 0 && strcmp(words->start, "guided") != 0) {
        *code = options_refuse(table, "--start wants guided or now");
        return false;
    }
    session->live.guided = words->start == NULL || strcmp(words->start, "guided") == 0;
    if (session->file_path == NULL && (session->fast || session->play_count > 1)) {
        *code = options_refuse(table, "--fast and --repeat need --camera FILE");
        return false;
    }
    if (session->record && session->out_folder == NULL) {
        *code = options_refuse(table, "--record needs --out DIR");
        return false;
    }
    sag_tracker_options *tracker = &session->tracker;
    return analysis_words_apply_person(tracker, words->person, table, code) &&
           analysis_words_apply_engine(&tracker->engine, words->engine, true, table, code) &&
           analysis_words_apply(&session->live.analysis, &words->analysis, table, code);
}

static const char about[] =
    "Open the camera and a window; help the person into place, count the squats or hinges, show and say what\n"
    "matters. Stand so that the whole body is in the picture, side-on for angles, and do what the window says.\n"
    "The set ends when you walk out of the picture or stand still for long; with --out its report is written,\n"
    "the same files as of a recorded video, but no pictures of the repetitions. Frames are kept only with --record.";

static const char more[] =
    "Keys: space start now, and stop; s snapshot; m mirror; v voice; d times; f full screen; q quit. A click\n"
    "chooses the person there.\n\n"
    "--camera FILE plays a video in the camera's place. `sagitta devices` lists the cameras.";

exit_code cmd_live(int argc, char **argv)
{
    live_words words = {.analysis = ANALYSIS_WORDS_NONE};
    sag_live_session_options *session = &words.session;
    sag_live_session_options_init(session);
    const option_entry entries[] = {
        {"camera", "WHICH", "path or bus of a camera, or a video file (default: the first camera)", OPTION_TEXT,
         &words.camera, 0, 0},
        {"size", "WxH", "size of the camera's pictures (default: 640x480)", OPTION_TEXT, &words.size, 0, 0},
        {"fps", "N", "pictures a second (default: 30)", OPTION_NUMBER, &session->camera.rate_hz, 1, 1000},
        {"format", "NAME", "yuyv, nv12, mjpeg, rgb or grey (default: the best)", OPTION_TEXT, &words.format, 0, 0},
        {"out", "DIR", "write the report into DIR (created if absent)", OPTION_TEXT, &session->out_folder, 0, 0},
        {"record", NULL, "keep the camera's video: DIR/camera.mp4", OPTION_FLAG, &session->record, 0, 0},
        {"movement", "WHAT", "squat or hinge (default: squat)", OPTION_TEXT, &words.analysis.movement, 0, 0},
        {"start", "HOW", "guided (default): help into place, baseline, countdown; or now", OPTION_TEXT, &words.start, 0, 0},
        {"seconds", "N", "end after N seconds", OPTION_NUMBER, &session->seconds_max, 0.1, 1e6},
        {"headless", NULL, "no window", OPTION_FLAG, &session->headless, 0, 0},
        {"full-screen", NULL, "the window fills the screen", OPTION_FLAG, &session->full_screen, 0, 0},
        {"no-mirror", NULL, "show the picture as the camera sees it", OPTION_FLAG, &words.no_mirror, 0, 0},
        {"no-voice", NULL, "say nothing", OPTION_FLAG, &words.no_voice, 0, 0},
        {"fast", NULL, "a file: as fast as it can be looked at, no frame left out", OPTION_FLAG, &session->fast, 0, 0},
        {"repeat", "N", "a file: play it N times", OPTION_INTEGER, &session->play_count, 1, 100000},
        {"no-back", NULL, "leave the lower back out", OPTION_FLAG, &words.no_back, 0, 0},
        {"thresholds", "FILE", "thresholds of the findings", OPTION_TEXT, &words.analysis.thresholds, 0, 0},
        {"camera-roll", "DEG", "the camera is turned clockwise by DEG, seen from behind it", OPTION_NUMBER,
         &words.analysis.camera_roll_deg, -ANALYSIS_WORDS_ROLL_MAX_DEG, ANALYSIS_WORDS_ROLL_MAX_DEG},
        {"person", "WHICH", "whom to follow: main, largest, leftmost, rightmost or X,Y in pixels", OPTION_TEXT,
         &words.person, 0, 0},
        {"model", "NAME", "pose model: lite, full or heavy", OPTION_TEXT, &session->tracker.model_name, 0, 0},
        {"models", "DIR", "folder with the model manifests", OPTION_TEXT, &session->tracker.model_folder, 0, 0},
        {"engine", "NAME", "what runs the networks: auto, onednn or opencv", OPTION_TEXT, &words.engine, 0, 0},
        {"stats", NULL, "print what was dropped and how long each stage took", OPTION_FLAG, &words.stats, 0, 0},
    };
    const option_table table = {.command = "live", .usage = "sagitta live [options]", .about = about, .more = more,
                                .entry = entries, .entry_count = sizeof entries / sizeof entries[0]};
    exit_code code = EXIT_CODE_OK;
    if (!options_parse_exactly(&table, argc, argv, NULL, NULL, 0, &code) || !apply(&words, &table, &code)) {
        return code;
    }
    sag_session_options caught = {0};
    session_command_catch_stop(&caught);
    session->stop = caught.stop;
    session->tell = tell_line;
    sag_session_result result;
    sag_live_stats stats;
    sag_error err = {0};
    sag_status status = sag_live_session_run(&result, &stats, session, &err);
    sag_session_options concluded = {.out_folder = session->out_folder, .analysis = session->live.analysis};
    code = session_command_conclude(&result, status, &err, &concluded, false);
    if (words.stats) {
        print_stats(&stats);
    }
    sag_session_result_release(&result);
    return code;
}
