/*
 * appearance.h - the colours of a body's trunk and thighs, to tell one person from another where places do not.
 *
 *   frame, joints -> colours at fixed places of trunk and thighs -> two histograms -> distance to a reference
 *
 * The places move with the joints, so that the same cloth is seen in every posture. A histogram has a few wide,
 * overlapping cells for each of red, green and blue: light and folds move a colour between neighbours only.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_POSE_APPEARANCE_H
#define SAGITTA_POSE_APPEARANCE_H

#include <stdbool.h>

#include <sagitta/frame.h>
#include <sagitta/skeleton.h>

/* Cells for each of red, green and blue, and all of them. */
#define SAG__APPEARANCE_LEVELS 4
#define SAG__APPEARANCE_CELLS (SAG__APPEARANCE_LEVELS * SAG__APPEARANCE_LEVELS * SAG__APPEARANCE_LEVELS)

typedef enum sag__appearance_part {
    SAG__APPEARANCE_TRUNK,
    SAG__APPEARANCE_THIGHS,
    SAG__APPEARANCE_PARTS
} sag__appearance_part;

/* Colours of a body. Zeroed: not known. */
typedef struct sag__appearance {
    bool known[SAG__APPEARANCE_PARTS]; /* enough of the part lay in the picture */
    float share[SAG__APPEARANCE_PARTS][SAG__APPEARANCE_CELLS]; /* of the part's colours in each cell, sum 1 */
} sag__appearance;

/* Read the colours of a body. joint: SAG_JOINT_COUNT joints in the frame's pixels; numbers not finite are allowed. */
void sag__appearance_read(sag__appearance *out, const sag_frame *frame, const sag_keypoint *joint);

/*
 * Compare two bodies: the share of colours that one has and the other has not, mean of the parts known of both.
 * Returns: 0 (same) .. 1 (nothing in common), or -1 if no part is known of both.
 */
double sag__appearance_distance(const sag__appearance *a, const sag__appearance *b);

/* Move a reference toward a newer look by weight 0 .. 1; a part not known yet is taken over. */
void sag__appearance_blend(sag__appearance *reference, const sag__appearance *newer, double weight);

#endif
