/*
 * movie.h - writes a video file: annotated frames with their own times, and the sound of the file they came from.
 *
 * MP4, H.264, 8-bit 4:2:0, the frames' own size. An odd width or height, which H.264 cannot express in 4:2:0, is kept
 * in 4:4:4 and noted: not every player shows that. Where only an MPEG-4 encoder is installed, that is used. Every
 * frame keeps its own presentation time, so a variable rate stays variable.
 * Sound is copied packet for packet, never encoded again, and keeps its place against the first picture of its file; it
 * is cut where the last frame ends. Damaged sound is left out and noted, never a failure.
 * Equal frames, sound and options give equal bytes, on machines with the same libraries.
 * open / step / finish / close. The file appears whole or not at all: until finish it has another name.
 * Thread: one movie is used by one thread at a time.
 */
#ifndef SAGITTA_MOVIE_H
#define SAGITTA_MOVIE_H

#include <stdbool.h>

#include <sagitta/frame.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sag_movie sag_movie;

typedef struct sag_movie_options {
    const char *sound_path;   /* file whose sound is copied; NULL: none. A file without sound gives a silent movie */
    double slow_motion_ratio; /* of the frames' times: the file is played at its own speed, t_ns times this; 1 */
    double rate_hint_hz;      /* nominal rate at the file's own speed: sets the last frame's length; 0 unknown */
    int thread_count;         /* encoder threads, 0: as many as the machine has cores. The bytes depend on the number */
} sag_movie_options;

/* Fill options with the defaults: silent, real time. */
SAG_API void sag_movie_options_init(sag_movie_options *options);

/*
 * Begin a movie of frames of one size.
 * Returns SAG_STATUS_OK, _ARGUMENT, _UNSUPPORTED (no encoder on this machine; sound that MP4 cannot carry is left out
 *   and noted instead), _IO, _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag_movie_close.
 */
SAG_API sag_status sag_movie_open(sag_movie **out, const char *path, int width_px, int height_px,
                                  const sag_movie_options *options, sag_error *err);

/*
 * Append a frame; its t_ns must be larger than the last one's, the first one's not negative.
 * Returns SAG_STATUS_OK, _ARGUMENT (the frame is left out, the movie can go on), _IO, _NO_MEMORY (the movie has ended).
 */
SAG_API sag_status sag_movie_step(sag_movie *movie, const sag_frame *frame, sag_error *err);

/*
 * Write what is left and give the file its name.
 * Returns SAG_STATUS_OK, _ARGUMENT (there was no frame, or the movie has ended), _IO, _NO_MEMORY.
 */
SAG_API sag_status sag_movie_finish(sag_movie *movie, sag_error *err);

/*
 * One line on what could not be carried over, e.g. "sound left out: MP4 cannot carry pcm_s16le"; "" if nothing. It may
 * grow until finish. Returns: borrowed until close.
 */
SAG_API const char *sag_movie_note(const sag_movie *movie);

/* Whether a file is a movie that this program wrote: its metadata says so. Anything that cannot be read is not. */
SAG_API bool sag_movie_is_ours(const char *path);

/* Release everything; a movie that was not finished leaves no file. Accepts NULL. */
SAG_API void sag_movie_close(sag_movie *movie);

#ifdef __cplusplus
}
#endif
#endif
