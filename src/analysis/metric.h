/*
 * metric.h - the metrics of every frame, and the standard error of each.
 */
#ifndef SAGITTA_ANALYSIS_METRIC_H
#define SAGITTA_ANALYSIS_METRIC_H

#include "clip.h"
#include "stance.h"

/*
 * Fill out->series and out->series_se (arrays of clip->count values, allocated), out->clip_reason and
 * out->baseline.standing from the view in out.
 * height_px, stance: of sag__stance_find.
 */
void sag__metric_fill(sag_analysis *out, const sag__clip *clip, const sag__stance *stance, const double *height_px);

/* A metric in frame i with its error, or the reason for its absence. */
sag_measure sag__metric_measure(const sag_analysis *analysis, sag_metric metric, size_t i);

/* The parts of a metric's error in frame i, of a filled analysis; the standard error is the root of their squares. */
typedef struct sag__metric_error {
    double noise;    /* of the joints in this frame */
    double model;    /* of the model against the laboratory: much the same in all frames of one posture */
    double view;
    double roll;     /* of the camera */
    double baseline; /* of what is subtracted */
} sag__metric_error;

sag__metric_error sag__metric_error_at(const sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                                       sag_metric metric, size_t i);

/* Whether a metric is a change from standing: its constant offset cancels. */
bool sag__metric_is_from_standing(sag_metric metric);

/* Whether a metric comes from the outline of the back; such a one is filled by back_fill.h. */
bool sag__metric_is_of_back(sag_metric metric);

/* Class of a thigh inclination at the bottom. */
sag_depth_class sag__metric_depth_class(double thigh_inclination_rad);

/* The class behind the nearer border that lies within one standard error; the same class if none does. */
sag_depth_class sag__metric_depth_class_other(const sag_measure *thigh_inclination);

#endif
