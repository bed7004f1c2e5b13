#include "back_curve.h"

#include <math.h>
#include <string.h>

#include "angle.h"

#define COUNT SAG__OUTLINE_COUNT

/* Weights of the line fit are cut off here, in windows. */
#define WINDOW_REACH 3.0

/* The buttock is looked for below this share of the axis. */
#define GLUTEAL_TOP_SHARE 0.35

/* Room for the coordinates that a window reaches beyond the ends. */
typedef struct long_line {
    double value[3 * COUNT];
} long_line;

/* Write a coordinate with `reach` < COUNT values more at each end: it goes on by point reflection. Returns: the first. */
static const double *lengthen(long_line *out, const double *value, int reach)
{
    double *first = out->value + COUNT;
    memcpy(first, value, COUNT * sizeof *value);
    for (int k = 1; k <= reach; k++) {
        first[-k] = 2.0 * value[0] - value[k];
        first[COUNT - 1 + k] = 2.0 * value[COUNT - 1] - value[COUNT - 1 - k];
    }
    return first;
}

/* weight[k] = k exp(-t^2 / 2), t = k * step, for k = 1 .. reach; each factor comes from the one before. */
static void fill_weights(double *weight, int reach, double step)
{
    double bell = 1.0;
    double ratio = exp(-0.5 * step * step);
    const double ratio_step = ratio * ratio;
    for (int k = 1; k <= reach; k++) {
        bell *= ratio;
        ratio *= ratio_step;
        weight[k] = k * bell;
    }
}

/* Straight lines fitted in a moving window, their inclinations unwrapped. */
static void fit_tangents(sag__back_curve *curve, double window)
{
    double weight[COUNT];
    double forward[COUNT], up[COUNT];
    long_line line;
    const sag__kernels *kernels = curve->kernels;
    int reach = (int)ceil(WINDOW_REACH * window / curve->spacing);
    reach = reach < 1 ? 1 : reach > COUNT - 1 ? COUNT - 1 : reach;
    fill_weights(weight, reach, curve->spacing / window);
    kernels->odd_window_f64(forward, lengthen(&line, curve->forward, reach), weight, (size_t)reach, COUNT);
    kernels->odd_window_f64(up, lengthen(&line, curve->up, reach), weight, (size_t)reach, COUNT);
    double *tangent = curve->tangent_rad;
    kernels->atan2_f64(tangent, forward, up, COUNT);
    for (int i = 1; i < COUNT; i++) {
        if (fabs(tangent[i - 1] - tangent[i]) > SAG__PI) {
            tangent[i] += 2.0 * SAG__PI * nearbyint((tangent[i - 1] - tangent[i]) / (2.0 * SAG__PI));
        }
    }
}

bool sag__back_curve_make(sag__back_curve *curve, const sag__kernels *kernels, const sag__outline *outline,
                          double reference_px, double window)
{
    curve->kernels = kernels;
    curve->found = false;
    const sag__outline_axis *axis = &outline->axis;
    if (!outline->found || !(reference_px > 0.0) || !(outline->spacing_px > 0.0f)) {
        return false;
    }
    double scale = 1.0 / reference_px;
    for (int i = 0; i < COUNT; i++) {
        curve->forward[i] = axis->facing * ((double)outline->point[i].x_px - axis->hip_x_px) * scale;
        curve->up[i] = (axis->hip_y_px - (double)outline->point[i].y_px) * scale;
        curve->valid[i] = outline->point[i].valid;
    }
    curve->spacing = (double)outline->spacing_px * scale;
    curve->length = (double)outline->length_px * scale;
    curve->width = (double)outline->width_px * scale;
    double norm_px = (double)outline->length_px;
    curve->axis_forward = axis->facing * (axis->shoulder_x_px - axis->hip_x_px) / norm_px;
    curve->axis_up = (axis->hip_y_px - axis->shoulder_y_px) / norm_px;
    for (int i = 0; i < COUNT; i++) {
        curve->along[i] = curve->forward[i] * curve->axis_forward + curve->up[i] * curve->axis_up;
        curve->behind[i] = curve->up[i] * curve->axis_forward - curve->forward[i] * curve->axis_up;
    }
    fit_tangents(curve, window);
    curve->found = true;
    for (int i = 0; i < COUNT; i++) {
        curve->found = curve->found && isfinite(curve->tangent_rad[i]);
    }
    /* One turn more or less along the whole curve is the same posture. */
    double turn_rad = 2.0 * SAG__PI * nearbyint((curve->tangent_rad[COUNT / 4] -
                      atan2(curve->axis_forward, curve->axis_up)) / (2.0 * SAG__PI));
    for (int i = 0; turn_rad != 0.0 && i < COUNT; i++) {
        curve->tangent_rad[i] -= turn_rad;
    }
    return curve->found;
}

/* Linear between the points of an array; NaN off the curve. */
static double value_at(const double *value, sag__back_place place)
{
    if (!(place >= 0.0 && place <= COUNT - 1)) {
        return NAN;
    }
    int i = (int)place < COUNT - 2 ? (int)place : COUNT - 2;
    return value[i] + (value[i + 1] - value[i]) * (place - i);
}

double sag__back_curve_tangent(const sag__back_curve *curve, sag__back_place place)
{
    return value_at(curve->tangent_rad, place);
}

double sag__back_curve_radius(const sag__back_curve *curve, sag__back_place place)
{
    return hypot(value_at(curve->forward, place), value_at(curve->up, place));
}

bool sag__back_curve_is_clear(const sag__back_curve *curve, sag__back_place place, double window)
{
    if (!(place >= 0.0 && place <= COUNT - 1)) {
        return false;
    }
    int first = (int)fmax(0.0, floor(place - window / curve->spacing));
    int last = (int)fmin(COUNT - 1, ceil(place + window / curve->spacing));
    for (int i = first; i <= last; i++) {
        if (!curve->valid[i]) {
            return false;
        }
    }
    return true;
}

/* Where between the points i - 1 and i a value that was before reaches a level that it has reached at now. */
static sag__back_place place_between(int i, double before, double now, double level)
{
    return i == 0 || before == now ? i : i - 1 + (level - before) / (now - before);
}

static double radius_at(const sag__back_curve *curve, int i)
{
    return sqrt(curve->forward[i] * curve->forward[i] + curve->up[i] * curve->up[i]);
}

sag__back_place sag__back_find_radius(const sag__back_curve *curve, double radius)
{
    if (!(radius >= 0.0)) {
        return NAN;
    }
    double square = radius * radius;
    for (int i = 0; i < COUNT; i++) {
        if (curve->forward[i] * curve->forward[i] + curve->up[i] * curve->up[i] <= square) {
            return place_between(i, i > 0 ? radius_at(curve, i - 1) : 0.0, radius_at(curve, i), radius);
        }
    }
    return NAN;
}

sag__back_place sag__back_find_polar(const sag__back_curve *curve, sag__back_place from, double angle_rad)
{
    double start_forward = value_at(curve->forward, from);
    double start_up = value_at(curve->up, from);
    if (isnan(start_forward)) {
        return NAN;
    }
    double cosine = cos(angle_rad);
    double sine = sin(angle_rad);
    double before_cross = 0.0;
    double before_dot = 1.0;
    for (int i = (int)from + 1; i < COUNT; i++) {
        double cross = fabs(start_up * curve->forward[i] - start_forward * curve->up[i]);
        double dot = start_forward * curve->forward[i] + start_up * curve->up[i];
        /* The sine of how much the direction differs by more than the angle; both lie in 0 .. pi. */
        if (cross * cosine - dot * sine > 0.0) {
            double before = atan2(before_cross, before_dot);
            return fmax(from, place_between(i, before, atan2(cross, dot), angle_rad));
        }
        before_cross = cross;
        before_dot = dot;
    }
    return NAN;
}

sag__back_place sag__back_find_arc(const sag__back_curve *curve, sag__back_place from, double arc)
{
    double place = from + arc / curve->spacing;
    return place >= 0.0 && place <= COUNT - 1 ? place : NAN;
}

sag__back_place sag__back_find_axis(const sag__back_curve *curve, double share)
{
    double level = share * curve->length;
    for (int i = 0; i < COUNT; i++) {
        if (curve->along[i] <= level) {
            return place_between(i, i > 0 ? curve->along[i - 1] : 0.0, curve->along[i], level);
        }
    }
    return NAN;
}

/* Refine the position of an extremum by a parabola through it and its neighbours. */
static sag__back_place vertex(int i, double left, double middle, double right)
{
    double bend = left - 2.0 * middle + right;
    return bend == 0.0 ? i : i + fmax(-0.5, fmin(0.5, 0.5 * (left - right) / bend));
}

sag__back_place sag__back_find_gluteal_apex(const sag__back_curve *curve)
{
    const double *behind = curve->behind;
    double level = GLUTEAL_TOP_SHARE * curve->length;
    int best = -1;
    for (int i = 1; i < COUNT - 1; i++) {
        if (curve->along[i] <= level && (best < 0 || behind[i] > behind[best])) {
            best = i;
        }
    }
    return best < 0 ? NAN : vertex(best, behind[best - 1], behind[best], behind[best + 1]);
}

sag__back_place sag__back_find_steepest(const sag__back_curve *curve, sag__back_place from, sag__back_place to,
                                        bool largest)
{
    if (!(from >= 0.0 && to <= COUNT - 1 && from < to)) {
        return NAN;
    }
    const double *tangent = curve->tangent_rad;
    int best = -1;
    for (int i = (int)ceil(from); i <= (int)to; i++) {
        if (best < 0 || (largest ? tangent[i] > tangent[best] : tangent[i] < tangent[best])) {
            best = i;
        }
    }
    if (best < 0) {
        return NAN;
    }
    bool inner = best > 0 && best < COUNT - 1;
    return inner ? vertex(best, tangent[best - 1], tangent[best], tangent[best + 1]) : (double)best;
}
