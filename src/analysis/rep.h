/*
 * rep.h - repetitions: of the squat, in which the hips go down over planted feet by bending both knees and come up
 * again; of the hinge, in which the trunk goes forward over legs that bend less, and comes back.
 *
 * Both are driven by one signal that is high at the top and low at the bottom, the driver: the height of the hips over
 * the ankles in leg lengths, or minus the trunk's inclination in rad. Its turning points give candidates; each
 * candidate is measured against a few rules of body mechanics, and keeps the figures, so that a test or a tool can
 * show by how much it passed or failed.
 *
 * A squat begins and ends at the top. A hinge is counted by its way back up, whatever was before: a deadlift begins
 * with the bar on the floor, so where a run of frames begins at the bottom, what comes up from there is a repetition
 * without a way down (start_cut). A last way down from which nobody comes up is none, as in the squat. So n lifts are
 * n repetitions whether the person was filmed bending down to the bar or not, and whether the bar goes back down or
 * the clip ends at the top.
 */
#ifndef SAGITTA_ANALYSIS_REP_H
#define SAGITTA_ANALYSIS_REP_H

#include <sagitta/analysis.h>

#include "clip.h"
#include "stance.h"

typedef struct sag__rep_candidate {
    size_t top_before; /* highest frames between this bottom and its neighbours; the run's first if it began at it */
    size_t bottom;
    size_t top_after;
    size_t start;
    size_t end;
    size_t pause_first; /* first and last frame of the pause at the bottom */
    size_t pause_last;
    bool from_bottom;  /* the run of frames began at this bottom: there was no way down */
    bool start_cut;
    bool end_cut;
    /* leg lengths; of a hinge rad */
    double drop_before; /* from top_before to bottom, 0 without a way down */
    double drop_after;
    /* leg lengths */
    double foot_travel; /* of the foot that strayed further from its median place, 90th percentile */
    double balance_shift; /* of the centre of mass from standing to the lower half, + forward; NaN unknown */
    double duration_s; /* of a hinge without its pause: hands may stay at a bar on the floor for long */
    double seen_ratio;
    double knee_rad;    /* change of flexion from the tops to the bottom, of the knee that bends less */
    double trunk_rad;   /* change of trunk inclination */
    double thigh_rad;   /* change of thigh angle, of the thigh that turns less */
    double thigh_top_rad; /* thigh angle at the end at which it hangs straighter, of the straighter thigh */
    double inclination_rad; /* of the trunk at the bottom of a hinge, in the picture; NaN of a squat */
    sag_rejection verdict; /* the rule that it fails first */
} sag__rep_candidate;

/*
 * Find and judge the candidates.
 * movement: SQUAT or HINGE. driver: clip->count values, high at the top of the movement, NaN where hidden; of a squat
 * the heights of sag__stance_find in pixels, of a hinge minus the trunk's inclination; gaps of up to a second are
 * bridged.
 * out: filled with the candidates in the order of time; count: how many.
 * Returns SAG_STATUS_OK, _NO_MEMORY. Ownership: *out is owned by the caller, release with sag__memory_free.
 */
sag_status sag__rep_find(sag__rep_candidate **out, size_t *count, sag_movement movement, const sag__clip *clip,
                         const sag__stance *stance, const double *driver);

#endif
