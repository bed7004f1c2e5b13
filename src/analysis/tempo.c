#include "tempo.h"

#include <math.h>

#include "angle.h"

/*
 * Error of the moment at which a phase begins or ends: 36 ms at 30 frames a second, in proportion to the time between
 * frames; by calculation with 1.5 px of noise and a 6 Hz zero-lag filter.
 */
#define EVENT_ERROR_S 0.036
#define EVENT_ERROR_RATE_HZ 30.0

/*
 * Beside that, measured on rendered people: the ends of a phase are flat and lose themselves in the slow wandering of
 * the points, the more the slower the movement. Shares of the mean duration of both ways.
 */
#define PHASE_ERROR_RATIO 0.1
#define PAUSE_ERROR_RATIO 0.15

/* Error of a speed beside the noise, as a share: the same wandering, and the length of the leg. */
#define SPEED_ERROR_RATIO 0.08
#define MEAN_SPEED_ERROR_RATIO 0.04

/*
 * A dip of the speed on the way up is a sticking region if it is this share of the peak deep, and beyond the noise.
 * For this the speed is taken over a stretch of time: shorter dips are the model's.
 */
#define STICKING_MIN_RATIO 0.3
#define STICKING_MIN_SE 3.0
#define STICKING_STRETCH_S 0.25

/* Spectrum: amplitudes below this share of the one at 0 Hz are noise; upper limit of the frequencies. */
#define SPECTRUM_FLOOR_RATIO 0.05
#define SPECTRUM_LIMIT_HZ 10.0

/* Points of the spectrum for each 1 / duration: a curve is that finely drawn. */
#define SPECTRUM_POINTS 8

/* Error of the spectral arc length, measured on rendered people: it reads the model's wandering as unsteadiness. */
#define SMOOTHNESS_ERROR 0.25

size_t sag__tempo_frame_at(const sag__clip *clip, size_t first, size_t last, int64_t t_ns)
{
    size_t i = first;
    while (i < last && sag_motion_get(clip->motion, i)->t_ns < t_ns) {
        i++;
    }
    return i;
}

/*
 * Vertical speed of the hips in leg lengths a second around a frame, + up, between the frames at least half of
 * stretch_s away from it, or its neighbours. NaN beside a hidden frame.
 */
static double speed_at(const sag__clip *clip, const double *height_px, double leg_px, size_t i, double stretch_s)
{
    size_t before = i > 0 ? i - 1 : i;
    while (before > 0 && clip->t_s[i] - clip->t_s[before] < 0.5 * stretch_s - 0.5 / clip->rate_hz) {
        before--;
    }
    size_t after = i + 1 < clip->count ? i + 1 : i;
    while (after + 1 < clip->count && clip->t_s[after] - clip->t_s[i] < 0.5 * stretch_s - 0.5 / clip->rate_hz) {
        after++;
    }
    double step_s = clip->t_s[after] - clip->t_s[before];
    return step_s > 0.0 ? (height_px[after] - height_px[before]) / (leg_px * step_s) : NAN;
}

/*
 * Noise of that speed. What the filter took away tells the noise above its cutoff; as much is left below it for each
 * hertz. The derivative of noise that reaches evenly up to fc has 2 pi fc / sqrt(3) of its standard deviation.
 */
static double speed_noise(const sag_analysis *out, const sag__clip *clip, const sag__stance *stance)
{
    double variance = 0.0;
    for (int side = 0; side < 2; side++) {
        double weight = stance->near_only ? (side == (int)out->near_side ? 1.0 : 0.0) : 0.5;
        double hip = clip->track[side][SAG__PART_HIP].noise_px;
        double ankle = clip->track[side][SAG__PART_ANKLE].noise_px;
        variance += weight * weight * (hip * hip + ankle * ankle);
    }
    double above_hz = 0.5 * clip->rate_hz - clip->cutoff_hz;
    double left = above_hz > 0.0 ? sqrt(clip->cutoff_hz / above_hz) : 1.0;
    return sqrt(variance) * left * 2.0 * SAG__PI * clip->cutoff_hz / sqrt(3.0) / stance->leg_length_px;
}

/* Amplitude of the spectrum at a frequency, as an integral over the true times. */
static double amplitude_at(const double *speed, const double *t_s, size_t n, double frequency_hz)
{
    double omega = 2.0 * SAG__PI * frequency_hz;
    double real = 0.0;
    double imaginary = 0.0;
    for (size_t i = 0; i < n; i++) {
        double width_s = 0.5 * (t_s[i + 1 < n ? i + 1 : i] - t_s[i > 0 ? i - 1 : i]);
        real += speed[i] * width_s * cos(omega * (t_s[i] - t_s[0]));
        imaginary += speed[i] * width_s * sin(omega * (t_s[i] - t_s[0]));
    }
    return hypot(real, imaginary);
}

double sag__tempo_spectral_arc_length(const double *speed, const double *t_s, size_t n, double limit_hz)
{
    if (n < 4) {
        return NAN;
    }
    double at_zero = amplitude_at(speed, t_s, n, 0.0);
    if (!(at_zero > 0.0)) {
        return NAN;
    }
    double step_hz = 1.0 / (SPECTRUM_POINTS * (t_s[n - 1] - t_s[0]));
    size_t last = (size_t)(limit_hz / step_hz);
    while (last > 0 && amplitude_at(speed, t_s, n, (double)last * step_hz) < SPECTRUM_FLOOR_RATIO * at_zero) {
        last--;
    }
    double length = 0.0;
    double before = 1.0;
    for (size_t k = 1; k <= last; k++) {
        double amplitude = amplitude_at(speed, t_s, n, (double)k * step_hz) / at_zero;
        length += hypot(1.0 / (double)last, amplitude - before);
        before = amplitude;
    }
    return last > 0 ? -length : NAN;
}

static sag_measure measured(double value, double se)
{
    return isnan(value) ? (sag_measure){.reason = SAG_REASON_HIDDEN} : (sag_measure){.value = value, .se = se};
}

static sag_measure without(sag_reason reason)
{
    return (sag_measure){.reason = reason};
}

static double seconds(int64_t ns)
{
    return (double)ns * 1e-9;
}

/* Error of a duration, which has two ends. */
static double time_error(const sag_rep *rep, const sag__clip *clip, double ratio)
{
    double events_s = EVENT_ERROR_S * EVENT_ERROR_RATE_HZ / clip->rate_hz * sqrt(2.0);
    return hypot(events_s, ratio * 0.5 * seconds(rep->eccentric_ns + rep->concentric_ns));
}

static void fill_times(sag_analysis *out, size_t r, const sag__clip *clip)
{
    sag_rep *rep = &out->rep[r];
    double down_s = seconds(rep->eccentric_ns);
    double up_s = seconds(rep->concentric_ns);
    double phase_s = time_error(rep, clip, PHASE_ERROR_RATIO);
    sag_measure *whole = rep->whole;
    sag_measure cut = without(SAG_REASON_CUT);
    whole[SAG_REP_METRIC_ECCENTRIC_TIME] = rep->start_cut ? cut : measured(down_s, phase_s);
    whole[SAG_REP_METRIC_PAUSE_TIME] = measured(seconds(rep->pause_ns), time_error(rep, clip, PAUSE_ERROR_RATIO));
    whole[SAG_REP_METRIC_CONCENTRIC_TIME] = rep->end_cut ? cut : measured(up_s, phase_s);
    if (rep->start_cut || rep->end_cut) {
        whole[SAG_REP_METRIC_TEMPO_RATIO] = cut;
    } else if (down_s <= 0.0 || up_s <= 0.0) {
        whole[SAG_REP_METRIC_TEMPO_RATIO] = without(SAG_REASON_TOO_SHORT);
    } else {
        double ratio = down_s / up_s;
        whole[SAG_REP_METRIC_TEMPO_RATIO] = measured(ratio, ratio * hypot(phase_s / down_s, phase_s / up_s));
    }
    const sag_rep *next = r + 1 < out->rep_count ? rep + 1 : NULL;
    if (rep->end_cut || (next != NULL && next->start_cut)) {
        whole[SAG_REP_METRIC_TOP_TIME] = cut;
    } else if (next == NULL) {
        whole[SAG_REP_METRIC_TOP_TIME] = without(SAG_REASON_ABSENT);
    } else {
        whole[SAG_REP_METRIC_TOP_TIME] = measured(seconds(next->start_ns - rep->end_ns), phase_s);
    }
}

/* The deepest dip between two maxima in the speeds first .. last, over the maximum before it. */
static sag_measure sticking(const double *speed, size_t count, double noise)
{
    double peak = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(speed[i])) {
            return without(SAG_REASON_HIDDEN);
        }
        peak = fmax(peak, speed[i]);
    }
    double deepest = fmax(STICKING_MIN_RATIO * peak, STICKING_MIN_SE * noise);
    sag_measure found = {.reason = SAG_REASON_ABSENT};
    double before = 0.0;
    for (size_t i = 0; i < count; i++) {
        before = fmax(before, speed[i]);
        if (before - speed[i] <= deepest) {
            continue;
        }
        double behind = 0.0;
        for (size_t k = i + 1; k < count; k++) {
            behind = fmax(behind, speed[k]);
        }
        double dip = fmin(before, behind) - speed[i];
        if (dip > deepest) {
            deepest = dip;
            double share = speed[i] / before;
            found = (sag_measure){.value = share, .se = noise / before * hypot(1.0, share)};
        }
    }
    return found;
}

/* Largest speed, times sign, of the frames first .. last. NaN beside a hidden frame. */
static double peak_speed(const sag__clip *clip, const double *height_px, double leg_px, size_t first, size_t last,
                         double sign)
{
    double peak = 0.0;
    for (size_t i = first; i <= last; i++) {
        double speed = sign * speed_at(clip, height_px, leg_px, i, 0.0);
        peak = isnan(speed) || isnan(peak) ? NAN : fmax(peak, speed);
    }
    return peak;
}

static void fill_speeds(sag_rep *rep, const sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                        const double *height_px)
{
    sag_measure *whole = rep->whole;
    size_t start = rep->start_frame;
    size_t end = rep->end_frame;
    size_t pause_first = sag__tempo_frame_at(clip, start, end, rep->start_ns + rep->eccentric_ns);
    size_t pause_last = sag__tempo_frame_at(clip, start, end, rep->start_ns + rep->eccentric_ns + rep->pause_ns);
    double noise = speed_noise(out, clip, stance);
    double down = peak_speed(clip, height_px, stance->leg_length_px, start, pause_first, -1.0);
    double up = peak_speed(clip, height_px, stance->leg_length_px, pause_last, end, +1.0);
    double up_s = clip->t_s[end] - clip->t_s[pause_last];
    double rise = (height_px[end] - height_px[pause_last]) / stance->leg_length_px;
    double mean = up_s > 0.0 ? rise / up_s : NAN;
    double mean_se = fabs(mean) * hypot(MEAN_SPEED_ERROR_RATIO, time_error(rep, clip, PHASE_ERROR_RATIO) / up_s);

    sag_measure cut = without(SAG_REASON_CUT);
    sag_measure scaled = without(SAG_REASON_NO_STANDING);
    bool known = stance->found;
    whole[SAG_REP_METRIC_PEAK_SPEED_DOWN] =
        !known ? scaled : rep->start_cut ? cut : measured(down, hypot(noise, SPEED_ERROR_RATIO * down));
    whole[SAG_REP_METRIC_PEAK_SPEED_UP] =
        !known ? scaled : rep->end_cut ? cut : measured(up, hypot(noise, SPEED_ERROR_RATIO * up));
    whole[SAG_REP_METRIC_MEAN_SPEED_UP] = !known ? scaled : rep->end_cut ? cut : measured(mean, mean_se);
}

/*
 * Of the way up alone: both ways together are two movements, whose spectrum has lobes that hide an interruption.
 */
static void fill_smoothness(sag_rep *rep, const sag__clip *clip, const sag__stance *stance, const double *height_px)
{
    int64_t rise_ns = rep->start_ns + rep->eccentric_ns + rep->pause_ns;
    size_t first = sag__tempo_frame_at(clip, rep->start_frame, rep->end_frame, rise_ns);
    size_t count = rep->end_frame - first + 1;
    double *speed = clip->scratch;
    sag_reason reason = rep->end_cut ? SAG_REASON_CUT : SAG_REASON_NONE;
    for (size_t i = 0; i < count; i++) {
        speed[i] = fabs(speed_at(clip, height_px, stance->leg_length_px, first + i, 0.0));
        reason = isnan(speed[i]) && reason == SAG_REASON_NONE ? SAG_REASON_HIDDEN : reason;
    }
    double arc = NAN;
    if (reason == SAG_REASON_NONE) {
        double limit_hz = fmin(SPECTRUM_LIMIT_HZ, clip->cutoff_hz);
        arc = sag__tempo_spectral_arc_length(speed, clip->t_s + first, count, limit_hz);
        reason = isnan(arc) ? SAG_REASON_TOO_SHORT : SAG_REASON_NONE;
    }
    rep->whole[SAG_REP_METRIC_SMOOTHNESS] =
        reason == SAG_REASON_NONE ? measured(arc, SMOOTHNESS_ERROR) : without(reason);
}

static void fill_sticking(sag_rep *rep, const sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                          const double *height_px)
{
    int64_t rise_ns = rep->start_ns + rep->eccentric_ns + rep->pause_ns;
    size_t first = sag__tempo_frame_at(clip, rep->start_frame, rep->end_frame, rise_ns);
    double *speed = clip->scratch;
    for (size_t i = first; i <= rep->end_frame; i++) {
        speed[i - first] = speed_at(clip, height_px, stance->leg_length_px, i, STICKING_STRETCH_S);
    }
    rep->whole[SAG_REP_METRIC_STICKING_SHARE] =
        rep->end_cut ? without(SAG_REASON_CUT)
                     : sticking(speed, rep->end_frame - first + 1, speed_noise(out, clip, stance));
}

/* The hips of a hinge go back and hardly down: their height tells nothing of its speed. */
static void leave_speeds(sag_rep *rep)
{
    static const sag_rep_metric of_hips[] = {
        SAG_REP_METRIC_PEAK_SPEED_DOWN, SAG_REP_METRIC_PEAK_SPEED_UP, SAG_REP_METRIC_MEAN_SPEED_UP,
        SAG_REP_METRIC_STICKING_SHARE,  SAG_REP_METRIC_SMOOTHNESS,
    };
    for (size_t i = 0; i < sizeof of_hips / sizeof of_hips[0]; i++) {
        rep->whole[of_hips[i]] = without(SAG_REASON_MOVEMENT);
    }
}

void sag__tempo_fill(sag_analysis *out, size_t rep, const sag__clip *clip, const sag__stance *stance,
                     const double *height_px)
{
    fill_times(out, rep, clip);
    if (out->movement != SAG_MOVEMENT_SQUAT) {
        leave_speeds(&out->rep[rep]);
        return;
    }
    fill_speeds(&out->rep[rep], out, clip, stance, height_px);
    fill_sticking(&out->rep[rep], out, clip, stance, height_px);
    fill_smoothness(&out->rep[rep], clip, stance, height_px);
}
