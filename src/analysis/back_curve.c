#include "back_curve.h"

#include <math.h>
#include <string.h>

#include "angle.h"

#define COUNT SAG__OUTLINE_COUNT

/* Weights of the line fit are cut off here, in windows. */
#define WINDOW_REACH 3.0

/* The buttock is looked for below this share of the axis. */
#define GLUTEAL_TOP_SHARE 0.35

/* A coordinate beyond the ends goes on by point reflection. */
static double reflected(const double *value, int i)
{
    if (i < 0) {
        return 2.0 * value[0] - value[-i < COUNT ? -i : COUNT - 1];
    }
    if (i >= COUNT) {
        int mirror = 2 * (COUNT - 1) - i;
        return 2.0 * value[COUNT - 1] - value[mirror > 0 ? mirror : 0];
    }
    return value[i];
}

/* Straight lines fitted in a moving window, their inclinations unwrapped. */
static void fit_tangents(sag__back_curve *curve, double window)
{
    double weight[COUNT];
    int reach = (int)ceil(WINDOW_REACH * window / curve->spacing);
    reach = reach < 1 ? 1 : reach > COUNT - 1 ? COUNT - 1 : reach;
    for (int k = 1; k <= reach; k++) {
        double t = k * curve->spacing / window;
        weight[k] = k * exp(-0.5 * t * t);
    }
    for (int i = 0; i < COUNT; i++) {
        double forward = 0.0;
        double up = 0.0;
        for (int k = 1; k <= reach; k++) {
            forward += weight[k] * (reflected(curve->forward, i - k) - reflected(curve->forward, i + k));
            up += weight[k] * (reflected(curve->up, i - k) - reflected(curve->up, i + k));
        }
        double angle_rad = sag__angle_inclination(forward, up);
        if (i > 0) {
            angle_rad += 2.0 * SAG__PI * nearbyint((curve->tangent_rad[i - 1] - angle_rad) / (2.0 * SAG__PI));
        }
        curve->tangent_rad[i] = angle_rad;
    }
}

bool sag__back_curve_make(sag__back_curve *curve, const sag__outline *outline, double reference_px, double window)
{
    memset(curve, 0, sizeof *curve);
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
    fit_tangents(curve, window);
    curve->found = true;
    for (int i = 0; i < COUNT; i++) {
        curve->found = curve->found && isfinite(curve->tangent_rad[i]);
    }
    /* One turn more or less along the whole curve is the same posture. */
    double turn_rad = 2.0 * SAG__PI * nearbyint((curve->tangent_rad[COUNT / 4] -
                      atan2(curve->axis_forward, curve->axis_up)) / (2.0 * SAG__PI));
    for (int i = 0; i < COUNT; i++) {
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

sag__back_place sag__back_find_radius(const sag__back_curve *curve, double radius)
{
    double before = 0.0;
    for (int i = 0; i < COUNT; i++) {
        double now = hypot(curve->forward[i], curve->up[i]);
        if (now <= radius) {
            return place_between(i, before, now, radius);
        }
        before = now;
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
    double before = 0.0;
    for (int i = (int)from + 1; i < COUNT; i++) {
        double cross = start_up * curve->forward[i] - start_forward * curve->up[i];
        double dot = start_forward * curve->forward[i] + start_up * curve->up[i];
        double now = fabs(atan2(cross, dot));
        if (now >= angle_rad) {
            return fmax(from, place_between(i, before, now, angle_rad));
        }
        before = now;
    }
    return NAN;
}

sag__back_place sag__back_find_arc(const sag__back_curve *curve, sag__back_place from, double arc)
{
    double place = from + arc / curve->spacing;
    return place >= 0.0 && place <= COUNT - 1 ? place : NAN;
}

/* Projection of point i on the axis, as a share of the axis. */
static double share_at(const sag__back_curve *curve, int i)
{
    return (curve->forward[i] * curve->axis_forward + curve->up[i] * curve->axis_up) / curve->length;
}

sag__back_place sag__back_find_axis(const sag__back_curve *curve, double share)
{
    double before = 0.0;
    for (int i = 0; i < COUNT; i++) {
        double now = share_at(curve, i);
        if (now <= share) {
            return place_between(i, before, now, share);
        }
        before = now;
    }
    return NAN;
}

/* Refine the position of an extremum by a parabola through it and its neighbours. */
static sag__back_place vertex(int i, double left, double middle, double right)
{
    double bend = left - 2.0 * middle + right;
    return bend == 0.0 ? i : i + fmax(-0.5, fmin(0.5, 0.5 * (left - right) / bend));
}

static double behind_at(const sag__back_curve *curve, int i)
{
    return curve->up[i] * curve->axis_forward - curve->forward[i] * curve->axis_up;
}

sag__back_place sag__back_find_gluteal_apex(const sag__back_curve *curve)
{
    int best = -1;
    for (int i = 1; i < COUNT - 1; i++) {
        if (share_at(curve, i) <= GLUTEAL_TOP_SHARE && (best < 0 || behind_at(curve, i) > behind_at(curve, best))) {
            best = i;
        }
    }
    return best < 0 ? NAN
                    : vertex(best, behind_at(curve, best - 1), behind_at(curve, best), behind_at(curve, best + 1));
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
