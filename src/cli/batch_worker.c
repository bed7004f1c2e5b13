#include "batch_worker.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "made_from.h"
#include "text_file.h"

/* The message through the pipe is one write: it arrives whole or not at all. */
_Static_assert(sizeof(batch_end) <= PIPE_BUF, "more than a pipe takes at once");

static void fail(batch_end *end, exit_code code, const char *what, const char *subject)
{
    end->code = code;
    snprintf(end->text, sizeof end->text, "cannot %s %.180s: %.60s", what, subject, strerror(errno));
}

/* Which report lies in the folder: zero if none. */
static struct timespec report_time(const char *folder)
{
    char path[TEXT_FILE_PATH_BYTES];
    struct stat facts;
    if (!text_file_join(path, folder, "report.json") || stat(path, &facts) != 0) {
        return (struct timespec){0};
    }
    return facts.st_mtim;
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* The files that the session does not write: the summary, and last what all of them were made from. */
static void write_own_files(batch_end *end, const batch_task *task, const sag_session_result *result)
{
    char *summary = session_command_summarize(result);
    if (summary == NULL || !text_file_write(task->folder, "summary.txt", summary)) {
        fail(end, EXIT_CODE_OUTPUT, "write summary.txt in", task->folder);
    }
    free(summary);
    bool done = end->code == EXIT_CODE_OK || end->code == EXIT_CODE_NO_PERSON || end->code == EXIT_CODE_DAMAGED;
    if (done && task->description != NULL) {
        made_from_end made = {.code = end->code};
        memcpy(made.text, end->text, sizeof made.text);
        if (!made_from_write(task->folder, task->description, &made)) {
            fail(end, EXIT_CODE_OUTPUT, "write " MADE_FROM_NAME " in", task->folder);
        }
    }
}

/* Analyze one input. What made_from.txt says is taken back first: from here on it may not be true. */
static void work(batch_end *end, const batch_task *task)
{
    char path[TEXT_FILE_PATH_BYTES];
    if (text_file_join(path, task->folder, MADE_FROM_NAME)) {
        unlink(path);
    }
    sag_session_options options = *task->session;
    options.out_folder = task->folder;
    struct timespec before = report_time(task->folder);
    sag_session_result result;
    sag_error err = {0};
    sag_status status = sag_session_run(&result, task->path, &options, &err);

    char text[SAG_ERROR_TEXT_BYTES + 256];
    end->code = session_command_judge(text, sizeof text, &result, status, &err, NULL, false);
    snprintf(end->text, sizeof end->text, "%.*s", (int)sizeof end->text - 1, text);
    session_command_note_engine(end->engine_note, sizeof end->engine_note, &result);
    snprintf(end->note, sizeof end->note, "%.*s", (int)sizeof end->note - 1, result.video_note);
    struct timespec after = report_time(task->folder);
    end->reported = after.tv_sec != 0 && !same_time(before, after);
    if (end->reported) {
        write_own_files(end, task, &result);
    }
    sag_session_result_release(&result);
}

/* The life of the child: it has the parent's handler for SIGTERM, and signals are blocked. */
static void live(const batch_task *task, int message_pipe, const sigset_t *mask_before)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGINT, SIG_IGN);
    sigprocmask(SIG_SETMASK, mask_before, NULL);
    batch_end end;
    memset(&end, 0, sizeof end);
    work(&end, task);
    ssize_t written = write(message_pipe, &end, sizeof end);
    exit(written == (ssize_t)sizeof end ? 0 : EXIT_CODE_FAILURE);
}

bool batch_worker_start(batch_worker *out, const batch_task *task)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    sigset_t stops;
    sigset_t mask_before;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigprocmask(SIG_BLOCK, &stops, &mask_before);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        live(task, ends[1], &mask_before);
    }
    int reason = errno;
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        errno = reason;
        return false;
    }
    *out = (batch_worker){.pid = pid, .pipe = ends[0]};
    return true;
}

void batch_worker_request_stop(const batch_worker *worker)
{
    kill(worker->pid, SIGTERM);
}

void batch_worker_finish(batch_worker *worker, batch_end *end)
{
    ssize_t got = 0;
    do {
        got = read(worker->pipe, end, sizeof *end);
    } while (got < 0 && errno == EINTR);
    close(worker->pipe);
    int how = 0;
    pid_t waited = 0;
    do {
        waited = waitpid(worker->pid, &how, 0);
    } while (waited < 0 && errno == EINTR);
    if (waited == worker->pid && WIFSIGNALED(how)) {
        *end = (batch_end){.code = EXIT_CODE_FAILURE};
        snprintf(end->text, sizeof end->text, "stopped by signal %d", WTERMSIG(how));
    } else if (got != (ssize_t)sizeof *end) {
        *end = (batch_end){.code = EXIT_CODE_FAILURE};
        snprintf(end->text, sizeof end->text, "ended without a result (exit code %d)",
                 WIFEXITED(how) ? WEXITSTATUS(how) : -1);
    }
    end->text[sizeof end->text - 1] = '\0';
}
