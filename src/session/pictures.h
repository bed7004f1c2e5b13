/*
 * pictures.h - what is drawn for a session: a PNG of every repetition and of every finding, and the annotated video.
 * All of them come out of one second reading of the source, which only decodes.
 */
#ifndef SAGITTA_SESSION_PICTURES_H
#define SAGITTA_SESSION_PICTURES_H

#include <stdbool.h>

#include <sagitta/session.h>

#include "outputs.h"

/* Whether a file name is one that pictures and videos of a session have: rep-NN.png, finding-NN-NAME.png, ... */
bool sag__pictures_is_name(const char *name);

/* Remove what an earlier run drew into the folder; this one may draw less. Files that Sagitta did not make stay. */
void sag__pictures_remove(const char *folder);

/*
 * Read the video a second time and draw what the options ask for.
 * result: gets pictures_left_out if a request to stop ended it early, and video_note.
 * Returns SAG_STATUS_OK, _IO, _NO_MEMORY, or a failure of the second reading.
 */
sag_status sag__pictures_write(sag_session_result *result, const sag__outputs_task *task, sag_error *err);

/* Whether the annotated video may take its place in a folder. Returns SAG_STATUS_OK, _IO (somebody else's is there). */
sag_status sag__pictures_check_video(const char *folder, sag_error *err);

#endif
