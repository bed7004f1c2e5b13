/*
 * landmarks.h - the points of one body inside a region of a picture (BlazePose landmark network).
 *
 *   frame, region -> crop -> network -> points in the crop -> heatmap refinement -> points in the picture
 *
 * open / step / close; step allocates nothing of its own. Points are in the network's order: the joints of the
 * manifest, then auxiliary ones, of which two say where to look in the next frame.
 * Thread: one object is used by one thread at a time.
 */
#ifndef SAGITTA_POSE_LANDMARKS_H
#define SAGITTA_POSE_LANDMARKS_H

#include <stdbool.h>

#include <sagitta/frame.h>
#include <sagitta/model.h>
#include <sagitta/pose.h>
#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#include "kernels.h"
#include "net.h"
#include "outline.h"

/* Shape of the network: points, sides of its input, of its heat maps and of its mask. */
#define SAG__LANDMARKS_POINTS 39
#define SAG__LANDMARKS_SIDE_PX 256
#define SAG__LANDMARKS_MAP_SIDE 64
#define SAG__LANDMARKS_MASK_SIDE 256

/* The auxiliary points of the next region: the mid-hip, and the one that gives size and rotation. */
#define SAG__LANDMARKS_CENTER 33
#define SAG__LANDMARKS_END 34

typedef struct sag__landmarks sag__landmarks;

/* What one step found; zeroed if not found. */
typedef struct sag__body {
    bool found;
    float presence_ratio;
    sag_keypoint point[SAG__LANDMARKS_POINTS];
    sag_world_point world[SAG__LANDMARKS_POINTS];
} sag__body;

/*
 * Load the landmark network that a manifest describes.
 * Returns SAG_STATUS_OK, _FORMAT (the manifest describes something else), what sag__net_open returns, _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__landmarks_close. model: copied from.
 */
sag_status sag__landmarks_open(sag__landmarks **out, const sag_model *model, bool with_mask,
                               const sag__kernels *kernels, sag__net_engine engine, int thread_count, sag_error *err);

/* Measure the body in a region. Returns SAG_STATUS_OK or _MODEL. */
sag_status sag__landmarks_step(sag__landmarks *landmarks, sag__body *body, const sag_frame *frame,
                               const sag_region *region);

/* Whether a mask was asked for at open. */
bool sag__landmarks_has_mask(const sag__landmarks *landmarks);

/*
 * The mask of the newest step in the region's square, SAG__LANDMARKS_MASK_SIDE squared probabilities. It is computed
 * when it is first asked for: a step without this call does not pay for it.
 * part: the cells that are wanted, within the mask; the others have any value. NULL: all.
 * Returns: NULL if the newest step found nobody, no mask was asked for at open or the network failed; borrowed until
 *   the next step.
 */
const float *sag__landmarks_get_mask(sag__landmarks *landmarks, const sag__outline_cells *part);

/* Add what the steps so far took to times. */
void sag__landmarks_add_times(const sag__landmarks *landmarks, sag_tracker_times *times);

/* The network behind it. Returns: borrowed until close. */
const sag__net *sag__landmarks_get_net(const sag__landmarks *landmarks);

/* The stages of the network: everything but the mask, and the mask. */
enum { SAG__LANDMARKS_STAGE_BODY, SAG__LANDMARKS_STAGE_MASK };

/*
 * Say which network a manifest describes: file, input and outputs in options. Threads and engine are the caller's.
 * Returns SAG_STATUS_OK, _FORMAT (the manifest describes something else). options: borrow from model.
 */
sag_status sag__landmarks_describe(sag__net_options *options, const sag_model *model, bool with_mask, sag_error *err);

/* Release everything. Accepts NULL. */
void sag__landmarks_close(sag__landmarks *landmarks);

/*
 * Move a point, given as fractions of the crop, to the centre of gravity of its heat map near it.
 * map: SAG__LANDMARKS_MAP_SIDE squared logits, step floats from one to the next. The point stays where the map is weak
 * or it lies outside.
 */
void sag__landmarks_refine(double *x, double *y, const float *map, size_t step);

#endif
