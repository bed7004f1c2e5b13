/*
 * metric.h - the metrics of every frame, and the standard error of each.
 */
#ifndef SAGITTA_ANALYSIS_METRIC_H
#define SAGITTA_ANALYSIS_METRIC_H

#include "clip.h"
#include "stance.h"

/*
 * Fill out->series (arrays of clip->count values, allocated) and out->clip_reason from the view in out.
 * height_px, stance: of sag__stance_find.
 */
void sag__metric_fill(sag_analysis *out, const sag__clip *clip, const sag__stance *stance, const double *height_px);

/*
 * A metric in frame i with its error: noise of the key points as filtered away, propagated; error of the model
 * against laboratory measurement; error of the projection at this distance from the side view.
 */
sag_measure sag__metric_measure(const sag_analysis *analysis, const sag__clip *clip, const sag__stance *stance,
                                sag_metric metric, size_t i);

/* Class of a thigh inclination at the bottom. */
sag_depth_class sag__metric_depth_class(double thigh_inclination_rad);

/* The class behind the nearer border that lies within one standard error; the same class if none does. */
sag_depth_class sag__metric_depth_class_other(const sag_measure *thigh_inclination);

#endif
