#include "session_command.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "options.h"

/* Least time between two progress lines. */
#define PROGRESS_STEP_S 0.2

/* Longest line on what went wrong: an error, and the advice behind it. */
#define LINE_BYTES (SAG_ERROR_TEXT_BYTES + 256)

static_assert(SESSION_COMMAND_ENGINE_BYTES <= LINE_BYTES, "a note on the engine is a line");

static volatile sig_atomic_t stop_requested;

static void request_stop(int signal_number)
{
    stop_requested = stop_requested + 1;
    if (stop_requested > 1) {
        signal(signal_number, SIG_DFL);
    }
}

void session_command_catch_stop(sag_session_options *options)
{
    struct sigaction action = {.sa_handler = request_stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    options->stop = &stop_requested;
}

typedef struct progress_line {
    double start_s;
    double shown_s;
} progress_line;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void show_progress(void *context, const sag_session_progress *progress)
{
    progress_line *line = context;
    double now = now_s();
    if (line->start_s == 0) {
        line->start_s = now;
    }
    if (now - line->shown_s < PROGRESS_STEP_S) {
        return;
    }
    line->shown_s = now;
    double elapsed_s = now - line->start_s;
    double rate_hz = elapsed_s > 0 ? (double)(progress->frame_count - 1) / elapsed_s : 0;
    fprintf(stderr, "\r\033[K%lld", (long long)progress->frame_count);
    int64_t remaining = progress->frame_count_hint - progress->frame_count;
    if (progress->frame_count_hint > 0) {
        fprintf(stderr, " of %lld", (long long)progress->frame_count_hint);
    }
    fprintf(stderr, " frames, %.1f frames/s", rate_hz);
    if (remaining >= 0 && rate_hz > 0) {
        long left_s = (long)((double)remaining / rate_hz + 0.5);
        fprintf(stderr, ", %ld:%02ld left", left_s / 60, left_s % 60);
    }
    fflush(stderr);
}

void session_command_show_progress(sag_session_options *options)
{
    static progress_line line;
    if (isatty(STDERR_FILENO)) {
        options->progress = show_progress;
        options->progress_context = &line;
    }
}

char *session_command_summarize(const sag_session_result *result)
{
    size_t length = sag_report_format_summary(NULL, 0, result->motion, &result->analysis);
    char *text = malloc(length + 1);
    if (text != NULL) {
        sag_report_format_summary(text, length + 1, result->motion, &result->analysis);
    }
    return text;
}

bool session_command_has_measured(const sag_session_result *result)
{
    return result->motion != NULL && result->analysis.frame_count > 0;
}

static exit_code failure_code(const sag_session_result *result, sag_status status)
{
    if (status == SAG_STATUS_ARGUMENT) {
        return EXIT_CODE_USAGE;
    }
    switch (result->failed) {
    case SAG_SESSION_STAGE_SOURCE: return EXIT_CODE_INPUT;
    case SAG_SESSION_STAGE_MODEL: return EXIT_CODE_MODEL;
    case SAG_SESSION_STAGE_OUTPUT: return EXIT_CODE_OUTPUT;
    case SAG_SESSION_STAGE_ANALYSIS:
    case SAG_SESSION_STAGE_NONE: break;
    }
    return EXIT_CODE_FAILURE;
}

/* One line of help for failures that a person can do something about; NULL for the others. */
static const char *hint(const sag_session_result *result, sag_status status)
{
    if (result->failed == SAG_SESSION_STAGE_MODEL && (status == SAG_STATUS_NOT_FOUND || status == SAG_STATUS_FORMAT)) {
        return "run models/install.sh to install the models, or name their folder with --models";
    }
    return NULL;
}

bool session_command_note_engine(char *text, size_t text_size, const sag_session_result *result)
{
    text[0] = '\0';
    if (result->engine_reason[0] != '\0') {
        snprintf(text, text_size, "%s runs a network that oneDNN does not take, and is slower: %s",
                 sag_engine_describe(SAG_ENGINE_OPENCV), result->engine_reason);
    }
    return text[0] != '\0';
}

static double seconds(int64_t time_ns)
{
    return 1e-9 * (double)time_ns;
}

void session_command_print_times(const sag_session_result *result)
{
    if (result->engine[0] != '\0') {
        fprintf(stderr, "engine: %s\n", result->engine);
    }
    const sag_session_times *times = &result->times;
    const sag_tracker_times *tracker = &times->tracker;
    int64_t measuring_ns = times->wait_ns + times->pose_ns + times->outline_ns;
    int64_t finishing_ns = times->analyze_ns + times->write_ns;
    if (times->read_ahead) {
        fprintf(stderr, "time: waiting for frames %.3f s (reading them took %.3f s beside the rest)",
                seconds(times->wait_ns), seconds(times->read_ns));
    } else {
        fprintf(stderr, "time: reading %.3f s", seconds(times->wait_ns));
    }
    fprintf(stderr, ", finding the body %.3f s, outline of the back %.3f s, analysis %.3f s, writing %.3f s",
            seconds(times->pose_ns), seconds(times->outline_ns), seconds(times->analyze_ns), seconds(times->write_ns));
    if (measuring_ns > 0) {
        fprintf(stderr, "; analysis and writing %.1f %% of the rest",
                100.0 * (double)finishing_ns / (double)measuring_ns);
    }
    int64_t rest_ns = times->pose_ns + times->outline_ns - tracker->crop_ns - tracker->detect_ns - tracker->body_ns -
                      tracker->mask_ns;
    fprintf(stderr, "\nbody and outline: crop %.3f s, detector %.3f s, body network %.3f s, its mask %.3f s, the rest %.3f s\n",
            seconds(tracker->crop_ns), seconds(tracker->detect_ns), seconds(tracker->body_ns),
            seconds(tracker->mask_ns), seconds(rest_ns));
}

exit_code session_command_judge(char *text, size_t text_size, const sag_session_result *result, sag_status status,
                                const sag_error *err, const char *subject, bool is_replay)
{
    text[0] = '\0';
    if (status != SAG_STATUS_OK) {
        const char *advice = hint(result, status);
        snprintf(text, text_size, "%s%s%s", err->text, advice != NULL ? "; " : "", advice != NULL ? advice : "");
        return failure_code(result, status);
    }
    const sag_motion_facts *facts = sag_motion_view_facts(result->motion);
    if (facts->interrupted && !is_replay) {
        snprintf(text, text_size, "interrupted after %zu frames", result->analysis.frame_count);
        return EXIT_CODE_INTERRUPTED;
    }
    if (result->analysis.found_count == 0) {
        snprintf(text, text_size, "nobody was found%s%s", subject != NULL ? " in " : "",
                 subject != NULL ? subject : "");
        return EXIT_CODE_NO_PERSON;
    }
    if (result->pictures_left_out) {
        snprintf(text, text_size, "interrupted while the pictures were written; the other files are whole");
        return EXIT_CODE_INTERRUPTED;
    }
    if (facts->source.damaged && !is_replay) {
        snprintf(text, text_size, "%s%sdamaged: %s", subject != NULL ? subject : "", subject != NULL ? " is " : "",
                 facts->source.damage);
        return EXIT_CODE_DAMAGED;
    }
    return EXIT_CODE_OK;
}

static void print_line(const char *text)
{
    fputs("sagitta: ", stderr);
    options_print_clean(stderr, text);
    fputc('\n', stderr);
}

exit_code session_command_conclude(const sag_session_result *result, sag_status status, const sag_error *err,
                                   const sag_session_options *options, bool is_replay)
{
    if (options->progress != NULL) {
        fputs("\r\033[K", stderr);
    }
    char text[LINE_BYTES];
    if (session_command_note_engine(text, sizeof text, result)) {
        print_line(text);
    }
    char *summary = session_command_has_measured(result) ? session_command_summarize(result) : NULL;
    if (summary != NULL) {
        fputs(summary, stdout);
        free(summary);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("sagitta: cannot write the summary");
        return EXIT_CODE_OUTPUT;
    }
    if (result->video_note[0] != '\0') {
        fprintf(stderr, "sagitta: %s\n", result->video_note);
    }
    const char *name = result->motion != NULL ? sag_motion_view_facts(result->motion)->source_name : NULL;
    exit_code code = session_command_judge(text, sizeof text, result, status, err, name, is_replay);
    if (text[0] != '\0') {
        print_line(text);
    }
    return code;
}
