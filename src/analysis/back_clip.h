/*
 * back_clip.h - the back over a clip: outlines of the motion -> series of angles, and what the gates look at.
 *
 *   packed outline + upright skeleton -> curve of tangents -> sag__back_measure -> series
 *   upright skeleton + curve          -> distance of the arms from the back's window
 *
 * Lives from the metrics of frames to those of repetitions, beside the analysis. Thread: pure functions.
 */
#ifndef SAGITTA_ANALYSIS_BACK_CLIP_H
#define SAGITTA_ANALYSIS_BACK_CLIP_H

#include "back.h"
#include "clip.h"
#include "stance.h"

typedef struct sag__back_clip {
    sag__back_series series;
    sag__back_baseline baseline;
    sag_reason reason;   /* why nothing was measured, or NONE */
    bool laid;           /* the outlines could be looked at: series and arm are there */
    double reference_px; /* reference length: mid-hip to mid-shoulder, median over the standing frames */
    double *arm;         /* nearest part of an arm to the back's window, reference lengths; NaN unknown */
    double *memory;
    sag__back_curve curve; /* of the frame asked for last */
    const sag__clip *clip;
    int facing;
    sag_side near_side;
} sag__back_clip;

/*
 * Measure the back in every frame with an outline that faces as the clip does.
 * out: of sag__metric_fill, with the view decided.
 * Returns SAG_STATUS_OK also when nothing was measured, _NO_MEMORY. Ownership: release with sag__back_clip_close; it
 * borrows clip and stance.
 */
sag_status sag__back_clip_open(sag__back_clip *back, const sag_analysis *out, const sag__clip *clip,
                               const sag__stance *stance);

/* A place of frame i's outline in the picture as it was recorded. Returns: false for no place. */
bool sag__back_clip_locate(const sag__back_clip *back, size_t i, sag__back_place place, double *x_px, double *y_px);

/* Free the arrays and zero the struct. */
void sag__back_clip_close(sag__back_clip *back);

#endif
