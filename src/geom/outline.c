#include "outline.h"

#include <math.h>
#include <string.h>

#include "angle.h"
#include "stats.h"

/* Rays at right angles to the axis, from above the shoulders down to the hips; then a fan about the hips. */
#define TRUNK_RAY_COUNT 80
#define FAN_RAY_COUNT 29
#define RAY_COUNT (TRUNK_RAY_COUNT + FAN_RAY_COUNT)
#define TRUNK_RAY_TOP 1.08
#define FAN_END_RAD SAG__RAD(75.0)

/* Reach of a ray, and how soon it must be on the person, in axis lengths. */
#define RAY_REACH 0.62
#define RAY_ENTRY (RAY_REACH / 3.0)

/* A ray is sampled at this step, in mask cells; a crossing is placed between two samples by a straight line. */
#define RAY_STEP_CELLS 0.5

#define LEVEL_INNER 0.75f
#define LEVEL_EDGE 0.5f
#define LEVEL_OUTER 0.25f

#define AXIS_MIN_CELLS 8.0
#define AXIS_MAX_SIDES 1.0
#define VALID_MIN_RATIO 0.5

/* A stretch without an edge is interpolated; beyond this length, in axis lengths, its points are not valid. */
#define GAP_MAX 0.04

/* Feet and face point to a side when they do so by this share of the axis. */
#define FACING_MIN 0.08

/* A mask in the coordinates of its cells. */
typedef struct mask_view {
    const float *value;
    int side;
    double cell_x; /* a step of one picture pixel along x, in cells of the region's own axes */
    double cell_y;
    double center_x_px;
    double center_y_px;
} mask_view;

typedef struct cell {
    double x;
    double y;
} cell;

typedef struct crossing {
    cell at;
    double width; /* cells */
    bool met;
} crossing;

static cell cell_of(const mask_view *view, double x_px, double y_px)
{
    double dx_px = x_px - view->center_x_px;
    double dy_px = y_px - view->center_y_px;
    double middle = 0.5 * view->side - 0.5;
    return (cell){view->cell_x * dx_px + view->cell_y * dy_px + middle,
                  -view->cell_y * dx_px + view->cell_x * dy_px + middle};
}

static void pixel_of(const mask_view *view, cell at, double *x_px, double *y_px)
{
    double middle = 0.5 * view->side - 0.5;
    /* Cells of the rotated frame back to pixels: the transpose over the square of the scale is the inverse. */
    double inverse = 1.0 / (view->cell_x * view->cell_x + view->cell_y * view->cell_y);
    double u = (at.x - middle) * inverse;
    double v = (at.y - middle) * inverse;
    *x_px = view->cell_x * u - view->cell_y * v + view->center_x_px;
    *y_px = view->cell_y * u + view->cell_x * v + view->center_y_px;
}

/* Bilinear value. Returns: false outside the square of the cells' centres. */
static bool mask_at(const mask_view *view, cell at, float *value)
{
    if (!(at.x >= 0.0 && at.y >= 0.0 && at.x <= view->side - 1 && at.y <= view->side - 1)) {
        return false;
    }
    int i = (int)at.x < view->side - 2 ? (int)at.x : view->side - 2;
    int j = (int)at.y < view->side - 2 ? (int)at.y : view->side - 2;
    float weight_x = (float)(at.x - i);
    float weight_y = (float)(at.y - j);
    const float *upper = view->value + (size_t)j * (size_t)view->side + (size_t)i;
    const float *lower = upper + view->side;
    float top = upper[0] + (upper[1] - upper[0]) * weight_x;
    float bottom = lower[0] + (lower[1] - lower[0]) * weight_x;
    *value = top + (bottom - top) * weight_y;
    return true;
}

/* Where between two samples, 0..1, a value is crossed downward. */
static double share_at(float before, float after, float level)
{
    return before > after ? (double)((before - level) / (before - after)) : 0.0;
}

/*
 * Follow one ray: it must reach the person within `entry` cells, and leaves it at the first sample at or below the
 * edge level after that. A NaN, or the end of the mask, ends the ray without an edge.
 */
static crossing ray_follow(const mask_view *view, cell origin, double dx, double dy, double reach, double entry)
{
    crossing out = {.met = false};
    int last = (int)(reach / RAY_STEP_CELLS);
    bool inside = false;
    double inner = NAN;
    double edge = NAN;
    float before = 0.0f;
    for (int k = 0; k <= last; k++) {
        double way = k * RAY_STEP_CELLS;
        float now = NAN;
        bool on_mask = mask_at(view, (cell){origin.x + way * dx, origin.y + way * dy}, &now);
        if (!on_mask || isnan(now) || (!inside && way > entry)) {
            return out;
        }
        double start = way - RAY_STEP_CELLS;
        if (inside && isnan(edge) && before > LEVEL_INNER && now <= LEVEL_INNER) {
            inner = start + RAY_STEP_CELLS * share_at(before, now, LEVEL_INNER);
        }
        if (inside && isnan(edge) && now <= LEVEL_EDGE) {
            edge = start + RAY_STEP_CELLS * share_at(before, now, LEVEL_EDGE);
        }
        if (!isnan(edge) && now <= LEVEL_OUTER) {
            double outer = start + RAY_STEP_CELLS * share_at(before, now, LEVEL_OUTER);
            out = (crossing){{origin.x + edge * dx, origin.y + edge * dy}, outer - inner, !isnan(inner)};
            return out;
        }
        inside = inside || now > LEVEL_EDGE;
        before = now;
    }
    return out;
}

bool sag__outline_axis_read(sag__outline_axis *axis, const sag_skeleton *skeleton, int facing)
{
    const sag_keypoint *shoulder = &skeleton->joint[SAG_JOINT_LEFT_SHOULDER];
    const sag_keypoint *hip = &skeleton->joint[SAG_JOINT_LEFT_HIP];
    *axis = (sag__outline_axis){
        .shoulder_x_px = 0.5 * ((double)shoulder[0].x_px + (double)shoulder[1].x_px),
        .shoulder_y_px = 0.5 * ((double)shoulder[0].y_px + (double)shoulder[1].y_px),
        .hip_x_px = 0.5 * ((double)hip[0].x_px + (double)hip[1].x_px),
        .hip_y_px = 0.5 * ((double)hip[0].y_px + (double)hip[1].y_px),
        .facing = facing < 0 ? -1 : 1,
    };
    return skeleton->found && isfinite(axis->shoulder_x_px) && isfinite(axis->shoulder_y_px) &&
           isfinite(axis->hip_x_px) && isfinite(axis->hip_y_px);
}

/* How far one pair of joints lies to the right of another, both in the middle of left and right. */
static double ahead_px(const sag_skeleton *skeleton, sag_joint left, sag_joint of_left)
{
    const sag_keypoint *a = &skeleton->joint[left];
    const sag_keypoint *b = &skeleton->joint[of_left];
    return 0.5 * ((double)a[0].x_px + (double)a[1].x_px) - 0.5 * ((double)b[0].x_px + (double)b[1].x_px);
}

int sag__outline_facing(const sag_skeleton *skeleton)
{
    sag__outline_axis axis;
    if (!sag__outline_axis_read(&axis, skeleton, 1)) {
        return 0;
    }
    double length_px = hypot(axis.shoulder_x_px - axis.hip_x_px, axis.shoulder_y_px - axis.hip_y_px);
    double feet_px = ahead_px(skeleton, SAG_JOINT_LEFT_FOOT_INDEX, SAG_JOINT_LEFT_HEEL);
    double face_px = (double)skeleton->joint[SAG_JOINT_NOSE].x_px -
                     0.5 * ((double)skeleton->joint[SAG_JOINT_LEFT_EAR].x_px +
                            (double)skeleton->joint[SAG_JOINT_RIGHT_EAR].x_px);
    double ahead = feet_px + face_px;
    if (!(fabs(ahead) >= FACING_MIN * length_px)) {
        return 0;
    }
    return ahead > 0.0 ? 1 : -1;
}

/* Send all rays, cranial to caudal. length: of the axis, in cells. Returns: how many met an edge. */
static int rays_send(crossing ray[RAY_COUNT], const mask_view *view, cell shoulder, cell hip, int facing, double length)
{
    double ex = (shoulder.x - hip.x) / length;
    double ey = (shoulder.y - hip.y) / length;
    double nx = facing * ey;
    double ny = -facing * ex;
    int met = 0;
    for (int k = 0; k < RAY_COUNT; k++) {
        cell origin = hip;
        double dx = nx;
        double dy = ny;
        if (k < TRUNK_RAY_COUNT) {
            double u = TRUNK_RAY_TOP * (1.0 - k / (double)(TRUNK_RAY_COUNT - 1)) * length;
            origin = (cell){hip.x + u * ex, hip.y + u * ey};
        } else {
            double angle_rad = FAN_END_RAD * (k - TRUNK_RAY_COUNT + 1) / FAN_RAY_COUNT;
            dx = cos(angle_rad) * nx - sin(angle_rad) * ex;
            dy = cos(angle_rad) * ny - sin(angle_rad) * ey;
        }
        ray[k] = ray_follow(view, origin, dx, dy, RAY_REACH * length, RAY_ENTRY * length);
        met += ray[k].met;
    }
    return met;
}

/*
 * Lay the points evenly along the polyline of the edges that were met.
 * gap: longest bridge between two edges whose points are still valid, in cells; neighbouring rays are always joined.
 */
static void resample(sag__outline *out, const crossing *ray, const mask_view *view, double gap, double px_per_cell)
{
    int index[RAY_COUNT];
    double arc[RAY_COUNT];
    int count = 0;
    for (int k = 0; k < RAY_COUNT; k++) {
        if (ray[k].met) {
            index[count] = k;
            arc[count] = count == 0 ? 0.0
                                    : arc[count - 1] + hypot(ray[k].at.x - ray[index[count - 1]].at.x,
                                                             ray[k].at.y - ray[index[count - 1]].at.y);
            count++;
        }
    }
    double spacing = arc[count - 1] / (SAG__OUTLINE_COUNT - 1);
    out->spacing_px = (float)(spacing * px_per_cell);
    int segment = 0;
    for (int i = 0; i < SAG__OUTLINE_COUNT; i++) {
        double s = i * spacing;
        while (segment < count - 2 && arc[segment + 1] < s) {
            segment++;
        }
        const crossing *a = &ray[index[segment]];
        const crossing *b = &ray[index[segment + 1]];
        double step = arc[segment + 1] - arc[segment];
        double weight = step > 0.0 ? fmin(1.0, (s - arc[segment]) / step) : 0.0;
        double x_px, y_px;
        pixel_of(view, (cell){a->at.x + (b->at.x - a->at.x) * weight, a->at.y + (b->at.y - a->at.y) * weight}, &x_px,
                 &y_px);
        out->point[i] = (sag__outline_point){
            .x_px = (float)x_px,
            .y_px = (float)y_px,
            .width_px = (float)((a->width + (b->width - a->width) * weight) * px_per_cell),
            .valid = index[segment + 1] == index[segment] + 1 || step <= gap,
        };
    }
}

/* Median edge width of the valid points. */
static float median_width(const sag__outline *outline)
{
    double width_px[SAG__OUTLINE_COUNT];
    size_t count = 0;
    for (int i = 0; i < SAG__OUTLINE_COUNT; i++) {
        if (outline->point[i].valid) {
            width_px[count++] = (double)outline->point[i].width_px;
        }
    }
    double median_px = sag__stats_median(width_px, count, width_px);
    return isnan(median_px) ? 0.0f : (float)median_px;
}

/* The axis of a trunk in the cells of a mask. */
typedef struct trunk {
    mask_view view;
    cell shoulder;
    cell hip;
    double length;
} trunk;

/* Returns: false if the axis is too short or too long to be followed in this mask. */
static bool trunk_place(trunk *out, const float *mask, int side, const sag_region *region,
                        const sag__outline_axis *axis)
{
    if (side < 2 || !(region->side_px > 0.0f)) {
        return false;
    }
    double cells_per_px = side / (double)region->side_px;
    out->view = (mask_view){
        .value = mask,
        .side = side,
        .cell_x = cos((double)region->rotation_rad) * cells_per_px,
        .cell_y = sin((double)region->rotation_rad) * cells_per_px,
        .center_x_px = (double)region->center_x_px,
        .center_y_px = (double)region->center_y_px,
    };
    out->shoulder = cell_of(&out->view, axis->shoulder_x_px, axis->shoulder_y_px);
    out->hip = cell_of(&out->view, axis->hip_x_px, axis->hip_y_px);
    out->length = hypot(out->shoulder.x - out->hip.x, out->shoulder.y - out->hip.y);
    return out->length >= AXIS_MIN_CELLS && out->length <= AXIS_MAX_SIDES * side;
}

static int cell_within(double place, int side)
{
    return (int)fmin(fmax(floor(place), 0.0), side);
}

bool sag__outline_reach(sag__outline_cells *out, int side, const sag_region *region, const sag__outline_axis *axis)
{
    trunk of;
    *out = (sag__outline_cells){0, 0, 0, 0};
    if (!trunk_place(&of, NULL, side, region, axis)) {
        return false;
    }
    /* All rays lie in a rectangle along the axis: above the shoulders to the end of the fan, and as wide as a ray. */
    double ex = (of.shoulder.x - of.hip.x) / of.length;
    double ey = (of.shoulder.y - of.hip.y) / of.length;
    double left = INFINITY;
    double top = INFINITY;
    double right = -INFINITY;
    double bottom = -INFINITY;
    for (int corner = 0; corner < 4; corner++) {
        double along = corner % 2 == 0 ? TRUNK_RAY_TOP * of.length : -RAY_REACH * of.length * sin(FAN_END_RAD);
        double across = corner / 2 == 0 ? 0.0 : axis->facing * RAY_REACH * of.length;
        double x = of.hip.x + along * ex + across * ey;
        double y = of.hip.y + along * ey - across * ex;
        left = fmin(left, x);
        top = fmin(top, y);
        right = fmax(right, x);
        bottom = fmax(bottom, y);
    }
    /* A place lies between its cell and the next one; and one cell for what rounding may do. */
    *out = (sag__outline_cells){cell_within(left - 1.0, side), cell_within(top - 1.0, side),
                                cell_within(right + 3.0, side), cell_within(bottom + 3.0, side)};
    return true;
}

bool sag__outline_trace(sag__outline *out, const float *mask, int side, const sag_region *region,
                        const sag__outline_axis *axis)
{
    memset(out, 0, sizeof *out);
    trunk of;
    if (!trunk_place(&of, mask, side, region, axis)) {
        return false;
    }
    crossing ray[RAY_COUNT];
    int met = rays_send(ray, &of.view, of.shoulder, of.hip, axis->facing, of.length);
    if (met < VALID_MIN_RATIO * RAY_COUNT) {
        return false;
    }
    double cells_per_px = side / (double)region->side_px;
    resample(out, ray, &of.view, GAP_MAX * of.length, 1.0 / cells_per_px);
    out->found = true;
    out->axis = *axis;
    out->length_px = (float)(of.length / cells_per_px);
    out->valid_ratio = (float)met / RAY_COUNT;
    out->width_px = median_width(out);
    return true;
}
