/*
 * source.h - where frames come from: a video file, one image, or a folder of images.
 *
 * open / step / close. Every frame carries its own presentation time, so variable frame rates stay true.
 * Rotation metadata is applied (frames are upright) and reported; pixels that are not square are made square.
 * Thread: one source is used by one thread at a time.
 */
#ifndef SAGITTA_SOURCE_H
#define SAGITTA_SOURCE_H

#include <sagitta/frame.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sag_source sag_source;

typedef struct sag_source_options {
    double slow_motion_ratio; /* 0.001 to 1000; 4: the file plays 4 times slower than reality. 1: real time */
    double image_rate_hz;     /* 0.001 to 1e6; frames per second given to the images of a folder */
    int thread_count;         /* of a video's decoder; 1: damaged pictures are concealed the same way in every run */
} sag_source_options;

/* Fill options with the defaults: real time, 30 images per second, one thread. */
SAG_API void sag_source_options_init(sag_source_options *options);

/*
 * Open a video file, an image file (PNG, JPEG, ...) or a folder of images (sorted by name, digits by value).
 * path: a local file or folder; URLs and devices are refused.
 * options: NULL for the defaults.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _IO, _FORMAT (not a picture or video, empty, no video stream),
 *   _UNSUPPORTED, _ARGUMENT, _LIMIT (picture larger than SAG_FRAME_SIDE_MAX_PX) or _NO_MEMORY.
 * Ownership: *out is transferred on success, release with sag_source_close; NULL on failure.
 */
SAG_API sag_status sag_source_open(sag_source **out, const char *path, const sag_source_options *options,
                                   sag_error *err);

/* Most frames of a source that can stay valid at a time. */
#define SAG_SOURCE_KEPT_MAX 8

/*
 * Let the pixels of the newest `count` frames stay valid, not of the newest one alone: whoever looks at one frame may
 * step the source for the next ones meanwhile, in another thread too. All memory for them is taken here.
 * count: 1 to SAG_SOURCE_KEPT_MAX. To be called before the first step.
 * Returns SAG_STATUS_OK, _ARGUMENT or _NO_MEMORY; after a failure one frame stays valid as before.
 */
SAG_API sag_status sag_source_keep(sag_source *source, int count, sag_error *err);

/*
 * Deliver the next frame.
 * Returns SAG_STATUS_OK, SAG_STATUS_END, or a failure. Damaged data is skipped and noted in the info, not a
 *   failure. A frame whose size differs from the first is scaled to fit the first frame's size, on black where the
 *   proportions differ. A frame whose time does not increase is left out and noted.
 * Ownership: the pixels are borrowed until the next step or close, or longer: see sag_source_keep.
 */
SAG_API sag_status sag_source_step(sag_source *source, sag_frame *out, sag_error *err);

/*
 * Pass over the next frame: as sag_source_step, but its pixels are not converted, which is most of the cost beside
 * decoding. out: index and t_ns only. Frames that are kept stay so. Returns as sag_source_step. A picture that could not
 * have been converted counts here and does not there: compare t_ns where that matters.
 */
SAG_API sag_status sag_source_skip(sag_source *source, sag_frame *out, sag_error *err);

/* Describe the source. Returns: borrowed until close; contents change with each step. */
SAG_API const sag_source_info *sag_source_get_info(const sag_source *source);

/* Name and versions of the decoding library, e.g. "FFmpeg libavformat 59.27.100". Returns: static. */
SAG_API const char *sag_source_engine(void);

/* Release everything. Accepts NULL. */
SAG_API void sag_source_close(sag_source *source);

#ifdef __cplusplus
}
#endif
#endif
