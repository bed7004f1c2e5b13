/* The pixel formats of cameras against the formulas, computed here in floating point. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "camera_pixels.h"

static const double shares[4][2] = {{0.299, 0.114}, {0.2126, 0.0722}, {0.2627, 0.0593}, {0.212, 0.087}};

static int clamp(double value)
{
    return (int)fmax(0.0, fmin(255.0, floor(value + 0.5)));
}

/* The definition: luma is a weighted mean of red, green and blue, chroma the scaled differences of blue and red. */
static void reference(int rgb[3], int luma, int u, int v, int matrix, bool full)
{
    double const red = shares[matrix][0];
    double const blue = shares[matrix][1];
    double const y = full ? luma / 255.0 : (luma - 16) / 219.0;
    double const b = y + (u - 128) / (full ? 255.0 : 224.0) * 2.0 * (1.0 - blue);
    double const r = y + (v - 128) / (full ? 255.0 : 224.0) * 2.0 * (1.0 - red);
    rgb[0] = clamp(255.0 * r);
    rgb[1] = clamp(255.0 * (y - red * r - blue * b) / (1.0 - red - blue));
    rgb[2] = clamp(255.0 * b);
}

static void expect_pixel(const uint8_t *rgb, int luma, int u, int v, int matrix, bool full)
{
    int wanted[3];
    reference(wanted, luma, u, v, matrix, full);
    for (int c = 0; c < 3; c++) {
        cr_assert_leq(abs(rgb[c] - wanted[c]), 1, "%d %d %d, matrix %d: channel %d is %d, not %d", luma, u, v, matrix,
                      c, rgb[c], wanted[c]);
    }
}

/* All luma values with a grid of chroma that has the extremes; every sum must lie within the clamp table. */
Test(camera_pixels, every_matrix_and_range)
{
    for (int m = 0; m < 8; m++) {
        sag__camera_tables tables;
        sag__camera_tables_fill(&tables, (sag__camera_matrix)(m / 2), m % 2 != 0);
        for (int u = 0; u < 256; u += 5) {
            for (int v = 0; v < 256; v += 5) {
                uint8_t yuyv[512];
                uint8_t rgb[768];
                for (int x = 0; x < 256; x++) {
                    yuyv[2 * x] = (uint8_t)x;
                    yuyv[2 * x + 1] = (uint8_t)(x % 2 == 0 ? u : v);
                }
                sag__camera_yuyv_to_rgb(&tables, rgb, 768, yuyv, 512, 256, 1);
                for (int x = 0; x < 256; x++) {
                    expect_pixel(rgb + 3 * x, x, u, v, m / 2, m % 2 != 0);
                }
            }
        }
    }
}

Test(camera_pixels, known_colours)
{
    sag__camera_tables tables;
    sag__camera_tables_fill(&tables, SAG__CAMERA_MATRIX_601, false);
    /* Black, white; red and blue of BT.601. */
    static const uint8_t yuyv[] = {16, 128, 235, 128, 81, 90, 81, 240, 41, 240, 41, 110};
    static const int wanted[] = {0, 0, 0, 255, 255, 255, 255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255};
    uint8_t rgb[18];
    sag__camera_yuyv_to_rgb(&tables, rgb, 18, yuyv, 12, 6, 1);
    for (int i = 0; i < 18; i++) {
        cr_assert_leq(abs(rgb[i] - wanted[i]), 2, "value %d is %d", i, rgb[i]);
    }
}

/* Sizes of every parity with padded rows, in blocks of exactly the size that the driver has to give. */
Test(camera_pixels, sizes_and_strides)
{
    sag__camera_tables tables;
    sag__camera_tables_fill(&tables, SAG__CAMERA_MATRIX_709, true);
    for (int width = 1; width <= 9; width++) {
        for (int height = 1; height <= 5; height++) {
            ptrdiff_t const pairs = (width + 1) / 2;
            ptrdiff_t const yuyv_stride = pairs * 4 + 3;
            ptrdiff_t const nv12_stride = pairs * 2 + 5;
            size_t const yuyv_bytes = (size_t)(yuyv_stride * (height - 1) + pairs * 4);
            size_t const nv12_bytes = (size_t)(nv12_stride * (height + (height + 1) / 2 - 1) + pairs * 2);
            uint8_t *yuyv = malloc(yuyv_bytes);
            uint8_t *nv12 = malloc(nv12_bytes);
            for (size_t i = 0; i < yuyv_bytes; i++) {
                yuyv[i] = (uint8_t)(i * 37 + 11);
            }
            for (size_t i = 0; i < nv12_bytes; i++) {
                nv12[i] = (uint8_t)(i * 41 + 7);
            }
            ptrdiff_t const stride = 3 * width + 2;
            uint8_t *rgb = malloc((size_t)(stride * height));
            memset(rgb, 0xa5, (size_t)(stride * height));
            sag__camera_yuyv_to_rgb(&tables, rgb, stride, yuyv, yuyv_stride, width, height);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    const uint8_t *pair = yuyv + y * yuyv_stride + x / 2 * 4;
                    expect_pixel(rgb + y * stride + 3 * x, pair[x % 2 * 2], pair[1], pair[3], 1, true);
                }
                cr_assert_eq(rgb[y * stride + 3 * width], 0xa5);
            }
            sag__camera_nv12_to_rgb(&tables, rgb, stride, nv12, nv12 + height * nv12_stride, nv12_stride, width,
                                    height);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    const uint8_t *pair = nv12 + (height + y / 2) * nv12_stride + x / 2 * 2;
                    expect_pixel(rgb + y * stride + 3 * x, nv12[y * nv12_stride + x], pair[0], pair[1], 1, true);
                }
            }
            sag__camera_grey_to_rgb(&tables, rgb, stride, nv12, nv12_stride, width, height);
            cr_assert_eq(rgb[(height - 1) * stride + 3 * width - 1], nv12[(height - 1) * nv12_stride + width - 1]);
            cr_assert_eq(rgb[stride * height - 1], 0xa5);
            free(yuyv);
            free(nv12);
            free(rgb);
        }
    }
}

Test(camera_pixels, mean)
{
    uint8_t rgb[3 * 20 * 10];
    memset(rgb, 77, sizeof rgb);
    cr_assert_eq(sag__camera_mean_16(rgb, 60, 20, 10), 77 * 16);
    memset(rgb, 255, sizeof rgb);
    cr_assert_eq(sag__camera_mean_16(rgb, 60, 1, 1), 255 * 16);
}
