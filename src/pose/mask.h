/*
 * mask.h - bring a person mask from the square of a region back into the picture.
 */
#ifndef SAGITTA_POSE_MASK_H
#define SAGITTA_POSE_MASK_H

#include <sagitta/skeleton.h>

/*
 * Draw a square mask of side x side probabilities into a picture: bilinear, half-pixel centres, 0 outside the square.
 * out: width_px * height_px floats, rows from the top. region: as sag__region_make leaves it.
 * Thread: pure function on caller-owned data.
 */
void sag__mask_warp(float *out, int width_px, int height_px, const float *mask, int side, const sag_region *region);

#endif
