#include <criterion/criterion.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

enum { WIDTH = 37, HEIGHT = 23, STRIDE = 3 * WIDTH + 5, SIZE = 16 };

static uint8_t pixels[HEIGHT * STRIDE];

/* A picture without any order, the same in every run. */
static sag_frame noise(void)
{
    uint32_t state = 12345;
    for (size_t i = 0; i < sizeof pixels; i++) {
        state = state * 1664525u + 1013904223u;
        pixels[i] = (uint8_t)(state >> 24);
    }
    return (sag_frame){.rgb = pixels, .stride_bytes = STRIDE, .width_px = WIDTH, .height_px = HEIGHT};
}

static double pixel(const sag_frame *frame, int x, int y, int c)
{
    x = x < 0 ? 0 : x >= frame->width_px ? frame->width_px - 1 : x;
    y = y < 0 ? 0 : y >= frame->height_px ? frame->height_px - 1 : y;
    return (double)frame->rgb[y * frame->stride_bytes + 3 * x + c];
}

/* Bilinear in double with replicated border, straight from the definition. */
static double bilinear(const sag_frame *frame, double x, double y, int c)
{
    int i = (int)floor(x);
    int j = (int)floor(y);
    double p = x - i;
    double q = y - j;
    return (1 - p) * (1 - q) * pixel(frame, i, j, c) + p * (1 - q) * pixel(frame, i + 1, j, c) +
           (1 - p) * q * pixel(frame, i, j + 1, c) + p * q * pixel(frame, i + 1, j + 1, c);
}

static float out[3 * SIZE * SIZE];
static const sag__sample_layout planes = {SIZE * SIZE, 1};

/* The definition in floats, one operation after the other, as the conformance with MediaPipe fixes it. */
static float one_value(const sag_frame *frame, float x, float y, int c, float scale, float offset)
{
    float last_x = (float)(frame->width_px - 1);
    float last_y = (float)(frame->height_px - 1);
    x = x > 0.0f ? x : 0.0f;
    x = x < last_x ? x : last_x;
    y = y > 0.0f ? y : 0.0f;
    y = y < last_y ? y : last_y;
    int i = (int)x;
    int j = (int)y;
    float a = (float)pixel(frame, i, j, c);
    float b = (float)pixel(frame, i + 1, j, c);
    float d = (float)pixel(frame, i, j + 1, c);
    float e = (float)pixel(frame, i + 1, j + 1, c);
    float upper = a + (b - a) * (x - (float)i);
    float lower = d + (e - d) * (x - (float)i);
    return (upper + (lower - upper) * (y - (float)j)) * scale + offset;
}

/* Every value of the region in out, bit for bit. */
static void check_bits(const sag_frame *frame, const sag_region *region, sag__sample_layout layout)
{
    const float scale = 1.0f / 255.0f;
    const float offset = -0.25f;
    sag__sample_region(sag__kernels_choose(), out, layout, SIZE, frame, region, scale, offset);
    double cosine = cos((double)region->rotation_rad) * (double)region->side_px / SIZE;
    double sine = sin((double)region->rotation_rad) * (double)region->side_px / SIZE;
    double first = 0.5 - 0.5 * SIZE;
    for (int j = 0; j < SIZE; j++) {
        double v = (double)j + first;
        float start_x = (float)(cosine * first - sine * v + (double)region->center_x_px - 0.5);
        float start_y = (float)(sine * first + cosine * v + (double)region->center_y_px - 0.5);
        for (int i = 0; i < SIZE; i++) {
            float x = start_x + (float)cosine * (float)i;
            float y = start_y + (float)sine * (float)i;
            for (int c = 0; c < 3; c++) {
                size_t at = (size_t)c * layout.channel_step + (size_t)(j * SIZE + i) * layout.pixel_step;
                float expected = one_value(frame, x, y, c, scale, offset);
                cr_assert_eq(memcmp(&out[at], &expected, sizeof expected), 0, "at %d, %d, channel %d: %.9g, not %.9g",
                             i, j, c, (double)out[at], (double)expected);
            }
        }
    }
}

static void check_region(sag_region region)
{
    const sag_frame frame = noise();
    sag__sample_region(sag__kernels_choose(), out, planes, SIZE, &frame, &region, 1.0f, 0.0f);
    double cosine = cos((double)region.rotation_rad);
    double sine = sin((double)region.rotation_rad);
    for (int j = 0; j < SIZE; j++) {
        for (int i = 0; i < SIZE; i++) {
            double u = ((i + 0.5) / SIZE - 0.5) * (double)region.side_px;
            double v = ((j + 0.5) / SIZE - 0.5) * (double)region.side_px;
            double x = cosine * u - sine * v + (double)region.center_x_px - 0.5;
            double y = sine * u + cosine * v + (double)region.center_y_px - 0.5;
            for (int c = 0; c < 3; c++) {
                cr_assert_float_eq((double)out[(c * SIZE + j) * SIZE + i], bilinear(&frame, x, y, c), 0.01,
                                   "region of side %g at %d, %d", (double)region.side_px, i, j);
            }
        }
    }
}

Test(sample, region_is_the_naive_one)
{
    check_region((sag_region){18.3f, 11.9f, 14.7f, 0.0f});
    check_region((sag_region){18.3f, 11.9f, 14.7f, 0.6f});
    check_region((sag_region){10.0f, 12.0f, 9.0f, -2.9f});
}

Test(sample, region_is_its_definition_bit_for_bit)
{
    sag_frame frame = noise();
    uint32_t state = 7;
    for (int round = 0; round < 2000; round++) {
        float random[4];
        for (int i = 0; i < 4; i++) {
            state = state * 1664525u + 1013904223u;
            random[i] = (float)(state >> 8) / (float)(1 << 24);
        }
        const sag_region region = {-10.0f + 60.0f * random[0], -10.0f + 45.0f * random[1],
                                   powf(10.0f, -1.0f + 4.0f * random[2]), 7.0f * random[3] - 3.5f};
        frame.width_px = round % 3 == 0 ? 1 + round % WIDTH : WIDTH;
        frame.height_px = round % 5 == 0 ? 1 + round % HEIGHT : HEIGHT;
        check_bits(&frame, &region, round % 2 == 0 ? planes : (sag__sample_layout){1, 3});
    }
}

Test(sample, region_replicates_the_border)
{
    check_region((sag_region){18.5f, 11.5f, 90.0f, 0.3f});
    check_region((sag_region){-3.0f, 25.0f, 20.0f, 1.0f});
    check_region((sag_region){-300.0f, -300.0f, 20.0f, 0.0f});
}

Test(sample, region_of_the_same_scale_copies)
{
    const sag_frame frame = noise();
    const sag_region region = {4.0f + SIZE / 2, 3.0f + SIZE / 2, SIZE, 0.0f};
    sag__sample_region(sag__kernels_choose(), out, planes, SIZE, &frame, &region, 0.5f, 1.0f);
    for (int j = 0; j < SIZE; j++) {
        for (int i = 0; i < SIZE; i++) {
            cr_assert_eq((double)out[(SIZE + j) * SIZE + i], 0.5 * pixel(&frame, 4 + i, 3 + j, 1) + 1.0);
        }
    }
}

Test(sample, extreme_regions_are_defined)
{
    const sag_frame frame = noise();
    const float extremes[] = {NAN, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 0.0f, 1e20f, FLT_MIN};
    const size_t count = sizeof extremes / sizeof extremes[0];
    for (size_t i = 0; i < count * count; i++) {
        const sag_region regions[] = {{extremes[i / count], 1.0f, extremes[i % count], 0.5f},
                                      {1.0f, extremes[i / count], 10.0f, extremes[i % count]}};
        for (int k = 0; k < 2; k++) {
            sag__sample_region(sag__kernels_choose(), out, planes, SIZE, &frame, &regions[k], 1.0f, 0.0f);
            for (int p = 0; p < 3 * SIZE * SIZE; p++) {
                cr_assert(out[p] >= 0.0f && out[p] <= 255.0f, "every value is one of the picture");
            }
            check_bits(&frame, &regions[k], i % 2 == 0 ? planes : (sag__sample_layout){1, 3});
        }
    }
}

Test(sample, one_pixel_fills_everything)
{
    const uint8_t rgb[3] = {10, 20, 30};
    const sag_frame frame = {.rgb = rgb, .stride_bytes = 3, .width_px = 1, .height_px = 1};
    const sag_region region = {0.5f, 0.5f, 4.0f, 1.0f};
    sag__sample_region(sag__kernels_choose(), out, planes, SIZE, &frame, &region, 1.0f, 0.0f);
    cr_assert_eq(out[0], 10.0f);
    cr_assert_eq(out[3 * SIZE * SIZE - 1], 30.0f);
    sag__sample_letterbox(sag__kernels_choose(), out, planes, SIZE, &frame, 1.0f, 0.0f, -1.0f);
    cr_assert_eq(out[SIZE * SIZE - 1], 10.0f);
    cr_assert_eq(out[SIZE * SIZE], 20.0f);
}

Test(sample, letterbox_by_hand)
{
    const uint8_t rgb[6] = {0, 40, 80, 100, 60, 200};
    const sag_frame frame = {.rgb = rgb, .stride_bytes = 6, .width_px = 2, .height_px = 1};
    sag__sample_letterbox(sag__kernels_choose(), out, (sag__sample_layout){16, 1}, 4, &frame, 1.0f, 0.0f, -1.0f);
    const float expected[4][4] = {{-1, -1, -1, -1}, {0, 25, 75, 100}, {0, 25, 75, 100}, {-1, -1, -1, -1}};
    for (int j = 0; j < 4; j++) {
        for (int i = 0; i < 4; i++) {
            cr_assert_eq(out[4 * j + i], expected[j][i], "at %d, %d", i, j);
        }
    }
    cr_assert_eq(out[16 + 4], 40.0f);
    cr_assert_eq(out[32 + 7], 200.0f);

    const sag_frame upright = {.rgb = rgb, .stride_bytes = 3, .width_px = 1, .height_px = 2};
    sag__sample_letterbox(sag__kernels_choose(), out, (sag__sample_layout){16, 1}, 4, &upright, 1.0f, 0.0f, -1.0f);
    for (int j = 0; j < 4; j++) {
        for (int i = 0; i < 4; i++) {
            cr_assert_eq(out[4 * j + i], expected[i][j], "upright, at %d, %d", i, j);
        }
    }
}

Test(sample, letterbox_is_the_naive_one)
{
    const sag_frame frame = noise();
    sag__sample_letterbox(sag__kernels_choose(), out, planes, SIZE, &frame, 1.0f, 0.0f, -1.0f);
    for (int j = 0; j < SIZE; j++) {
        for (int i = 0; i < SIZE; i++) {
            double x = (i + 0.5) * WIDTH / SIZE;
            double y = (j + 0.5) * WIDTH / SIZE - (WIDTH - HEIGHT) / 2.0;
            double expected = y < 0 || y > HEIGHT ? -1.0 : bilinear(&frame, x - 0.5, y - 0.5, 2);
            cr_assert_float_eq((double)out[(2 * SIZE + j) * SIZE + i], expected, 0.01, "at %d, %d", i, j);
        }
    }
}

/* Left half of one colour, right half of another. */
static sag_frame halves(const uint8_t *left, const uint8_t *right)
{
    sag_frame frame = noise();
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            for (int c = 0; c < 3; c++) {
                pixels[y * STRIDE + 3 * x + c] = x < WIDTH / 2 ? left[c] : right[c];
            }
        }
    }
    return frame;
}

Test(brightness, is_the_mean_luma_inside_the_square)
{
    const uint8_t black[3] = {0, 0, 0};
    const uint8_t white[3] = {255, 255, 255};
    const uint8_t green[3] = {0, 255, 0};
    sag_frame frame = halves(black, white);
    sag_region region = {9.0f, 11.0f, 16.0f, 0.0f};
    cr_assert_eq(sag__sample_brightness(&frame, &region), 0.0);
    region.center_x_px = 28.0f;
    cr_assert_eq(sag__sample_brightness(&frame, &region), 1.0);
    region.center_x_px = 18.0f;
    cr_assert_float_eq(sag__sample_brightness(&frame, &region), 0.5, 1e-9);
    region.rotation_rad = 0.7f;
    cr_assert_float_eq(sag__sample_brightness(&frame, &region), 0.5, 0.02);
    frame = halves(green, green);
    cr_assert_float_eq(sag__sample_brightness(&frame, &region), 0.587, 1e-9);
}

Test(brightness, ignores_what_is_outside_the_picture)
{
    const uint8_t white[3] = {255, 255, 255};
    sag_frame frame = halves(white, white);
    cr_assert_eq(sag__sample_brightness(&frame, &(sag_region){0.0f, 0.0f, 20.0f, 0.3f}), 1.0);
    const float bad[] = {1e6f, -1e30f, INFINITY, NAN};
    for (int i = 0; i < 4; i++) {
        cr_assert_eq(sag__sample_brightness(&frame, &(sag_region){bad[i], 5.0f, 20.0f, 0.0f}), 0.0, "case %d", i);
        cr_assert_eq(sag__sample_brightness(&frame, &(sag_region){5.0f, 5.0f, 20.0f, bad[i]}),
                     isfinite(bad[i]) ? 1.0 : 0.0, "rotation %d", i);
    }
}
