/* The definition of every kernel: one value after the other, in plain C. */
#include <math.h>

#include "arctangent.h"
#include "lane_sum.h"
#include "levels.h"
#include "pixel_scalar.h"

/* ---- arctangent ---- */

/* Of |t| <= tan(pi/8). The order of the sums is short from end to end, not in operations. */
static inline float atan_f32(float t)
{
    static const float q[SAG__ATAN_F32_COUNT] = SAG__ATAN_F32;
    float s = t * t;
    float s2 = s * s;
    float sum = (q[0] + q[1] * s) + ((q[2] + q[3] * s) + q[4] * s2) * s2;
    return t + t * s * sum;
}

static inline double atan_f64(double t)
{
    static const double q[SAG__ATAN_F64_COUNT] = SAG__ATAN_F64;
    double s = t * t;
    double s2 = s * s;
    double s4 = s2 * s2;
    double low = (q[0] + q[1] * s) + (q[2] + q[3] * s) * s2;
    double middle = (q[4] + q[5] * s) + (q[6] + q[7] * s) * s2;
    double high = (q[8] + q[9] * s) + q[10] * s2;
    return t + t * s * (low + (middle + high * s4) * s4);
}

/* atan2 of y >= 0 or NaN: 0 .. pi. */
static inline float atan2_upper_f32(float y, float x)
{
    float ax = fabsf(x);
    int steep = y > ax;
    float large = steep ? y : ax;
    float small = steep ? ax : y;
    int beyond = small > (float)SAG__ATAN_SPLIT * large;
    float t = (beyond ? small - large : small) / (beyond ? small + large : large);
    float eighth = beyond ? (float)SAG__ATAN_QUARTER : 0.0f;
    int backward = steep != (x < 0.0f);
    float r = backward ? -(eighth + atan_f32(t)) : eighth + atan_f32(t);
    return (steep ? (float)SAG__ATAN_HALF : x < 0.0f ? (float)SAG__ATAN_WHOLE : 0.0f) + r;
}

static inline double atan2_upper_f64(double y, double x)
{
    double ax = fabs(x);
    int steep = y > ax;
    double large = steep ? y : ax;
    double small = steep ? ax : y;
    int beyond = small > SAG__ATAN_SPLIT * large;
    double t = (beyond ? small - large : small) / (beyond ? small + large : large);
    double eighth = beyond ? SAG__ATAN_QUARTER : 0.0;
    int backward = steep != (x < 0.0);
    double r = backward ? -(eighth + atan_f64(t)) : eighth + atan_f64(t);
    return (steep ? SAG__ATAN_HALF : x < 0.0 ? SAG__ATAN_WHOLE : 0.0) + r;
}

/* ---- key points ---- */

static void joint_angle(float *out_rad, sag__points a, sag__points b, sag__points c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float ux = a.x[i] - b.x[i];
        float uy = a.y[i] - b.y[i];
        float vx = c.x[i] - b.x[i];
        float vy = c.y[i] - b.y[i];
        out_rad[i] = atan2_upper_f32(fabsf(ux * vy - uy * vx), ux * vx + uy * vy);
    }
}

static void inclination(float *out_rad, sag__points from, sag__points to, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float right = to.x[i] - from.x[i];
        float up = from.y[i] - to.y[i];
        out_rad[i] = copysignf(atan2_upper_f32(fabsf(right), up), right);
    }
}

static void distance(float *out, sag__points from, sag__points to, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float dx = to.x[i] - from.x[i];
        float dy = to.y[i] - from.y[i];
        out[i] = sqrtf(dx * dx + dy * dy);
    }
}

static void line_offset(float *out, sag__points a, sag__points b, sag__points p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float ux = b.x[i] - a.x[i];
        float uy = b.y[i] - a.y[i];
        float vx = p.x[i] - a.x[i];
        float vy = p.y[i] - a.y[i];
        out[i] = (ux * vy - uy * vx) / sqrtf(ux * ux + uy * uy);
    }
}

static void weighted_sum(double sum[2], const float *value, const float *weight, size_t n)
{
    lane_sum lanes = {{0.0}, {0.0}};
    lane_sum_add(&lanes, value, weight, 0, n);
    sum[0] = lane_sum_tree(lanes.product);
    sum[1] = lane_sum_tree(lanes.weight);
}

static void one_euro(float *state, float *speed, const float *value, float rate_hz, float min_hz, float beta,
                     float speed_alpha, size_t n)
{
    float turn_rate = rate_hz / (2.0f * (float)SAG__ATAN_WHOLE);
    for (size_t i = 0; i < n; i++) {
        float move = value[i] - state[i];
        float fast = speed[i] + speed_alpha * (move * rate_hz - speed[i]);
        float cutoff_hz = min_hz + beta * fabsf(fast);
        float alpha = cutoff_hz / (cutoff_hz + turn_rate);
        float next = state[i] + alpha * move;
        speed[i] = next == next ? fast : speed[i];
        state[i] = next == next ? next : state[i];
    }
}

/* ---- doubles ---- */

static void atan2_f64(double *out_rad, const double *y, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double up = y[i];
        out_rad[i] = copysign(atan2_upper_f64(fabs(up), x[i]), up);
    }
}

static void length_f64(double *out, const double *x, const double *y, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = sqrt(x[i] * x[i] + y[i] * y[i]);
    }
}

static void odd_window_f64(double *out, const double *in, const double *weight, size_t reach, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double *at = in + i;
        double sum = 0.0;
        for (size_t k = 1; k <= reach; k++) {
            sum += weight[k] * (*(at - k) - at[k]);
        }
        out[i] = sum;
    }
}

static double nearest_f64(const double *x, const double *y, double at_x, double at_y, size_t n)
{
    double least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        double dx = x[i] - at_x;
        double dy = y[i] - at_y;
        double square = dx * dx + dy * dy;
        least = square < least ? square : least;
    }
    return least;
}

/* The middle one of seven; NaN if one is. */
static double median7(const double *in)
{
    double sorted[7];
    for (int i = 0; i < 7; i++) {
        if (in[i] != in[i]) {
            return NAN;
        }
        int k = i;
        for (; k > 0 && sorted[k - 1] > in[i]; k--) {
            sorted[k] = sorted[k - 1];
        }
        sorted[k] = in[i];
    }
    return sorted[3] + 0.0; /* one zero, not two */
}

static void hampel7_f64(double *out, const double *in, double limit, double floor, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double *window = in + i - 3;
        double median = median7(window);
        double away[7];
        for (int k = 0; k < 7; k++) {
            away[k] = fabs(window[k] - median);
        }
        double allowed = limit * median7(away);
        allowed = allowed > floor ? allowed : floor;
        out[i] = median != median ? NAN : fabs(in[i] - median) > allowed ? median : in[i];
    }
}

/* ---- rows of channels ---- */

static void section_rows(double *data, size_t n, int step, const double c[3])
{
    enum { WIDE = SAG__KERNELS_CHANNELS };
    for (int k = 0; k < WIDE && n > 0; k++) {
        double *x = data + k + (step > 0 ? 0 : WIDE * (n - 1));
        double first = *x;
        double z1 = 0.0;
        double z2 = 0.0;
        for (size_t i = 0; i < n; i++) {
            double in = *x - first;
            double out = c[0] * in + z1;
            z1 = 2.0 * c[0] * in - c[1] * out + z2;
            z2 = c[0] * in - c[2] * out;
            *x = out + first;
            if (i + 1 < n) {
                x += step * WIDE;
            }
        }
    }
}

static void slope_rows(double *slope, const double *sample, const double *t_s, size_t n)
{
    enum { WIDE = SAG__KERNELS_CHANNELS };
    for (size_t i = 0; i < n; i++) {
        const double *here = sample + WIDE * i;
        double before_s = i > 0 ? t_s[i] - t_s[i - 1] : 0.0;
        double after_s = i + 1 < n ? t_s[i + 1] - t_s[i] : 0.0;
        for (int k = 0; k < WIDE; k++) {
            double before = i > 0 ? (here[k] - (here - WIDE)[k]) / before_s : 0.0;
            double after = i + 1 < n ? (here[k + WIDE] - here[k]) / after_s : 0.0;
            slope[WIDE * i + (size_t)k] = i == 0       ? after
                                          : i + 1 == n ? before
                                                       : (before * after_s + after * before_s) / (before_s + after_s);
        }
    }
}

static void hermite_rows(double *out, const double *sample, const double *slope, const uint32_t *place,
                         const double *u, const double *step, size_t n)
{
    enum { WIDE = SAG__KERNELS_CHANNELS };
    for (size_t i = 0; i < n; i++) {
        const double *x = sample + WIDE * (size_t)place[i];
        const double *m = slope + WIDE * (size_t)place[i];
        for (size_t k = 0; k < WIDE; k++) {
            double left = m[k] * step[i];
            double right = m[k + WIDE] * step[i];
            double rise = x[k + WIDE] - x[k];
            double bend = 3.0 * rise - 2.0 * left - right;
            double twist = left + right - 2.0 * rise;
            out[WIDE * i + k] = x[k] + u[i] * (left + u[i] * (bend + u[i] * twist));
        }
    }
}

/* ---- pixels ---- */

static inline void crop_all(float *out, const sag__crop *crop, const sag__path *path, size_t n, crop_pixel pixel)
{
    for (size_t i = 0; i < n; i++) {
        pixel(out, crop, path, i);
    }
}

static void crop_rgb24(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    crop_all(out, crop, path, n, crop_rgb24_pixel);
}

static void crop_bgr24(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    crop_all(out, crop, path, n, crop_bgr24_pixel);
}

static void crop_yuyv(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    crop_all(out, crop, path, n, crop_yuyv_pixel);
}

static void crop_nv12(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    crop_all(out, crop, path, n, crop_nv12_pixel);
}

static void crop_grey(float *out, const sag__crop *crop, const sag__path *path, size_t n)
{
    crop_all(out, crop, path, n, crop_grey_pixel);
}

const sag__kernels sag__kernels_scalar = {
    .joint_angle = joint_angle,
    .inclination = inclination,
    .distance = distance,
    .line_offset = line_offset,
    .weighted_sum = weighted_sum,
    .one_euro = one_euro,
    .atan2_f64 = atan2_f64,
    .length_f64 = length_f64,
    .odd_window_f64 = odd_window_f64,
    .nearest_f64 = nearest_f64,
    .hampel7_f64 = hampel7_f64,
    .section_rows = section_rows,
    .slope_rows = slope_rows,
    .hermite_rows = hermite_rows,
    .crop = {[SAG_PIXEL_FORMAT_RGB24] = crop_rgb24,
             [SAG_PIXEL_FORMAT_BGR24] = crop_bgr24,
             [SAG_PIXEL_FORMAT_YUYV] = crop_yuyv,
             [SAG_PIXEL_FORMAT_NV12] = crop_nv12,
             [SAG_PIXEL_FORMAT_GREY] = crop_grey},
};
