/*
 * sound.h - the sound of a file as packets, on the clock of its pictures: 0 is the first picture that can be decoded.
 *
 * open / set_clock / peek, pop... / close. Nothing here fails: what cannot be read is left out, and a note says so.
 * Only bytes of the one file reach the library, as in the video reader.
 * Thread: one sound is used by one thread at a time.
 */
#ifndef SAGITTA_MOVIE_SOUND_H
#define SAGITTA_MOVIE_SOUND_H

#include <stdbool.h>
#include <stddef.h>

#include <libavcodec/avcodec.h>

typedef struct sag__sound sag__sound;

/*
 * Open the sound of a file: the stream that is marked as default, else the richest.
 * note: a line on why there is none, "" where the file simply has none. At least 64 bytes.
 * Returns: NULL if there is no sound that MP4 can carry. Ownership: of the caller, release with sag__sound_close.
 */
sag__sound *sag__sound_open(const char *path, char *note, size_t note_bytes);

/* Returns: borrowed until close. */
const AVCodecParameters *sag__sound_get_parameters(const sag__sound *sound);

/* The unit of the packets' times, before the first peek. */
void sag__sound_set_clock(sag__sound *sound, AVRational clock);

/*
 * Look at the next packet: its times increase and are in the given clock, negative ones belong before the first
 * picture; what lies longer before it than decoders need to start is left out.
 * Returns: NULL at the end. Ownership: borrowed until pop; the caller may empty it.
 */
AVPacket *sag__sound_peek(sag__sound *sound);

/* Leave the packet behind; was_sound false: it turned out to be damaged. */
void sag__sound_pop(sag__sound *sound, bool was_sound);

/* Whether packets had to be left out because they were damaged. */
bool sag__sound_is_damaged(const sag__sound *sound);

/* Accepts NULL. */
void sag__sound_close(sag__sound *sound);

#endif
