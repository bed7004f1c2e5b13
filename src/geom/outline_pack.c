#include "outline_pack.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static_assert(SAG__OUTLINE_COUNT == SAG_OUTLINE_COUNT, "both forms have the same points");

#define STEP_MAX 32767.0
#define WIDTH_MAX 254.0
#define WIDTH_SCALE 1000.0

void sag_outline_get_points(const sag_outline *outline, double *x_px, double *y_px)
{
    int64_t x = outline->x;
    int64_t y = outline->y;
    for (int i = 0; i < SAG_OUTLINE_COUNT; i++) {
        x_px[i] = (double)x / SAG_OUTLINE_STEPS_PER_PX;
        y_px[i] = (double)y / SAG_OUTLINE_STEPS_PER_PX;
        x += i < SAG_OUTLINE_COUNT - 1 ? outline->step_x[i] : 0;
        y += i < SAG_OUTLINE_COUNT - 1 ? outline->step_y[i] : 0;
    }
}

static double in_steps(float value_px)
{
    return nearbyint((double)value_px * SAG_OUTLINE_STEPS_PER_PX);
}

void sag__outline_pack(sag_outline *packed, const sag__outline *outline)
{
    memset(packed, 0, sizeof *packed);
    double x = in_steps(outline->point[0].x_px);
    double y = in_steps(outline->point[0].y_px);
    /* Comparisons with NaN are false. */
    if (!outline->found || !(fabs(x) < SAG_OUTLINE_PLACE_MAX && fabs(y) < SAG_OUTLINE_PLACE_MAX)) {
        return;
    }
    packed->x = (int32_t)x;
    packed->y = (int32_t)y;
    for (int i = 0; i < SAG_OUTLINE_COUNT; i++) {
        const sag__outline_point *point = &outline->point[i];
        double width = nearbyint(WIDTH_SCALE * (double)point->width_px / (double)outline->length_px);
        packed->width[i] = point->valid ? (uint8_t)fmax(0.0, fmin(width, WIDTH_MAX)) : SAG_OUTLINE_GUESSED;
        if (i == 0) {
            continue;
        }
        double next_x = in_steps(point->x_px);
        double next_y = in_steps(point->y_px);
        if (!(fabs(next_x - x) <= STEP_MAX && fabs(next_y - y) <= STEP_MAX)) {
            memset(packed, 0, sizeof *packed);
            return;
        }
        packed->step_x[i - 1] = (int16_t)(next_x - x);
        packed->step_y[i - 1] = (int16_t)(next_y - y);
        x = next_x;
        y = next_y;
    }
    packed->facing = outline->axis.facing;
    packed->found = true;
}

/* The width of rank 0, 1, ... among all. */
static int width_of_rank(const uint8_t count[SAG_OUTLINE_GUESSED], int rank)
{
    int width = 0;
    for (int before = count[0]; before <= rank; before += count[++width]) {
    }
    return width;
}

/* Median of the widths, in thousandths of the trunk; 0 if there is none. */
static double median_width(const uint8_t count[SAG_OUTLINE_GUESSED], int valid)
{
    if (valid == 0) {
        return 0.0;
    }
    int lower = width_of_rank(count, (valid - 1) / 2);
    return valid % 2 == 1 ? lower : 0.5 * (lower + width_of_rank(count, valid / 2));
}

bool sag__outline_unpack(sag__outline *out, const sag_outline *packed, const sag__outline_axis *axis)
{
    double length_px = hypot(axis->shoulder_x_px - axis->hip_x_px, axis->shoulder_y_px - axis->hip_y_px);
    if (!packed->found || packed->facing != axis->facing || !(length_px > 0.0)) {
        memset(out, 0, sizeof *out);
        return false;
    }
    const float px = 1.0f / SAG_OUTLINE_STEPS_PER_PX;
    float width_px[SAG_OUTLINE_GUESSED + 1]; /* of each width */
    int64_t x = packed->x;
    int64_t y = packed->y;
    double arc = 0.0;
    uint8_t count[SAG_OUTLINE_GUESSED + 1] = {0};
    for (int i = 0; i < SAG_OUTLINE_COUNT; i++) {
        int width = packed->width[i];
        if (count[width]++ == 0) {
            width_px[width] = width != SAG_OUTLINE_GUESSED ? (float)(width / WIDTH_SCALE * length_px) : 0.0f;
        }
        out->point[i] = (sag__outline_point){(float)x * px, (float)y * px, width_px[width],
                                             width != SAG_OUTLINE_GUESSED};
        if (i + 1 < SAG_OUTLINE_COUNT) {
            double step_x = packed->step_x[i];
            double step_y = packed->step_y[i];
            arc += sqrt(step_x * step_x + step_y * step_y);
            x += packed->step_x[i];
            y += packed->step_y[i];
        }
    }
    int valid = SAG_OUTLINE_COUNT - count[SAG_OUTLINE_GUESSED];
    out->axis = *axis;
    out->length_px = (float)length_px;
    out->spacing_px = (float)(arc / SAG_OUTLINE_STEPS_PER_PX / (SAG_OUTLINE_COUNT - 1));
    out->width_px = (float)(median_width(count, valid) / WIDTH_SCALE * length_px);
    out->valid_ratio = (float)valid / SAG_OUTLINE_COUNT;
    out->found = true;
    return true;
}

void sag__outline_turn(sag__outline *outline, double angle_rad)
{
    double cosine = cos(angle_rad);
    double sine = sin(angle_rad);
    for (int i = 0; i < SAG__OUTLINE_COUNT; i++) {
        sag__outline_point *point = &outline->point[i];
        double x_px = (double)point->x_px;
        double y_px = (double)point->y_px;
        point->x_px = (float)(cosine * x_px - sine * y_px);
        point->y_px = (float)(sine * x_px + cosine * y_px);
    }
}
