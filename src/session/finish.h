/*
 * finish.h - what recorded and live sets share: the facts of a motion, and its way from there to the files.
 *
 * Thread: as a session.
 */
#ifndef SAGITTA_SESSION_FINISH_H
#define SAGITTA_SESSION_FINISH_H

#include <sagitta/session.h>

#include "outputs.h"

/* Fill in where a motion comes from. path: of the source; its last part is kept. */
void sag__finish_fill_facts(sag_motion_facts *facts, const char *path, const sag_session_options *options,
                            const sag_tracker *tracker);

/* Note what runs the landmark network. */
void sag__finish_note_engine(sag_session_result *out, const sag_tracker *tracker);

/* Analyze and write what out->motion holds. Returns as sag_session_run; out->failed names the stage. */
sag_status sag__finish(sag_session_result *out, const sag__outputs_task *task, sag_error *err);

#endif
