#include "filter.h"

#include <assert.h>
#include <math.h>

#include "angle.h"
#include "stats.h"

void sag__filter_hampel(double *out, const double *in, size_t n, double floor)
{
    enum { HALF = SAG__HAMPEL_WINDOW_COUNT / 2 };
    double scratch[SAG__HAMPEL_WINDOW_COUNT];
    for (size_t i = 0; i < n; i++) {
        size_t first = i < HALF ? 0 : i - HALF;
        size_t last = i + HALF < n ? i + HALF : n - 1;
        size_t count = last - first + 1;
        double median = sag__stats_median(in + first, count, scratch);
        double mad = sag__stats_mad(in + first, count, median, scratch);
        double limit = fmax(SAG__HAMPEL_LIMIT_MAD * SAG__SD_PER_MAD * mad, floor);
        out[i] = fabs(in[i] - median) > limit ? median : in[i];
    }
}

void sag__filter_fill(double *data, const double *t_s, size_t n, double limit_s)
{
    size_t i = 0;
    while (i < n && isnan(data[i])) {
        i++;
    }
    while (i < n) {
        size_t next = i + 1;
        while (next < n && isnan(data[next])) {
            next++;
        }
        if (next < n && t_s[next] - t_s[i] <= limit_s) {
            double slope = (data[next] - data[i]) / (t_s[next] - t_s[i]);
            for (size_t k = i + 1; k < next; k++) {
                data[k] = data[i] + slope * (t_s[k] - t_s[i]);
            }
        }
        i = next;
    }
}

/* Slope at sample i: of the parabola through it and its neighbours, of the chord at an end. */
static double slope_at(const double *x, const double *t_s, size_t n, size_t i)
{
    if (n == 1) {
        return 0.0;
    }
    if (i == 0) {
        return (x[1] - x[0]) / (t_s[1] - t_s[0]);
    }
    double step_before = t_s[i] - t_s[i - 1];
    double chord_before = (x[i] - x[i - 1]) / step_before;
    if (i == n - 1) {
        return chord_before;
    }
    double step_after = t_s[i + 1] - t_s[i];
    double chord_after = (x[i + 1] - x[i]) / step_after;
    return (chord_before * step_after + chord_after * step_before) / (step_before + step_after);
}

void sag__filter_resample(double *out, const double *out_t_s, size_t out_n, const double *in, const double *in_t_s,
                          size_t in_n)
{
    size_t i = 0;
    for (size_t k = 0; k < out_n; k++) {
        double t = out_t_s[k];
        while (i + 2 < in_n && t >= in_t_s[i + 1]) {
            i++;
        }
        if (in_n == 1 || t <= in_t_s[0]) {
            out[k] = in[0];
            continue;
        }
        if (t >= in_t_s[in_n - 1]) {
            out[k] = in[in_n - 1];
            continue;
        }
        double step = in_t_s[i + 1] - in_t_s[i];
        double u = (t - in_t_s[i]) / step;
        double slope_left = slope_at(in, in_t_s, in_n, i) * step;
        double slope_right = slope_at(in, in_t_s, in_n, i + 1) * step;
        double rise = in[i + 1] - in[i];
        /* Hermite cubic written around its left sample, so that a constant comes back exactly. */
        double bend = 3.0 * rise - 2.0 * slope_left - slope_right;
        double twist = slope_left + slope_right - 2.0 * rise;
        out[k] = in[i] + u * (slope_left + u * (bend + u * twist));
    }
}

double sag__filter_butterworth_ratio(int order, int pass_count)
{
    return pow(pow(2.0, 1.0 / pass_count) - 1.0, 1.0 / (2.0 * order));
}

/* One second order section with unit gain at zero frequency. */
typedef struct section {
    double b0, a1, a2; /* b1 = 2 b0, b2 = b0 */
} section;

static section section_design(double rate_hz, double cutoff_hz)
{
    double warped = tan(SAG__PI * cutoff_hz / rate_hz) / sag__filter_butterworth_ratio(2, 2);
    double norm = 1.0 / (1.0 + sqrt(2.0) * warped + warped * warped);
    section design = {
        .b0 = warped * warped * norm,
        .a1 = 2.0 * (warped * warped - 1.0) * norm,
        .a2 = (1.0 - sqrt(2.0) * warped + warped * warped) * norm,
    };
    return design;
}

/* Run a section over data in steps of +1 or -1, started as if the first value had been there for ever. */
static void section_run(section s, double *data, size_t n, int step)
{
    double *x = step > 0 ? data : data + n - 1;
    double offset = *x; /* filtering the difference keeps a constant exact */
    double z1 = 0.0;
    double z2 = 0.0;
    for (size_t i = 0; i < n; i++, x += step) {
        double in = *x - offset;
        double out = s.b0 * in + z1;
        z1 = 2.0 * s.b0 * in - s.a1 * out + z2;
        z2 = s.b0 * in - s.a2 * out;
        *x = out + offset;
    }
}

void sag__filter_lowpass(double *data, size_t n, double rate_hz, double cutoff_hz, double *scratch)
{
    assert(cutoff_hz > 0.0 && cutoff_hz < rate_hz / 2.0);
    if (n < 4) {
        return;
    }
    /* Three periods of the cutoff: the response has decayed below 1e-6 by then. */
    double wanted = ceil(3.0 * rate_hz / cutoff_hz);
    size_t pad = wanted < (double)(n - 1) ? (size_t)wanted : n - 1;
    for (size_t i = 0; i < pad; i++) {
        scratch[i] = 2.0 * data[0] - data[pad - i];
        scratch[pad + n + i] = 2.0 * data[n - 1] - data[n - 2 - i];
    }
    for (size_t i = 0; i < n; i++) {
        scratch[pad + i] = data[i];
    }
    section s = section_design(rate_hz, cutoff_hz);
    section_run(s, scratch, n + 2 * pad, +1);
    section_run(s, scratch, n + 2 * pad, -1);
    for (size_t i = 0; i < n; i++) {
        data[i] = scratch[pad + i];
    }
}

/* Points of the uniform grid over a run of the given span, both ends included. */
static size_t grid_count(double span_s, double rate_hz)
{
    return (size_t)floor(span_s * rate_hz + 0.5) + 1;
}

/* End of the run of samples that starts at first: no NaN (where data is given), no step longer than gap_s. */
static size_t run_end(const double *data, const double *t_s, size_t n, size_t first, double gap_s)
{
    size_t end = first + 1;
    while (end < n && t_s[end] - t_s[end - 1] <= gap_s && (data == NULL || !isnan(data[end]))) {
        end++;
    }
    return end;
}

size_t sag__filter_smooth_scratch(const double *t_s, size_t n, double rate_hz, double gap_s)
{
    size_t longest = 1;
    for (size_t first = 0; first < n;) {
        size_t end = run_end(NULL, t_s, n, first, gap_s);
        size_t count = grid_count(t_s[end - 1] - t_s[first], fmin(rate_hz, SAG__FILTER_RATE_MAX_HZ));
        longest = count > longest ? count : longest;
        first = end;
    }
    return 5 * longest; /* times, values, and three for the low-pass */
}

void sag__filter_smooth(double *data, const double *t_s, size_t n, double rate_hz, double cutoff_hz, double gap_s,
                        double *scratch)
{
    for (size_t first = 0; first < n;) {
        if (isnan(data[first])) {
            first++;
            continue;
        }
        size_t end = run_end(data, t_s, n, first, gap_s);
        double span_s = t_s[end - 1] - t_s[first];
        size_t count = grid_count(span_s, fmin(rate_hz, SAG__FILTER_RATE_MAX_HZ));
        if (count >= 4) {
            double *grid_t_s = scratch;
            double *grid = scratch + count;
            double step_s = span_s / (double)(count - 1);
            for (size_t k = 0; k < count; k++) {
                grid_t_s[k] = k + 1 < count ? t_s[first] + (double)k * step_s : t_s[end - 1];
            }
            sag__filter_resample(grid, grid_t_s, count, data + first, t_s + first, end - first);
            sag__filter_lowpass(grid, count, 1.0 / step_s, cutoff_hz, scratch + 2 * count);
            sag__filter_resample(data + first, t_s + first, end - first, grid, grid_t_s, count);
        }
        first = end;
    }
}
