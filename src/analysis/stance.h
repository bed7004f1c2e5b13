/*
 * stance.h - the person standing upright and still: the lengths and the level that every normalised metric refers to;
 * and the height of the hips over the ankles, which drives squats in every view.
 *
 * Taken from a quiet phase before the set if there is one, otherwise from every moment of standing; of a recording of
 * quiet standing from its longest quiet phase; or from the stretch of time that the user named, and from nothing else
 * then.
 */
#ifndef SAGITTA_ANALYSIS_STANCE_H
#define SAGITTA_ANALYSIS_STANCE_H

#include "clip.h"

typedef struct sag__stance {
    bool found;              /* seen standing; otherwise the lengths below are the clip's longest, to count with */
    double leg_length_px;    /* thigh + shank in the picture; 0 unknown */
    double thigh_length_px;
    double hip_height_px;    /* hips over ankles while standing, NaN unless found */
    double hip_height_sd_px; /* its robust scatter while standing */
    bool near_only;          /* heights come from the near side: side views, where the far leg is guessed */
    double foot_length_px;   /* heel to toe of the near side; 0 unknown or not a side view */
    double quiet_s;          /* quiet standing before the set, of which the baseline is the end; the longest of a
                                recording of standing; 0 none */
    bool *used;              /* clip->count: frames that the standing baseline is made of */
} sag__stance;

/*
 * Find the stance and fill the heights; fill the place, kind, frames and duration of out->baseline.
 * stance->used: room for clip->count values, filled.
 * height_px: clip->count values, hips over ankles, NaN where either is hidden.
 * out: of sag__view_decide.
 */
void sag__stance_find(sag__stance *stance, double *height_px, const sag__clip *clip, sag_analysis *out,
                      const sag_analysis_options *options);

/* Whether a sagittal angle can be read off the picture. */
bool sag__stance_is_side(sag_view view);

/* Length of a segment of the body in frame i, NaN if hidden. */
double sag__stance_segment(const sag__clip *clip, sag_side side, sag__part a, sag__part b, size_t i);

/* Knee flexion in the picture, 0 straight. NaN if hidden. */
double sag__stance_knee_flexion(const sag__clip *clip, sag_side side, size_t i);

#endif
