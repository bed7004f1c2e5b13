/*
 * detector.h - find people anywhere in a picture (BlazePose detector).
 *
 *   frame -> letterbox -> network -> boxes around fixed anchors -> clusters of boxes -> two points for each
 *
 * open / step / close; step allocates nothing of its own. The parts of step are here too, to be tested alone.
 * Thread: one detector is used by one thread at a time.
 */
#ifndef SAGITTA_POSE_DETECTOR_H
#define SAGITTA_POSE_DETECTOR_H

#include <stdbool.h>

#include <sagitta/frame.h>
#include <sagitta/model.h>
#include <sagitta/pose.h>
#include <sagitta/status.h>

#include "kernels.h"
#include "net.h"
#include "region.h"

/* The network's input side, the anchors of its five layers, and the values it puts out for each of them. */
#define SAG__DETECTOR_SIDE_PX 224
#define SAG__DETECTOR_ANCHORS 2254
#define SAG__DETECTOR_VALUES 12

/* Most people reported of one picture. */
#define SAG__DETECTOR_PEOPLE_MAX 8

/* Centre of an anchor, as a fraction of the network's input. */
typedef struct sag__anchor {
    float x;
    float y;
} sag__anchor;

/* Somebody in a picture. */
typedef struct sag__detection {
    sag__region_points points;
    double score_ratio; /* of the best box, 0.5 .. 1 */
} sag__detection;

typedef struct sag__detector sag__detector;

/*
 * Load the detector that a manifest describes.
 * Returns SAG_STATUS_OK, _FORMAT (the manifest describes something else), what sag__net_open returns, _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__detector_close. model: copied from.
 */
sag_status sag__detector_open(sag__detector **out, const sag_model *model, const sag__kernels *kernels,
                              sag__net_engine engine, int thread_count, sag_error *err);

/*
 * Look for people.
 * out: room for SAG__DETECTOR_PEOPLE_MAX, points in pixels of the frame, best score first; count: how many are filled.
 * Returns SAG_STATUS_OK or _MODEL.
 */
sag_status sag__detector_step(sag__detector *detector, sag__detection *out, int *count, const sag_frame *frame);

/* Add what the steps so far took to times. */
void sag__detector_add_times(const sag__detector *detector, sag_tracker_times *times);

/* The network behind it. Returns: borrowed until close. */
const sag__net *sag__detector_get_net(const sag__detector *detector);

/* Release everything. Accepts NULL. */
void sag__detector_close(sag__detector *detector);

/*
 * Say which network a manifest describes: file, input and outputs in options. Threads and engine are the caller's.
 * Returns SAG_STATUS_OK, _FORMAT (the manifest describes something else). options: borrow from model.
 */
sag_status sag__detector_describe(sag__net_options *options, const sag_model *model, sag_error *err);

/* Fill the SAG__DETECTOR_ANCHORS anchors. */
void sag__detector_make_anchors(sag__anchor *anchors);

/*
 * Group boxes into people: the box with the highest score is merged with those that overlap it, then the same is done
 * with the boxes that are left, until none is left or out_max people are found.
 * out: points are fractions of the network's input, not pixels. values: SAG__DETECTOR_VALUES for each anchor;
 * logits: one. anchor_count: at most SAG__DETECTOR_ANCHORS.
 * Returns: how many of out are filled, best score first; 0 if no box reaches the score threshold.
 */
int sag__detector_choose(sag__detection *out, int out_max, const float *values, const float *logits,
                         const sag__anchor *anchors, int anchor_count);

#endif
