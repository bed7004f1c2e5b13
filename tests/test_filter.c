#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>

#include "angle.h"
#include "filter.h"

enum { N = 1200 };

/* Low-pass one track at a steady rate. */
static void lowpass(double *x, size_t n, double rate_hz, double cutoff_hz)
{
    double *t_s = malloc(n * sizeof *t_s);
    for (size_t i = 0; i < n; i++) {
        t_s[i] = (double)i / rate_hz;
    }
    double gap_s = 2.0 / rate_hz;
    double *scratch = malloc(sag__filter_smooth_scratch(t_s, n, rate_hz, cutoff_hz, gap_s) * sizeof *scratch);
    sag__filter_smooth(&x, 1, t_s, n, rate_hz, cutoff_hz, gap_s, scratch, sag__kernels_choose());
    free(scratch);
    free(t_s);
}

/* Amplitude of a filtered sine of the given frequency, measured in the middle of the track; its lag in samples. */
static double filtered_amplitude(double rate_hz, double cutoff_hz, double f_hz, double *phase_rad)
{
    static double x[N];
    for (int i = 0; i < N; i++) {
        x[i] = sin(2.0 * SAG__PI * f_hz * i / rate_hz);
    }
    lowpass(x, N, rate_hz, cutoff_hz);
    double in_phase = 0.0;
    double quadrature = 0.0;
    int count = (int)(floor(f_hz * 600 / rate_hz) * rate_hz / f_hz + 0.5); /* whole periods */
    for (int i = 300; i < 300 + count; i++) {
        in_phase += x[i] * sin(2.0 * SAG__PI * f_hz * i / rate_hz) * 2.0 / count;
        quadrature += x[i] * cos(2.0 * SAG__PI * f_hz * i / rate_hz) * 2.0 / count;
    }
    *phase_rad = atan2(quadrature, in_phase);
    return hypot(in_phase, quadrature);
}

Test(filter, cutoff_is_where_the_whole_filter_has_3_db)
{
    const double rates_hz[] = {20.0, 24.0, 30.0, 60.0, 120.0};
    for (int i = 0; i < 5; i++) {
        double phase_rad;
        double amplitude = filtered_amplitude(rates_hz[i], 6.0, 6.0, &phase_rad);
        cr_assert_float_eq(20.0 * log10(amplitude), -3.0103, 0.01, "%g Hz", rates_hz[i]);
        cr_assert_float_eq(phase_rad, 0.0, 1e-3, "zero lag at %g Hz", rates_hz[i]);
        amplitude = filtered_amplitude(rates_hz[i], 6.0, 1.0, &phase_rad);
        cr_assert_float_eq(amplitude, 1.0, 2e-3, "a squat passes at %g Hz", rates_hz[i]);
        cr_assert_float_eq(phase_rad, 0.0, 1e-4);
    }
}

Test(filter, falls_by_24_db_an_octave)
{
    double phase_rad;
    double at_8 = filtered_amplitude(SAG__FILTER_RATE_MAX_HZ, 2.0, 8.0, &phase_rad);
    double at_16 = filtered_amplitude(SAG__FILTER_RATE_MAX_HZ, 2.0, 16.0, &phase_rad);
    cr_assert_float_eq(20.0 * log10(at_8 / at_16), 24.0, 0.5);
}

Test(filter, knows_the_correction_for_two_passes)
{
    cr_assert_float_eq(sag__filter_butterworth_ratio(2, 2), 0.8022, 1e-4);
    cr_assert_float_eq(sag__filter_butterworth_ratio(2, 1), 1.0, 1e-12);
}

Test(filter, keeps_a_constant_and_a_ramp)
{
    double x[50];
    for (int i = 0; i < 50; i++) {
        x[i] = 123.456;
    }
    lowpass(x, 50, 30.0, 6.0);
    for (int i = 0; i < 50; i++) {
        cr_assert_float_eq(x[i], 123.456, 0.0, "sample %d", i);
    }
    for (int i = 0; i < 50; i++) {
        x[i] = 2.0 * i;
    }
    lowpass(x, 50, 30.0, 6.0);
    for (int i = 0; i < 50; i++) {
        cr_assert_float_eq(x[i], 2.0 * i, 0.01, "sample %d: ends are not bent", i);
    }
}

Test(filter, leaves_fewer_than_four_samples)
{
    double x[3] = {1.0, 5.0, 2.0};
    lowpass(x, 3, 30.0, 6.0);
    cr_assert_float_eq(x[1], 5.0, 0.0);
}

Test(filter, hampel_replaces_a_spike_and_nothing_else)
{
    double in[40];
    double out[40];
    for (int i = 0; i < 40; i++) {
        in[i] = 10.0 * sin(0.2 * i);
    }
    in[20] += 30.0;
    in[0] = -50.0;
    in[30] = NAN;
    sag__filter_hampel(out, in, 40, 0.5, sag__kernels_choose());
    cr_assert_float_eq(out[20], 10.0 * sin(4.0), 3.0);
    cr_assert_float_eq(out[0], 0.0, 6.0, "an outlier at the end");
    cr_assert(isnan(out[30]), "gaps are not its business");
    for (int i = 1; i < 40; i++) {
        cr_assert(i == 20 || i == 30 || out[i] == in[i], "sample %d changed", i);
    }
}

Test(filter, hampel_floor_protects_quiet_tracks)
{
    double in[9] = {1, 1, 1, 1, 1.4, 1, 1, 1, 1};
    double out[9];
    sag__filter_hampel(out, in, 9, 0.5, sag__kernels_choose());
    cr_assert_float_eq(out[4], 1.4, 0.0);
    sag__filter_hampel(out, in, 9, 0.3, sag__kernels_choose());
    cr_assert_float_eq(out[4], 1.0, 0.0);
}

Test(filter, fills_gaps_up_to_the_limit_and_never_the_ends)
{
    double x[10] = {NAN, 0.0, NAN, 2.0, NAN, NAN, NAN, 6.0, NAN, NAN};
    const double t_s[10] = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    sag__filter_fill(x, t_s, 10, 0.21);
    cr_assert_float_eq(x[2], 1.0, 1e-12);
    cr_assert(isnan(x[0]) && isnan(x[4]) && isnan(x[6]) && isnan(x[8]) && isnan(x[9]));
    sag__filter_fill(x, t_s, 10, 0.41);
    cr_assert_float_eq(x[5], 4.0, 1e-12);
    cr_assert(isnan(x[0]) && isnan(x[9]));
}

Test(filter, follows_uneven_times)
{
    enum { COUNT = 400 };
    double t_s[COUNT];
    double x[2][COUNT];
    double t = 0.0;
    for (int i = 0; i < COUNT; i++) {
        t_s[i] = t;
        x[0][i] = sin(2.0 * t);
        x[1][i] = cos(2.0 * t) + 3.0;
        t += i % 3 == 0 ? 0.02 : 0.05;
    }
    double *channel[2] = {x[0], x[1]};
    double *scratch = malloc(sag__filter_smooth_scratch(t_s, COUNT, 25.0, 6.0, 0.2) * sizeof *scratch);
    sag__filter_smooth(channel, 2, t_s, COUNT, 25.0, 6.0, 0.2, scratch, sag__kernels_choose());
    for (int i = 20; i < COUNT - 20; i++) {
        cr_assert_float_eq(x[0][i], sin(2.0 * t_s[i]), 2e-3, "sample %d", i);
        cr_assert_float_eq(x[1][i], cos(2.0 * t_s[i]) + 3.0, 2e-3, "sample %d", i);
    }
    free(scratch);
}

Test(filter, a_channel_is_filtered_as_it_would_be_alone)
{
    enum { COUNT = 150, CHANNELS = 19 };
    static double t_s[COUNT], x[CHANNELS][COUNT], alone[CHANNELS][COUNT];
    double *channel[CHANNELS];
    srand(7);
    for (int c = 0; c < CHANNELS; c++) {
        for (int i = 0; i < COUNT; i++) {
            t_s[i] = i / 30.0 + (i >= 90 ? 1.0 : 0.0);
            x[c][i] = rand() % 7 == 0 && c % 4 == 1 ? (double)NAN : rand() % 1000;
        }
        x[c][30 + c] = c % 3 == 0 ? (double)NAN : x[c][30 + c];
        channel[c] = x[c];
        for (int i = 0; i < COUNT; i++) {
            alone[c][i] = x[c][i];
        }
    }
    double *scratch = malloc(sag__filter_smooth_scratch(t_s, COUNT, 30.0, 6.0, 0.2) * sizeof *scratch);
    sag__filter_smooth(channel, CHANNELS, t_s, COUNT, 30.0, 6.0, 0.2, scratch, sag__kernels_choose());
    for (int c = 0; c < CHANNELS; c++) {
        double *one = alone[c];
        sag__filter_smooth(&one, 1, t_s, COUNT, 30.0, 6.0, 0.2, scratch, sag__kernels_find(SAG_CPU_LEVEL_SCALAR));
        for (int i = 0; i < COUNT; i++) {
            cr_assert(x[c][i] == alone[c][i] || (isnan(x[c][i]) && isnan(alone[c][i])), "channel %d, sample %d", c, i);
        }
    }
    free(scratch);
}

Test(filter, smooths_each_run_by_itself)
{
    enum { COUNT = 120 };
    double t_s[COUNT];
    double x[COUNT];
    for (int i = 0; i < COUNT; i++) {
        t_s[i] = i / 30.0 + (i >= 80 ? 3600.0 : 0.0);
        x[i] = i < 40 ? 1.0 : i < 80 ? 5.0 : -7.0;
    }
    x[39] = NAN;
    size_t room = sag__filter_smooth_scratch(t_s, COUNT, 30.0, 6.0, 0.2);
    cr_assert_lt(room, 5000, "an hour without frames takes no memory");
    double *scratch = malloc(room * sizeof *scratch);
    double *channel = x;
    sag__filter_smooth(&channel, 1, t_s, COUNT, 30.0, 6.0, 0.2, scratch, sag__kernels_choose());
    for (int i = 0; i < COUNT; i++) {
        cr_assert(i == 39 ? isnan(x[i]) : fabs(x[i] - (i < 40 ? 1.0 : i < 80 ? 5.0 : -7.0)) < 1e-12, "sample %d", i);
    }
    free(scratch);
}
