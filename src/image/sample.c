#include "sample.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

/* Points to a side of the grid that measures brightness. */
#define BRIGHTNESS_GRID 32

/*
 * Output rows between fetching the picture's bytes and using them. A frame is larger than the cache of a core, and its
 * rows are too far apart for the processor to see where the sampling goes next.
 */
#define ROWS_AHEAD 2

/* Where one output pixel reads: the tap left or above, the one right or below, and the weight of the latter. */
typedef struct tap {
    ptrdiff_t first;
    ptrdiff_t second;
    float weight;
} tap;

/* Clamping the coordinate is replicating the border. Not finite goes to an edge; so the conversion is defined. */
static inline tap tap_at(float coordinate_px, int last)
{
    float clamped = coordinate_px > 0.0f ? coordinate_px : 0.0f;
    clamped = clamped < (float)last ? clamped : (float)last;
    int first = (int)clamped;
    return (tap){first, first < last ? first + 1 : last, clamped - (float)first};
}

/* What all pixels of one picture and one network have in common. */
typedef struct sampler {
    const sag_frame *frame;
    sag__sample_layout layout;
    float scale;
    float offset;
    float x_max_px; /* taps at coordinates 0 .. x_max_px, 0 .. y_max_px need no clamping and may read a byte more */
    float y_max_px;
    ptrdiff_t ahead_bytes; /* from the taps of a pixel to those of the pixel ROWS_AHEAD below it, roughly */
} sampler;

/* Three channels and nothing in the fourth, or four neighbours, computed at once; each as it would be alone. */
typedef float channels __attribute__((vector_size(16)));
typedef int32_t words __attribute__((vector_size(16)));

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "red is the lowest byte of a pixel");

/*
 * The bytes of a pixel as floats without moving them apart: green comes out 256 times too large, blue 65536 times.
 * Powers of two change no digit, so one product behind the sampling puts that right.
 */
static inline channels load_pixel(const uint8_t *pixel)
{
    int32_t four;
    memcpy(&four, pixel, sizeof four);
    const words mask = {0xff, 0xff00, 0xff0000, 0};
    return __builtin_convertvector((words){four, four, four, four} & mask, channels);
}

static inline channels load_edge(const uint8_t *row, ptrdiff_t column)
{
    const uint8_t *pixel = row + 3 * column;
    return (channels){(float)pixel[0], (float)(pixel[1] << 8), (float)(pixel[2] << 16), 0.0f};
}

static inline void store_pixel(float *out, sag__sample_layout layout, channels value)
{
    out[0] = value[0];
    out[layout.channel_step] = value[1];
    out[2 * layout.channel_step] = value[2];
}

static inline channels mix(channels a, channels b, float weight)
{
    return a + (b - a) * weight;
}

/* Four taps, the upper two and the lower two, and where between them. */
static inline channels mix_taps(const sampler *s, const channels *upper, const channels *lower, float x, float y)
{
    const channels true_size = {1.0f, 1.0f / 256.0f, 1.0f / 65536.0f, 0.0f};
    return mix(mix(upper[0], upper[1], x), mix(lower[0], lower[1], x), y) * true_size * s->scale + s->offset;
}

/* One output pixel, with clamping. */
static void sample_edge(float *out, const sampler *s, tap x, tap y)
{
    const uint8_t *upper = s->frame->rgb + y.first * s->frame->stride_bytes;
    const uint8_t *lower = s->frame->rgb + y.second * s->frame->stride_bytes;
    const channels up[2] = {load_edge(upper, x.first), load_edge(upper, x.second)};
    const channels low[2] = {load_edge(lower, x.first), load_edge(lower, x.second)};
    store_pixel(out, s->layout, mix_taps(s, up, low, x.weight, y.weight));
}

/*
 * Begin to fetch what the pixels below will read. That may lie outside the picture: a fetch reads nothing.
 * Inlined always: GCC takes a function that only fetches for one that does nothing, and drops its calls.
 */
static inline __attribute__((always_inline)) void fetch_ahead(const sampler *s, const uint8_t *upper)
{
    uintptr_t address = (uintptr_t)upper + (uintptr_t)s->ahead_bytes;
    __builtin_prefetch((const void *)address);
    __builtin_prefetch((const void *)(address + (uintptr_t)s->frame->stride_bytes));
}

/* Written so that a NaN is not inside. */
static inline bool is_inside(const sampler *s, float x_px, float y_px)
{
    return x_px >= 0.0f && x_px < s->x_max_px && y_px >= 0.0f && y_px < s->y_max_px;
}

/* One output pixel whose taps begin at this column and row of the picture, and how far behind them it lies. */
static inline void sample_inside(float *out, const sampler *s, int column, int row, float x, float y)
{
    const uint8_t *upper = s->frame->rgb + row * s->frame->stride_bytes + 3 * (ptrdiff_t)column;
    const uint8_t *lower = upper + s->frame->stride_bytes;
    fetch_ahead(s, upper);
    const channels up[2] = {load_pixel(upper), load_pixel(upper + 3)};
    const channels low[2] = {load_pixel(lower), load_pixel(lower + 3)};
    store_pixel(out, s->layout, mix_taps(s, up, low, x, y));
}

static inline void sample_at(float *out, const sampler *s, float x_px, float y_px)
{
    if (is_inside(s, x_px, y_px)) {
        int column = (int)x_px;
        int row = (int)y_px;
        sample_inside(out, s, column, row, x_px - (float)column, y_px - (float)row);
    } else {
        sample_edge(out, s, tap_at(x_px, s->frame->width_px - 1), tap_at(y_px, s->frame->height_px - 1));
    }
}

/* A row of output pixels on its way through the picture: pixel i is at x_px + i * step_x_px, y_px + i * step_y_px. */
typedef struct path {
    float x_px;
    float y_px;
    float step_x_px;
    float step_y_px;
} path;

static inline float path_x(const path *way, int i)
{
    return way->x_px + way->step_x_px * (float)i;
}

static inline float path_y(const path *way, int i)
{
    return way->y_px + way->step_y_px * (float)i;
}

static inline void sample_path_at(float *out, const sampler *s, const path *way, int i)
{
    sample_at(out + (size_t)i * s->layout.pixel_step, s, path_x(way, i), path_y(way, i));
}

/*
 * The pixels of a path. Along it both coordinates rise, fall or stay, rounded as they are; so what lies inside the
 * picture is one stretch, and within it nothing has to be asked and four coordinates are computed at once.
 */
static void sample_path(float *out, const sampler *s, const path *way, int count)
{
    int i = 0;
    int end = count;
    for (; i < end && !is_inside(s, path_x(way, i), path_y(way, i)); i++) {
        sample_path_at(out, s, way, i);
    }
    for (; end > i && !is_inside(s, path_x(way, end - 1), path_y(way, end - 1)); end--) {
        sample_path_at(out, s, way, end - 1);
    }
    for (; i + 4 <= end; i += 4) {
        const channels number = (float)i + (channels){0.0f, 1.0f, 2.0f, 3.0f};
        const channels x_px = way->x_px + way->step_x_px * number;
        const channels y_px = way->y_px + way->step_y_px * number;
        const words column = __builtin_convertvector(x_px, words);
        const words row = __builtin_convertvector(y_px, words);
        const channels x = x_px - __builtin_convertvector(column, channels);
        const channels y = y_px - __builtin_convertvector(row, channels);
        for (int k = 0; k < 4; k++) {
            sample_inside(out + (size_t)(i + k) * s->layout.pixel_step, s, column[k], row[k], x[k], y[k]);
        }
    }
    for (; i < end; i++) {
        sample_path_at(out, s, way, i);
    }
}

/* down_x_px, down_y_px: steps of the picture coordinate for one output pixel down. */
static sampler make_sampler(const sag_frame *frame, sag__sample_layout layout, float scale, float offset,
                            double down_x_px, double down_y_px)
{
    double x_px = ROWS_AHEAD * down_x_px;
    double y_px = ROWS_AHEAD * down_y_px;
    bool is_near = fabs(x_px) < frame->width_px && fabs(y_px) < frame->height_px;
    return (sampler){
        .frame = frame,
        .layout = layout,
        .scale = scale,
        .offset = offset,
        .x_max_px = (float)(frame->width_px - 2),
        .y_max_px = (float)(frame->height_px - 1),
        .ahead_bytes = is_near ? (ptrdiff_t)rint(y_px) * frame->stride_bytes + 3 * (ptrdiff_t)rint(x_px) : 0,
    };
}

void sag__sample_letterbox(float *out, sag__sample_layout layout, int size_px, const sag_frame *frame, float scale,
                           float offset, float outside)
{
    int longer_px = frame->width_px > frame->height_px ? frame->width_px : frame->height_px;
    float step_px = (float)longer_px / (float)size_px;
    const sampler s = make_sampler(frame, layout, scale, offset, 0.0, (double)step_px);
    float pad_x_px = 0.5f * (float)(longer_px - frame->width_px);
    float pad_y_px = 0.5f * (float)(longer_px - frame->height_px);
    for (int j = 0; j < size_px; j++) {
        float y_px = ((float)j + 0.5f) * step_px - pad_y_px;
        bool row_inside = y_px >= 0.0f && y_px <= (float)frame->height_px;
        float *pixel = out + (size_t)j * (size_t)size_px * layout.pixel_step;
        for (int i = 0; i < size_px; i++, pixel += layout.pixel_step) {
            float x_px = ((float)i + 0.5f) * step_px - pad_x_px;
            if (row_inside && x_px >= 0.0f && x_px <= (float)frame->width_px) {
                sample_at(pixel, &s, x_px - 0.5f, y_px - 0.5f);
            } else {
                store_pixel(pixel, layout, (channels){outside, outside, outside, 0.0f});
            }
        }
    }
}

void sag__sample_region(float *out, sag__sample_layout layout, int size_px, const sag_frame *frame,
                        const sag_region *region, float scale, float offset)
{
    /* Steps of the picture coordinate for one output pixel to the right; one down is the same, turned by 90 deg. */
    double cos_step_px = cos((double)region->rotation_rad) * (double)region->side_px / (double)size_px;
    double sin_step_px = sin((double)region->rotation_rad) * (double)region->side_px / (double)size_px;
    double first = 0.5 - 0.5 * (double)size_px;
    const sampler s = make_sampler(frame, layout, scale, offset, -sin_step_px, cos_step_px);
    for (int j = 0; j < size_px; j++) {
        double v = (double)j + first;
        const path way = {
            .x_px = (float)(cos_step_px * first - sin_step_px * v + (double)region->center_x_px - 0.5),
            .y_px = (float)(sin_step_px * first + cos_step_px * v + (double)region->center_y_px - 0.5),
            .step_x_px = (float)cos_step_px,
            .step_y_px = (float)sin_step_px,
        };
        sample_path(out + (size_t)j * (size_t)size_px * layout.pixel_step, &s, &way, size_px);
    }
}

double sag__sample_brightness(const sag_frame *frame, const sag_region *region)
{
    double cos_step_px = cos((double)region->rotation_rad) * (double)region->side_px / BRIGHTNESS_GRID;
    double sin_step_px = sin((double)region->rotation_rad) * (double)region->side_px / BRIGHTNESS_GRID;
    double first = 0.5 - 0.5 * BRIGHTNESS_GRID;
    int64_t sum = 0; /* of thousandths of levels */
    int count = 0;
    for (int j = 0; j < BRIGHTNESS_GRID; j++) {
        for (int i = 0; i < BRIGHTNESS_GRID; i++) {
            double x_px = cos_step_px * (first + i) - sin_step_px * (first + j) + (double)region->center_x_px;
            double y_px = sin_step_px * (first + i) + cos_step_px * (first + j) + (double)region->center_y_px;
            /* Written so that a NaN is outside. */
            if (x_px >= 0.0 && y_px >= 0.0 && x_px < frame->width_px && y_px < frame->height_px) {
                const uint8_t *pixel = frame->rgb + (ptrdiff_t)y_px * frame->stride_bytes + 3 * (ptrdiff_t)x_px;
                sum += 299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2];
                count++;
            }
        }
    }
    return count > 0 ? (double)sum / (255000.0 * count) : 0.0;
}
