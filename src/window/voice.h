/*
 * voice.h - says short sentences, in a thread of its own: whoever has something to say never waits.
 *
 * The newest sentence wins: one that has not begun is replaced, one that is being said is ended first. Speech is made by
 * eSpeak NG and played by SDL. Where there is no sound device, or no voice, nothing is heard and nothing is wrong.
 * Thread: say may be called from one thread at a time.
 */
#ifndef SAGITTA_WINDOW_VOICE_H
#define SAGITTA_WINDOW_VOICE_H

#include <stdbool.h>

#define SAG__VOICE_TEXT_BYTES 128

typedef struct sag__voice sag__voice;

/* Begin. Returns: NULL if there is no voice or no sound device; all functions accept that. */
sag__voice *sag__voice_open(void);

/* Say a sentence of less than SAG__VOICE_TEXT_BYTES; longer ones are cut. */
void sag__voice_say(sag__voice *voice, const char *text);

/* Fall silent, or speak again. */
void sag__voice_set_silent(sag__voice *voice, bool silent);

/* Let the sentence that is being said end, for two seconds at most, and release everything. */
void sag__voice_close(sag__voice *voice);

#endif
