#include "sample.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* Points to a side of the grid that measures brightness. */
#define BRIGHTNESS_GRID 32

/*
 * Output rows between fetching the picture's bytes and using them. A frame is larger than the cache of a core, and its
 * rows are too far apart for the processor to see where the sampling goes next.
 */
#define ROWS_AHEAD 4

/* The picture as it is sampled: as its source stores it, where that is known. */
static sag_raw find_source(const sag_frame *frame)
{
    if (frame->raw.plane[0] != NULL) {
        return frame->raw;
    }
    return (sag_raw){
        .plane = {frame->rgb}, .stride_bytes = {frame->stride_bytes}, .format = SAG_PIXEL_FORMAT_RGB24};
}

/* down_x_px, down_y_px: steps of the picture coordinate for one output pixel down. */
static sag__crop make_crop(const sag_frame *frame, sag__sample_layout layout, float scale, float offset,
                           double down_x_px, double down_y_px)
{
    static const int bytes[SAG_PIXEL_FORMAT_COUNT] = {
        [SAG_PIXEL_FORMAT_RGB24] = 3, [SAG_PIXEL_FORMAT_BGR24] = 3, [SAG_PIXEL_FORMAT_YUYV] = 2,
        [SAG_PIXEL_FORMAT_NV12] = 1,  [SAG_PIXEL_FORMAT_GREY] = 1,
    };
    sag__crop crop = {
        .source = find_source(frame),
        .width_px = frame->width_px,
        .height_px = frame->height_px,
        .channel_step = layout.channel_step,
        .pixel_step = layout.pixel_step,
        .scale = scale,
        .offset = offset,
    };
    double x_px = ROWS_AHEAD * down_x_px;
    double y_px = ROWS_AHEAD * down_y_px;
    if (fabs(x_px) < frame->width_px && fabs(y_px) < frame->height_px) {
        const sag_raw *source = &crop.source;
        crop.ahead_bytes[0] =
            (ptrdiff_t)rint(y_px) * source->stride_bytes[0] + bytes[source->format] * (ptrdiff_t)rint(x_px);
        crop.ahead_bytes[1] =
            (ptrdiff_t)rint(0.5 * y_px) * source->stride_bytes[1] + 2 * (ptrdiff_t)rint(0.5 * x_px);
    }
    return crop;
}

static void fill(float *out, sag__sample_layout layout, int count, float value)
{
    for (int i = 0; i < count; i++, out += layout.pixel_step) {
        out[0] = value;
        out[layout.channel_step] = value;
        out[2 * layout.channel_step] = value;
    }
}

/* The output pixels, of size_px, whose centres lie on length_px of a picture, pad_px behind the first. */
typedef struct stretch {
    int begin;
    int end;
} stretch;

static stretch find_stretch(int size_px, float step_px, float pad_px, int length_px)
{
    stretch out = {size_px, size_px};
    for (int i = 0; i < size_px; i++) {
        float at_px = ((float)i + 0.5f) * step_px - pad_px;
        if (at_px >= 0.0f && at_px <= (float)length_px) {
            out.begin = i < out.begin ? i : out.begin;
            out.end = i + 1;
        }
    }
    return out;
}

void sag__sample_letterbox(const sag__kernels *kernels, float *out, sag__sample_layout layout, int size_px,
                           const sag_frame *frame, float scale, float offset, float outside)
{
    int longer_px = frame->width_px > frame->height_px ? frame->width_px : frame->height_px;
    float step_px = (float)longer_px / (float)size_px;
    const sag__crop crop = make_crop(frame, layout, scale, offset, 0.0, (double)step_px);
    float pad_x_px = 0.5f * (float)(longer_px - frame->width_px);
    float pad_y_px = 0.5f * (float)(longer_px - frame->height_px);
    const stretch across = find_stretch(size_px, step_px, pad_x_px, frame->width_px);
    const stretch down = find_stretch(size_px, step_px, pad_y_px, frame->height_px);
    for (int j = 0; j < size_px; j++) {
        float *row = out + (size_t)j * (size_t)size_px * layout.pixel_step;
        if (j < down.begin || j >= down.end) {
            fill(row, layout, size_px, outside);
            continue;
        }
        const sag__path path = {
            .start_x_px = -pad_x_px,
            .start_y_px = ((float)j + 0.5f) * step_px - pad_y_px,
            .step_x_px = step_px,
            .first = (float)across.begin + 0.5f,
            .back_px = 0.5f,
        };
        fill(row, layout, across.begin, outside);
        kernels->crop[crop.source.format](row + (size_t)across.begin * layout.pixel_step, &crop, &path,
                                          (size_t)(across.end - across.begin));
        fill(row + (size_t)across.end * layout.pixel_step, layout, size_px - across.end, outside);
    }
}

void sag__sample_region(const sag__kernels *kernels, float *out, sag__sample_layout layout, int size_px,
                        const sag_frame *frame, const sag_region *region, float scale, float offset)
{
    /* Steps of the picture coordinate for one output pixel to the right; one down is the same, turned by 90 deg. */
    double cos_step_px = cos((double)region->rotation_rad) * (double)region->side_px / (double)size_px;
    double sin_step_px = sin((double)region->rotation_rad) * (double)region->side_px / (double)size_px;
    double first = 0.5 - 0.5 * (double)size_px;
    const sag__crop crop = make_crop(frame, layout, scale, offset, -sin_step_px, cos_step_px);
    for (int j = 0; j < size_px; j++) {
        double v = (double)j + first;
        const sag__path path = {
            .start_x_px = (float)(cos_step_px * first - sin_step_px * v + (double)region->center_x_px - 0.5),
            .start_y_px = (float)(sin_step_px * first + cos_step_px * v + (double)region->center_y_px - 0.5),
            .step_x_px = (float)cos_step_px,
            .step_y_px = (float)sin_step_px,
        };
        kernels->crop[crop.source.format](out + (size_t)j * (size_t)size_px * layout.pixel_step, &crop, &path,
                                          (size_t)size_px);
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
