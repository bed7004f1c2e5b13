/*
 * outputs.h - the out folder of a session: its files, their names and the order in which they appear.
 */
#ifndef SAGITTA_SESSION_OUTPUTS_H
#define SAGITTA_SESSION_OUTPUTS_H

#include <signal.h>
#include <stdbool.h>

#include <sagitta/session.h>

#include "recorder.h"

#define SAG__OUTPUTS_PATH_BYTES 4352

/* Make the path of a file in a folder; path has room for SAG__OUTPUTS_PATH_BYTES. Returns SAG_STATUS_OK or _LIMIT. */
sag_status sag__outputs_join(char *path, const char *folder, const char *name, sag_error *err);

/* What is to be written, and from what. */
typedef struct sag__outputs_task {
    const sag_session_options *options; /* with the out folder */
    const char *input_path;    /* the recording that was replayed, or the video, which is read again for the pictures;
                                  NULL: a live set, of which there are no pictures */
    bool is_recording;         /* no pictures are made */
    const sag__recording_origin *origin; /* of the recording that was replayed, or NULL */
    bool is_same_analysis;     /* the recording was replayed with the options that it was made with */
    sig_atomic_t stop_before;  /* requests to stop that came while measuring */
    char recording_path[SAG__OUTPUTS_PATH_BYTES]; /* filled by sag__outputs_prepare */
} sag__outputs_task;

/*
 * Create the folder with its parents and prove, before any work is done, that the files can be written there and that
 * no output would replace the input, or a video that Sagitta did not make.
 * Returns SAG_STATUS_OK, _IO or _ARGUMENT (the input is in the way).
 */
sag_status sag__outputs_prepare(sag__outputs_task *task, sag_error *err);

/*
 * Begin to write the recording, beside the analysis of the motion. Returns: NULL without memory.
 * Ownership: ends with sag__outputs_write or sag__recorder_drop; the motion and the task are borrowed until then.
 */
sag__recorder *sag__outputs_start_recording(const sag_session_result *result, const sag__outputs_task *task);

/*
 * Write everything a result holds. The recording comes first, report.json last. What an earlier run left is
 * removed first: report.json and what a batch wrote with it, and the pictures that Sagitta made (others stay, and are
 * never written over). The pictures of the run that made a recording stay when it is replayed into its own folder with
 * the same options.
 * result: gets pictures_left_out and video_note. recorder: transferred; NULL where there was no memory for one.
 * Returns SAG_STATUS_OK, _IO, _NO_MEMORY, or a failure of the second reading.
 */
sag_status sag__outputs_write(sag_session_result *result, const sag__outputs_task *task, sag__recorder *recorder,
                              sag_error *err);

#endif
