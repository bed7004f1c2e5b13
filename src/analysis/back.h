/*
 * back.h - the virtual dual inclinometer: how the lower back and the pelvis turn against the person's own standing.
 *
 *   outlines of a clip -> curves of tangents -> two places on each curve by several rules -> angles of each rule
 *   -> median in time -> minus the median of the standing frames -> median over the rules, and their spread
 *
 * Everything is change from standing, in radians: lumbar flexion +, pelvic tilt + anterior, thorax + forward. In every
 * frame thorax = pelvis + lumbar. No absolute lordosis or tilt can be read off an outline.
 * NaN: not measured. Thread: pure functions on caller-owned data; nothing is allocated.
 */
#ifndef SAGITTA_ANALYSIS_BACK_H
#define SAGITTA_ANALYSIS_BACK_H

#include <stdbool.h>
#include <stddef.h>

#include "back_curve.h"

/* Ways to find the two places by different points and features, so that their agreement means something. */
typedef enum sag__back_rule {
    SAG__BACK_RULE_POLAR = 0, /* distance from the hips; angle about the hips */
    SAG__BACK_RULE_ARC,       /* distance from the hips; arc along the back */
    SAG__BACK_RULE_AXIS,      /* shares of the line hip to shoulder */
    SAG__BACK_RULE_APEX,      /* share of the axis; arc above the buttock's furthest point */
    SAG__BACK_RULE_STANDING,  /* distance of the hollow while standing; angle about the hips */
    SAG__BACK_RULE_COUNT
} sag__back_rule;

/* Where a rule puts the two inclinometers; lengths in reference lengths. */
typedef struct sag__back_constants {
    double thorax; /* distance from the mid-hip, or share of the axis, or addition to the standing distance */
    double sacrum; /* radians, arc or share, as the rule says */
} sag__back_constants;

/*
 * What a landmark network needs. Its hip and shoulder points lie where it was taught to put them, not in the joints,
 * so the constants are found for each by samples/back and are good for that network only.
 */
typedef struct sag__back_model {
    const char *name; /* of the network */
    double gain;      /* lumbar flexion over what the two tangents show: they do not span all of the lumbar spine */
    sag__back_constants rule[SAG__BACK_RULE_COUNT];
} sag__back_model;

/* The constants for a network ("blazepose-full", ...). Returns: static; NULL for one that was never searched. */
const sag__back_model *sag__back_model_find(const char *name);

/* The two places on one curve. */
typedef struct sag__back_places {
    sag__back_place thorax;
    sag__back_place sacrum;
} sag__back_places;

/*
 * Find the places by one rule.
 * standing_radius: of sag__back_standing_radius; only SAG__BACK_RULE_STANDING reads it.
 */
sag__back_places sag__back_places_find(const sag__back_curve *curve, sag__back_rule rule,
                                       const sag__back_model *model, double standing_radius);

/* Distance from the mid-hip of the place where the back leans back most between waist and shoulders. */
double sag__back_standing_radius(const sag__back_curve *curve);

/* Gives the curve of frame i, good until the next call; found is false where there is none. Asked up to twice. */
typedef const sag__back_curve *(*sag__back_curve_at)(void *context, size_t i);

/* Told when the two places of frame i are known; its curve is the one that was asked for last. */
typedef void (*sag__back_frame_done)(void *context, size_t i);

/* Arrays of a series: taken from one block by sag__back_series_lay. */
enum { SAG__BACK_SERIES_ARRAYS = 13 + 3 * SAG__BACK_RULE_COUNT };

/* One clip: arrays of count values. In: t_s, curve_at, standing. Out: the rest. */
typedef struct sag__back_series {
    size_t count;
    const double *t_s;
    sag__back_curve_at curve_at;
    sag__back_frame_done frame_done; /* or NULL */
    void *context;
    const bool *standing; /* frames of the baseline */
    double *lumbar_rad;
    double *pelvis_rad;
    double *thorax_rad; /* pelvis + lumbar */
    double *spread_rad; /* of the lumbar flexion by the rules: largest minus smallest */
    double *leap_rad;   /* of the outline: how lumbar flexion, before the median in time, leaps from the frame before
                           beyond what the median does; median over the rules */
    double *jump_rad;   /* step of the lumbar flexion from the frame before, beyond what the faster of the steps before
                           and after it explains: what a change that stays looks like; NaN where one is missing */
    double *width;      /* edge width, reference lengths */
    double *bend_rad;   /* how the outline turns over the lumbar part: - hollow, + round; no anchors, no standing */
    sag__back_place *thorax_place; /* of the two tangents: median over the rules */
    sag__back_place *sacrum_place;
    double *thorax_tangent_rad; /* and their inclinations in the frame itself */
    double *sacrum_tangent_rad;
    double *rule_lumbar_rad[SAG__BACK_RULE_COUNT];
    double *rule_pelvis_rad[SAG__BACK_RULE_COUNT];
    double *rule_leap_rad[SAG__BACK_RULE_COUNT];
    double *scratch; /* count values */
} sag__back_series;

/* Lay all arrays but t_s and standing into memory with room for SAG__BACK_SERIES_ARRAYS * count values. */
void sag__back_series_lay(sag__back_series *series, double *memory);

/* What is known of the standing frames. */
typedef struct sag__back_baseline {
    size_t count;     /* with a measurement */
    double shape_rad; /* tangent of the thorax minus that of the sacrum: - is hollow */
    double noise_rad; /* robust standard deviation of lumbar flexion */
} sag__back_baseline;

/*
 * Measure a clip. A frame counts where at least three rules found their places on valid stretches of the outline.
 * Returns: false when no standing frame has a measurement; every value is then NaN.
 */
bool sag__back_measure(sag__back_series *series, sag__back_baseline *baseline, const sag__back_model *model);

#endif
