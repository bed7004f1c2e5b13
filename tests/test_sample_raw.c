#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "colours.h"
#include "sample.h"

enum { WIDTH = 40, HEIGHT = 30, HALF_WIDTH = WIDTH / 2, HALF_HEIGHT = HEIGHT / 2, SIZE = 16 };

static uint8_t luma[HEIGHT * WIDTH];
static uint8_t chroma[HALF_HEIGHT * WIDTH];
static uint8_t packed[HEIGHT * 2 * WIDTH];
static uint8_t rgb[HEIGHT * 3 * WIDTH];
static uint8_t bgr[HEIGHT * 3 * WIDTH];
static float out[3 * SIZE * SIZE];
static float wanted[3 * SIZE * SIZE];

static const sag__sample_layout interleaved = {1, 3};

static sag_frame frame_of(sag_pixel_format format, sag_colours colours)
{
    sag_frame frame = {.rgb = rgb, .stride_bytes = 3 * WIDTH, .width_px = WIDTH, .height_px = HEIGHT};
    frame.raw.format = format;
    frame.raw.colours = colours;
    frame.raw.plane[0] = format == SAG_PIXEL_FORMAT_BGR24 ? bgr : format == SAG_PIXEL_FORMAT_YUYV ? packed : luma;
    frame.raw.stride_bytes[0] = format == SAG_PIXEL_FORMAT_BGR24   ? 3 * WIDTH
                                : format == SAG_PIXEL_FORMAT_YUYV ? 2 * WIDTH
                                                                  : WIDTH;
    if (format == SAG_PIXEL_FORMAT_NV12) {
        frame.raw.plane[1] = chroma;
        frame.raw.stride_bytes[1] = WIDTH;
    }
    return frame;
}

/* Fill every form with one colour. */
static void paint(uint8_t y, uint8_t u, uint8_t v)
{
    memset(luma, y, sizeof luma);
    for (int i = 0; i < HALF_HEIGHT * WIDTH; i += 2) {
        chroma[i] = u;
        chroma[i + 1] = v;
    }
    for (int i = 0; i < HEIGHT * 2 * WIDTH; i += 4) {
        memcpy(packed + i, (const uint8_t[4]){y, u, y, v}, 4);
    }
}

static void check_colour(sag_pixel_format format, sag_colours colours, const double *colour)
{
    const sag_region region = {20.3f, 14.2f, 21.0f, 0.4f};
    const sag_frame frame = frame_of(format, colours);
    sag__sample_region(sag__kernels_choose(), out, interleaved, SIZE, &frame, &region, 1.0f, 0.0f);
    for (int i = 0; i < 3 * SIZE * SIZE; i++) {
        cr_assert_float_eq((double)out[i], colour[i % 3], 0.6, "format %d: value %d is %g, not %g", (int)format, i,
                           (double)out[i], colour[i % 3]);
    }
}

/* The codes of pure colours, from the tables of the standards: rounded to whole numbers there, so within a level. */
Test(sample_raw, standard_colours_come_out)
{
    static const struct {
        sag__colour_matrix matrix;
        bool full_range;
        uint8_t yuv[3];
        double rgb[3];
    } cases[] = {
        {SAG__COLOUR_MATRIX_BT601, false, {235, 128, 128}, {255, 255, 255}},
        {SAG__COLOUR_MATRIX_BT601, false, {16, 128, 128}, {0, 0, 0}},
        {SAG__COLOUR_MATRIX_BT601, false, {81, 90, 240}, {254.4, 0, 0}},
        {SAG__COLOUR_MATRIX_BT601, false, {145, 54, 34}, {0.2, 255, 0.9}},
        {SAG__COLOUR_MATRIX_BT601, false, {41, 240, 110}, {0.4, 0.2, 255}},
        {SAG__COLOUR_MATRIX_BT709, false, {63, 102, 240}, {255, 0.6, 0.2}},
        {SAG__COLOUR_MATRIX_BT709, false, {173, 42, 26}, {0, 255, 1}},
        {SAG__COLOUR_MATRIX_BT601, true, {76, 85, 255}, {254, 0, 0}},
        {SAG__COLOUR_MATRIX_BT601, true, {255, 128, 128}, {255, 255, 255}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        paint(cases[i].yuv[0], cases[i].yuv[1], cases[i].yuv[2]);
        sag_colours colours = sag__colours_make(cases[i].matrix, cases[i].full_range);
        check_colour(SAG_PIXEL_FORMAT_YUYV, colours, cases[i].rgb);
        check_colour(SAG_PIXEL_FORMAT_NV12, colours, cases[i].rgb);
        double grey = fmin(fmax(((double)cases[i].yuv[0] - (double)colours.luma_zero) * (double)colours.luma_gain, 0.0),
                           255.0);
        check_colour(SAG_PIXEL_FORMAT_GREY, colours, (const double[3]){grey, grey, grey});
    }
}

/*
 * A picture whose luma and chroma are slopes, each sampled where the format puts its samples: bilinear sampling gives
 * the slope back exactly, and a wrong place of the chroma shows as a shift.
 */
static void check_slopes(sag_pixel_format format, float chroma_x)
{
    sag_colours colours = {.luma_gain = 1.0f, .red_v = 1.0f, .blue_u = 1.0f, .chroma_x = chroma_x, .chroma_y = 0.25f};
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            luma[y * WIDTH + x] = packed[2 * (y * WIDTH + x)] = (uint8_t)(20 + x + 2 * y);
        }
        for (int k = 0; k < HALF_WIDTH; k++) {
            packed[4 * (y * HALF_WIDTH + k) + 1] = (uint8_t)(80 + 2 * k + y);
            packed[4 * (y * HALF_WIDTH + k) + 3] = (uint8_t)(200 - 4 * k - y);
        }
    }
    for (int j = 0; j < HALF_HEIGHT; j++) {
        for (int k = 0; k < HALF_WIDTH; k++) {
            chroma[j * WIDTH + 2 * k] = (uint8_t)(80 + 2 * k + 2 * j);
            chroma[j * WIDTH + 2 * k + 1] = (uint8_t)(200 - 4 * k - 2 * j);
        }
    }
    const sag_frame frame = frame_of(format, colours);
    const sag_region region = {20.3f, 14.2f, 16.0f, 0.4f};
    sag__sample_region(sag__kernels_choose(), out, interleaved, SIZE, &frame, &region, 1.0f, 0.0f);
    for (int i = 0; i < SIZE * SIZE; i++) {
        double u_px = i % SIZE + 0.5 - 0.5 * SIZE;
        double v_px = i / SIZE + 0.5 - 0.5 * SIZE;
        double x = cos(0.4) * u_px - sin(0.4) * v_px + 20.3 - 0.5;
        double y = sin(0.4) * u_px + cos(0.4) * v_px + 14.2 - 0.5;
        double k = 0.5 * x - (double)chroma_x;
        double down = format == SAG_PIXEL_FORMAT_NV12 ? 2.0 * (0.5 * y - 0.25) : y;
        double level = 20.0 + x + 2.0 * y;
        double red = level + 200.0 - 4.0 * k - down - 128.0;
        double blue = level + 80.0 + 2.0 * k + down - 128.0;
        cr_assert_float_eq((double)out[3 * i], fmin(fmax(red, 0.0), 255.0), 0.001);
        cr_assert_float_eq((double)out[3 * i + 1], level, 0.001);
        cr_assert_float_eq((double)out[3 * i + 2], fmin(fmax(blue, 0.0), 255.0), 0.001);
    }
}

Test(sample_raw, chroma_is_sampled_where_it_lies)
{
    check_slopes(SAG_PIXEL_FORMAT_YUYV, 0.0f);
    check_slopes(SAG_PIXEL_FORMAT_YUYV, 0.25f);
    check_slopes(SAG_PIXEL_FORMAT_NV12, 0.0f);
    check_slopes(SAG_PIXEL_FORMAT_NV12, 0.25f);
}

Test(sample_raw, blue_first_is_the_same_picture)
{
    uint32_t state = 12345;
    for (int i = 0; i < HEIGHT * 3 * WIDTH; i++) {
        state = state * 1664525u + 1013904223u;
        rgb[i] = (uint8_t)(state >> 24);
        bgr[i - i % 3 + 2 - i % 3] = rgb[i];
    }
    const sag_frame plain = {.rgb = rgb, .stride_bytes = 3 * WIDTH, .width_px = WIDTH, .height_px = HEIGHT};
    const sag_frame frame = frame_of(SAG_PIXEL_FORMAT_BGR24, (sag_colours){0});
    const sag_region region = {20.3f, 28.2f, 21.0f, 0.4f};
    const sag__kernels *kernels = sag__kernels_choose();
    sag__sample_region(kernels, wanted, interleaved, SIZE, &plain, &region, 2.0f, -1.0f);
    sag__sample_region(kernels, out, interleaved, SIZE, &frame, &region, 2.0f, -1.0f);
    cr_assert_eq(memcmp(out, wanted, sizeof out), 0);
    sag__sample_letterbox(kernels, wanted, interleaved, SIZE, &plain, 2.0f, -1.0f, 7.0f);
    sag__sample_letterbox(kernels, out, interleaved, SIZE, &frame, 2.0f, -1.0f, 7.0f);
    cr_assert_eq(memcmp(out, wanted, sizeof out), 0);
}

Test(sample_raw, what_cannot_be_read_is_refused)
{
    const sag_colours colours = sag__colours_make(SAG__COLOUR_MATRIX_BT601, false);
    for (int format = SAG_PIXEL_FORMAT_BGR24; format < SAG_PIXEL_FORMAT_COUNT; format++) {
        sag_frame frame = frame_of((sag_pixel_format)format, colours);
        cr_assert(sag__colours_are_readable(&frame));
        frame.raw.stride_bytes[0] = -frame.raw.stride_bytes[0];
        cr_assert(sag__colours_are_readable(&frame), "bottom up");
        frame.raw.stride_bytes[0]++;
        cr_assert_not(sag__colours_are_readable(&frame), "a row is longer than the stride");
    }
    sag_frame frame = frame_of(SAG_PIXEL_FORMAT_NV12, colours);
    frame.raw.stride_bytes[1] = WIDTH - 1;
    cr_assert_not(sag__colours_are_readable(&frame));
    frame.raw.stride_bytes[1] = WIDTH;
    frame.raw.plane[1] = NULL;
    cr_assert_not(sag__colours_are_readable(&frame));
    frame.raw = (sag_raw){0};
    cr_assert_not(sag__colours_are_readable(&frame), "there is none");
    frame = frame_of(SAG_PIXEL_FORMAT_YUYV, colours);
    frame.width_px = WIDTH - 1; /* whole groups all the same */
    frame.raw.stride_bytes[0] = 2 * WIDTH - 2;
    cr_assert_not(sag__colours_are_readable(&frame));
    frame = frame_of(SAG_PIXEL_FORMAT_GREY, colours);
    frame.raw.format = (sag_pixel_format)SAG_PIXEL_FORMAT_COUNT;
    cr_assert_not(sag__colours_are_readable(&frame));
}
