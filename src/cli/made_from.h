/*
 * made_from.h - made_from.txt, the last file of an input's folder: everything that decides what the others hold.
 *
 * If it equals what would be written now, the input need not be analyzed again. The number of jobs is not in it: it
 * changes no result. That of threads is not either: it changes the last digits at most.
 */
#ifndef SAGITTA_CLI_MADE_FROM_H
#define SAGITTA_CLI_MADE_FROM_H

#include <stdbool.h>
#include <stddef.h>

#include <sagitta/model.h>
#include <sagitta/session.h>

#include "exit_code.h"

#define MADE_FROM_NAME "made_from.txt"

/* How the run that made a folder ended. */
typedef struct made_from_end {
    exit_code code;
    char text[SAG_MOTION_TEXT_BYTES]; /* what was wrong, one line; "" if nothing */
} made_from_end;

/*
 * Describe program, networks, options, and name, size and time of the input (of a folder: of its files).
 * Returns: the text, owned by the caller, release with free; NULL when the input is not there or memory is out.
 */
char *made_from_describe(const char *input_path, const sag_session_options *options, const sag_model *model,
                         const sag_model *detector);

/* Write the file. Returns false with errno. */
bool made_from_write(const char *folder, const char *description, const made_from_end *end);

/* Whether the folder's file holds this description; *end: how that run ended. */
bool made_from_matches(made_from_end *end, const char *folder, const char *description);

#endif
