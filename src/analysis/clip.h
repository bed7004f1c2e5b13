/*
 * clip.h - a motion as clean tracks: the joints that analysis needs, gated, repaired and low-passed on true times.
 *
 * Filtering happens here, on key points; everything behind it computes from these tracks and is not filtered again.
 * Left and right are the person's: exchanges by the model are undone first (swap.h). The picture is turned upright by
 * the camera's roll if that was given, so "up" is the same direction in every track and skeleton that leaves here.
 * Positions in pixels, x right, y down. NaN: hidden, outside the picture, nobody found, or inside a long gap.
 */
#ifndef SAGITTA_ANALYSIS_CLIP_H
#define SAGITTA_ANALYSIS_CLIP_H

#include <stdbool.h>
#include <stddef.h>

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>

#include "kernels.h"

/* The joints that become tracks, left before right as in sag_joint. */
typedef enum sag__part {
    SAG__PART_SHOULDER = 0,
    SAG__PART_HIP,
    SAG__PART_KNEE,
    SAG__PART_ANKLE,
    SAG__PART_HEEL,
    SAG__PART_TOE, /* the model's foot index */
    SAG__PART_COUNT
} sag__part;

/* What the model exchanges left and right of: mostly both at once, at times one alone. */
typedef enum sag__swap_group {
    SAG__SWAP_LEGS = 0, /* hip to toe */
    SAG__SWAP_SHOULDERS,
    SAG__SWAP_GROUP_COUNT
} sag__swap_group;

typedef struct sag__track {
    double *x_px;
    double *y_px;
    double noise_px; /* standard deviation of what the filter took away, per axis; 0 without data */
    double *sd_px;   /* the same around each frame, wider where the joint is badly seen or filled in; NaN as x_px */
} sag__track;

typedef struct sag__clip {
    const sag_motion *motion;
    size_t count;
    size_t found_count;
    double *t_s;       /* since the first frame */
    bool *joined;      /* frame i shows the same person as the last found frame before it; false at the first */
    double rate_hz;    /* median; 0 with fewer than two frames */
    double cutoff_hz;  /* as used: lowered where the rate is too low for what was asked */
    double gap_s;      /* longest gap that is filled */
    double visibility_min;
    double roll_rad;   /* the picture was turned clockwise by this, about its top-left corner */
    bool *swapped[SAG__SWAP_GROUP_COUNT]; /* in frame i the model's left is the person's right */
    size_t swap_count; /* frames in which a group is swapped */
    sag__track track[2][SAG__PART_COUNT]; /* [sag_side][sag__part] */
    double ankle_middle_px; /* across: mean of the medians of both ankles; NaN if one is never seen */
    const sag__kernels *kernels;
    double *memory;
    double *scratch;   /* count values, for statistics */
} sag__clip;

/*
 * Gate, repair and filter all tracks.
 * Returns SAG_STATUS_OK or _NO_MEMORY. Ownership: *clip is owned by the caller, release with sag__clip_release; it
 * borrows the motion.
 */
sag_status sag__clip_open(sag__clip *clip, const sag_motion *motion, const sag_analysis_options *options,
                          sag_error *err);

/* Free the arrays and zero the struct. */
void sag__clip_release(sag__clip *clip);

/* The joint of a side and part. */
sag_joint sag__clip_joint(sag_side side, sag__part part);

/*
 * Frame i of the motion with both its spaces turned upright and its left and right as held; otherwise as recorded.
 * room: where it is made if it is not as recorded. Returns: room or the motion's own; borrowed.
 */
const sag_skeleton *sag__clip_skeleton(const sag__clip *clip, size_t i, sag_skeleton *room);

#endif
