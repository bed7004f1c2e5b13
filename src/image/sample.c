#include "sample.h"

#include <math.h>
#include <stddef.h>

/* Points to a side of the grid that measures brightness. */
#define BRIGHTNESS_GRID 32

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

/* Write one output pixel to the three planes. */
static inline void sample_pixel(float *out, size_t plane, const sag_frame *frame, tap x, tap y, float scale,
                                float offset)
{
    const uint8_t *upper = frame->rgb + y.first * frame->stride_bytes;
    const uint8_t *lower = frame->rgb + y.second * frame->stride_bytes;
    for (ptrdiff_t c = 0; c < 3; c++) {
        float a = (float)upper[3 * x.first + c];
        float b = (float)upper[3 * x.second + c];
        float d = (float)lower[3 * x.first + c];
        float e = (float)lower[3 * x.second + c];
        float top = a + (b - a) * x.weight;
        float bottom = d + (e - d) * x.weight;
        out[(size_t)c * plane] = (top + (bottom - top) * y.weight) * scale + offset;
    }
}

void sag__sample_letterbox(float *out, int size_px, const sag_frame *frame, float scale, float offset, float outside)
{
    int longer_px = frame->width_px > frame->height_px ? frame->width_px : frame->height_px;
    float step_px = (float)longer_px / (float)size_px;
    float pad_x_px = 0.5f * (float)(longer_px - frame->width_px);
    float pad_y_px = 0.5f * (float)(longer_px - frame->height_px);
    size_t plane = (size_t)size_px * (size_t)size_px;
    for (int j = 0; j < size_px; j++) {
        float y_px = ((float)j + 0.5f) * step_px - pad_y_px;
        bool row_inside = y_px >= 0.0f && y_px <= (float)frame->height_px;
        tap y = tap_at(y_px - 0.5f, frame->height_px - 1);
        float *row = out + (size_t)j * (size_t)size_px;
        for (int i = 0; i < size_px; i++) {
            float x_px = ((float)i + 0.5f) * step_px - pad_x_px;
            if (row_inside && x_px >= 0.0f && x_px <= (float)frame->width_px) {
                sample_pixel(row + i, plane, frame, tap_at(x_px - 0.5f, frame->width_px - 1), y, scale, offset);
            } else {
                row[i] = row[plane + (size_t)i] = row[2 * plane + (size_t)i] = outside;
            }
        }
    }
}

void sag__sample_region(float *out, int size_px, const sag_frame *frame, const sag_region *region, float scale,
                        float offset)
{
    /* Steps of the picture coordinate for one output pixel to the right; one down is the same, turned by 90 deg. */
    double cos_step_px = cos((double)region->rotation_rad) * (double)region->side_px / (double)size_px;
    double sin_step_px = sin((double)region->rotation_rad) * (double)region->side_px / (double)size_px;
    double first = 0.5 - 0.5 * (double)size_px;
    size_t plane = (size_t)size_px * (size_t)size_px;
    for (int j = 0; j < size_px; j++) {
        double v = (double)j + first;
        float start_x_px = (float)(cos_step_px * first - sin_step_px * v + (double)region->center_x_px - 0.5);
        float start_y_px = (float)(sin_step_px * first + cos_step_px * v + (double)region->center_y_px - 0.5);
        float *row = out + (size_t)j * (size_t)size_px;
        for (int i = 0; i < size_px; i++) {
            tap x = tap_at(start_x_px + (float)cos_step_px * (float)i, frame->width_px - 1);
            tap y = tap_at(start_y_px + (float)sin_step_px * (float)i, frame->height_px - 1);
            sample_pixel(row + i, plane, frame, x, y, scale, offset);
        }
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
