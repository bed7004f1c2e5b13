/*
 * rep.h - repetitions of the squat: the hips go down over planted feet, by bending both knees, and come up again.
 *
 * The driver is the height of the hips over the ankles in leg lengths. Its turning points give candidates; each
 * candidate is measured against a few rules of body mechanics, and keeps the figures, so that a test or a tool can
 * show by how much it passed or failed.
 */
#ifndef SAGITTA_ANALYSIS_REP_H
#define SAGITTA_ANALYSIS_REP_H

#include <sagitta/analysis.h>

#include "clip.h"
#include "stance.h"

typedef struct sag__rep_candidate {
    size_t top_before; /* highest frames between this bottom and its neighbours */
    size_t bottom;
    size_t top_after;
    size_t start;
    size_t end;
    size_t pause_first; /* first and last frame of the pause at the bottom */
    size_t pause_last;
    bool start_cut;
    bool end_cut;
    /* leg lengths */
    double drop_before; /* from top_before to bottom */
    double drop_after;
    double foot_travel; /* of the foot that strayed further from its median place, 90th percentile */
    double balance_shift; /* of the centre of mass from standing to the lower half, + forward; NaN unknown */
    double duration_s;
    double seen_ratio;
    double knee_rad;    /* change of flexion from the tops to the bottom, of the knee that bends less */
    double trunk_rad;   /* change of trunk inclination */
    double thigh_rad;   /* change of thigh angle, of the thigh that turns less */
    sag_rejection verdict; /* the rule that it fails first */
} sag__rep_candidate;

/*
 * Find and judge the candidates.
 * height_px: of sag__stance_find; gaps of up to a second are bridged.
 * out: filled with the candidates in the order of time; count: how many.
 * Returns SAG_STATUS_OK, _NO_MEMORY. Ownership: *out is owned by the caller, release with sag__memory_free.
 */
sag_status sag__rep_find(sag__rep_candidate **out, size_t *count, const sag__clip *clip, const sag__stance *stance,
                         const double *height_px);

#endif
