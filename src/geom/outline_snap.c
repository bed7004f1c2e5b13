#include "outline_snap.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Reach of the search to each side of the mask's edge, in axis lengths, but at least so many pixels. */
#define REACH_LENGTHS 0.06
#define REACH_MIN_PX 3.0

/* Places on each normal, and the two arms of the derivative. */
#define HALF_COUNT 14
#define PLACE_COUNT (2 * HALF_COUNT + 1)
#define ARM 2

/* A change of colour over the arms by so many 8-bit levels is worth half of a perfect edge. */
#define HALF_WORTH_LEVELS 25.0

/* What it costs to be at the end of the reach, and to change the place by one step from point to point; in edges. */
#define COST_FAR 0.5
#define COST_STEP 0.05
#define STEP_MAX 2

/* Points on each side that make the normal; standard deviation of the smoothing along the arc, in points. */
#define NORMAL_HALF 7
#define SMOOTH_POINTS 2.0
#define SMOOTH_HALF 6

/* Weight of a place without an edge in the smoothing, and the worth that counts as an edge of its own. */
#define WEIGHT_MIN 0.05
#define WORTH_MIN 0.3

#define COUNT SAG__OUTLINE_COUNT

typedef struct colour {
    float channel[3];
} colour;

/* Bilinear, half-pixel centres, the border goes on. x, y finite and not far outside. */
static colour colour_at(const sag_frame *frame, double x_px, double y_px)
{
    double x = fmax(0.0, fmin(frame->width_px - 1, x_px - 0.5));
    double y = fmax(0.0, fmin(frame->height_px - 1, y_px - 0.5));
    ptrdiff_t i = (ptrdiff_t)x;
    ptrdiff_t j = (ptrdiff_t)y;
    ptrdiff_t right = i + 1 < frame->width_px ? 3 : 0;
    ptrdiff_t below = j + 1 < frame->height_px ? frame->stride_bytes : 0;
    float weight_x = (float)(x - (double)i);
    float weight_y = (float)(y - (double)j);
    const uint8_t *p = frame->rgb + j * frame->stride_bytes + 3 * i;
    colour out;
    for (int c = 0; c < 3; c++, p++) {
        float top = (float)p[0] + ((float)p[right] - (float)p[0]) * weight_x;
        float bottom = (float)p[below] + ((float)p[below + right] - (float)p[below]) * weight_x;
        out.channel[c] = top + (bottom - top) * weight_y;
    }
    return out;
}

/* Unit normal of the outline at a point, over its neighbours. Returns: false where they coincide. */
static bool normal_at(const sag__outline *outline, int i, double *nx, double *ny)
{
    int a = i < NORMAL_HALF ? 0 : i - NORMAL_HALF;
    int b = i + NORMAL_HALF < COUNT ? i + NORMAL_HALF : COUNT - 1;
    double dx = (double)outline->point[b].x_px - (double)outline->point[a].x_px;
    double dy = (double)outline->point[b].y_px - (double)outline->point[a].y_px;
    double length = hypot(dx, dy);
    *nx = dy / length;
    *ny = -dx / length;
    return length > 0.0 && isfinite(length);
}

/* The worth of every place on a normal, 0..1. */
static void weigh_places(float worth[PLACE_COUNT], const colour profile[PLACE_COUNT + 2 * ARM])
{
    for (int k = 0; k < PLACE_COUNT; k++) {
        float sum = 0.0f;
        for (int c = 0; c < 3; c++) {
            float d = profile[k + 2 * ARM].channel[c] - profile[k].channel[c];
            sum += d * d;
        }
        double slope = sqrt((double)sum);
        worth[k] = (float)(slope / (slope + HALF_WORTH_LEVELS));
    }
}

/* The chain of places, one on each normal, of the largest sum of worths minus costs (dynamic programming). */
static void find_chain(int place[COUNT], float worth[COUNT][PLACE_COUNT])
{
    float sum[PLACE_COUNT] = {0.0f};
    signed char came[COUNT][PLACE_COUNT];
    for (int i = 0; i < COUNT; i++) {
        float next[PLACE_COUNT];
        for (int k = 0; k < PLACE_COUNT; k++) {
            float best = sum[k];
            int from = 0;
            for (int step = -STEP_MAX; step <= STEP_MAX; step++) {
                if (k + step >= 0 && k + step < PLACE_COUNT) {
                    float value = sum[k + step] - (float)COST_STEP * (float)(step * step);
                    from = value > best ? step : from;
                    best = value > best ? value : best;
                }
            }
            float off = (float)(k - HALF_COUNT) / HALF_COUNT;
            next[k] = best + worth[i][k] - (float)COST_FAR * off * off;
            came[i][k] = (signed char)from;
        }
        memcpy(sum, next, sizeof sum);
    }
    int k = HALF_COUNT;
    for (int j = 0; j < PLACE_COUNT; j++) {
        k = sum[j] > sum[k] ? j : k;
    }
    for (int i = COUNT - 1; i >= 0; i--) {
        place[i] = k;
        k += came[i][k];
    }
}

/* Steps from the middle to the peak at a place, between the places. */
static double peak_at(const float worth[PLACE_COUNT], int k)
{
    double fraction = 0.0;
    if (k > 0 && k < PLACE_COUNT - 1) {
        double left = (double)worth[k - 1];
        double right = (double)worth[k + 1];
        double bend = left - 2.0 * (double)worth[k] + right;
        fraction = bend < 0.0 ? fmax(-0.5, fmin(0.5, 0.5 * (left - right) / bend)) : 0.0;
    }
    return k - HALF_COUNT + fraction;
}

/* Mean of the moves around a point, by their weights. */
static double smooth_at(const double move[COUNT], const double weight[COUNT], int i)
{
    double sum = 0.0;
    double total = 0.0;
    for (int k = i - SMOOTH_HALF; k <= i + SMOOTH_HALF; k++) {
        if (k >= 0 && k < COUNT) {
            double t = (k - i) / SMOOTH_POINTS;
            double w = weight[k] * exp(-0.5 * t * t);
            sum += w * move[k];
            total += w;
        }
    }
    return sum / total;
}

double sag__outline_snap(sag__outline *outline, const sag_frame *frame)
{
    if (!outline->found) {
        return 0.0;
    }
    double nx[COUNT], ny[COUNT], move[COUNT], weight[COUNT];
    float worth[COUNT][PLACE_COUNT];
    int place[COUNT];
    double reach_px = fmax(REACH_MIN_PX, REACH_LENGTHS * (double)outline->length_px);
    double step_px = reach_px / HALF_COUNT;
    for (int i = 0; i < COUNT; i++) {
        const sag__outline_point *point = &outline->point[i];
        bool usable = normal_at(outline, i, &nx[i], &ny[i]) && point->valid;
        colour profile[PLACE_COUNT + 2 * ARM] = {{{0.0f}}};
        for (int k = 0; usable && k < PLACE_COUNT + 2 * ARM; k++) {
            double way = step_px * (k - HALF_COUNT - ARM);
            profile[k] = colour_at(frame, (double)point->x_px + way * nx[i], (double)point->y_px + way * ny[i]);
        }
        weigh_places(worth[i], profile);
    }
    find_chain(place, worth);
    int valid = 0;
    int found = 0;
    for (int i = 0; i < COUNT; i++) {
        double value = (double)worth[i][place[i]];
        move[i] = step_px * peak_at(worth[i], place[i]);
        weight[i] = WEIGHT_MIN + value;
        valid += outline->point[i].valid ? 1 : 0;
        found += outline->point[i].valid && value >= WORTH_MIN ? 1 : 0;
    }
    for (int i = 0; i < COUNT; i++) {
        if (outline->point[i].valid) {
            double way = smooth_at(move, weight, i);
            outline->point[i].x_px += (float)(way * nx[i]);
            outline->point[i].y_px += (float)(way * ny[i]);
        }
    }
    return valid > 0 ? (double)found / valid : 0.0;
}
