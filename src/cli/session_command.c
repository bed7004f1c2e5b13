#include "session_command.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Least time between two progress lines. */
#define PROGRESS_STEP_S 0.2

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

static void print_summary(const sag_session_result *result)
{
    size_t length = sag_report_format_summary(NULL, 0, result->motion, &result->analysis);
    char *text = malloc(length + 1);
    if (text != NULL) {
        sag_report_format_summary(text, length + 1, result->motion, &result->analysis);
        fputs(text, stdout);
        free(text);
    }
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

exit_code session_command_conclude(const sag_session_result *result, sag_status status, const sag_error *err,
                                   const sag_session_options *options, bool is_replay)
{
    if (options->progress != NULL) {
        fputs("\r\033[K", stderr);
    }
    bool measured = result->motion != NULL && result->analysis.frame_count > 0;
    if (measured) {
        print_summary(result);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("sagitta: cannot write the summary");
        return EXIT_CODE_OUTPUT;
    }
    if (status != SAG_STATUS_OK) {
        const char *advice = hint(result, status);
        fprintf(stderr, "sagitta: %s%s%s\n", err->text, advice != NULL ? "; " : "", advice != NULL ? advice : "");
        return failure_code(result, status);
    }
    const sag_motion_facts *facts = sag_motion_view_facts(result->motion);
    if (facts->interrupted && !is_replay) {
        fprintf(stderr, "sagitta: interrupted after %zu frames\n", result->analysis.frame_count);
        return EXIT_CODE_INTERRUPTED;
    }
    if (result->analysis.found_count == 0) {
        fprintf(stderr, "sagitta: nobody was found in %s\n", facts->source_name);
        return EXIT_CODE_NO_PERSON;
    }
    if (result->pictures_left_out) {
        fputs("sagitta: interrupted while the pictures were written; the other files are whole\n", stderr);
        return EXIT_CODE_INTERRUPTED;
    }
    if (facts->source.damaged && !is_replay) {
        fprintf(stderr, "sagitta: %s is damaged: %s\n", facts->source_name, facts->source.damage);
        return EXIT_CODE_DAMAGED;
    }
    return EXIT_CODE_OK;
}
