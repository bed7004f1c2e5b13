#include "camera_pixels.h"

#include <math.h>
#include <string.h>

#define POINT_BITS 16

void sag__camera_tables_fill(sag__camera_tables *tables, sag__camera_matrix matrix, bool full)
{
    static const struct {
        double red;
        double blue;
    } share[] = {{0.299, 0.114}, {0.2126, 0.0722}, {0.2627, 0.0593}, {0.212, 0.087}};
    double const red = share[matrix].red;
    double const blue = share[matrix].blue;
    double const green = 1.0 - red - blue;
    double const one = (double)(1 << POINT_BITS);
    double const luma_gain = one * (full ? 1.0 : 255.0 / 219.0);
    double const chroma_gain = one * (full ? 1.0 : 255.0 / 224.0);
    for (int i = 0; i < 256; i++) {
        double const chroma = (i - 128) * chroma_gain;
        tables->luma[i] = (int32_t)lround((i - (full ? 0 : 16)) * luma_gain + one / 2.0);
        tables->red_of_v[i] = (int32_t)lround(2.0 * (1.0 - red) * chroma);
        tables->green_of_u[i] = (int32_t)lround(-2.0 * (1.0 - blue) * blue / green * chroma);
        tables->green_of_v[i] = (int32_t)lround(-2.0 * (1.0 - red) * red / green * chroma);
        tables->blue_of_u[i] = (int32_t)lround(2.0 * (1.0 - blue) * chroma);
    }
    for (int i = 0; i < SAG__CAMERA_CLAMP_COUNT; i++) {
        int const value = i - SAG__CAMERA_CLAMP_BELOW;
        tables->clamp[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

/* What a pair of chroma samples adds to luma. */
typedef struct tint {
    int32_t red;
    int32_t green;
    int32_t blue;
} tint;

static inline tint tint_of(const sag__camera_tables *tables, uint8_t u, uint8_t v)
{
    return (tint){tables->red_of_v[v], tables->green_of_u[u] + tables->green_of_v[v], tables->blue_of_u[u]};
}

/* Right shifts of negative numbers are arithmetic in every compiler that builds this. */
static inline void put_pixel(uint8_t *rgb, const sag__camera_tables *tables, uint8_t luma, tint colour)
{
    const uint8_t *clamp = tables->clamp + SAG__CAMERA_CLAMP_BELOW;
    int32_t const light = tables->luma[luma];
    rgb[0] = clamp[(light + colour.red) >> POINT_BITS];
    rgb[1] = clamp[(light + colour.green) >> POINT_BITS];
    rgb[2] = clamp[(light + colour.blue) >> POINT_BITS];
}

void sag__camera_yuyv_to_rgb(const sag__camera_tables *tables, uint8_t *restrict rgb, ptrdiff_t rgb_stride_bytes,
                             const uint8_t *restrict yuyv, ptrdiff_t stride_bytes, int width_px, int height_px)
{
    for (int y = 0; y < height_px; y++) {
        const uint8_t *restrict in = yuyv + y * stride_bytes;
        uint8_t *restrict out = rgb + y * rgb_stride_bytes;
        for (int x = 0; x < width_px / 2; x++, in += 4, out += 6) {
            tint const colour = tint_of(tables, in[1], in[3]);
            put_pixel(out, tables, in[0], colour);
            put_pixel(out + 3, tables, in[2], colour);
        }
        if (width_px % 2 != 0) {
            put_pixel(out, tables, in[0], tint_of(tables, in[1], in[3]));
        }
    }
}

void sag__camera_nv12_to_rgb(const sag__camera_tables *tables, uint8_t *restrict rgb, ptrdiff_t rgb_stride_bytes,
                             const uint8_t *restrict luma, const uint8_t *restrict chroma, ptrdiff_t stride_bytes,
                             int width_px, int height_px)
{
    for (int y = 0; y < height_px; y++) {
        const uint8_t *restrict in = luma + y * stride_bytes;
        const uint8_t *restrict pair = chroma + y / 2 * stride_bytes;
        uint8_t *restrict out = rgb + y * rgb_stride_bytes;
        for (int x = 0; x < width_px / 2; x++, in += 2, pair += 2, out += 6) {
            tint const colour = tint_of(tables, pair[0], pair[1]);
            put_pixel(out, tables, in[0], colour);
            put_pixel(out + 3, tables, in[1], colour);
        }
        if (width_px % 2 != 0) {
            put_pixel(out, tables, in[0], tint_of(tables, pair[0], pair[1]));
        }
    }
}

void sag__camera_grey_to_rgb(const sag__camera_tables *tables, uint8_t *rgb, ptrdiff_t rgb_stride_bytes,
                             const uint8_t *grey, ptrdiff_t stride_bytes, int width_px, int height_px)
{
    tint const none = {0, 0, 0};
    for (int y = 0; y < height_px; y++) {
        for (int x = 0; x < width_px; x++) {
            put_pixel(rgb + y * rgb_stride_bytes + 3 * (ptrdiff_t)x, tables, grey[y * stride_bytes + x], none);
        }
    }
}

void sag__camera_rgb_copy(uint8_t *rgb, ptrdiff_t rgb_stride_bytes, const uint8_t *source, ptrdiff_t stride_bytes,
                          int width_px, int height_px)
{
    for (int y = 0; y < height_px; y++) {
        memcpy(rgb + y * rgb_stride_bytes, source + y * stride_bytes, (size_t)width_px * 3);
    }
}

int sag__camera_mean_16(const uint8_t *rgb, ptrdiff_t rgb_stride_bytes, int width_px, int height_px)
{
    int64_t sum = 0;
    int64_t count = 0;
    for (int y = 0; y < height_px; y += 8) {
        for (int x = 0; x < width_px; x += 8, count++) {
            const uint8_t *pixel = rgb + y * rgb_stride_bytes + 3 * (ptrdiff_t)x;
            sum += pixel[0] + 2 * pixel[1] + pixel[2];
        }
    }
    return count > 0 ? (int)(sum * 4 / count) : 0;
}
