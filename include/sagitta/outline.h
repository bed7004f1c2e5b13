/*
 * outline.h - the dorsal outline of a person: where the back ends in the picture, from the nape to the gluteal fold.
 *
 * An outline belongs to one frame. It is followed in the person mask of the pose network and refined on the pixels
 * (sag_tracker_trace_outline), kept beside the frame's skeleton in a motion, and is all that analysis ever sees of the
 * back: so a recording replays without pixels. The form is compact and exact: whole numbers.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_OUTLINE_H
#define SAGITTA_OUTLINE_H

#include <stdbool.h>
#include <stdint.h>

#include <sagitta/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Points of an outline, evenly spaced along its arc: the first at the nape, the last below the buttock. */
#define SAG_OUTLINE_COUNT 128

/* Steps of the coordinates in one pixel. */
#define SAG_OUTLINE_STEPS_PER_PX 64

/* Places of the first point within this many steps: far beyond any picture, and exact in 32 bits. */
#define SAG_OUTLINE_PLACE_MAX 1000000000

/* Width of a point where no edge was met: it is interpolated between its neighbours, and its place is a guess. */
#define SAG_OUTLINE_GUESSED 255

/* Coordinates as of a keypoint: in the upright, unmirrored picture, x right, y down. */
typedef struct sag_outline {
    bool found;   /* false: it could not be followed; every number below is 0 */
    int facing;   /* +1: followed behind a person who looks to the right of the picture, -1: to the left */
    int32_t x;    /* of the first point, in steps */
    int32_t y;
    int16_t step_x[SAG_OUTLINE_COUNT - 1]; /* from each point to the next, in steps */
    int16_t step_y[SAG_OUTLINE_COUNT - 1];
    uint8_t width[SAG_OUTLINE_COUNT]; /* of the mask's edge, probability 0.75 to 0.25, in thousandths of the trunk's
                                         length (mid-hip to mid-shoulder), 254 and more: 254; or SAG_OUTLINE_GUESSED */
} sag_outline;

/* Coordinates of all points in pixels. x_px, y_px: SAG_OUTLINE_COUNT values each, filled; 0 for one not found. */
SAG_API void sag_outline_get_points(const sag_outline *outline, double *x_px, double *y_px);

#ifdef __cplusplus
}
#endif
#endif
