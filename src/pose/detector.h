/*
 * detector.h - find a person anywhere in a picture (BlazePose detector).
 *
 *   frame -> letterbox -> network -> boxes around fixed anchors -> the best cluster of boxes -> two points
 *
 * open / step / close; step allocates nothing of its own. The parts of step are here too, to be tested alone.
 * Thread: one detector is used by one thread at a time.
 */
#ifndef SAGITTA_POSE_DETECTOR_H
#define SAGITTA_POSE_DETECTOR_H

#include <stdbool.h>

#include <sagitta/frame.h>
#include <sagitta/model.h>
#include <sagitta/status.h>

#include "region.h"

/* The network's input side, the anchors of its five layers, and the values it puts out for each of them. */
#define SAG__DETECTOR_SIDE_PX 224
#define SAG__DETECTOR_ANCHORS 2254
#define SAG__DETECTOR_VALUES 12

/* Centre of an anchor, as a fraction of the network's input. */
typedef struct sag__anchor {
    float x;
    float y;
} sag__anchor;

typedef struct sag__detector sag__detector;

/*
 * Load the detector that a manifest describes.
 * Returns SAG_STATUS_OK, _FORMAT (the manifest describes something else), what sag__net_open returns, _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__detector_close. model: copied from.
 */
sag_status sag__detector_open(sag__detector **out, const sag_model *model, int thread_count, sag_error *err);

/*
 * Look for the person with the highest score.
 * found: whether there is one; then points (pixels of the frame) are filled. Returns SAG_STATUS_OK or _MODEL.
 */
sag_status sag__detector_step(sag__detector *detector, bool *found, sag__region_points *points,
                              const sag_frame *frame);

/* Release everything. Accepts NULL. */
void sag__detector_close(sag__detector *detector);

/* Fill the SAG__DETECTOR_ANCHORS anchors. */
void sag__detector_make_anchors(sag__anchor *anchors);

/*
 * Choose among anchor_count boxes the one with the highest score and merge it with those that overlap it.
 * points: fractions of the network's input, not pixels. values: SAG__DETECTOR_VALUES for each anchor; logits: one.
 * Returns: false if no box reaches the score threshold.
 */
bool sag__detector_choose(sag__region_points *points, const float *values, const float *logits,
                          const sag__anchor *anchors, int anchor_count);

#endif
