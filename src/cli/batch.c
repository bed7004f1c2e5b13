#include "batch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sagitta/model.h>
#include <sagitta/report.h>

#include "batch_worker.h"
#include "made_from.h"
#include "options.h"
#include "text_file.h"

/* Longest wait for a worker before a request to stop is looked for again. */
#define LOOK_AGAIN_MS 500

typedef struct batch_job {
    batch_worker worker;
    size_t input;
    char *folder;      /* owned */
    char *description; /* owned, NULL if the input cannot be described */
} batch_job;

typedef struct batch {
    const batch_inputs *inputs;
    const batch_options *options;
    sag_model model;
    sag_model detector;
    sag_report_row *row; /* one for each input */
    exit_code *code;     /* of each input; EXIT_CODE_INTERRUPTED for those not begun */
    batch_job running[BATCH_JOBS_MAX];
    size_t running_count;
    size_t running_max;
    size_t next;         /* input to begin */
    size_t done_count;
    size_t failed_count;
    int stops_passed_on;
    bool shows_progress;
    bool engine_told; /* that a network fell back: said once, as all inputs have the same networks */
} batch;

static void say(const char *text)
{
    fputs("sagitta: ", stderr);
    options_print_clean(stderr, text);
    fputc('\n', stderr);
}

static void clear_progress(const batch *b)
{
    if (b->shows_progress) {
        fputs("\r\033[K", stderr);
    }
}

static void show_progress(const batch *b)
{
    if (!b->shows_progress) {
        return;
    }
    fprintf(stderr, "\r\033[K%zu of %zu done, %zu running", b->done_count, b->inputs->count, b->running_count);
    if (b->failed_count > 0) {
        fprintf(stderr, ", %zu failed", b->failed_count);
    }
    fflush(stderr);
}

/* One line about an input, which is named if the text does not do so. */
static void say_of(const batch *b, size_t input, const char *text)
{
    const char *path = b->inputs->item[input].path;
    bool named = strstr(text, path) != NULL;
    char line[TEXT_FILE_PATH_BYTES + SAG_ERROR_TEXT_BYTES];
    snprintf(line, sizeof line, "%.4096s%s%s", named ? "" : path, named ? "" : ": ", text);
    clear_progress(b);
    say(line);
}

/* Enter the end of an input into its row, and say in one line what is wrong with it. */
static void note_end(batch *b, size_t input, const batch_end *end, const char *folder)
{
    sag_report_row *row = &b->row[input];
    exit_code code = end->code;
    char text[sizeof end->text];
    memcpy(text, end->text, sizeof text);
    row->failure[0] = '\0';
    if (end->reported) {
        char report[TEXT_FILE_PATH_BYTES];
        sag_error err = {0};
        if (!text_file_join(report, folder, "report.json") || sag_report_read_row(row, report, &err) != SAG_STATUS_OK) {
            code = code == EXIT_CODE_OK ? EXIT_CODE_OUTPUT : code;
            snprintf(text, sizeof text, "%.*s", (int)sizeof text - 1, err.text);
        }
    }
    b->code[input] = code;
    row->interrupted = code == EXIT_CODE_INTERRUPTED;
    b->done_count++;
    if (end->engine_note[0] != '\0' && !b->engine_told) {
        clear_progress(b);
        say(end->engine_note);
        b->engine_told = true;
    }
    if (end->note[0] != '\0') {
        say_of(b, input, end->note);
    }
    if (code == EXIT_CODE_OK) {
        return;
    }
    b->failed_count += code != EXIT_CODE_INTERRUPTED ? 1 : 0;
    snprintf(row->failure, sizeof row->failure, "%s", text);
    if (code != EXIT_CODE_INTERRUPTED) {
        say_of(b, input, text);
    }
}

/* Take over the report of an earlier run if it was made from the same. */
static bool skip(batch *b, size_t input, const char *folder, const char *description)
{
    made_from_end made;
    if (!b->options->resume || description == NULL || !made_from_matches(&made, folder, description)) {
        return false;
    }
    char report[TEXT_FILE_PATH_BYTES];
    sag_report_row known = b->row[input];
    if (!text_file_join(report, folder, "report.json") || sag_report_read_row(&known, report, NULL) != SAG_STATUS_OK) {
        return false;
    }
    batch_end end = {.code = made.code, .reported = true};
    memcpy(end.text, made.text, sizeof end.text);
    b->row[input].skipped = true;
    note_end(b, input, &end, folder);
    return true;
}

static void release_job(batch_job *job)
{
    free(job->folder);
    free(job->description);
}

/* Begin the next input, or skip it. Returns false when the system cannot start a worker now but may later. */
static bool begin_next(batch *b)
{
    size_t input = b->next;
    const batch_input *item = &b->inputs->item[input];
    char folder[TEXT_FILE_PATH_BYTES];
    batch_job job = {.input = input};
    batch_end end = {.code = EXIT_CODE_FAILURE};
    if (!text_file_join(folder, b->options->session.out_folder, item->name) || (job.folder = strdup(folder)) == NULL) {
        snprintf(end.text, sizeof end.text, "cannot name its folder: %s", strerror(errno));
        note_end(b, input, &end, "");
        b->next++;
        return true;
    }
    job.description = made_from_describe(item->path, &b->options->session, &b->model, &b->detector);
    if (skip(b, input, job.folder, job.description)) {
        release_job(&job);
        b->next++;
        return true;
    }
    const batch_task task = {.path = item->path, .folder = job.folder, .description = job.description,
                             .session = &b->options->session};
    if (batch_worker_start(&job.worker, &task)) {
        b->running[b->running_count++] = job;
        b->next++;
        return true;
    }
    int reason = errno;
    bool wait = b->running_count > 0;
    if (!wait) {
        snprintf(end.text, sizeof end.text, "cannot start a process: %s", strerror(reason));
        note_end(b, input, &end, folder);
        b->next++;
    }
    release_job(&job);
    return !wait;
}

static void pass_on_stops(batch *b)
{
    for (; b->stops_passed_on < *b->options->session.stop; b->stops_passed_on++) {
        for (size_t i = 0; i < b->running_count; i++) {
            batch_worker_request_stop(&b->running[i].worker);
        }
    }
}

/* Wait until a worker has ended or a stop is requested; gather those that have ended. */
static void gather(batch *b)
{
    struct pollfd ready[BATCH_JOBS_MAX];
    for (size_t i = 0; i < b->running_count; i++) {
        ready[i] = (struct pollfd){.fd = b->running[i].worker.pipe, .events = POLLIN};
    }
    if (poll(ready, (nfds_t)b->running_count, LOOK_AGAIN_MS) <= 0) {
        return;
    }
    for (size_t i = b->running_count; i > 0; i--) {
        if (ready[i - 1].revents == 0) {
            continue;
        }
        batch_job ended = b->running[i - 1];
        batch_end end;
        batch_worker_finish(&ended.worker, &end);
        b->running[i - 1] = b->running[--b->running_count];
        note_end(b, ended.input, &end, ended.folder);
        release_job(&ended);
    }
}

static void run_all(batch *b)
{
    for (;;) {
        bool more = *b->options->session.stop == 0;
        while (more && b->running_count < b->running_max && b->next < b->inputs->count) {
            more = begin_next(b) && *b->options->session.stop == 0;
        }
        show_progress(b);
        if (b->running_count == 0 && (b->next == b->inputs->count || *b->options->session.stop != 0)) {
            break;
        }
        pass_on_stops(b);
        gather(b);
    }
    clear_progress(b);
}

/* Read the manifests and check the networks once, before any input is begun. */
static exit_code prepare_models(batch *b)
{
    static const char advice[] = "run models/install.sh to install the models, or name their folder with --models";
    const sag_tracker_options *tracker = &b->options->session.tracker;
    char folder[SAG_MODEL_PATH_BYTES];
    sag_error err = {0};
    sag_status status = sag_model_find_folder(folder, tracker->model_folder, &err);
    if (status == SAG_STATUS_OK) {
        status = sag_model_load(&b->model, folder, tracker->model_name, &err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_model_load(&b->detector, folder, b->model.detector, &err);
    }
    const sag_model *const models[] = {&b->model, &b->detector};
    for (size_t i = 0; status == SAG_STATUS_OK && i < 2; i++) {
        sag_model_state state = SAG_MODEL_STATE_MISSING;
        status = sag_model_verify(&state, models[i], &err);
        if (status == SAG_STATUS_OK && state != SAG_MODEL_STATE_READY) {
            status = SAG_STATUS_NOT_FOUND;
            snprintf(err.text, sizeof err.text, "the model %s is %s: %.300s", models[i]->name,
                     state == SAG_MODEL_STATE_MISSING ? "missing" : "corrupt", models[i]->path);
        }
    }
    if (status == SAG_STATUS_OK) {
        return EXIT_CODE_OK;
    }
    char line[sizeof err.text + sizeof advice + 2];
    bool is_usage = status == SAG_STATUS_ARGUMENT;
    snprintf(line, sizeof line, "%s%s%s", err.text, is_usage ? "" : "; ", is_usage ? "" : advice);
    say(line);
    return is_usage ? EXIT_CODE_USAGE : EXIT_CODE_MODEL;
}

static exit_code prepare_out(const char *folder)
{
    if (text_file_make_folder(folder) && text_file_can_write_in(folder)) {
        return EXIT_CODE_OK;
    }
    char line[TEXT_FILE_PATH_BYTES];
    snprintf(line, sizeof line, "cannot write to %.4000s: %s", folder, strerror(errno));
    say(line);
    return EXIT_CODE_OUTPUT;
}

static exit_code out_of_memory(void)
{
    say("out of memory");
    return EXIT_CODE_FAILURE;
}

/* Begin each row with what is known before its input is begun. */
static void fill_rows(batch *b)
{
    for (size_t i = 0; i < b->inputs->count; i++) {
        sag_report_row *row = &b->row[i];
        int length = 0;
        const char *base = text_file_base_name(b->inputs->item[i].path, &length);
        snprintf(row->source, sizeof row->source, "%.*s", length, base);
        snprintf(row->folder, sizeof row->folder, "%.*s", (int)sizeof row->folder - 1, b->inputs->item[i].name);
        snprintf(row->failure, sizeof row->failure, "not begun: interrupted");
        row->interrupted = true;
        b->code[i] = EXIT_CODE_INTERRUPTED;
    }
}

/* Print the table and write the summary. */
static exit_code conclude(const batch *b)
{
    size_t count = b->inputs->count;
    size_t length = sag_report_format_rows(NULL, 0, b->row, count);
    char *text = malloc(length + 1);
    if (text == NULL) {
        return out_of_memory();
    }
    sag_report_format_rows(text, length + 1, b->row, count);
    fputs(text, stdout);
    free(text);
    exit_code code = EXIT_CODE_OK;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("sagitta: cannot write the table");
        code = EXIT_CODE_OUTPUT;
    }
    char path[TEXT_FILE_PATH_BYTES];
    sag_error err = {.text = "the path of " BATCH_SUMMARY_NAME " is too long"};
    if (!text_file_join(path, b->options->session.out_folder, BATCH_SUMMARY_NAME)
        || sag_report_write_rows_csv(path, b->row, count, &err) != SAG_STATUS_OK) {
        say(err.text);
        code = EXIT_CODE_OUTPUT;
    }
    if (code != EXIT_CODE_OK) {
        return code;
    }
    size_t interrupted = 0;
    for (size_t i = 0; i < count; i++) {
        interrupted += b->code[i] == EXIT_CODE_INTERRUPTED ? 1 : 0;
    }
    if (interrupted > 0) {
        fprintf(stderr, "sagitta: interrupted; %zu of %zu inputs are not whole, --resume goes on with them\n",
                interrupted, count);
        return EXIT_CODE_INTERRUPTED;
    }
    return b->failed_count > 0 ? EXIT_CODE_SOME : EXIT_CODE_OK;
}

exit_code batch_run(const batch_inputs *inputs, const batch_options *options)
{
    batch *b = calloc(1, sizeof *b);
    if (b == NULL) {
        return out_of_memory();
    }
    batch_options own = *options;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t jobs = options->job_count > 0 ? (size_t)options->job_count : cores > 0 ? (size_t)cores : 1;
    b->inputs = inputs;
    b->options = &own;
    b->running_max = jobs < BATCH_JOBS_MAX ? jobs : BATCH_JOBS_MAX;
    /* A thread that reads ahead needs a core of its own. */
    size_t at_a_time = b->running_max < inputs->count ? b->running_max : inputs->count;
    own.session.read_ahead = own.session.read_ahead && cores > 0 && at_a_time < (size_t)cores;
    b->shows_progress = isatty(STDERR_FILENO);
    b->row = calloc(inputs->count, sizeof *b->row);
    b->code = calloc(inputs->count, sizeof *b->code);
    exit_code code = b->row != NULL && b->code != NULL ? EXIT_CODE_OK : out_of_memory();
    if (code == EXIT_CODE_OK) {
        code = prepare_models(b);
    }
    if (code == EXIT_CODE_OK) {
        code = prepare_out(options->session.out_folder);
    }
    if (code == EXIT_CODE_OK) {
        fill_rows(b);
        run_all(b);
        code = conclude(b);
    }
    free(b->row);
    free(b->code);
    free(b);
    return code;
}
