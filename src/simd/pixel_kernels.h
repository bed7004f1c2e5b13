/*
 * pixel_kernels.h - the pixel kernels in vectors: FLOATS pixels of a path at once, one in each lane.
 *
 * Included by level_kernels.h. Words are read lane by lane: the instructions that gather them were never faster where
 * it was measured. What is left over at the end of a path, and pictures too small or too large for the words, go
 * through the definition.
 */
#ifndef SAGITTA_SIMD_PIXEL_KERNELS_H
#define SAGITTA_SIMD_PIXEL_KERNELS_H

#include "pixel_scalar.h"
#include "vector.h"

/* ---- lanes ---- */

#if SAG__VECTOR_BYTES == 16
#define SAG__LANES(f) f(0), f(1), f(2), f(3)
#define SAG__EVEN_PAIRS(f) f(0), f(1)
#define SAG__ODD_PAIRS(f) f(2), f(3)
#define SAG__QUARTERS(a, b, c, d) a, b, 4 + c, 4 + d
#elif SAG__VECTOR_BYTES == 32
#define SAG__LANES(f) f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7)
#define SAG__EVEN_PAIRS(f) f(0), f(1), f(4), f(5)
#define SAG__ODD_PAIRS(f) f(2), f(3), f(6), f(7)
#define SAG__QUARTERS(a, b, c, d) a, b, 8 + c, 8 + d, 4 + a, 4 + b, 12 + c, 12 + d
#else
#define SAG__LANES(f) \
    f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9), f(10), f(11), f(12), f(13), f(14), f(15)
#define SAG__EVEN_PAIRS(f) f(0), f(1), f(4), f(5), f(8), f(9), f(12), f(13)
#define SAG__ODD_PAIRS(f) f(2), f(3), f(6), f(7), f(10), f(11), f(14), f(15)
#define SAG__QUARTERS(a, b, c, d) \
    a, b, 16 + c, 16 + d, 4 + a, 4 + b, 20 + c, 20 + d, 8 + a, 8 + b, 24 + c, 24 + d, 12 + a, 12 + b, 28 + c, 28 + d
#endif

/* In each 16 bytes: the values a, b of the first vector and c, d of the second. */
#define SAG__PICK(first, second, a, b, c, d) __builtin_shuffle(first, second, (vi){SAG__QUARTERS(a, b, c, d)})

typedef float quarter __attribute__((vector_size(16)));

SAG__INLINE quarter quarter_of(vf v, int which)
{
#if SAG__VECTOR_BYTES == 16
    (void)which;
    return v;
#elif SAG__VECTOR_BYTES == 32
    return (quarter)(which == 0 ? _mm256_castps256_ps128((__m256)v) : _mm256_extractf128_ps((__m256)v, 1));
#else
    return (quarter)(which == 0   ? _mm512_castps512_ps128((__m512)v)
                     : which == 1 ? _mm512_extractf32x4_ps((__m512)v, 1)
                     : which == 2 ? _mm512_extractf32x4_ps((__m512)v, 2)
                                  : _mm512_extractf32x4_ps((__m512)v, 3));
#endif
}

#if SAG__VECTOR_BYTES == 64
SAG__INLINE bool any_above(vi v, int32_t limit)
{
    return _mm512_cmpgt_epi32_mask((__m512i)v, _mm512_set1_epi32(limit)) != 0;
}
#elif SAG__VECTOR_BYTES == 32
SAG__INLINE bool any_above(vi v, int32_t limit) { return _mm256_movemask_epi8((__m256i)(v > limit)) != 0; }
#elif defined(__x86_64__)
SAG__INLINE bool any_above(vi v, int32_t limit) { return _mm_movemask_epi8((__m128i)(v > limit)) != 0; }
#else
SAG__INLINE bool any_above(vi v, int32_t limit) { return vmaxvq_s32((int32x4_t)v) > limit; }
#endif

/* v > 0 ? v : 0, then v < high ? v : high. */
SAG__INLINE vf clamp_f(vf v, float high)
{
    return least_f(most_f(v, splat_f(0.0f)), splat_f(high));
}

/* ---- bytes ---- */

/* Byte offsets in a plane, one for each lane. */
typedef struct offsets {
    int32_t at[FLOATS];
} offsets;

SAG__INLINE int32_t word_at(const uint8_t *p)
{
    int32_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

SAG__INLINE int64_t long_at(const uint8_t *p)
{
    int64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

SAG__INLINE int32_t pair_at(const uint8_t *p)
{
    uint16_t pair;
    memcpy(&pair, p, sizeof pair);
    return pair;
}

/* Four bytes for each lane. */
SAG__INLINE vi words(const uint8_t *plane, const offsets *o)
{
#define SAG__WORD(k) word_at(plane + o->at[k])
    return (vi){SAG__LANES(SAG__WORD)};
#undef SAG__WORD
}

/* Two bytes for each lane. */
SAG__INLINE vi pairs(const uint8_t *plane, const offsets *o)
{
#define SAG__PAIR(k) pair_at(plane + o->at[k])
    return (vi){SAG__LANES(SAG__PAIR)};
#undef SAG__PAIR
}

/* Eight bytes for each lane: the first four and the others. */
SAG__INLINE void long_words(vi *low, vi *high, const uint8_t *plane, const offsets *o)
{
#define SAG__LONG(k) long_at(plane + o->at[k])
    const vi even = (vi)(vl){SAG__EVEN_PAIRS(SAG__LONG)};
    const vi odd = (vi)(vl){SAG__ODD_PAIRS(SAG__LONG)};
#undef SAG__LONG
    *low = SAG__PICK(even, odd, 0, 2, 0, 2);
    *high = SAG__PICK(even, odd, 1, 3, 1, 3);
}

SAG__INLINE vf byte_of(vi word, int number)
{
    return __builtin_convertvector((word >> (8 * number)) & 255, vf);
}

SAG__INLINE vf mix(vf a, vf b, vf weight)
{
    return a + (b - a) * weight;
}

/* ---- where the pixels read ---- */

/* Whether a plane has two samples in both directions, and offsets in it are numbers of 32 bits. */
SAG__INLINE bool is_fit(const sag__crop *crop, int plane, int width, int height)
{
    ptrdiff_t limit = (INT32_MAX - 4 * (ptrdiff_t)width) / height;
    return width >= 2 && height >= 2 && crop->source.stride_bytes[plane] <= limit &&
           crop->source.stride_bytes[plane] >= -limit;
}

/* The samples left or above of FLOATS coordinates, and the weight of those behind them. */
typedef struct taps {
    vi first;
    vf weight;
} taps;

/* At the very last sample the one before it is taken, and weighs nothing: exact, as samples are whole numbers. */
SAG__INLINE taps find_taps(vf coordinate, int count)
{
    const vf clamped = clamp_f(coordinate, (float)(count - 1));
    const vi first = __builtin_convertvector(least_f(clamped, splat_f((float)(count - 2))), vi);
    return (taps){first, clamped - __builtin_convertvector(first, vf)};
}

/* The upper words; in the last row, as it is no longer whole numbers that are mixed, the lower ones. */
SAG__INLINE vi settle(vi upper, vi lower, const taps *down)
{
    const vi at_last = down->weight >= 1.0f;
    return upper ^ ((upper ^ lower) & at_last);
}

/* Byte offsets in a plane. */
SAG__INLINE vi find_bytes(const sag__crop *crop, int plane, vi column, int step_bytes, vi row)
{
    return row * (int32_t)crop->source.stride_bytes[plane] + column * step_bytes;
}

SAG__INLINE offsets make_offsets(vi bytes)
{
    offsets out;
    memcpy(out.at, &bytes, sizeof out.at);
    return out;
}

/*
 * Begin to fetch what rows to come will read. That may lie outside the picture: a fetch reads nothing.
 * Inlined always: GCC takes a function that only fetches for one that does nothing, and drops its calls.
 */
SAG__INLINE void fetch_ahead(const sag__crop *crop, int plane, const offsets *o)
{
    uintptr_t upper = (uintptr_t)crop->source.plane[plane] + (uintptr_t)crop->ahead_bytes[plane];
    uintptr_t lower = upper + (uintptr_t)crop->source.stride_bytes[plane];
#pragma GCC unroll 16
    for (int k = 0; k < FLOATS; k++) {
        __builtin_prefetch((const void *)(upper + (uintptr_t)(ptrdiff_t)o->at[k]));
        __builtin_prefetch((const void *)(lower + (uintptr_t)(ptrdiff_t)o->at[k]));
    }
}

/* ---- what comes out ---- */

SAG__INLINE void store_pixels(float *out, const sag__crop *crop, size_t i, vf red, vf green, vf blue)
{
    red = red * crop->scale + crop->offset;
    green = green * crop->scale + crop->offset;
    blue = blue * crop->scale + crop->offset;
    out += i * crop->pixel_step;
    if (crop->pixel_step == 1) {
        store_f(out, red);
        store_f(out + crop->channel_step, green);
        store_f(out + 2 * crop->channel_step, blue);
    } else if (crop->pixel_step == 3 && crop->channel_step == 1) {
        const vf rg = SAG__PICK(red, green, 0, 2, 0, 2);
        const vf gb = SAG__PICK(green, blue, 1, 3, 1, 3);
        const vf br = SAG__PICK(blue, red, 0, 2, 1, 3);
        const vf part[3] = {SAG__PICK(rg, br, 0, 2, 0, 2), SAG__PICK(gb, rg, 0, 2, 1, 3),
                            SAG__PICK(br, gb, 1, 3, 1, 3)};
#pragma GCC unroll 4
        for (int q = 0; q < FLOATS / 4; q++) {
#pragma GCC unroll 3
            for (int k = 0; k < 3; k++) {
                const quarter four = quarter_of(part[k], q);
                memcpy(out + 12 * q + 4 * k, &four, sizeof four);
            }
        }
    } else {
        for (int k = 0; k < FLOATS; k++) {
            out[(size_t)k * crop->pixel_step] = red[k];
            out[(size_t)k * crop->pixel_step + crop->channel_step] = green[k];
            out[(size_t)k * crop->pixel_step + 2 * crop->channel_step] = blue[k];
        }
    }
}

SAG__INLINE void store_colours(float *out, const sag__crop *crop, size_t i, vf luma, vf u, vf v)
{
    const sag_colours *colours = &crop->source.colours;
    const vf y = (luma - colours->luma_zero) * colours->luma_gain;
    u = u - 128.0f;
    v = v - 128.0f;
    store_pixels(out, crop, i, clamp_f(y + colours->red_v * v, 255.0f),
                 clamp_f((y + colours->green_u * u) + colours->green_v * v, 255.0f),
                 clamp_f(y + colours->blue_u * u, 255.0f));
}

/* ---- FLOATS pixels of each format ---- */

typedef void (*crop_vector)(float *out, const sag__crop *crop, size_t i, vf x, vf y);

/* Six bytes for each lane, two pixels. Where a lane is at the end of a row there are not eight. */
SAG__INLINE void two_pixels(vi pixel[2], const uint8_t *plane, const offsets *o, bool at_end)
{
    if (at_end) {
        pixel[0] = words(plane, o);
        pixel[1] = words(plane + 2, o) >> 8;
    } else {
        vi high;
        long_words(&pixel[0], &high, plane, o);
        pixel[1] = (pixel[0] >> 24 & 255) | high << 8;
    }
}

SAG__INLINE void crop_rgb_vector(float *out, const sag__crop *crop, size_t i, vf x, vf y, int red_byte)
{
    const taps across = find_taps(x, crop->width_px);
    const taps down = find_taps(y, crop->height_px);
    const offsets o = make_offsets(find_bytes(crop, 0, across.first, 3, down.first));
    const bool at_end = any_above(across.first, crop->width_px - 3);
    fetch_ahead(crop, 0, &o);
    vi up[2];
    vi low[2];
    two_pixels(up, crop->source.plane[0], &o, at_end);
    two_pixels(low, crop->source.plane[0] + crop->source.stride_bytes[0], &o, at_end);
    up[0] = settle(up[0], low[0], &down);
    up[1] = settle(up[1], low[1], &down);
    vf colour[3];
#pragma GCC unroll 3
    for (int c = 0; c < 3; c++) {
        colour[c] = mix(mix(byte_of(up[0], c), byte_of(up[1], c), across.weight),
                        mix(byte_of(low[0], c), byte_of(low[1], c), across.weight), down.weight);
    }
    store_pixels(out, crop, i, colour[red_byte], colour[1], colour[2 - red_byte]);
}

SAG__INLINE void crop_rgb24_vector(float *out, const sag__crop *crop, size_t i, vf x, vf y)
{
    crop_rgb_vector(out, crop, i, x, y, 0);
}

SAG__INLINE void crop_bgr24_vector(float *out, const sag__crop *crop, size_t i, vf x, vf y)
{
    crop_rgb_vector(out, crop, i, x, y, 2);
}

SAG__INLINE void crop_yuyv_vector(float *out, const sag__crop *crop, size_t i, vf x, vf y)
{
    const uint8_t *upper = crop->source.plane[0];
    const uint8_t *lower = upper + crop->source.stride_bytes[0];
    const taps across = find_taps(x, crop->width_px);
    const taps down = find_taps(y, crop->height_px);
    const offsets o = make_offsets(find_bytes(crop, 0, across.first, 2, down.first));
    fetch_ahead(crop, 0, &o);
    const vi luma_low = words(lower, &o);
    const vi luma_up = settle(words(upper, &o), luma_low, &down);
    const vf luma = mix(mix(byte_of(luma_up, 0), byte_of(luma_up, 2), across.weight),
                        mix(byte_of(luma_low, 0), byte_of(luma_low, 2), across.weight), down.weight);
    const taps group = find_taps(x * 0.5f - crop->source.colours.chroma_x, (crop->width_px + 1) / 2);
    const offsets group_o = make_offsets(find_bytes(crop, 0, group.first, 4, down.first));
    vi up[2];
    vi low[2];
    long_words(&up[0], &up[1], upper, &group_o);
    long_words(&low[0], &low[1], lower, &group_o);
    up[0] = settle(up[0], low[0], &down);
    up[1] = settle(up[1], low[1], &down);
    const vf u = mix(mix(byte_of(up[0], 1), byte_of(up[1], 1), group.weight),
                     mix(byte_of(low[0], 1), byte_of(low[1], 1), group.weight), down.weight);
    const vf v = mix(mix(byte_of(up[0], 3), byte_of(up[1], 3), group.weight),
                     mix(byte_of(low[0], 3), byte_of(low[1], 3), group.weight), down.weight);
    store_colours(out, crop, i, luma, u, v);
}

/* A plane of luma. */
SAG__INLINE vf sample_luma(const sag__crop *crop, vf x, vf y)
{
    const uint8_t *upper = crop->source.plane[0];
    const taps across = find_taps(x, crop->width_px);
    const taps down = find_taps(y, crop->height_px);
    const offsets o = make_offsets(find_bytes(crop, 0, across.first, 1, down.first));
    fetch_ahead(crop, 0, &o);
    const vi low = pairs(upper + crop->source.stride_bytes[0], &o);
    const vi up = settle(pairs(upper, &o), low, &down);
    return mix(mix(byte_of(up, 0), byte_of(up, 1), across.weight),
               mix(byte_of(low, 0), byte_of(low, 1), across.weight), down.weight);
}

SAG__INLINE void crop_nv12_vector(float *out, const sag__crop *crop, size_t i, vf x, vf y)
{
    const vf luma = sample_luma(crop, x, y);
    const uint8_t *upper = crop->source.plane[1];
    const taps across = find_taps(x * 0.5f - crop->source.colours.chroma_x, (crop->width_px + 1) / 2);
    const taps down = find_taps(y * 0.5f - crop->source.colours.chroma_y, (crop->height_px + 1) / 2);
    const offsets o = make_offsets(find_bytes(crop, 1, across.first, 2, down.first));
    fetch_ahead(crop, 1, &o);
    const vi low = words(upper + crop->source.stride_bytes[1], &o);
    const vi up = settle(words(upper, &o), low, &down);
    const vf u = mix(mix(byte_of(up, 0), byte_of(up, 2), across.weight),
                     mix(byte_of(low, 0), byte_of(low, 2), across.weight), down.weight);
    const vf v = mix(mix(byte_of(up, 1), byte_of(up, 3), across.weight),
                     mix(byte_of(low, 1), byte_of(low, 3), across.weight), down.weight);
    store_colours(out, crop, i, luma, u, v);
}

SAG__INLINE void crop_grey_vector(float *out, const sag__crop *crop, size_t i, vf x, vf y)
{
    const vf neutral = splat_f(128.0f);
    store_colours(out, crop, i, sample_luma(crop, x, y), neutral, neutral);
}

/* ---- rows ---- */

SAG__INLINE void crop_row(float *out, const sag__crop *crop, const sag__path *path, size_t n, bool fit,
                          crop_vector vector, crop_pixel pixel)
{
    static const float lane[16] = {0.0f, 1.0f, 2.0f,  3.0f,  4.0f,  5.0f,  6.0f,  7.0f,
                                   8.0f, 9.0f, 10.0f, 11.0f, 12.0f, 13.0f, 14.0f, 15.0f};
    size_t i = 0;
    for (; fit && i + FLOATS <= n; i += FLOATS) {
        const vf number = ((float)i + load_f(lane)) + path->first;
        vector(out, crop, i, (number * path->step_x_px + path->start_x_px) - path->back_px,
               (number * path->step_y_px + path->start_y_px) - path->back_px);
    }
    for (; i < n; i++) {
        pixel(out, crop, path, i);
    }
}

static void crop_rgb24(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    crop_row(out, crop, path, n, is_fit(crop, 0, crop->width_px, crop->height_px), crop_rgb24_vector,
             crop_rgb24_pixel);
}

static void crop_bgr24(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    crop_row(out, crop, path, n, is_fit(crop, 0, crop->width_px, crop->height_px), crop_bgr24_vector,
             crop_bgr24_pixel);
}

static void crop_yuyv(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    bool fit = is_fit(crop, 0, crop->width_px, crop->height_px) && crop->width_px > 2;
    crop_row(out, crop, path, n, fit, crop_yuyv_vector, crop_yuyv_pixel);
}

static void crop_nv12(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    bool fit = is_fit(crop, 0, crop->width_px, crop->height_px) &&
               is_fit(crop, 1, (crop->width_px + 1) / 2, (crop->height_px + 1) / 2);
    crop_row(out, crop, path, n, fit, crop_nv12_vector, crop_nv12_pixel);
}

static void crop_grey(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    crop_row(out, crop, path, n, is_fit(crop, 0, crop->width_px, crop->height_px), crop_grey_vector,
             crop_grey_pixel);
}

#endif
