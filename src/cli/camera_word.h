/*
 * camera_word.h - the word behind --camera: a camera, or a video that plays its part.
 */
#ifndef SAGITTA_CLI_CAMERA_WORD_H
#define SAGITTA_CLI_CAMERA_WORD_H

#include <sagitta/live_session.h>

/* Choose the source. word: NULL for the first camera; borrowed like the options. */
void camera_word_apply(sag_live_session_options *options, const char *word);

#endif
