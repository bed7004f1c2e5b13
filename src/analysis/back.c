#include "back.h"

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

/* Share of the frames whose leaps are below the figure given. */
#define LEAP_SHARE 0.98

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
        if (series->standing[i] && series->curve[i].found) {
            series->scratch[count++] = sag__back_standing_radius(&series->curve[i]);
        }
    }
    return sag__stats_median(series->scratch, count, series->scratch);
}

/* The two tangents of a rule, absolute and frame by frame. */
static void read_tangents(const sag__back_series *series, double *thorax, double *sacrum, sag__back_rule rule,
                          const sag__back_model *model, double radius)
{
    for (size_t i = 0; i < series->count; i++) {
        const sag__back_curve *curve = &series->curve[i];
        sag__back_places places = {NAN, NAN};
        if (curve->found) {
            places = sag__back_places_find(curve, rule, model, radius);
        }
        bool clear = curve->found && sag__back_curve_is_clear(curve, places.thorax, SAG__BACK_WINDOW) &&
                     sag__back_curve_is_clear(curve, places.sacrum, SAG__BACK_WINDOW);
        thorax[i] = clear ? sag__back_curve_tangent(curve, places.thorax) : NAN;
        sacrum[i] = clear ? sag__back_curve_tangent(curve, places.sacrum) : NAN;
    }
}

/* How the difference of two tracks leaps where the smoothed one does not: 98th percentile over the frames. */
static double leap(const sag__back_series *series, const double *thorax, const double *sacrum, const double *lumbar)
{
    size_t count = 0;
    for (size_t i = 1; i < series->count; i++) {
        double raw = (thorax[i] - sacrum[i]) - (thorax[i - 1] - sacrum[i - 1]);
        series->scratch[count++] = fabs(raw - (lumbar[i] - lumbar[i - 1]));
    }
    return sag__stats_quantile(series->scratch, count, LEAP_SHARE, series->scratch);
}

/*
 * Measure by one rule: tangents, their medians in time, change from standing, gain.
 * shape_rad: the standing difference. leap_rad: of sag__back_quality.
 */
static void measure_rule(sag__back_series *series, sag__back_rule rule, const sag__back_model *model, double radius,
                         double *shape_rad, double *leap_rad)
{
    /* The outputs of the clip are free until the rules are joined. */
    double *thorax = series->lumbar_rad;
    double *sacrum = series->pelvis_rad;
    double *lumbar = series->rule_lumbar_rad[rule];
    double *pelvis = series->rule_pelvis_rad[rule];
    read_tangents(series, thorax, sacrum, rule, model, radius);
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
    *leap_rad = leap(series, thorax, sacrum, lumbar);
    for (size_t i = 0; i < series->count; i++) {
        lumbar[i] *= model->gain;
    }
}

/* Median over the rules, and the spread of the lumbar flexion. */
static void join_rules(sag__back_series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        double lumbar[SAG__BACK_RULE_COUNT];
        double pelvis[SAG__BACK_RULE_COUNT];
        size_t count = 0;
        double low = INFINITY;
        double high = -INFINITY;
        for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
            double value = series->rule_lumbar_rad[r][i];
            if (!isnan(value)) {
                pelvis[count] = series->rule_pelvis_rad[r][i];
                lumbar[count++] = value;
                low = fmin(low, value);
                high = fmax(high, value);
            }
        }
        bool enough = count >= RULES_MIN;
        series->lumbar_rad[i] = enough ? sag__stats_median(lumbar, count, lumbar) : NAN;
        series->pelvis_rad[i] = enough ? sag__stats_median(pelvis, count, pelvis) : NAN;
        series->thorax_rad[i] = series->pelvis_rad[i] + series->lumbar_rad[i];
        series->spread_rad[i] = enough ? high - low : NAN;
    }
}

static void judge(sag__back_quality *quality, const sag__back_series *series)
{
    size_t all = 0;
    for (size_t i = 0; i < series->count; i++) {
        all += isnan(series->lumbar_rad[i]) ? 0 : 1;
        bool standing = series->standing[i] && !isnan(series->lumbar_rad[i]);
        quality->baseline_count += standing ? 1 : 0;
        series->scratch[i] = series->curve[i].found ? series->curve[i].width : NAN;
    }
    quality->found_ratio = series->count > 0 ? (double)all / (double)series->count : 0.0;
    quality->width = sag__stats_median(series->scratch, series->count, series->scratch);
    quality->spread_rad = sag__stats_median(series->spread_rad, series->count, series->scratch);
    size_t count = 0;
    for (size_t i = 0; i < series->count; i++) {
        if (series->standing[i]) {
            series->scratch[count++] = fabs(series->lumbar_rad[i]);
        }
    }
    quality->baseline_noise_rad = SAG__SD_PER_MAD * sag__stats_median(series->scratch, count, series->scratch);
}

bool sag__back_measure(sag__back_series *series, sag__back_quality *quality, const sag__back_model *model)
{
    *quality = (sag__back_quality){0};
    double radius = standing_radius(series);
    double shape_rad[SAG__BACK_RULE_COUNT];
    double leap_rad[SAG__BACK_RULE_COUNT];
    for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
        measure_rule(series, (sag__back_rule)r, model, radius, &shape_rad[r], &leap_rad[r]);
    }
    quality->baseline_shape_rad = sag__stats_median(shape_rad, SAG__BACK_RULE_COUNT, shape_rad);
    quality->leap_rad = sag__stats_median(leap_rad, SAG__BACK_RULE_COUNT, leap_rad);
    join_rules(series);
    judge(quality, series);
    return quality->baseline_count > 0;
}
