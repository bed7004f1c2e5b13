/*
 * sagitta-back-score MODEL SNAP CLIP...: measure clips with the rules and constants of the library and compare them
 * with their truth; clips without one show what was measured. With BACK_SERIES set, every frame is printed.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "angle.h"
#include "back.h"
#include "back_load.h"
#include "stats.h"

enum { REPS_MAX = 16 };

static double scratch[BACK_FRAMES_MAX];

typedef struct rep {
    size_t first, last;
} rep;

typedef struct measured {
    back_clip clip;
    sag__back_series series;
    sag__back_baseline baseline;
    double depth[BACK_FRAMES_MAX]; /* by the key points: 0 standing .. 1 the lowest of the clip */
    double knee_rad[BACK_FRAMES_MAX];
    rep rep[REPS_MAX];
    int rep_count;
    double measure_us; /* a frame, tangents and rules */
} measured;

static void knees(measured *m)
{
    double height[BACK_FRAMES_MAX];
    const back_clip *clip = &m->clip;
    for (size_t i = 0; i < clip->count; i++) {
        const sag_keypoint *j = clip->skeleton[i].joint;
        height[i] = m->knee_rad[i] = NAN;
        if (!clip->skeleton[i].found) {
            continue;
        }
        m->knee_rad[i] = 0.0;
        height[i] = 0.0;
        for (int side = 0; side < 2; side++) {
            const sag_keypoint *hip = &j[SAG_JOINT_LEFT_HIP + side];
            const sag_keypoint *knee = &j[SAG_JOINT_LEFT_KNEE + side];
            const sag_keypoint *ankle = &j[SAG_JOINT_LEFT_ANKLE + side];
            double thigh[2] = {(double)(knee->x_px - hip->x_px), (double)(knee->y_px - hip->y_px)};
            double shank[2] = {(double)(ankle->x_px - knee->x_px), (double)(ankle->y_px - knee->y_px)};
            m->knee_rad[i] += 0.5 * sag__angle_between(thigh[0], thigh[1], shank[0], shank[1]);
            height[i] += 0.5 * (double)(ankle->y_px - hip->y_px);
        }
    }
    double top = sag__stats_quantile(height, clip->count, 0.95, scratch);
    double low = sag__stats_quantile(height, clip->count, 0.02, scratch);
    for (size_t i = 0; i < clip->count; i++) {
        m->depth[i] = (top - height[i]) / (top - low);
    }
    size_t first = 0;
    bool inside = false;
    for (size_t i = 0; i <= clip->count; i++) {
        bool deep = i < clip->count && m->depth[i] > 0.25;
        if (deep && !inside) {
            first = i;
        } else if (!deep && inside && m->rep_count < REPS_MAX) {
            m->rep[m->rep_count++] = (rep){first, i - 1};
        }
        inside = deep;
    }
}

static const sag__back_curve *curve_at(void *context, size_t i)
{
    return (const sag__back_curve *)context + i;
}

static void measure(measured *m, const char *model, const char *name, bool snap)
{
    back_load(&m->clip, name, model, snap);
    size_t n = m->clip.count;
    double *memory = calloc((SAG__BACK_SERIES_ARRAYS + 1) * BACK_FRAMES_MAX, sizeof *memory);
    sag__back_curve *curve = calloc(BACK_FRAMES_MAX, sizeof *curve);
    double *t_s = memory + SAG__BACK_SERIES_ARRAYS * BACK_FRAMES_MAX;
    double start_us = back_now_us();
    for (size_t i = 0; i < n; i++) {
        t_s[i] = 1e-9 * (double)m->clip.skeleton[i].t_ns;
        sag__back_curve_make(&curve[i], sag__kernels_choose(), &m->clip.outline[i], m->clip.reference_px, SAG__BACK_WINDOW);
    }
    m->series = (sag__back_series){
        .count = n, .t_s = t_s, .curve_at = curve_at, .context = curve, .standing = m->clip.standing};
    sag__back_series_lay(&m->series, memory);
    sag__back_measure(&m->series, &m->baseline, back_model_of(model));
    m->measure_us = (back_now_us() - start_us) / (double)n;
    knees(m);
}

typedef struct tally {
    double lumbar[40 * BACK_FRAMES_MAX];
    size_t count, missing;
    double lumbar_sum, lumbar_bias, pelvis_sum, spread[40 * BACK_FRAMES_MAX];
} tally;

/* The truth in the frames of the baseline: of the pelvis, or of the lumbar spine. */
static double zero_of(const back_clip *clip, bool pelvis)
{
    size_t count = 0;
    for (size_t i = 0; i < clip->truth_count && i < clip->count; i++) {
        if (clip->standing[i]) {
            scratch[count++] = pelvis ? clip->truth[i].pelvic_tilt_deg : clip->truth[i].lumbar_flexion_deg;
        }
    }
    return sag__stats_median(scratch, count, scratch);
}

static void add_errors(tally *t, const measured *m, const double *lumbar_rad, const double *pelvis_rad)
{
    double zero = zero_of(&m->clip, true);
    double lumbar_zero = zero_of(&m->clip, false);
    for (size_t i = 0; i < m->clip.count && i < m->clip.truth_count; i++) {
        const back_truth *truth = &m->clip.truth[i];
        if (truth->depth <= 0.3) {
            continue;
        }
        double lumbar = SAG__DEG(lumbar_rad[i]) - (truth->lumbar_flexion_deg - lumbar_zero);
        double pelvis = SAG__DEG(pelvis_rad[i]) - (truth->pelvic_tilt_deg - zero);
        if (isnan(lumbar)) {
            t->missing++;
            continue;
        }
        t->lumbar_sum += fabs(lumbar);
        t->lumbar_bias += lumbar;
        t->pelvis_sum += fabs(pelvis);
        t->spread[t->count] = SAG__DEG(m->series.spread_rad[i]);
        t->lumbar[t->count++] = fabs(lumbar);
    }
}

static void show_tally(const char *name, tally *t)
{
    double n = (double)t->count;
    printf("%-26s lf MAE %.2f p95 %.1f bias %+.1f | pelvis MAE %.2f | spread %.1f | missing %zu of %zu\n", name,
           t->lumbar_sum / n, sag__stats_quantile(t->lumbar, t->count, 0.95, t->lumbar), t->lumbar_bias / n,
           t->pelvis_sum / n, sag__stats_median(t->spread, t->count, t->spread), t->missing, t->count + t->missing);
}

/* Bottom, mid-descent and their difference, of a track over the frames of one rep. */
static void rep_figures(const measured *m, rep r, const double *track, double scale, double *bottom, double *mid)
{
    double peak = 0.0;
    size_t lowest = r.first;
    for (size_t i = r.first; i <= r.last; i++) {
        peak = fmax(peak, m->knee_rad[i]);
        lowest = m->depth[i] > m->depth[lowest] ? i : lowest;
    }
    size_t count = 0;
    for (size_t i = r.first; i <= r.last; i++) {
        if (m->knee_rad[i] > 0.95 * peak) {
            scratch[count++] = scale * track[i];
        }
    }
    *bottom = sag__stats_median(scratch, count, scratch);
    count = 0;
    for (size_t i = r.first; i <= lowest; i++) {
        if (m->knee_rad[i] > 0.55 * peak && m->knee_rad[i] < 0.75 * peak) {
            scratch[count++] = scale * track[i];
        }
    }
    *mid = sag__stats_median(scratch, count, scratch);
}

static void show_clip(const measured *m)
{
    size_t n = m->clip.count;
    printf("  %-24s baseline n %zu shape %.1f noise %.2f | width %.4f leap %.1f spread %.1f\n", m->clip.name,
           m->baseline.count, SAG__DEG(m->baseline.shape_rad), SAG__DEG(m->baseline.noise_rad),
           sag__stats_median(m->series.width, n, scratch),
           SAG__DEG(sag__stats_quantile(m->series.leap_rad, n, 0.98, scratch)),
           SAG__DEG(sag__stats_median(m->series.spread_rad, n, scratch)));
    for (int k = 0; k < m->rep_count; k++) {
        double bottom, mid, pelvis, unused, spread, tb = NAN, tm = NAN, tp = NAN, truth[BACK_FRAMES_MAX];
        rep_figures(m, m->rep[k], m->series.lumbar_rad, SAG__DEG(1.0), &bottom, &mid);
        rep_figures(m, m->rep[k], m->series.pelvis_rad, SAG__DEG(1.0), &pelvis, &unused);
        rep_figures(m, m->rep[k], m->series.spread_rad, SAG__DEG(1.0), &spread, &unused);
        printf("    rep %d (%zu-%zu): lf %.1f late %.1f pelvis %.1f spread %.1f", k + 1, m->rep[k].first,
               m->rep[k].last, bottom, bottom - mid, pelvis, spread);
        if (m->clip.truth_count > 0) {
            for (size_t i = 0; i < m->clip.count; i++) {
                truth[i] = m->clip.truth[i].lumbar_flexion_deg;
            }
            rep_figures(m, m->rep[k], truth, 1.0, &tb, &tm);
            for (size_t i = 0; i < m->clip.count; i++) {
                truth[i] = m->clip.truth[i].pelvic_tilt_deg;
            }
            double zero = zero_of(&m->clip, true);
            rep_figures(m, m->rep[k], truth, 1.0, &tp, &unused);
            printf("   truth lf %.1f late %.1f pelvis %.1f", tb, tb - tm, tp - zero);
        }
        printf("\n");
    }
    for (size_t i = 0; getenv("BACK_SERIES") != NULL && i < m->clip.count; i++) {
        printf("frame,%s,%zu,%.2f,%.1f,%.1f,%.1f", m->clip.name, i, m->depth[i], SAG__DEG(m->series.lumbar_rad[i]),
               SAG__DEG(m->series.pelvis_rad[i]), SAG__DEG(m->series.spread_rad[i]));
        for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
            printf(",%.1f:%.1f", SAG__DEG(m->series.rule_lumbar_rad[r][i]), SAG__DEG(m->series.rule_pelvis_rad[r][i]));
        }
        printf("\n");
    }
}

/* Of one kind of bodies: the rules together, and each by itself. */
typedef struct score {
    tally all, rule[SAG__BACK_RULE_COUNT];
} score;

static void add_clip(score *s, const measured *m)
{
    add_errors(&s->all, m, m->series.lumbar_rad, m->series.pelvis_rad);
    for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
        add_errors(&s->rule[r], m, m->series.rule_lumbar_rad[r], m->series.rule_pelvis_rad[r]);
    }
}

static void show_score(const char *name, score *s)
{
    if (s->all.count == 0) {
        return;
    }
    show_tally(name, &s->all);
    for (int r = 0; r < SAG__BACK_RULE_COUNT; r++) {
        char line[64];
        snprintf(line, sizeof line, "  rule %s alone", back_rule_name[r]);
        show_tally(line, &s->rule[r]);
    }
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: sagitta-back-score MODEL SNAP CLIP...\n");
        return 2;
    }
    static score search, held;
    static tally one;
    double trace_us = 0.0;
    double snap_us = 0.0;
    double measure_us = 0.0;
    for (int i = 3; i < argc; i++) {
        measured *m = calloc(1, sizeof *m);
        measure(m, argv[1], argv[i], atoi(argv[2]) != 0);
        trace_us = fmax(trace_us, m->clip.trace_us);
        snap_us = fmax(snap_us, m->clip.snap_us);
        measure_us = fmax(measure_us, m->measure_us);
        if (m->clip.truth_count > 0) {
            memset(&one, 0, sizeof one);
            add_errors(&one, m, m->series.lumbar_rad, m->series.pelvis_rad);
            show_tally(m->clip.name, &one);
            if (strncmp(m->clip.name, "search", 6) == 0) {
                add_clip(&search, m);
            }
            if (strncmp(m->clip.name, "held", 4) == 0) {
                add_clip(&held, m);
            }
        }
        show_clip(m);
    }
    show_score("ALL SEARCH", &search);
    show_score("ALL HELD OUT", &held);
    printf("a frame: outline %.0f us, snap %.0f us (largest median of a clip), tangents and rules %.0f us\n", trace_us,
           snap_us, measure_us);
    return 0;
}
