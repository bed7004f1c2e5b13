#include "back.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "angle.h"
#include "stats.h"

/* Half width of the median in time; at least one frame each way. */
#define MEDIAN_HALF_S 0.085
#define MEDIAN_MAX 31

/* The hollow of the standing back is looked for between these shares of the axis. */
#define HOLLOW_TOP_SHARE 0.85
#define HOLLOW_BOTTOM_SHARE 0.25

/* The lumbar part of the outline for its bend, in shares of the axis. */
#define BEND_TOP_SHARE 0.50
#define BEND_BOTTOM_SHARE 0.15

/* Fewer rules than this are no consensus. */
#define RULES_MIN 3

/* Found by sagitta-back-search on the search bodies; the accuracy on the others is in samples/back/README.md. */
static const sag__back_model models[] = {
    {"blazepose-full",
     1.08,
     {[SAG__BACK_RULE_POLAR] = {0.60, SAG__RAD(32.0)},
      [SAG__BACK_RULE_ARC] = {0.60, 0.42},
      [SAG__BACK_RULE_AXIS] = {0.53, 0.18},
      [SAG__BACK_RULE_APEX] = {0.53, 0.20},
      [SAG__BACK_RULE_STANDING] = {0.02, SAG__RAD(34.0)}}},
    {"blazepose-lite",
     1.08,
     {[SAG__BACK_RULE_POLAR] = {0.58, SAG__RAD(30.0)},
      [SAG__BACK_RULE_ARC] = {0.58, 0.42},
      [SAG__BACK_RULE_AXIS] = {0.51, 0.18},
      [SAG__BACK_RULE_APEX] = {0.51, 0.20},
      [SAG__BACK_RULE_STANDING] = {0.02, SAG__RAD(32.0)}}},
    {"blazepose-heavy",
     1.08,
     {[SAG__BACK_RULE_POLAR] = {0.58, SAG__RAD(36.0)},
      [SAG__BACK_RULE_ARC] = {0.58, 0.42},
      [SAG__BACK_RULE_AXIS] = {0.53, 0.14},
      [SAG__BACK_RULE_APEX] = {0.53, 0.20},
      [SAG__BACK_RULE_STANDING] = {0.02, SAG__RAD(36.0)}}},
};

const sag__back_model *sag__back_model_find(const char *name)
{
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        if (strcmp(models[i].name, name) == 0) {
            return &models[i];
        }
    }
    return NULL;
}

double sag__back_standing_radius(const sag__back_curve *curve)
{
    sag__back_place place =
        sag__back_find_steepest(curve, sag__back_find_axis(curve, HOLLOW_TOP_SHARE),
                                sag__back_find_axis(curve, HOLLOW_BOTTOM_SHARE), false);
    return sag__back_curve_radius(curve, place);
}

sag__back_places sag__back_places_find(const sag__back_curve *curve, sag__back_rule rule,
                                       const sag__back_model *model, double standing_radius)
{
    sag__back_places out = {NAN, NAN};
    if (rule >= SAG__BACK_RULE_COUNT) {
        return out;
    }
    const sag__back_constants *c = &model->rule[rule];
    switch (rule) {
    case SAG__BACK_RULE_POLAR:
        out.thorax = sag__back_find_radius(curve, c->thorax);
        out.sacrum = sag__back_find_polar(curve, out.thorax, c->sacrum);
        break;
    case SAG__BACK_RULE_ARC:
        out.thorax = sag__back_find_radius(curve, c->thorax);
        out.sacrum = sag__back_find_arc(curve, out.thorax, c->sacrum);
        break;
    case SAG__BACK_RULE_AXIS:
        out.thorax = sag__back_find_axis(curve, c->thorax);
        out.sacrum = sag__back_find_axis(curve, c->sacrum);
        break;
    case SAG__BACK_RULE_APEX:
        out.thorax = sag__back_find_axis(curve, c->thorax);
        out.sacrum = sag__back_find_arc(curve, sag__back_find_gluteal_apex(curve), -c->sacrum);
        break;
    case SAG__BACK_RULE_STANDING:
        out.thorax = sag__back_find_radius(curve, standing_radius + c->thorax);
        out.sacrum = sag__back_find_polar(curve, out.thorax, c->sacrum);
        break;
    case SAG__BACK_RULE_COUNT:
        break;
    }
    /* Two inclinometers cannot lie in each other's place, nor the thorax's below the other. */
    bool apart = (out.sacrum - out.thorax) * curve->spacing > SAG__BACK_WINDOW;
    return apart ? out : (sag__back_places){NAN, NAN};
}

/* Running median over the frames near in time. NaN stays NaN. */
static void median_in_time(double *out, const double *in, const double *t_s, size_t n)
{
    double near[MEDIAN_MAX];
    for (size_t i = 0; i < n; i++) {
        size_t half = 1;
        while (half < MEDIAN_MAX / 2 && half < i && i + half + 1 < n && t_s[i] - t_s[i - half - 1] <= MEDIAN_HALF_S &&
               t_s[i + half + 1] - t_s[i] <= MEDIAN_HALF_S) {
            half++;
        }
        size_t first = i < half ? 0 : i - half;
        size_t last = i + half < n ? i + half : n - 1;
        memcpy(near, in + first, (last - first + 1) * sizeof *in);
        out[i] = isnan(in[i]) ? NAN : sag__stats_median(near, last - first + 1, near);
    }
}

/* Median over the standing frames. */
static double standing_median(const sag__back_series *series, const double *value)
{
    size_t count = 0;
    for (size_t i = 0; i < series->count; i++) {
        if (series->standing[i]) {
            series->scratch[count++] = value[i];
        }
    }
    return sag__stats_median(series->scratch, count, series->scratch);
}

static double standing_radius(const sag__back_series *series)
{
    size_t count = 0;
    for (size_t i = 0; i < series->count; i++) {
        const sag__back_curve *curve = series->standing[i] ? series->curve_at(series->context, i) : NULL;
        if (curve != NULL && curve->found) {
            series->scratch[count++] = sag__back_standing_radius(curve);
        }
    }
    return sag__stats_median(series->scratch, count, series->scratch);
}

/* Median of the values of the rules; NaN of too few. */
static double agreed(const double value[SAG__BACK_RULE_COUNT])
{
    double sorted[SAG__BACK_RULE_COUNT];
    size_t count = 0;
    for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
        if (!isnan(value[r])) {
            sorted[count++] = value[r];
        }
    }
    return count >= RULES_MIN ? sag__stats_median(sorted, count, sorted) : NAN;
}

/* Turn of the tangent over the lumbar part. */
static double bend(const sag__back_curve *curve)
{
    sag__back_place top = sag__back_find_axis(curve, BEND_TOP_SHARE);
    sag__back_place bottom = sag__back_find_axis(curve, BEND_BOTTOM_SHARE);
    bool clear = sag__back_curve_is_clear(curve, top, SAG__BACK_WINDOW) &&
                 sag__back_curve_is_clear(curve, bottom, SAG__BACK_WINDOW);
    return clear ? sag__back_curve_tangent(curve, top) - sag__back_curve_tangent(curve, bottom) : NAN;
}

/* The two tangents of every rule in one frame, absolute: into the arrays of the rules, thorax into those of the lumbar
 * spine. */
static void read_frame(sag__back_series *series, size_t i, const sag__back_model *model, double radius)
{
    const sag__back_curve *curve = series->curve_at(series->context, i);
    sag__back_place thorax[SAG__BACK_RULE_COUNT];
    sag__back_place sacrum[SAG__BACK_RULE_COUNT];
    double thorax_rad[SAG__BACK_RULE_COUNT];
    double sacrum_rad[SAG__BACK_RULE_COUNT];
    for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
        sag__back_places places = {NAN, NAN};
        if (curve->found) {
            places = sag__back_places_find(curve, (sag__back_rule)r, model, radius);
        }
        bool clear = curve->found && sag__back_curve_is_clear(curve, places.thorax, SAG__BACK_WINDOW) &&
                     sag__back_curve_is_clear(curve, places.sacrum, SAG__BACK_WINDOW);
        thorax[r] = clear ? places.thorax : NAN;
        sacrum[r] = clear ? places.sacrum : NAN;
        thorax_rad[r] = series->rule_lumbar_rad[r][i] = sag__back_curve_tangent(curve, thorax[r]);
        sacrum_rad[r] = series->rule_pelvis_rad[r][i] = sag__back_curve_tangent(curve, sacrum[r]);
    }
    series->thorax_place[i] = agreed(thorax);
    series->sacrum_place[i] = agreed(sacrum);
    series->thorax_tangent_rad[i] = agreed(thorax_rad);
    series->sacrum_tangent_rad[i] = agreed(sacrum_rad);
    series->width[i] = curve->found ? curve->width : NAN;
    series->bend_rad[i] = curve->found ? bend(curve) : NAN;
}

/*
 * From the tangents of a rule to its angles: medians in time, change from standing, gain.
 * shape_rad: the standing difference.
 */
static void measure_rule(sag__back_series *series, sag__back_rule rule, const sag__back_model *model,
                         double *shape_rad)
{
    /* Free until the rules are joined. */
    double *thorax = series->lumbar_rad;
    double *sacrum = series->pelvis_rad;
    double *lumbar = series->rule_lumbar_rad[rule];
    double *pelvis = series->rule_pelvis_rad[rule];
    double *leap = series->rule_leap_rad[rule];
    memcpy(thorax, lumbar, series->count * sizeof *thorax);
    memcpy(sacrum, pelvis, series->count * sizeof *sacrum);
    median_in_time(lumbar, thorax, series->t_s, series->count);
    median_in_time(pelvis, sacrum, series->t_s, series->count);
    double thorax_zero = standing_median(series, lumbar);
    double sacrum_zero = standing_median(series, pelvis);
    *shape_rad = thorax_zero - sacrum_zero;
    for (size_t i = 0; i < series->count; i++) {
        double thorax_change = lumbar[i] - thorax_zero;
        double difference = thorax_change - (pelvis[i] - sacrum_zero);
        lumbar[i] = difference;
        pelvis[i] = thorax_change - model->gain * difference;
    }
    for (size_t i = 0; i < series->count; i++) {
        double raw = i == 0 ? NAN : (thorax[i] - sacrum[i]) - (thorax[i - 1] - sacrum[i - 1]);
        leap[i] = i == 0 ? NAN : fabs(raw - (lumbar[i] - lumbar[i - 1]));
    }
    for (size_t i = 0; i < series->count; i++) {
        lumbar[i] *= model->gain;
    }
}

/* Medians over the rules, and the spread of the lumbar flexion. */
static void join_rules(sag__back_series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        double lumbar[SAG__BACK_RULE_COUNT];
        double pelvis[SAG__BACK_RULE_COUNT];
        double leap[SAG__BACK_RULE_COUNT];
        double low = INFINITY;
        double high = -INFINITY;
        for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
            lumbar[r] = series->rule_lumbar_rad[r][i];
            pelvis[r] = series->rule_pelvis_rad[r][i];
            leap[r] = series->rule_leap_rad[r][i];
            low = fmin(low, lumbar[r]); /* passes over NaN */
            high = fmax(high, lumbar[r]);
        }
        series->lumbar_rad[i] = agreed(lumbar);
        series->pelvis_rad[i] = agreed(pelvis);
        series->thorax_rad[i] = series->pelvis_rad[i] + series->lumbar_rad[i];
        series->leap_rad[i] = agreed(leap);
        series->spread_rad[i] = isnan(series->lumbar_rad[i]) ? NAN : high - low;
    }
}

/* A movement may be so much faster inside a gap than before and after it. */
#define IN_GAP 2.0

/* Steps that stay: a movement, however fast, has speed before or after; what comes over the back has not. */
static void find_jumps(sag__back_series *series)
{
    size_t at[4] = {0}; /* the newest frames with a measurement, the last one newest */
    size_t count = 0;
    const double *lumbar = series->lumbar_rad;
    for (size_t i = 0; i < series->count; i++) {
        series->jump_rad[i] = NAN;
        if (isnan(lumbar[i])) {
            continue;
        }
        memmove(at, at + 1, 3 * sizeof *at);
        at[3] = i;
        if (++count < 4) {
            continue;
        }
        double rate[3];
        for (int k = 0; k < 3; k++) {
            rate[k] = (lumbar[at[k + 1]] - lumbar[at[k]]) / (series->t_s[at[k + 1]] - series->t_s[at[k]]);
        }
        double sign = rate[1] < 0.0 ? -1.0 : 1.0;
        double explained = fmax(0.0, fmax(sign * rate[0], sign * rate[2]));
        bool gap = at[2] - at[1] > 1;
        double beyond = fmax(0.0, fabs(rate[1]) - (gap ? IN_GAP : 1.0) * explained);
        series->jump_rad[at[2]] = beyond * (series->t_s[at[2]] - series->t_s[at[1]]);
    }
}

static void describe_baseline(sag__back_baseline *baseline, const sag__back_series *series)
{
    size_t count = 0;
    for (size_t i = 0; i < series->count; i++) {
        if (series->standing[i] && !isnan(series->lumbar_rad[i])) {
            series->scratch[count++] = fabs(series->lumbar_rad[i]);
        }
    }
    baseline->count = count;
    baseline->noise_rad = SAG__SD_PER_MAD * sag__stats_median(series->scratch, count, series->scratch);
}

void sag__back_series_lay(sag__back_series *series, double *memory)
{
    double **const array[] = {
        &series->lumbar_rad,   &series->pelvis_rad,   &series->thorax_rad,         &series->spread_rad,
        &series->leap_rad,     &series->jump_rad,     &series->width,              &series->thorax_place,
        &series->sacrum_place,
        &series->thorax_tangent_rad, &series->sacrum_tangent_rad, &series->bend_rad, &series->scratch,
    };
    const size_t plain_count = sizeof array / sizeof *array;
    static_assert(sizeof array / sizeof *array + 3 * SAG__BACK_RULE_COUNT == SAG__BACK_SERIES_ARRAYS, "all arrays");
    for (size_t k = 0; k < plain_count; k++) {
        *array[k] = memory + k * series->count;
    }
    for (size_t r = 0; r < SAG__BACK_RULE_COUNT; r++) {
        double *first = memory + (plain_count + 3 * r) * series->count;
        series->rule_lumbar_rad[r] = first;
        series->rule_pelvis_rad[r] = first + series->count;
        series->rule_leap_rad[r] = first + 2 * series->count;
    }
}

bool sag__back_measure(sag__back_series *series, sag__back_baseline *baseline, const sag__back_model *model)
{
    *baseline = (sag__back_baseline){0};
    double radius = standing_radius(series);
    for (size_t i = 0; i < series->count; i++) {
        read_frame(series, i, model, radius);
        if (series->frame_done != NULL) {
            series->frame_done(series->context, i);
        }
    }
    double shape_rad[SAG__BACK_RULE_COUNT];
    for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
        measure_rule(series, (sag__back_rule)r, model, &shape_rad[r]);
    }
    baseline->shape_rad = sag__stats_median(shape_rad, SAG__BACK_RULE_COUNT, shape_rad);
    join_rules(series);
    find_jumps(series);
    describe_baseline(baseline, series);
    return baseline->count > 0;
}
