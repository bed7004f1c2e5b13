/*
 * sagitta-back-search MODEL SNAP CLIP...: find the constants of every rule by a grid over the search bodies (all clips
 * with a truth whose names do not begin with "held") and check them on the bodies held out.
 *
 * Prints one line for each rule and gain, then the rules together; what is chosen from them is in analysis/back.c.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "angle.h"
#include "back.h"
#include "back_load.h"
#include "stats.h"

enum { CLIP_MAX = 48, MEDIAN_HALF = 2, GAIN_COUNT = 5 };

typedef struct range {
    double first, step;
    int count;
} range;

static const range thorax_range[SAG__BACK_RULE_COUNT] = {
    {0.50, 0.02, 11}, {0.50, 0.02, 11}, {0.43, 0.02, 13}, {0.43, 0.02, 13}, {-0.06, 0.02, 9}};
static const range sacrum_range[SAG__BACK_RULE_COUNT] = {
    {SAG__RAD(22.0), SAG__RAD(2.0), 12}, {0.34, 0.02, 10}, {0.08, 0.02, 8}, {0.10, 0.02, 9},
    {SAG__RAD(22.0), SAG__RAD(2.0), 12}};

typedef struct subject {
    back_clip clip;
    sag__back_curve *curve;
    double standing_radius;
    double pelvis_zero_deg; /* of the truth, in the frames of the baseline */
    double lumbar_zero_deg;
} subject;

static subject person[CLIP_MAX];
static int person_count;
static double scratch[BACK_FRAMES_MAX];

/* Lumbar flexion and thorax of one rule, degrees from standing. */
typedef struct series {
    double lumbar[CLIP_MAX][BACK_FRAMES_MAX];
    double thorax[CLIP_MAX][BACK_FRAMES_MAX];
} series;

static double standing_median(const subject *s, const double *value)
{
    size_t count = 0;
    for (size_t i = 0; i < s->clip.count; i++) {
        if (s->clip.standing[i]) {
            scratch[count++] = value[i];
        }
    }
    return sag__stats_median(scratch, count, scratch);
}

static void load(subject *s, const char *name, const char *model, bool snap)
{
    back_load(&s->clip, name, model, snap);
    s->curve = calloc(BACK_FRAMES_MAX, sizeof *s->curve);
    double radius[BACK_FRAMES_MAX];
    double tilt[BACK_FRAMES_MAX];
    double lumbar[BACK_FRAMES_MAX];
    for (size_t i = 0; i < s->clip.count; i++) {
        bool good = sag__back_curve_make(&s->curve[i], sag__kernels_choose(), &s->clip.outline[i], s->clip.reference_px, SAG__BACK_WINDOW);
        radius[i] = good ? sag__back_standing_radius(&s->curve[i]) : NAN;
        lumbar[i] = i < s->clip.truth_count ? s->clip.truth[i].lumbar_flexion_deg : NAN;
        tilt[i] = i < s->clip.truth_count ? s->clip.truth[i].pelvic_tilt_deg : NAN;
    }
    s->standing_radius = standing_median(s, radius);
    s->lumbar_zero_deg = standing_median(s, lumbar);
    s->pelvis_zero_deg = standing_median(s, tilt);
}

/* Median of five in time, minus the standing median, in degrees. */
static void finish(double *out, const double *in, const subject *s)
{
    size_t n = s->clip.count;
    for (size_t i = 0; i < n; i++) {
        size_t first = i < MEDIAN_HALF ? 0 : i - MEDIAN_HALF;
        size_t last = i + MEDIAN_HALF < n ? i + MEDIAN_HALF : n - 1;
        memcpy(scratch, in + first, (last - first + 1) * sizeof *in);
        out[i] = SAG__DEG(sag__stats_median(scratch, last - first + 1, scratch));
    }
    double zero = standing_median(s, out);
    for (size_t i = 0; i < n; i++) {
        out[i] -= zero;
    }
}

static void measure(series *out, sag__back_rule rule, sag__back_constants constants)
{
    sag__back_model all = {0};
    all.rule[rule] = constants;
    static double thorax[BACK_FRAMES_MAX], sacrum[BACK_FRAMES_MAX];
    for (int k = 0; k < person_count; k++) {
        const subject *s = &person[k];
        for (size_t i = 0; i < s->clip.count; i++) {
            sag__back_places p = {NAN, NAN};
            if (s->curve[i].found) {
                p = sag__back_places_find(&s->curve[i], rule, &all, s->standing_radius);
            }
            thorax[i] = sag__back_curve_tangent(&s->curve[i], p.thorax);
            sacrum[i] = sag__back_curve_tangent(&s->curve[i], p.sacrum);
        }
        finish(out->thorax[k], thorax, s);
        finish(out->lumbar[k], sacrum, s);
        for (size_t i = 0; i < s->clip.count; i++) {
            out->lumbar[k][i] = out->thorax[k][i] - out->lumbar[k][i];
        }
    }
}

typedef struct score {
    double lumbar_mae, lumbar_p95, lumbar_bias, pelvis_mae, missing, value;
} score;

/* Errors over depth > 0.3. held: of the bodies held out, otherwise of the others. */
static score judge(const series *m, double gain, bool held)
{
    static double error[CLIP_MAX * BACK_FRAMES_MAX];
    score out = {0};
    size_t n = 0;
    size_t missing = 0;
    for (int k = 0; k < person_count; k++) {
        const subject *s = &person[k];
        if ((strncmp(s->clip.name, "held", 4) == 0) != held) {
            continue;
        }
        for (size_t i = 0; i < s->clip.count && i < s->clip.truth_count; i++) {
            const back_truth *truth = &s->clip.truth[i];
            if (truth->depth <= 0.3) {
                continue;
            }
            double lumbar = gain * m->lumbar[k][i];
            double pelvis = m->thorax[k][i] - lumbar - (truth->pelvic_tilt_deg - s->pelvis_zero_deg);
            lumbar -= truth->lumbar_flexion_deg - s->lumbar_zero_deg;
            if (isnan(lumbar)) {
                missing++;
                continue;
            }
            out.lumbar_bias += lumbar;
            out.lumbar_mae += fabs(lumbar);
            out.pelvis_mae += fabs(pelvis);
            error[n++] = fabs(lumbar);
        }
    }
    out.lumbar_bias /= (double)n;
    out.lumbar_mae /= (double)n;
    out.pelvis_mae /= (double)n;
    out.missing = (double)missing / (double)(n + missing);
    out.lumbar_p95 = sag__stats_quantile(error, n, 0.95, error);
    out.value = out.lumbar_mae + 0.5 * out.pelvis_mae + 0.2 * out.lumbar_p95 + 5.0 * out.missing;
    return out;
}

static void show(const char *name, const score *s, const score *h)
{
    printf("%s | search lf %.2f/%.1f bias %+.1f pelvis %.2f missing %.2f | held lf %.2f/%.1f bias %+.1f pelvis %.2f\n",
           name, s->lumbar_mae, s->lumbar_p95, s->lumbar_bias, s->pelvis_mae, s->missing, h->lumbar_mae, h->lumbar_p95,
           h->lumbar_bias, h->pelvis_mae);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: sagitta-back-search MODEL SNAP CLIP...\n");
        return 2;
    }
    for (int i = 3; i < argc && person_count < CLIP_MAX; i++) {
        load(&person[person_count++], argv[i], argv[1], atoi(argv[2]) != 0);
    }
    static series now, rule_series[SAG__BACK_RULE_COUNT];
    sag__back_constants best[GAIN_COUNT][SAG__BACK_RULE_COUNT];
    double value[GAIN_COUNT][SAG__BACK_RULE_COUNT];
    for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
        for (int g = 0; g < GAIN_COUNT; g++) {
            value[g][r] = INFINITY;
        }
        for (int i = 0; i < thorax_range[r].count; i++) {
            for (int j = 0; j < sacrum_range[r].count; j++) {
                sag__back_constants c = {thorax_range[r].first + i * thorax_range[r].step,
                                         sacrum_range[r].first + j * sacrum_range[r].step};
                measure(&now, (sag__back_rule)r, c);
                for (int g = 0; g < GAIN_COUNT; g++) {
                    score s = judge(&now, 1.0 + 0.04 * g, false);
                    if (s.value < value[g][r]) {
                        value[g][r] = s.value;
                        best[g][r] = c;
                    }
                }
            }
        }
    }
    for (int g = 0; g < GAIN_COUNT; g++) {
        double gain = 1.0 + 0.04 * g;
        for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
            measure(&rule_series[r], (sag__back_rule)r, best[g][r]);
            score s = judge(&rule_series[r], gain, false);
            score h = judge(&rule_series[r], gain, true);
            char name[96];
            bool angle = r == SAG__BACK_RULE_POLAR || r == SAG__BACK_RULE_STANDING;
            snprintf(name, sizeof name, "gain %.2f %-8s thorax %.2f sacrum %.2f", gain, back_rule_name[r], best[g][r].thorax,
                     angle ? SAG__DEG(best[g][r].sacrum) : best[g][r].sacrum);
            show(name, &s, &h);
        }
        for (int k = 0; k < person_count; k++) {
            for (size_t i = 0; i < person[k].clip.count; i++) {
                double lumbar[SAG__BACK_RULE_COUNT];
                double sacrum[SAG__BACK_RULE_COUNT];
                for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
                    lumbar[r] = rule_series[r].lumbar[k][i];
                    sacrum[r] = rule_series[r].thorax[k][i] - lumbar[r];
                }
                now.lumbar[k][i] = sag__stats_median(lumbar, SAG__BACK_RULE_COUNT, lumbar);
                now.thorax[k][i] = now.lumbar[k][i] + sag__stats_median(sacrum, SAG__BACK_RULE_COUNT, sacrum);
            }
        }
        score s = judge(&now, gain, false);
        score h = judge(&now, gain, true);
        char name[64];
        snprintf(name, sizeof name, "gain %.2f TOGETHER %25s", gain, "");
        show(name, &s, &h);
    }
    return 0;
}
