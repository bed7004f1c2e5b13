/*
 * pixel_scalar.h - the definition of the pixel kernels: one pixel after the other, in plain C.
 *
 * Included by level_scalar.c, and by pixel_kernels.h for the pixels at the border of a picture.
 */
#ifndef SAGITTA_SIMD_PIXEL_SCALAR_H
#define SAGITTA_SIMD_PIXEL_SCALAR_H

#include "kernels.h"

/* Where a coordinate reads: the sample left or above, the one right or below, and the weight of the latter. */
typedef struct crop_tap {
    ptrdiff_t first;
    ptrdiff_t second;
    float weight;
} crop_tap;

static inline crop_tap crop_tap_at(float coordinate, int last)
{
    float clamped = coordinate > 0.0f ? coordinate : 0.0f;
    clamped = clamped < (float)last ? clamped : (float)last;
    int first = (int)clamped;
    return (crop_tap){first, first < last ? first + 1 : last, clamped - (float)first};
}

/* Both coordinates of a pixel. */
typedef struct crop_place {
    crop_tap x;
    crop_tap y;
} crop_place;

/* The sample of bytes that lie step_bytes apart in rows that lie stride_bytes apart. */
static inline float crop_sample(const uint8_t *plane, ptrdiff_t stride_bytes, ptrdiff_t step_bytes,
                                const crop_place *at)
{
    const uint8_t *upper = plane + at->y.first * stride_bytes;
    const uint8_t *lower = plane + at->y.second * stride_bytes;
    float a = (float)upper[at->x.first * step_bytes];
    float b = (float)upper[at->x.second * step_bytes];
    float c = (float)lower[at->x.first * step_bytes];
    float d = (float)lower[at->x.second * step_bytes];
    float top = a + (b - a) * at->x.weight;
    float bottom = c + (d - c) * at->x.weight;
    return top + (bottom - top) * at->y.weight;
}

static inline float crop_x(const sag__path *path, size_t i)
{
    return (((float)i + path->first) * path->step_x_px + path->start_x_px) - path->back_px;
}

static inline float crop_y(const sag__path *path, size_t i)
{
    return (((float)i + path->first) * path->step_y_px + path->start_y_px) - path->back_px;
}

static inline float crop_clamp(float value)
{
    float clamped = value > 0.0f ? value : 0.0f;
    return clamped < 255.0f ? clamped : 255.0f;
}

static inline void crop_store(float *out, const sag__crop *crop, size_t i, float red, float green, float blue)
{
    out[i * crop->pixel_step] = red * crop->scale + crop->offset;
    out[i * crop->pixel_step + crop->channel_step] = green * crop->scale + crop->offset;
    out[i * crop->pixel_step + 2 * crop->channel_step] = blue * crop->scale + crop->offset;
}

static inline void crop_store_colours(float *out, const sag__crop *crop, size_t i, float luma, float u, float v)
{
    const sag_colours *colours = &crop->source.colours;
    float y = (luma - colours->luma_zero) * colours->luma_gain;
    u = u - 128.0f;
    v = v - 128.0f;
    crop_store(out, crop, i, crop_clamp(y + colours->red_v * v),
               crop_clamp((y + colours->green_u * u) + colours->green_v * v), crop_clamp(y + colours->blue_u * u));
}

/* One pixel of a path; red_byte: where red lies in a pixel, 0 or 2. */
static inline void crop_rgb_pixel(float *out, const sag__crop *crop, const sag__path *path, size_t i, int red_byte)
{
    const crop_place at = {crop_tap_at(crop_x(path, i), crop->width_px - 1),
                           crop_tap_at(crop_y(path, i), crop->height_px - 1)};
    float colour[3];
    for (int c = 0; c < 3; c++) {
        colour[c] = crop_sample(crop->source.plane[0] + c, crop->source.stride_bytes[0], 3, &at);
    }
    crop_store(out, crop, i, colour[red_byte], colour[1], colour[2 - red_byte]);
}

static inline void crop_rgb24_pixel(float *out, const sag__crop *crop, const sag__path *path, size_t i)
{
    crop_rgb_pixel(out, crop, path, i, 0);
}

static inline void crop_bgr24_pixel(float *out, const sag__crop *crop, const sag__path *path, size_t i)
{
    crop_rgb_pixel(out, crop, path, i, 2);
}

static inline void crop_yuyv_pixel(float *out, const sag__crop *crop, const sag__path *path, size_t i)
{
    const sag_raw *raw = &crop->source;
    float x = crop_x(path, i);
    const crop_tap row = crop_tap_at(crop_y(path, i), crop->height_px - 1);
    const crop_place luma = {crop_tap_at(x, crop->width_px - 1), row};
    const crop_place chroma = {crop_tap_at(x * 0.5f - raw->colours.chroma_x, (crop->width_px + 1) / 2 - 1), row};
    crop_store_colours(out, crop, i, crop_sample(raw->plane[0], raw->stride_bytes[0], 2, &luma),
                       crop_sample(raw->plane[0] + 1, raw->stride_bytes[0], 4, &chroma),
                       crop_sample(raw->plane[0] + 3, raw->stride_bytes[0], 4, &chroma));
}

static inline void crop_nv12_pixel(float *out, const sag__crop *crop, const sag__path *path, size_t i)
{
    const sag_raw *raw = &crop->source;
    float x = crop_x(path, i);
    float y = crop_y(path, i);
    const crop_place luma = {crop_tap_at(x, crop->width_px - 1), crop_tap_at(y, crop->height_px - 1)};
    const crop_place chroma = {crop_tap_at(x * 0.5f - raw->colours.chroma_x, (crop->width_px + 1) / 2 - 1),
                               crop_tap_at(y * 0.5f - raw->colours.chroma_y, (crop->height_px + 1) / 2 - 1)};
    crop_store_colours(out, crop, i, crop_sample(raw->plane[0], raw->stride_bytes[0], 1, &luma),
                       crop_sample(raw->plane[1], raw->stride_bytes[1], 2, &chroma),
                       crop_sample(raw->plane[1] + 1, raw->stride_bytes[1], 2, &chroma));
}

static inline void crop_grey_pixel(float *out, const sag__crop *crop, const sag__path *path, size_t i)
{
    const crop_place at = {crop_tap_at(crop_x(path, i), crop->width_px - 1),
                           crop_tap_at(crop_y(path, i), crop->height_px - 1)};
    crop_store_colours(out, crop, i, crop_sample(crop->source.plane[0], crop->source.stride_bytes[0], 1, &at), 128.0f,
                       128.0f);
}

typedef void (*crop_pixel)(float *out, const sag__crop *crop, const sag__path *path, size_t i);

#endif
