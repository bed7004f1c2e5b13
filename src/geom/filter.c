#include "filter.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "angle.h"
#include "stats.h"

enum { WIDE = SAG__KERNELS_CHANNELS };

/* A grid of fewer points is not filtered. */
#define GRID_MIN 4

/* One sample with a window cut at the ends of the track, or with holes in it. */
static double hampel_at(const double *in, size_t n, size_t i, double floor)
{
    enum { HALF = SAG__HAMPEL_WINDOW_COUNT / 2 };
    double scratch[SAG__HAMPEL_WINDOW_COUNT];
    size_t first = i < HALF ? 0 : i - HALF;
    size_t last = i + HALF < n ? i + HALF : n - 1;
    size_t count = last - first + 1;
    double median = sag__stats_median(in + first, count, scratch);
    double mad = sag__stats_mad(in + first, count, median, scratch);
    double limit = fmax(SAG__HAMPEL_LIMIT_MAD * SAG__SD_PER_MAD * mad, floor);
    return fabs(in[i] - median) > limit ? median : in[i];
}

void sag__filter_hampel(double *out, const double *in, size_t n, double floor, const sag__kernels *kernels)
{
    enum { HALF = SAG__HAMPEL_WINDOW_COUNT / 2 };
    static_assert(HALF == 3, "the kernel's window");
    if (n > 2 * HALF) {
        kernels->hampel7_f64(out + HALF, in + HALF, SAG__HAMPEL_LIMIT_MAD * SAG__SD_PER_MAD, floor, n - 2 * HALF);
    }
    for (size_t i = 0; i < n; i++) {
        bool whole = i >= HALF && i + HALF < n && !isnan(out[i]);
        out[i] = whole ? out[i] : hampel_at(in, n, i, floor);
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

/* Rows before and behind the data that a low-pass needs. */
static size_t pad_count(size_t n, double rate_hz, double cutoff_hz)
{
    /* Three periods of the cutoff: the response has decayed below 1e-6 by then. */
    double wanted = ceil(3.0 * rate_hz / cutoff_hz);
    return wanted < (double)(n - 1) ? (size_t)wanted : n - 1;
}

/* The low-pass over rows whose padding lies around them: n rows behind `pad` rows of room, and as many after them. */
static void lowpass_rows(double *room, size_t n, size_t pad, double rate_hz, double cutoff_hz,
                         const sag__kernels *kernels)
{
    double *data = room + WIDE * pad;
    double *last = data + WIDE * (n - 1);
    for (size_t i = 1; i <= pad; i++) {
        for (size_t k = 0; k < WIDE; k++) {
            (data - WIDE * i)[k] = 2.0 * data[k] - data[WIDE * i + k];
            last[WIDE * i + k] = 2.0 * last[k] - (last - WIDE * i)[k];
        }
    }
    section s = section_design(rate_hz, cutoff_hz);
    const double c[3] = {s.b0, s.a1, s.a2};
    kernels->section_rows(room, n + 2 * pad, +1, c);
    kernels->section_rows(room, n + 2 * pad, -1, c);
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

/*
 * The rows of one run on their way: samples -> slopes -> grid with padding -> slopes -> samples. Each array of rows has a
 * row of zeros behind it, which the last place reads and multiplies by 0.
 */
typedef struct rows {
    size_t n;          /* samples */
    size_t count;      /* points of the grid */
    size_t pad;        /* rows of padding on each side of the grid */
    double *sample;    /* n + 1 rows */
    double *slope;     /* the longer of both + 1 rows */
    double *grid;      /* count + 1 + 2 pad rows */
    double *grid_t_s;  /* count */
    double *share;     /* the longer of both: where between two places, and how far these are apart */
    double *step_s;
    uint32_t *place;
} rows;

/* Lay the arrays of a run of n samples. Returns: the values that they take. memory: NULL, or room for them. */
static size_t rows_lay(rows *out, double *memory, size_t n, double span_s, double rate_hz, double cutoff_hz)
{
    size_t count = grid_count(span_s, fmin(rate_hz, SAG__FILTER_RATE_MAX_HZ));
    size_t pad = count >= GRID_MIN ? pad_count(count, (double)(count - 1) / span_s, cutoff_hz) : 0;
    size_t longer = n > count ? n : count;
    size_t sizes[] = {WIDE * (n + 1), WIDE * (longer + 1), WIDE * (count + 1 + 2 * pad), count, longer, longer,
                      longer / 2 + 1};
    *out = (rows){.n = n, .count = count, .pad = pad};
    size_t used = 0;
    double **const array[] = {&out->sample, &out->slope, &out->grid, &out->grid_t_s, &out->share, &out->step_s};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        if (memory != NULL && k < sizeof array / sizeof *array) {
            *array[k] = memory + used;
        } else if (memory != NULL) {
            out->place = (uint32_t *)(void *)(memory + used);
        }
        used += sizes[k];
    }
    return used;
}

/*
 * Where the times out_t_s lie among the samples at in_t_s; outside them at the nearest end. The last sample is a place
 * of its own, with a share of 0.
 */
static void find_places(const rows *r, const double *out_t_s, size_t out_n, const double *in_t_s, size_t in_n)
{
    size_t i = 0;
    for (size_t k = 0; k < out_n; k++) {
        double t = out_t_s[k];
        while (i + 2 < in_n && t >= in_t_s[i + 1]) {
            i++;
        }
        bool behind = t >= in_t_s[in_n - 1];
        double step_s = in_t_s[i + 1] - in_t_s[i];
        r->place[k] = (uint32_t)(behind ? in_n - 1 : i);
        r->step_s[k] = step_s;
        r->share[k] = behind || t <= in_t_s[0] ? 0.0 : (t - in_t_s[i]) / step_s;
    }
}

/* Bring rows of samples to other times; slope: room for in_n + 1 rows. */
static void resample_rows(double *out, const double *out_t_s, size_t out_n, const double *in, const double *in_t_s,
                          size_t in_n, const rows *r, const sag__kernels *kernels)
{
    find_places(r, out_t_s, out_n, in_t_s, in_n);
    kernels->slope_rows(r->slope, in, in_t_s, in_n);
    memset(r->slope + WIDE * in_n, 0, WIDE * sizeof *r->slope);
    kernels->hermite_rows(out, in, r->slope, r->place, r->share, r->step_s, out_n);
}

/* Smooth one run of up to WIDE channels that all have it. */
static void smooth_run(double *const *channel, size_t channel_count, const double *t_s, size_t n, double rate_hz,
                       double cutoff_hz, double *scratch, const sag__kernels *kernels)
{
    double span_s = t_s[n - 1] - t_s[0];
    rows r;
    rows_lay(&r, scratch, n, span_s, rate_hz, cutoff_hz);
    if (r.count < GRID_MIN) {
        return;
    }
    for (size_t i = 0; i <= n; i++) {
        for (size_t k = 0; k < WIDE; k++) {
            r.sample[WIDE * i + k] = i < n && k < channel_count ? channel[k][i] : 0.0;
        }
    }
    double step_s = span_s / (double)(r.count - 1);
    for (size_t k = 0; k < r.count; k++) {
        r.grid_t_s[k] = k + 1 < r.count ? t_s[0] + (double)k * step_s : t_s[n - 1];
    }
    double *grid = r.grid + WIDE * r.pad;
    resample_rows(grid, r.grid_t_s, r.count, r.sample, t_s, n, &r, kernels);
    lowpass_rows(r.grid, r.count, r.pad, 1.0 / step_s, cutoff_hz, kernels);
    memset(grid + WIDE * r.count, 0, WIDE * sizeof *grid);
    resample_rows(r.sample, t_s, n, grid, r.grid_t_s, r.count, &r, kernels);
    for (size_t k = 0; k < channel_count; k++) {
        for (size_t i = 0; i < n; i++) {
            channel[k][i] = r.sample[WIDE * i + k];
        }
    }
}

size_t sag__filter_smooth_scratch(const double *t_s, size_t n, double rate_hz, double cutoff_hz, double gap_s)
{
    size_t most = 1;
    for (size_t first = 0; first < n;) {
        size_t end = run_end(NULL, t_s, n, first, gap_s);
        rows r;
        size_t wanted = rows_lay(&r, NULL, end - first, t_s[end - 1] - t_s[first], rate_hz, cutoff_hz);
        most = wanted > most ? wanted : most;
        first = end;
    }
    return most;
}

/* The run of samples at or after `from` that a channel goes on with. */
typedef struct run_of {
    size_t first;
    size_t end; /* first == end: none */
} run_of;

static run_of next_run(const double *data, const double *t_s, size_t n, size_t from, double gap_s)
{
    while (from < n && isnan(data[from])) {
        from++;
    }
    return (run_of){from, from < n ? run_end(data, t_s, n, from, gap_s) : from};
}

void sag__filter_smooth(double *const *channel, size_t channel_count, const double *t_s, size_t n, double rate_hz,
                        double cutoff_hz, double gap_s, double *scratch, const sag__kernels *kernels)
{
    assert(channel_count <= SAG__FILTER_CHANNELS_MAX);
    run_of run[SAG__FILTER_CHANNELS_MAX];
    for (size_t c = 0; c < channel_count; c++) {
        run[c] = next_run(channel[c], t_s, n, 0, gap_s);
    }
    for (size_t c = 0; c < channel_count;) {
        run_of mine = run[c];
        if (mine.first == mine.end) {
            c++; /* done */
            continue;
        }
        /* All channels behind this one that have the same run go with it. */
        double *together[WIDE];
        size_t count = 0;
        for (size_t other = c; other < channel_count && count < WIDE; other++) {
            if (run[other].first == mine.first && run[other].end == mine.end) {
                together[count++] = channel[other] + mine.first;
                run[other] = next_run(channel[other], t_s, n, mine.end, gap_s);
            }
        }
        smooth_run(together, count, t_s + mine.first, mine.end - mine.first, rate_hz, cutoff_hz, scratch, kernels);
    }
}
