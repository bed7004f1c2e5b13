/*
 * live_words.h - the state of a live set as what stands in the window: words, numbers, the gauge.
 *
 * Thread: pure functions.
 */
#ifndef SAGITTA_SESSION_LIVE_WORDS_H
#define SAGITTA_SESSION_LIVE_WORDS_H

#include <sagitta/live.h>
#include <sagitta/live_view.h>

/* Fill all of a scene but its frame, headline of cues, status and mirror. scene: zeroed by the caller. */
void sag__live_words_fill(sag_live_scene *scene, const sag_live_state *state, sag_movement movement);

/* The headline of an event, and what is said of it. Both of SAG_LIVE_TEXT_BYTES. */
void sag__live_words_event(char *headline, char *spoken, const sag_live_event *event, const sag_live_state *state);

#endif
