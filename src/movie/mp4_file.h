/*
 * mp4_file.h - packets in, an MP4 file out that is whole or not there; the index lies at its beginning.
 *
 * create / begin / write... / finish / destroy. Packets come in the order in which they lie in the file.
 * Thread: one file is used by one thread at a time.
 */
#ifndef SAGITTA_MOVIE_MP4_FILE_H
#define SAGITTA_MOVIE_MP4_FILE_H

#include <stdbool.h>

#include <libavcodec/avcodec.h>

#include <sagitta/status.h>

/*
 * Ticks a second of the pictures' clock. 24, 25, 30, 50, 60, 120, 240 Hz, their 1000/1001 parts, milliseconds and the
 * 90 kHz of MPEG are whole numbers of ticks.
 */
#define SAG__MP4_TICKS_HZ 720000

typedef struct sag__mp4 sag__mp4;

/* Returns SAG_STATUS_OK, _IO, _NO_MEMORY. Ownership: *out transferred on success, release with destroy. */
sag_status sag__mp4_create(sag__mp4 **out, const char *path, sag_error *err);

/*
 * Declare the streams, once before the first packet, or again after a failure.
 * sound: NULL for none.
 * Returns SAG_STATUS_OK, _UNSUPPORTED (the container cannot carry this), _IO, _NO_MEMORY.
 */
sag_status sag__mp4_begin(sag__mp4 *mp4, const AVCodecContext *picture, const AVCodecParameters *sound,
                          sag_error *err);

/* The clock of the sound packets, in seconds; after a begin with sound. */
AVRational sag__mp4_get_sound_clock(const sag__mp4 *mp4);

/*
 * Append a picture: its times count SAG__MP4_TICKS_HZ. The packet is left empty.
 * Returns SAG_STATUS_OK, _IO, _FORMAT (the container refuses it), _NO_MEMORY.
 */
sag_status sag__mp4_write_picture(sag__mp4 *mp4, AVPacket *packet, sag_error *err);

/* Append sound: its times count the sound clock. The packet is left empty. Returns as above. */
sag_status sag__mp4_write_sound(sag__mp4 *mp4, AVPacket *packet, sag_error *err);

/* Write the index and give the file its name. Returns SAG_STATUS_OK, _IO, _NO_MEMORY. */
sag_status sag__mp4_finish(sag__mp4 *mp4, sag_error *err);

/* Whether a file says of itself that it was written here. */
bool sag__mp4_is_ours(const char *path);

/* Release; an unfinished file is removed. Accepts NULL. */
void sag__mp4_destroy(sag__mp4 *mp4);

#endif
