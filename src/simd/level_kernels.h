/*
 * level_kernels.h - every kernel in vectors, and the table of the level that includes this file.
 *
 * See vector.h for what must be set before; SAG__LEVEL_TABLE names the table. Each kernel computes what level_scalar.c
 * does, in the same order for every value. What is left over behind the last whole vector goes through the same code in
 * a vector that is partly filled or, where that changes nothing, overlaps the one before.
 */
#include <math.h>

#include "arctangent.h"
#include "lane_sum.h"
#include "levels.h"
#include "pixel_kernels.h"
#include "vector.h"

/* ---- arctangent ---- */

SAG__INLINE vf atan_f(vf t)
{
    static const float q[SAG__ATAN_F32_COUNT] = SAG__ATAN_F32;
    vf s = t * t;
    vf s2 = s * s;
    vf sum = (q[0] + q[1] * s) + ((q[2] + q[3] * s) + q[4] * s2) * s2;
    return t + t * s * sum;
}

SAG__INLINE vd atan_d(vd t)
{
    static const double q[SAG__ATAN_F64_COUNT] = SAG__ATAN_F64;
    vd s = t * t;
    vd s2 = s * s;
    vd s4 = s2 * s2;
    vd low = (q[0] + q[1] * s) + (q[2] + q[3] * s) * s2;
    vd middle = (q[4] + q[5] * s) + (q[6] + q[7] * s) * s2;
    vd high = (q[8] + q[9] * s) + q[10] * s2;
    return t + t * s * (low + (middle + high * s4) * s4);
}

/* What is added where the definition adds nothing is 0: the terms are not -0, so that changes no bit. */
SAG__INLINE vf atan2_upper_f(vf y, vf x)
{
    vf ax = magnitude_f(x);
    mf steep = greater_f(y, ax);
    vf large = most_f(y, ax);
    vf small = least_f(ax, y);
    mf beyond = greater_f(small, (float)SAG__ATAN_SPLIT * large);
    vf t = (small - where_f(beyond, large)) / (large + where_f(beyond, small));
    vf eighth = where_f(beyond, splat_f((float)SAG__ATAN_QUARTER));
    mf left = greater_f(splat_f(0.0f), x);
    vf base = select_f(steep, splat_f((float)SAG__ATAN_HALF), where_f(left, splat_f((float)SAG__ATAN_WHOLE)));
    return base + turned_f(steep ^ left, eighth + atan_f(t));
}

SAG__INLINE vd atan2_upper_d(vd y, vd x)
{
    vd ax = magnitude_d(x);
    md steep = greater_d(y, ax);
    vd large = most_d(y, ax);
    vd small = least_d(ax, y);
    md beyond = greater_d(small, SAG__ATAN_SPLIT * large);
    vd t = (small - where_d(beyond, large)) / (large + where_d(beyond, small));
    vd eighth = where_d(beyond, splat_d(SAG__ATAN_QUARTER));
    md left = greater_d(splat_d(0.0), x);
    vd base = select_d(steep, splat_d(SAG__ATAN_HALF), where_d(left, splat_d(SAG__ATAN_WHOLE)));
    return base + turned_d(steep ^ left, eighth + atan_d(t));
}

/* ---- loops: whole vectors, then what is left over ---- */

/*
 * Up to three pairs of inputs and a result of floats, which is none of the inputs: what is left over is computed in the
 * last whole vector, some of it for the second time.
 */
typedef struct float_streams {
    const float *in[6];
} float_streams;

typedef vf (*float_body)(const vf *in);

SAG__INLINE void float_loop(float *out, const float_streams *streams, int in_count, size_t n, float_body body)
{
    size_t i = 0;
    vf in[6];
    for (; i + FLOATS <= n; i += FLOATS) {
#pragma GCC unroll 6
        for (int k = 0; k < in_count; k++) {
            in[k] = load_f(streams->in[k] + i);
        }
        store_f(out + i, body(in));
    }
    if (i < n && n >= FLOATS) {
        i = n - FLOATS;
#pragma GCC unroll 6
        for (int k = 0; k < in_count; k++) {
            in[k] = load_f(streams->in[k] + i);
        }
        store_f(out + i, body(in));
    } else if (i < n) {
        float rest[FLOATS] = {0.0f};
        for (int k = 0; k < in_count; k++) {
            memcpy(rest, streams->in[k], n * sizeof *rest);
            in[k] = load_f(rest);
        }
        store_f(rest, body(in));
        memcpy(out, rest, n * sizeof *rest);
    }
}

typedef vd (*double_body)(vd a, vd b);

SAG__INLINE void double_loop(double *out, const double *a, const double *b, size_t n, double_body body)
{
    size_t i = 0;
    for (; i + DOUBLES <= n; i += DOUBLES) {
        store_d(out + i, body(load_d(a + i), load_d(b + i)));
    }
    if (i < n) {
        double rest[2][DOUBLES] = {{0.0}};
        memcpy(rest[0], a + i, (n - i) * sizeof *a);
        memcpy(rest[1], b + i, (n - i) * sizeof *b);
        store_d(rest[0], body(load_d(rest[0]), load_d(rest[1])));
        memcpy(out + i, rest[0], (n - i) * sizeof *out);
    }
}

/* ---- key points ---- */

SAG__INLINE vf joint_angle_body(const vf *in)
{
    vf ux = in[0] - in[2];
    vf uy = in[1] - in[3];
    vf vx = in[4] - in[2];
    vf vy = in[5] - in[3];
    return atan2_upper_f(magnitude_f(ux * vy - uy * vx), ux * vx + uy * vy);
}

static void joint_angle(float *out_rad, sag__points a, sag__points b, sag__points c, size_t n)
{
    const float_streams streams = {{a.x, a.y, b.x, b.y, c.x, c.y}};
    float_loop(out_rad, &streams, 6, n, joint_angle_body);
}

SAG__INLINE vf inclination_body(const vf *in)
{
    vf right = in[2] - in[0];
    vf up = in[1] - in[3];
    return signed_f(atan2_upper_f(magnitude_f(right), up), right);
}

static void inclination(float *out_rad, sag__points from, sag__points to, size_t n)
{
    const float_streams streams = {{from.x, from.y, to.x, to.y}};
    float_loop(out_rad, &streams, 4, n, inclination_body);
}

SAG__INLINE vf distance_body(const vf *in)
{
    vf dx = in[2] - in[0];
    vf dy = in[3] - in[1];
    return root_f(dx * dx + dy * dy);
}

static void distance(float *out, sag__points from, sag__points to, size_t n)
{
    const float_streams streams = {{from.x, from.y, to.x, to.y}};
    float_loop(out, &streams, 4, n, distance_body);
}

SAG__INLINE vf line_offset_body(const vf *in)
{
    vf ux = in[2] - in[0];
    vf uy = in[3] - in[1];
    vf vx = in[4] - in[0];
    vf vy = in[5] - in[1];
    return (ux * vy - uy * vx) / root_f(ux * ux + uy * uy);
}

static void line_offset(float *out, sag__points a, sag__points b, sag__points p, size_t n)
{
    const float_streams streams = {{a.x, a.y, b.x, b.y, p.x, p.y}};
    float_loop(out, &streams, 6, n, line_offset_body);
}

static void weighted_sum(double sum[2], const float *value, const float *weight, size_t n)
{
    enum { PARTS = SAG__SUM_LANES / DOUBLES };
    vd products[PARTS];
    vd weights[PARTS];
    const vd zero = splat_d(0.0);
    for (int k = 0; k < PARTS; k++) {
        products[k] = zero;
        weights[k] = zero;
    }
    size_t i = 0;
    for (; i + SAG__SUM_LANES <= n; i += SAG__SUM_LANES) {
        for (int k = 0; k < PARTS; k++) {
            vd w = widen(weight + i + k * DOUBLES);
            md counts = greater_d(w, zero);
            w = select_d(counts, w, zero);
            products[k] += w * select_d(counts, widen(value + i + k * DOUBLES), zero);
            weights[k] += w;
        }
    }
    lane_sum lanes;
    memcpy(lanes.product, products, sizeof products);
    memcpy(lanes.weight, weights, sizeof weights);
    lane_sum_add(&lanes, value, weight, i, n);
    sum[0] = lane_sum_tree(lanes.product);
    sum[1] = lane_sum_tree(lanes.weight);
}

/* The settings of a step of One-Euro filters. */
typedef struct euro {
    float rate_hz;
    float min_hz;
    float beta;
    float speed_alpha;
    float turn_rate;
} euro;

SAG__INLINE void one_euro_vector(vf *state, vf *speed, vf value, const euro *set)
{
    vf move = value - *state;
    vf fast = *speed + set->speed_alpha * (move * set->rate_hz - *speed);
    vf cutoff_hz = set->min_hz + set->beta * magnitude_f(fast);
    vf alpha = cutoff_hz / (cutoff_hz + set->turn_rate);
    vf next = *state + alpha * move;
    mf good = ordered_f(next);
    *speed = select_f(good, fast, *speed);
    *state = select_f(good, next, *state);
}

static void one_euro(float *state, float *speed, const float *value, float rate_hz, float min_hz, float beta,
                     float speed_alpha, size_t n)
{
    const euro set = {rate_hz, min_hz, beta, speed_alpha, rate_hz / (2.0f * (float)SAG__ATAN_WHOLE)};
    size_t i = 0;
    for (; i + FLOATS <= n; i += FLOATS) {
        vf now = load_f(state + i);
        vf fast = load_f(speed + i);
        one_euro_vector(&now, &fast, load_f(value + i), &set);
        store_f(state + i, now);
        store_f(speed + i, fast);
    }
    if (i < n) {
        float rest[3][FLOATS] = {{0.0f}};
        size_t bytes = (n - i) * sizeof **rest;
        memcpy(rest[0], state + i, bytes);
        memcpy(rest[1], speed + i, bytes);
        memcpy(rest[2], value + i, bytes);
        vf now = load_f(rest[0]);
        vf fast = load_f(rest[1]);
        one_euro_vector(&now, &fast, load_f(rest[2]), &set);
        store_f(rest[0], now);
        store_f(rest[1], fast);
        memcpy(state + i, rest[0], bytes);
        memcpy(speed + i, rest[1], bytes);
    }
}

/* ---- doubles ---- */

SAG__INLINE vd atan2_body(vd y, vd x)
{
    return signed_d(atan2_upper_d(magnitude_d(y), x), y);
}

static void atan2_f64(double *out_rad, const double *y, const double *x, size_t n)
{
    double_loop(out_rad, y, x, n, atan2_body);
}

SAG__INLINE vd length_body(vd x, vd y)
{
    return root_d(x * x + y * y);
}

static void length_f64(double *out, const double *x, const double *y, size_t n)
{
    double_loop(out, x, y, n, length_body);
}

/* Four vectors of results at once: each weight is brought in once for all of them. */
static void odd_window_f64(double *out, const double *in, const double *weight, size_t reach, size_t n)
{
    enum { AT_ONCE = 4 };
    size_t i = 0;
    for (; i + AT_ONCE * DOUBLES <= n; i += AT_ONCE * DOUBLES) {
        vd sum[AT_ONCE];
        for (int p = 0; p < AT_ONCE; p++) {
            sum[p] = splat_d(0.0);
        }
        for (size_t k = 1; k <= reach; k++) {
            for (int p = 0; p < AT_ONCE; p++) {
                const double *at = in + i + p * DOUBLES;
                sum[p] += weight[k] * (load_d(at - k) - load_d(at + k));
            }
        }
        for (int p = 0; p < AT_ONCE; p++) {
            store_d(out + i + p * DOUBLES, sum[p]);
        }
    }
    for (; i + DOUBLES <= n; i += DOUBLES) {
        vd sum = splat_d(0.0);
        for (size_t k = 1; k <= reach; k++) {
            sum += weight[k] * (load_d(in + i - k) - load_d(in + i + k));
        }
        store_d(out + i, sum);
    }
    for (; i < n; i++) {
        double sum = 0.0;
        for (size_t k = 1; k <= reach; k++) {
            sum += weight[k] * (*(in + i - k) - in[i + k]);
        }
        out[i] = sum;
    }
}

static double nearest_f64(const double *x, const double *y, double at_x, double at_y, size_t n)
{
    vd least = splat_d((double)INFINITY);
    size_t i = 0;
    for (; i + DOUBLES <= n; i += DOUBLES) {
        vd dx = load_d(x + i) - at_x;
        vd dy = load_d(y + i) - at_y;
        least = least_d(dx * dx + dy * dy, least);
    }
    double lane[DOUBLES];
    store_d(lane, least);
    double out = (double)INFINITY;
    for (; i < n; i++) {
        double dx = x[i] - at_x;
        double dy = y[i] - at_y;
        double square = dx * dx + dy * dy;
        out = square < out ? square : out;
    }
    for (int k = 0; k < DOUBLES; k++) {
        out = lane[k] < out ? lane[k] : out;
    }
    return out;
}

SAG__INLINE void order(vd *a, vd *b)
{
    vd low = least_d(*a, *b);
    *b = most_d(*a, *b);
    *a = low;
}

/* The middle one of seven, none of them NaN: a network of comparisons that leaves the others unsorted. */
SAG__INLINE vd median7(vd v0, vd v1, vd v2, vd v3, vd v4, vd v5, vd v6)
{
    order(&v0, &v5);
    order(&v0, &v3);
    order(&v1, &v6);
    order(&v2, &v4);
    order(&v0, &v1);
    order(&v3, &v5);
    order(&v2, &v6);
    order(&v2, &v3);
    order(&v3, &v6);
    order(&v4, &v5);
    order(&v1, &v4);
    order(&v1, &v3);
    order(&v3, &v4);
    return v3 + 0.0;
}

SAG__INLINE vd hampel7_vector(const vd *w, double limit, double floor)
{
    vd median = median7(w[0], w[1], w[2], w[3], w[4], w[5], w[6]);
    vd away[7];
    for (int k = 0; k < 7; k++) {
        away[k] = magnitude_d(w[k] - median);
    }
    vd allowed = limit * median7(away[0], away[1], away[2], away[3], away[4], away[5], away[6]);
    allowed = most_d(allowed, splat_d(floor));
    vd out = select_d(greater_d(away[3], allowed), median, w[3]);
    md whole = ordered_d(w[0]);
    for (int k = 1; k < 7; k++) {
        whole &= ordered_d(w[k]);
    }
    return select_d(whole, out, splat_d((double)NAN));
}

static void hampel7_f64(double *out, const double *in, double limit, double floor, size_t n)
{
    size_t i = 0;
    vd window[7];
    for (; i + DOUBLES <= n; i += DOUBLES) {
        for (int k = 0; k < 7; k++) {
            window[k] = load_d(in + i + k - 3);
        }
        store_d(out + i, hampel7_vector(window, limit, floor));
    }
    if (i < n) {
        double rest[DOUBLES + 6] = {0.0};
        memcpy(rest, in + i - 3, (n - i + 6) * sizeof *rest);
        for (int k = 0; k < 7; k++) {
            window[k] = load_d(rest + k);
        }
        store_d(rest, hampel7_vector(window, limit, floor));
        memcpy(out + i, rest, (n - i) * sizeof *rest);
    }
}

/* ---- rows of channels ---- */

enum { WIDE = SAG__KERNELS_CHANNELS, VECTORS = SAG__KERNELS_CHANNELS / DOUBLES };

static void section_rows(double *data, size_t n, int step, const double c[3])
{
    if (n == 0) {
        return;
    }
    double *x = data + (step > 0 ? 0 : WIDE * (n - 1));
    vd first[VECTORS];
    vd z1[VECTORS];
    vd z2[VECTORS];
    for (int p = 0; p < VECTORS; p++) {
        first[p] = load_d(x + p * DOUBLES);
        z1[p] = splat_d(0.0);
        z2[p] = splat_d(0.0);
    }
    for (size_t i = 0; i < n; i++) {
        for (int p = 0; p < VECTORS; p++) {
            vd in = load_d(x + p * DOUBLES) - first[p];
            vd out = c[0] * in + z1[p];
            z1[p] = 2.0 * c[0] * in - c[1] * out + z2[p];
            z2[p] = c[0] * in - c[2] * out;
            store_d(x + p * DOUBLES, out + first[p]);
        }
        if (i + 1 < n) {
            x += step * WIDE;
        }
    }
}

static void slope_rows(double *slope, const double *sample, const double *t_s, size_t n)
{
    for (int p = 0; p < VECTORS; p++) {
        const double *x = sample + p * DOUBLES;
        double *out = slope + p * DOUBLES;
        vd before = (load_d(x + WIDE) - load_d(x)) / (t_s[1] - t_s[0]);
        store_d(out, before);
        for (size_t i = 1; i + 1 < n; i++) {
            double before_s = t_s[i] - t_s[i - 1];
            double after_s = t_s[i + 1] - t_s[i];
            vd after = (load_d(x + WIDE * (i + 1)) - load_d(x + WIDE * i)) / after_s;
            store_d(out + WIDE * i, (before * after_s + after * before_s) / (before_s + after_s));
            before = after;
        }
        store_d(out + WIDE * (n - 1), before);
    }
}

static void hermite_rows(double *out, const double *sample, const double *slope, const uint32_t *place,
                         const double *u, const double *step, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double *x = sample + WIDE * (size_t)place[i];
        const double *m = slope + WIDE * (size_t)place[i];
        for (int p = 0; p < VECTORS; p++) {
            vd here = load_d(x + p * DOUBLES);
            vd left = load_d(m + p * DOUBLES) * step[i];
            vd right = load_d(m + p * DOUBLES + WIDE) * step[i];
            vd rise = load_d(x + p * DOUBLES + WIDE) - here;
            vd bend = 3.0 * rise - 2.0 * left - right;
            vd twist = left + right - 2.0 * rise;
            store_d(out + WIDE * i + p * DOUBLES, here + u[i] * (left + u[i] * (bend + u[i] * twist)));
        }
    }
}

const sag__kernels SAG__LEVEL_TABLE = {
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
