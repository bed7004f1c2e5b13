/*
 * session_command.h - what `analyze` and `replay` share: Ctrl-C, progress, the summary and the exit code.
 */
#ifndef SAGITTA_CLI_SESSION_COMMAND_H
#define SAGITTA_CLI_SESSION_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include <sagitta/session.h>

#include "exit_code.h"

/*
 * Let the first Ctrl-C (or SIGTERM) end the measuring, or the writing of pictures if it comes later; the second one ends
 * the pictures too, the third the program. Sets options->stop.
 */
void session_command_catch_stop(sag_session_options *options);

/* Show progress on stderr while frames are measured, if stderr is a terminal. Sets options->progress. */
void session_command_show_progress(sag_session_options *options);

/* The summary of what was measured. Returns: owned by the caller, release with free; NULL when out of memory. */
char *session_command_summarize(const sag_session_result *result);

/* Whether there is anything to summarize. */
bool session_command_has_measured(const sag_session_result *result);

/* Longest line on the engine: a reason, and what is said before it. */
#define SESSION_COMMAND_ENGINE_BYTES (SAG_ERROR_TEXT_BYTES + 128)

/*
 * Say in one line that a network fell back to OpenCV, and why.
 * Returns: false, text "", if none did.
 */
bool session_command_note_engine(char *text, size_t text_size, const sag_session_result *result);

/* Print on stderr what ran the networks of a session and where its time went. */
void session_command_print_times(const sag_session_result *result);

/*
 * Judge how a session ended.
 * text: what is wrong in one line, "" if nothing is. subject: put into a line that would not name its subject by
 *   itself; NULL leaves it out.
 * is_replay: an interruption or damage that the recording reports is old news and no reason for an exit code.
 * Returns the exit code that result, status and error amount to.
 */
exit_code session_command_judge(char *text, size_t text_size, const sag_session_result *result, sag_status status,
                                const sag_error *err, const char *subject, bool is_replay);

/*
 * Print the summary on stdout and problems on stderr.
 * is_replay and return as session_command_judge.
 */
exit_code session_command_conclude(const sag_session_result *result, sag_status status, const sag_error *err,
                                   const sag_session_options *options, bool is_replay);

#endif
