/*
 * picture.h - a decoded picture of any pixel format becomes upright RGB of one fixed size (libswscale).
 *
 * Colours: the matrix and range that the picture declares; BT.601 and limited range where it declares none. The
 * pixels are those of `ffmpeg -pix_fmt rgb24` of the same library version.
 * Included by video.c only: FFmpeg's types stay behind these two files.
 * Thread: one picture is used by one thread at a time.
 */
#ifndef SAGITTA_CAPTURE_PICTURE_H
#define SAGITTA_CAPTURE_PICTURE_H

#include <libavutil/frame.h>

#include <sagitta/frame.h>
#include <sagitta/source.h>
#include <sagitta/status.h>

#include "orient.h"

typedef struct sag__picture sag__picture;

/* Create a picture without a size. Returns NULL when out of memory. Ownership: release with destroy. */
sag__picture *sag__picture_create(void);

/* Release. Accepts NULL. */
void sag__picture_destroy(sag__picture *picture);

/*
 * Have count targets, 1 to SAG_SOURCE_KEPT_MAX, once the size is known; at first there is one.
 * Returns SAG_STATUS_OK or _NO_MEMORY.
 */
sag_status sag__picture_keep(sag__picture *picture, int count);

/*
 * Convert a decoded frame. The first one decides the size of all: its upright size, with pixels of another shape
 * than square (by more than 1 %) made square by enlarging. A later frame of another size is scaled to fit, its
 * proportions kept, centred on black. Buffers are made anew only when the size or the format of the frames changes.
 * target: which of the targets gets the pixels; the others stay as they are. The first frame goes to target 0.
 * sample_aspect: width to height of one pixel; 0/1 unknown.
 * Returns SAG_STATUS_OK, _LIMIT (a side above SAG_FRAME_SIDE_MAX_PX), _UNSUPPORTED or _NO_MEMORY.
 * Ownership: the pixels of *out are borrowed until the next call with the same target. t_ns and index are left alone.
 */
sag_status sag__picture_convert(sag__picture *picture, sag_frame *out, int target, const AVFrame *frame,
                                sag__orient orient, AVRational sample_aspect);

#endif
