/*
 * colours.h - what the luma and chroma of a source mean in red, green and blue.
 *
 * Thread: pure functions.
 */
#ifndef SAGITTA_IMAGE_COLOURS_H
#define SAGITTA_IMAGE_COLOURS_H

#include <stdbool.h>

#include <sagitta/frame.h>

/* The weights of red and blue in luma. */
typedef enum sag__colour_matrix {
    SAG__COLOUR_MATRIX_BT601, /* what V4L2 and UVC mean where they say nothing */
    SAG__COLOUR_MATRIX_BT709
} sag__colour_matrix;

/*
 * Make the coefficients of 8-bit Y'CbCr (ITU-R BT.601-7 2.5, BT.709-6 3 and 4).
 * full_range: luma and chroma span 0 .. 255 (JPEG), else luma 16 .. 235 and chroma 16 .. 240.
 * Chroma lies between its luma samples, as V4L2 documents YUYV and NV12; the caller sets chroma_x to 0 where it lies on
 * every second one (MPEG-2).
 */
sag_colours sag__colours_make(sag__colour_matrix matrix, bool full_range);

/* Whether a frame has a raw form that can be read: a known format, its planes, and strides of at least a row. */
bool sag__colours_are_readable(const sag_frame *frame);

#endif
