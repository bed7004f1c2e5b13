/*
 * batch_worker.h - one input analyzed in a process of its own.
 */
#ifndef SAGITTA_CLI_BATCH_WORKER_H
#define SAGITTA_CLI_BATCH_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include <sagitta/session.h>

#include "exit_code.h"
#include "session_command.h"

/* What a worker is to do. */
typedef struct batch_task {
    const char *path;                   /* of the input */
    const char *folder;                 /* for the results */
    const char *description;            /* for made_from.txt, NULL if it cannot be described */
    const sag_session_options *session; /* stop set; the worker puts in the folder */
} batch_task;

/* How a worker ended. */
typedef struct batch_end {
    exit_code code; /* that the input alone would have ended with */
    bool reported;  /* the folder holds its report */
    char text[SAG_MOTION_TEXT_BYTES]; /* what was wrong, one line; "" if nothing */
    char engine_note[SESSION_COMMAND_ENGINE_BYTES]; /* that a network fell back to OpenCV, one line; "" if none did */
    char note[192]; /* what the video lacks, no failure; "" if nothing */
} batch_end;

typedef struct batch_worker {
    pid_t pid;
    int pipe; /* readable when the worker has ended */
} batch_worker;

/*
 * Start a worker. It leaves Ctrl-C to its parent and takes SIGTERM for it.
 * Returns false with errno when the system has no room for one more.
 */
bool batch_worker_start(batch_worker *out, const batch_task *task);

/* Ask it to stop: the first request ends the measuring, the second the writing of pictures. */
void batch_worker_request_stop(const batch_worker *worker);

/* Wait for its end, however it came about, and close the pipe. */
void batch_worker_finish(batch_worker *worker, batch_end *end);

#endif
