/*
 * The pixel kernels of every level against their definition, bit for bit, and the definition against plain arithmetic.
 *
 * Pictures of many sizes, odd ones and 1 x 1 among them, each beginning or ending at a page that cannot be touched, top
 * down and bottom up; paths in every direction, inside, across a border, outside and not finite; every n of 0 .. 67;
 * interleaved, planar and other layouts, with guard bytes in and around the output. Prints the levels that this
 * processor lacks, and a digest of what the definition gives, which is the same on every architecture.
 * A program of its own, without libraries, so that it can be built for another processor and run under an emulator.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_values.h"
#include "kernels.h"

enum { N_MAX = 67, ROUNDS = 60, PLANE_BYTES = 1 << 16, OUT_FLOATS = 4096, GUARD = 16 };

static const char *const format_name[SAG_PIXEL_FORMAT_COUNT] = {"rgb24", "bgr24", "yuyv", "nv12", "grey"};

/* ---- pictures ---- */

typedef struct check_room {
    uint8_t *plane[2];
    float *out;
    float expected[OUT_FLOATS];
    uint64_t digest;
} check_room;

static size_t row_bytes(sag_pixel_format format, int plane, int width)
{
    size_t whole = (size_t)width;
    size_t half = (whole + 1) / 2;
    switch (format) {
    case SAG_PIXEL_FORMAT_RGB24:
    case SAG_PIXEL_FORMAT_BGR24:
        return 3 * whole;
    case SAG_PIXEL_FORMAT_YUYV:
        return 4 * half;
    case SAG_PIXEL_FORMAT_NV12:
        return plane == 0 ? whole : 2 * half;
    case SAG_PIXEL_FORMAT_GREY:
        break;
    }
    return whole;
}

/* A picture of noise, of the least and of the greatest values; what lies between its rows is not of it. */
static void make_picture(check_room *room, sag__crop *crop, sag_pixel_format format, int width, int height, int round)
{
    *crop = (sag__crop){.width_px = width, .height_px = height};
    crop->source.format = format;
    for (int p = 0; p < (format == SAG_PIXEL_FORMAT_NV12 ? 2 : 1); p++) {
        size_t row = row_bytes(format, p, width);
        size_t rows = (size_t)(p == 0 ? height : (height + 1) / 2);
        size_t stride = row + (size_t)(round % 3);
        size_t bytes = stride * (rows - 1) + row;
        uint8_t *first = room->plane[p] + (round % 2 == 0 ? 0 : PLANE_BYTES - bytes);
        for (size_t i = 0; i < bytes; i++) {
            uint64_t bits = random_bits();
            first[i] = (uint8_t)(round % 5 == 4 ? (bits % 2) * 255 : bits);
        }
        bool upward = round % 7 == 3;
        crop->source.plane[p] = upward ? first + stride * (rows - 1) : first;
        crop->source.stride_bytes[p] = upward ? -(ptrdiff_t)stride : (ptrdiff_t)stride;
        crop->ahead_bytes[p] = (ptrdiff_t)(random_bits() % 100000) - 50000;
    }
    const float places[] = {0.0f, 0.25f, 0.5f};
    crop->source.colours = (sag_colours){16.0f, 1.164f, 1.596f, -0.392f, -0.813f, 2.017f, places[random_bits() % 3],
                                         places[random_bits() % 3]};
    if (round % 4 == 3) {
        crop->source.colours.luma_zero = 0.0f;
        crop->source.colours.luma_gain = 1.0f;
    }
    crop->scale = round % 2 == 0 ? 1.0f / 255.0f : 2.0f;
    crop->offset = round % 3 == 0 ? 0.0f : -1.0f;
}

static sag__path make_path(const sag__crop *crop, int round)
{
    static const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e10f, -1e10f, 0.0f, -0.0f, 1e-40f};
    double turn = round % 4 == 0 ? 1.5707963267948966 * (double)(random_bits() % 4) : 6.3 * random_unit();
    double step = pow(10.0, 3.0 * random_unit() - 2.0);
    double wide = round % 3 == 0 ? 3.0 : 1.0; /* also far outside */
    sag__path path = {
        .start_x_px = (float)(crop->width_px * (0.5 + wide * (random_unit() - 0.5))),
        .start_y_px = (float)(crop->height_px * (0.5 + wide * (random_unit() - 0.5))),
        .step_x_px = (float)(step * cos(turn)),
        .step_y_px = (float)(step * sin(turn)),
        .first = round % 2 == 0 ? 0.0f : (float)(random_bits() % 40) - 19.5f,
        .back_px = round % 2 == 0 ? 0.0f : 0.5f,
    };
    float *const number[] = {&path.start_x_px, &path.start_y_px, &path.step_x_px, &path.step_y_px, &path.first};
    if (round % 6 == 5) {
        *number[random_bits() % 5] = odd[random_bits() % (sizeof odd / sizeof *odd)];
    }
    if (round % 8 == 6) { /* on the samples */
        path = (sag__path){-3.0f, (float)(round % 5), 1.0f, 0.0f, 0.0f, 0.0f};
    }
    return path;
}

/* ---- comparing ---- */

typedef struct layout {
    size_t channel_step;
    size_t pixel_step;
} layout;

static size_t layout_floats(layout how, size_t n)
{
    return n == 0 ? 0 : (n - 1) * how.pixel_step + 2 * how.channel_step + 1;
}

static bool is_pixel(layout how, size_t at, size_t n)
{
    for (size_t c = 0; c < 3; c++) {
        if (at >= c * how.channel_step && (at - c * how.channel_step) % how.pixel_step == 0 &&
            (at - c * how.channel_step) / how.pixel_step < n) {
            return true;
        }
    }
    return false;
}

static bool is_guard(const float *value)
{
    return memcmp(value, "\xA5\xA5\xA5\xA5", sizeof *value) == 0;
}

/* One row of the definition and of a level, NULL for none, where every float that is no output is a guard. */
static bool run_row(check_room *room, const sag__kernels *level, sag__crop *crop, const sag__path *path, layout how,
                    size_t n)
{
    sag_pixel_format format = crop->source.format;
    size_t floats = layout_floats(how, n);
    crop->channel_step = how.channel_step;
    crop->pixel_step = how.pixel_step;
    float *out = room->out + OUT_FLOATS - floats;
    const sag__kernels *scalar = sag__kernels_find(SAG_CPU_LEVEL_SCALAR);
    for (int pass = 0; pass < (level != NULL ? 2 : 1); pass++) {
        memset(out - GUARD, 0xA5, (floats + GUARD) * sizeof *out);
        (pass == 0 ? scalar : level)->crop[format](out, crop, path, n);
        for (size_t i = 0; i < floats + GUARD; i++) {
            bool written = i >= GUARD && is_pixel(how, i - GUARD, n);
            if (written == is_guard(out - GUARD + i)) {
                printf("%s, n %zu: float %zu is %s\n", format_name[format], n, i, written ? "not written" : "written");
                return false;
            }
        }
        if (pass == 0) {
            memcpy(room->expected, out, floats * sizeof *out);
        }
    }
    for (size_t i = 0; i < floats; i++) {
        uint32_t word;
        memcpy(&word, &room->expected[i], sizeof word);
        room->digest = (room->digest ^ word) * 0x100000001b3u;
        if (level != NULL && memcmp(&out[i], &room->expected[i], sizeof *out) != 0) {
            printf("%s, %d x %d, n %zu: float %zu is %.9g, defined as %.9g\n", format_name[format], crop->width_px,
                   crop->height_px, n, i, (double)out[i], (double)room->expected[i]);
            return false;
        }
    }
    return true;
}

static bool check_level(check_room *room, const sag__kernels *level)
{
    static const int sizes[][2] = {{1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 2}, {2, 3}, {3, 3}, {4, 3}, {5, 4}, {3, 9},
                                   {4, 4}, {7, 5}, {16, 9}, {37, 23}, {64, 48}, {101, 50}};
    static const layout layouts[] = {{1, 3}, {N_MAX, 1}, {N_MAX + 3, 1}, {2, 7}, {1, 4}};
    bool good = true;
    random_state = 88172645463325252u;
    for (int format = 0; format < SAG_PIXEL_FORMAT_COUNT && good; format++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            for (int round = 0; round < ROUNDS && good; round++) {
                sag__crop crop;
                make_picture(room, &crop, (sag_pixel_format)format, sizes[s][0], sizes[s][1], round);
                const sag__path path = make_path(&crop, round);
                const layout how = layouts[random_bits() % (sizeof layouts / sizeof *layouts)];
                good = run_row(room, level, &crop, &path, how, (size_t)round % 4 == 0 ? 64 : (size_t)round);
            }
        }
        for (size_t n = 0; n <= N_MAX; n++) {
            for (int round = 0; round < 12 && good; round++) {
                sag__crop crop;
                make_picture(room, &crop, (sag_pixel_format)format, 37, 23, round);
                const sag__path path = make_path(&crop, round);
                good = run_row(room, level, &crop, &path, layouts[(size_t)round % 5], n);
            }
        }
    }
    return good;
}

/* ---- the definition against plain arithmetic ---- */

static double clamp(double value, double low, double high)
{
    return value > low ? value < high ? value : high : low;
}

/* A sample of a plane by the textbook, in double. */
static double plain_sample(const uint8_t *plane, ptrdiff_t stride, int step, int width, int height, double x, double y)
{
    x = clamp(x, 0.0, width - 1);
    y = clamp(y, 0.0, height - 1);
    double sum = 0.0;
    for (int j = 0; j < height; j++) {
        for (int i = 0; i < width; i++) {
            double weight = fmax(0.0, 1.0 - fabs(x - i)) * fmax(0.0, 1.0 - fabs(y - j));
            sum += weight * plane[j * stride + i * step];
        }
    }
    return sum;
}

static void plain_pixel(double colour[3], const sag__crop *crop, double x, double y)
{
    const sag_raw *raw = &crop->source;
    const sag_colours *k = &raw->colours;
    int w = crop->width_px;
    int h = crop->height_px;
    bool is_rgb = raw->format == SAG_PIXEL_FORMAT_RGB24;
    if (is_rgb || raw->format == SAG_PIXEL_FORMAT_BGR24) {
        for (int c = 0; c < 3; c++) {
            const uint8_t *first = raw->plane[0] + (is_rgb ? c : 2 - c);
            colour[c] = plain_sample(first, raw->stride_bytes[0], 3, w, h, x, y);
        }
        return;
    }
    bool is_yuyv = raw->format == SAG_PIXEL_FORMAT_YUYV;
    double luma = plain_sample(raw->plane[0], raw->stride_bytes[0], is_yuyv ? 2 : 1, w, h, x, y);
    double chroma[2] = {128.0, 128.0};
    for (int c = 0; c < 2 && raw->format != SAG_PIXEL_FORMAT_GREY; c++) {
        double half_x = 0.5 * x - (double)k->chroma_x;
        double half_y = 0.5 * y - (double)k->chroma_y;
        const uint8_t *first = is_yuyv ? raw->plane[0] + 1 + 2 * c : raw->plane[1] + c;
        chroma[c] = plain_sample(first, raw->stride_bytes[is_yuyv ? 0 : 1], is_yuyv ? 4 : 2, (w + 1) / 2,
                                 is_yuyv ? h : (h + 1) / 2, half_x, is_yuyv ? y : half_y);
    }
    double y_true = (luma - (double)k->luma_zero) * (double)k->luma_gain;
    double u = chroma[0] - 128.0;
    double v = chroma[1] - 128.0;
    colour[0] = clamp(y_true + (double)k->red_v * v, 0.0, 255.0);
    colour[1] = clamp(y_true + (double)k->green_u * u + (double)k->green_v * v, 0.0, 255.0);
    colour[2] = clamp(y_true + (double)k->blue_u * u, 0.0, 255.0);
}

static bool check_definition(check_room *room)
{
    static const int sizes[][2] = {{1, 1}, {2, 3}, {7, 5}, {16, 9}};
    double worst = 0.0;
    for (int round = 0; round < 400; round++) {
        sag__crop crop;
        const int *size = sizes[round % 4];
        make_picture(room, &crop, (sag_pixel_format)(round / 4 % SAG_PIXEL_FORMAT_COUNT), size[0], size[1], round);
        crop.channel_step = 1;
        crop.pixel_step = 3;
        double turn = 6.3 * random_unit();
        const sag__path path = {(float)(size[0] * random_unit()), (float)(size[1] * random_unit()), (float)cos(turn),
                                (float)sin(turn), -3.5f, 0.5f};
        float out[3 * 8];
        sag__kernels_find(SAG_CPU_LEVEL_SCALAR)->crop[crop.source.format](out, &crop, &path, 8);
        for (int i = 0; i < 8; i++) {
            double colour[3];
            plain_pixel(colour, &crop, (i - 3.5) * (double)path.step_x_px + (double)path.start_x_px - 0.5,
                        (i - 3.5) * (double)path.step_y_px + (double)path.start_y_px - 0.5);
            for (int c = 0; c < 3; c++) {
                double got = ((double)out[3 * i + c] - (double)crop.offset) / (double)crop.scale;
                worst = fmax(worst, fabs(got - colour[c]));
            }
        }
    }
    printf("definition: within %.2g of plain arithmetic, of 255\n", worst);
    return worst < 0.005;
}

int main(void)
{
    static check_room room = {.digest = 0xcbf29ce484222325u};
    room.plane[0] = (uint8_t *)guarded_memory(PLANE_BYTES);
    room.plane[1] = (uint8_t *)guarded_memory(PLANE_BYTES);
    room.out = (float *)(void *)guarded_memory(OUT_FLOATS * sizeof(float));
    bool good = check_definition(&room);
    good = check_level(&room, NULL) && good;
    printf("digest of the definition: %016llx\n", (unsigned long long)room.digest);
    int checked = 0;
    for (int l = 1; l < SAG_CPU_LEVEL_COUNT; l++) {
        const sag__kernels *level = sag__kernels_find((sag_cpu_level)l);
        if (level == NULL) {
            printf("%s: not on this processor, not checked\n", sag_cpu_level_name((sag_cpu_level)l));
            continue;
        }
        bool same = check_level(&room, level);
        printf("%s: %d pixel formats %s\n", sag_cpu_level_name((sag_cpu_level)l), SAG_PIXEL_FORMAT_COUNT,
               same ? "equal the definition" : "DIFFER");
        good = good && same;
        checked++;
    }
    if (checked == 0) {
        puts("no level was checked");
    }
    return good && checked > 0 ? 0 : 1;
}
