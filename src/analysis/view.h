/*
 * view.h - from where the camera sees the person: decided once for a clip, over all its upright frames.
 */
#ifndef SAGITTA_ANALYSIS_VIEW_H
#define SAGITTA_ANALYSIS_VIEW_H

#include "clip.h"

/* What the decision rests on, each over the upright frames of the clip. */
typedef struct sag__view_votes {
    size_t frame_count;
    /* angle between camera axis and side view, 0 .. pi/2, NaN unknown: by widths in the picture and by the model's
     * body-centred space */
    double shoulder_width_rad;
    double hip_width_rad;
    double shoulder_world_rad;
    double hip_world_rad;
    double left_minus_right; /* of shoulders and hips, in trunk lengths; + in a front view */
    double facing_feet;      /* mean sign of toe minus heel, -1 .. 1, + toward the right of the picture */
    double facing_nose;      /* the same for nose minus mid-ear */
    double visibility[2];    /* mean over hip, knee, ankle of a side */
} sag__view_votes;

/* Decide. Fills view, view_off_side_rad and its error, facing and near_side of out. */
void sag__view_decide(sag_analysis *out, sag__view_votes *votes, const sag__clip *clip);

#endif
