/*
 * sample.h - cut the input of a network out of a picture, and measure the light of a part of it.
 *
 * The first two functions read a frame's raw form, or its RGB if it has none, and write size_px x size_px pixels of
 * three floats (R, G, B), bilinear in float with half-pixel centres and without antialiasing; a sampled value v in
 * 0..255 becomes v * scale + offset. Beyond its border a picture goes on with its edge pixels, unless stated otherwise.
 * kernels: of any level; all give the same bits.
 * Defined for every frame of at least 1 x 1 pixel and for every region, numbers that are not finite included.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_IMAGE_SAMPLE_H
#define SAGITTA_IMAGE_SAMPLE_H

#include <stddef.h>

#include <sagitta/frame.h>

#include "kernels.h"

/* How the pixels are written: channel c of pixel p, counted row by row, is float c * channel_step + p * pixel_step. */
typedef struct sag__sample_layout {
    size_t channel_step;
    size_t pixel_step;
} sag__sample_layout;

/*
 * Sample the whole frame, centred in the square with its aspect kept.
 * outside: value, already scaled, of output pixels whose centre is not on the picture.
 */
void sag__sample_letterbox(const sag__kernels *kernels, float *out, sag__sample_layout layout, int size_px,
                           const sag_frame *frame, float scale, float offset, float outside);

/* Sample the rotated square of a region. */
void sag__sample_region(const sag__kernels *kernels, float *out, sag__sample_layout layout, int size_px,
                        const sag_frame *frame, const sag_region *region, float scale, float offset);

/*
 * Measure how bright the rotated square of a region is: the mean luma of the RGB (BT.601 weights, as stored) at the
 * points of a coarse grid that lie in the picture. Returns: 0 black .. 1 white; 0 if no point lies in the picture.
 */
double sag__sample_brightness(const sag_frame *frame, const sag_region *region);

#endif
