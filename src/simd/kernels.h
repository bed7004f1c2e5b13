/*
 * kernels.h - the one table of kernels: the inner loops of geometry, filters, contours and pixels.
 *
 *   sag__kernels_choose() -> const table of the best level of this processor that SAG_CPU allows
 *
 * The scalar level is the definition of every kernel, in plain C. All others compute the same operations in the same
 * order and give the same bits, on every architecture (contraction off, no fused multiplication, sums in fixed lanes);
 * only the payload and sign of a NaN are free. tests/simd proves it.
 * Common contract: n = 0 does nothing; no alignment is asked; outputs do not overlap inputs unless said; nothing
 * outside the n values is read or written; values that are not finite go through by IEEE rules.
 * Thread: pure functions; the tables are constant.
 */
#ifndef SAGITTA_SIMD_KERNELS_H
#define SAGITTA_SIMD_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include <sagitta/cpu.h>
#include <sagitta/frame.h>

/* Lanes of a sum, whatever the level. */
#define SAG__SUM_LANES 16

/* Channels of a row: as many doubles as the widest vector holds. */
#define SAG__KERNELS_CHANNELS 8

/* Points as two arrays: x to the right, y down, in any one unit of length. */
typedef struct sag__points {
    const float *x;
    const float *y;
} sag__points;

/*
 * A row of output pixels on its way through a picture: pixel i lies at ((i + first) * step + start) - back in both
 * coordinates, counted in pixels from the centre of the first one, rounded to float after every operation.
 */
typedef struct sag__path {
    float start_x_px;
    float start_y_px;
    float step_x_px;
    float step_y_px;
    float first;
    float back_px;
} sag__path;

/* What all rows have in common that are cut out of one picture for one network. */
typedef struct sag__crop {
    sag_raw source; /* its format is the one of the kernel */
    int width_px;   /* at least 1 x 1 */
    int height_px;
    ptrdiff_t ahead_bytes[2]; /* from what a pixel reads of a plane to what is to be fetched for rows to come; a hint */
    size_t channel_step;      /* channel c of pixel i is float c * channel_step + i * pixel_step of out */
    size_t pixel_step;
    float scale; /* a value v of 0 .. 255 becomes v * scale + offset */
    float offset;
} sag__crop;

typedef struct sag__kernels {
    /* ---- angles of key points, float; each within 3e-7 rad of the exact value for the given floats ---- */

    /* Included angle a - b - c at b, 0 .. pi. NaN where a or c lies on b. */
    void (*joint_angle)(float *out_rad, sag__points a, sag__points b, sag__points c, size_t n);

    /* Inclination of the line from -> to against the upward vertical, + to the right, -pi .. pi. NaN for no length. */
    void (*inclination)(float *out_rad, sag__points from, sag__points to, size_t n);

    /* Length of the line from -> to: sqrt(dx^2 + dy^2), not scaled: exact to 1 ulp while dx^2 + dy^2 is a normal float. */
    void (*distance)(float *out, sag__points from, sag__points to, size_t n);

    /* Signed distance of p from the line a -> b, + clockwise of it in the picture (its right hand, seen along it). */
    void (*line_offset)(float *out, sag__points a, sag__points b, sag__points p, size_t n);

    /*
     * Sum of weight * value and of weight, both over the values with weight > 0, in doubles: value i goes to lane
     * i % SAG__SUM_LANES, and the lanes are added as a fixed tree. sum[0]: of the products, sum[1]: of the weights.
     */
    void (*weighted_sum)(double sum[2], const float *value, const float *weight, size_t n);

    /* ---- doubles, for the tracks and contours of analysis ---- */

    /*
     * atan2(y, x) in -pi .. pi, within 2.5 units in the last place while the smaller over the larger of |x| and |y| is a
     * normal number; NaN for x = y = 0 and for two infinities. out may be y or x.
     */
    void (*atan2_f64)(double *out_rad, const double *y, const double *x, size_t n);

    /* sqrt(x^2 + y^2), not scaled: within 1 ulp while the sum is a normal number. out may be x or y. */
    void (*length_f64)(double *out, const double *x, const double *y, size_t n);

    /*
     * Odd weights over a moving window: out[i] = sum over k = 1 .. reach of weight[k] * (in[i - k] - in[i + k]), added
     * in the order of k. in: readable from in[-reach] to in[n - 1 + reach]. weight[0] is not read.
     */
    void (*odd_window_f64)(double *out, const double *in, const double *weight, size_t reach, size_t n);

    /* Smallest (x[i] - at_x)^2 + (y[i] - at_y)^2; +inf for n = 0; NaN are passed over. */
    double (*nearest_f64)(const double *x, const double *y, double at_x, double at_y, size_t n);

    /*
     * Hampel's filter over windows of seven: out[i] from in[i - 3] .. in[i + 3], all of which are readable. With m the
     * median of the seven and d that of their distances from it: m where |in[i] - m| > max(limit * d, floor), else
     * in[i]. NaN where one of the seven is NaN.
     */
    void (*hampel7_f64)(double *out, const double *in, double limit, double floor, size_t n);

    /* ---- rows of SAG__KERNELS_CHANNELS channels of doubles that share their times ---- */

    /*
     * One pass of a second order section of unit gain, in place, started as if the first row had been there for ever:
     * with in = x - first row, out = b0 * in + z1, z1 = 2 b0 * in - a1 * out + z2, z2 = b0 * in - a2 * out,
     * x = out + first row. c: b0, a1, a2. step: +1 from the first of n rows on, -1 from the last one back.
     */
    void (*section_rows)(double *data, size_t n, int step, const double c[3]);

    /* Slopes of the samples at the times t_s: of the parabola through the neighbours, of the chord at an end. n >= 2. */
    void (*slope_rows)(double *slope, const double *sample, const double *t_s, size_t n);

    /*
     * Cubic Hermite pieces: out row i lies the share u[i] of the way from the sample row place[i] to the next one, which
     * is step[i] later: with a, b the slopes there times the step and r the rise, out = sample + u * (a + u * (bend +
     * u * twist)), bend = 3 r - 2 a - b, twist = a + b - 2 r.
     */
    void (*hermite_rows)(double *out, const double *sample, const double *slope, const uint32_t *place,
                         const double *u, const double *step, size_t n);

    /*
     * One step of One-Euro filters (Casiez, Roussel, Vogel, CHI 2012) over n channels, in place:
     * speed += speed_alpha * ((value - state) * rate_hz - speed); cutoff_hz = min_hz + beta * |speed|;
     * state += alpha * (value - state), alpha = cutoff_hz / (cutoff_hz + rate_hz / (2 pi)).
     * state, speed: of the step before. Where the new state would be NaN both stay as they are.
     */
    void (*one_euro)(float *state, float *speed, const float *value, float rate_hz, float min_hz, float beta,
                     float speed_alpha, size_t n);

    /* ---- pixels, by their format ---- */

    /*
     * Sample n <= 2^24 pixels (R, G, B) along a path. A plane is sampled at x, y bilinearly: both are clamped to its
     * samples (NaN: 0), i, j = their whole and p, q their broken parts; with mix(a, b, w) = a + (b - a) * w the sample
     * is mix(mix(s[j][i], s[j][i + 1], p), mix(s[j + 1][i], s[j + 1][i + 1], p), q), the border replicated. Luma and
     * R, G, B are sampled at x, y themselves; chroma, where it is halved, at x * 0.5 - chroma_x and y * 0.5 - chroma_y.
     * Then come the colours, not rounded but clamped (v > 0 ? v : 0, then v < 255 ? v : 255), and scale and offset.
     * GREY: U = V = 128. Only bytes of the picture are read: rows of 3 * width, of 4 * ((width + 1) / 2) (YUYV), of
     * width and 2 * ((width + 1) / 2) bytes (NV12, GREY); only the three floats of each pixel are written.
     */
    void (*crop[SAG_PIXEL_FORMAT_COUNT])(float *out, const sag__crop *crop, const sag__path *path, size_t n);
} sag__kernels;

/* The table of the best level that may be used here. Returns: constant. */
const sag__kernels *sag__kernels_choose(void);

/* The table of one level. Returns: constant, or NULL if this processor or this build lacks it. */
const sag__kernels *sag__kernels_find(sag_cpu_level level);

#endif
