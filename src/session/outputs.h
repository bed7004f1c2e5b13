/*
 * outputs.h - the out folder of a session: its files, their names and the order in which they appear.
 */
#ifndef SAGITTA_SESSION_OUTPUTS_H
#define SAGITTA_SESSION_OUTPUTS_H

#include <sagitta/session.h>

/*
 * Create the folder with its parents and prove that a file can be written there, before any work is done.
 * Returns SAG_STATUS_OK or _IO.
 */
sag_status sag__outputs_prepare(const char *folder, sag_error *err);

/*
 * Write everything a result holds. The recording comes first, report.json last; a report.json and rep-NN.png files
 * of an earlier run are removed before anything is written.
 * video_path: read again for the pictures of the bottom frames; NULL: no pictures.
 * Returns SAG_STATUS_OK, _IO, _NO_MEMORY, or a failure of the second reading.
 */
sag_status sag__outputs_write(const char *folder, const sag_session_result *result,
                              const sag_session_options *options, const char *video_path, sag_error *err);

#endif
