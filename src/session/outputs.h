/*
 * outputs.h - the out folder of a session: its files, their names and the order in which they appear.
 */
#ifndef SAGITTA_SESSION_OUTPUTS_H
#define SAGITTA_SESSION_OUTPUTS_H

#include <stdbool.h>

#include <sagitta/session.h>

/*
 * Create the folder with its parents and prove, before any work is done, that the files can be written there and that
 * no output would replace the input.
 * input_path: what will be read. Returns SAG_STATUS_OK, _IO or _ARGUMENT (the input is in the way).
 */
sag_status sag__outputs_prepare(const char *folder, const char *input_path, sag_error *err);

/*
 * Write everything a result holds. The recording comes first, report.json last. What an earlier run left is
 * removed first: report.json, and rep-NN.png files that Sagitta made (others stay, and are never written over).
 * input_path: the recording that was replayed, or the video, which is read again for the pictures of the bottom frames.
 * The pictures of the run that made a recording stay when it is replayed into its own folder.
 * *pictures_left_out: set if a request to stop ended the pictures early.
 * Returns SAG_STATUS_OK, _IO, _NO_MEMORY, or a failure of the second reading.
 */
sag_status sag__outputs_write(bool *pictures_left_out, const char *folder, const sag_session_result *result,
                              const sag_session_options *options, const char *input_path, bool is_recording,
                              sag_error *err);

#endif
