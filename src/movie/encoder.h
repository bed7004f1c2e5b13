/*
 * encoder.h - RGB frames in, compressed pictures out, in the same order: no picture is reordered.
 *
 * open / step / receive... / end / receive... / close. Colours become limited-range BT.709, in small pictures BT.601,
 * and say so. Stepping allocates nothing of ours.
 * Thread: one encoder is used by one thread at a time; it has threads of its own.
 */
#ifndef SAGITTA_MOVIE_ENCODER_H
#define SAGITTA_MOVIE_ENCODER_H

#include <libavcodec/avcodec.h>

#include <sagitta/frame.h>
#include <sagitta/status.h>

typedef struct sag__encoder sag__encoder;

typedef struct sag__encoder_options {
    const char *path; /* named in errors */
    const char *name; /* of FFmpeg's encoder; NULL: the first of the known ones that works here */
    int width_px;
    int height_px;
    double rate_hz; /* nominal, above 0; times come with the frames */
    int thread_count;
    int clock_hz; /* ticks a second of the times that go in and come out */
} sag__encoder_options;

/*
 * Returns SAG_STATUS_OK, _UNSUPPORTED (no encoder here takes this), _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__encoder_close.
 */
sag_status sag__encoder_open(sag__encoder **out, const sag__encoder_options *options, sag_error *err);

/* What a container must know of the stream. Returns: borrowed until close. */
const AVCodecContext *sag__encoder_get_context(const sag__encoder *encoder);

/*
 * Encode a frame of the opened size. All packets must have been received since the last step.
 * Returns SAG_STATUS_OK, _NO_MEMORY, _UNSUPPORTED (the encoder failed).
 */
sag_status sag__encoder_step(sag__encoder *encoder, const sag_frame *frame, int64_t ticks);

/* Say that there are no more frames. Returns as step. */
sag_status sag__encoder_end(sag__encoder *encoder);

/* Take the next packet. Returns SAG_STATUS_OK, _AGAIN (step first), _END, _NO_MEMORY, _UNSUPPORTED. */
sag_status sag__encoder_receive(sag__encoder *encoder, AVPacket *packet);

/* Accepts NULL. */
void sag__encoder_close(sag__encoder *encoder);

#endif
