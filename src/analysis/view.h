/*
 * view.h - from where the camera sees the person: decided once for a clip, over all its upright frames.
 */
#ifndef SAGITTA_ANALYSIS_VIEW_H
#define SAGITTA_ANALYSIS_VIEW_H

#include "clip.h"

/* Four estimates of the angle: from widths in the picture, and from the model's body-centred space. */
typedef enum sag__view_vote {
    SAG__VIEW_SHOULDER_WIDTH = 0,
    SAG__VIEW_SHOULDER_SPACE,
    SAG__VIEW_HIP_WIDTH,
    SAG__VIEW_HIP_SPACE,
    SAG__VIEW_VOTE_COUNT
} sag__view_vote;

/* What the decision rests on, each over the upright frames of the clip. */
typedef struct sag__view_votes {
    size_t frame_count;
    double off_side_rad[SAG__VIEW_VOTE_COUNT]; /* angle between camera axis and side view, 0 .. pi/2, NaN unknown */
    double off_side_se_rad[SAG__VIEW_VOTE_COUNT];
    double left_minus_right; /* of shoulders and hips, in trunk lengths; + in a front view */
    double facing_feet;      /* mean sign of toe minus heel, -1 .. 1, + toward the right of the picture */
    double facing_nose;      /* the same for nose minus mid-ear */
    double visibility[2];    /* mean over hip, knee, ankle of a side */
} sag__view_votes;

/* Decide. Fills view, view_other, view_off_side_rad and its error, facing and near_side of out. */
void sag__view_decide(sag_analysis *out, sag__view_votes *votes, const sag__clip *clip);

#endif
