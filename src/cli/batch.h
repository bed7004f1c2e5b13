/*
 * batch.h - many inputs analyzed, each by a process of its own.
 *
 * The parent starts at most N workers, keeps one row for each input and writes the summary. A worker analyzes one
 * input into its own folder and tells the parent through a pipe how it ended; if it dies without a word, that is one
 * failed row. The parent loads no network and no video, so it has one thread when it forks. Every file of a folder is
 * made by one worker from one input: the number of workers changes no byte.
 */
#ifndef SAGITTA_CLI_BATCH_H
#define SAGITTA_CLI_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include <sagitta/session.h>

#include "batch_input.h"
#include "exit_code.h"

/* Most workers at a time. */
#define BATCH_JOBS_MAX 256

typedef struct batch_options {
    sag_session_options session; /* stop set; out_folder: the folder of the folders */
    int job_count;               /* 0: as many as the machine has cores */
    bool resume;                 /* leave alone what is done */
} batch_options;

/*
 * Analyze every input into OUT/<name>/, print the table and write OUT/summary.csv.
 * Returns EXIT_CODE_OK; _SOME when an input alone would not have ended so; _INTERRUPTED; _USAGE, _MODEL or _OUTPUT
 * when nothing could be begun; _OUTPUT also when the summary could not be written.
 */
exit_code batch_run(const batch_inputs *inputs, const batch_options *options);

#endif
