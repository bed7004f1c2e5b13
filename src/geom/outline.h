/*
 * outline.h - the dorsal outline of a person: where the back ends in the picture, from the nape to the gluteal fold.
 *
 *   mask of the person + axis of the trunk -> rays toward the back -> sub-cell crossings -> even points along the arc
 *
 * The mask lives in the rotated square of a region; points come out in the picture, pixels, x right, y down.
 * Defined for every mask, NaN included; an outline that cannot be followed is a value (found false), not an error.
 * Thread: pure functions on caller-owned data; nothing is allocated.
 */
#ifndef SAGITTA_GEOM_OUTLINE_H
#define SAGITTA_GEOM_OUTLINE_H

#include <stdbool.h>

#include <sagitta/skeleton.h>

/* Points of an outline, evenly spaced along its arc: the first at the nape, the last below the buttock. */
#define SAG__OUTLINE_COUNT 128

/* The trunk that an outline belongs to. */
typedef struct sag__outline_axis {
    double shoulder_x_px; /* middle of the shoulders */
    double shoulder_y_px;
    double hip_x_px;      /* middle of the hips */
    double hip_y_px;
    int facing;           /* +1: an upright person would look to the right of the picture, -1: to the left */
} sag__outline_axis;

typedef struct sag__outline_point {
    float x_px;
    float y_px;
    float width_px; /* of the mask's edge here, from probability 0.75 to 0.25 */
    bool valid;     /* false: interpolated across rays that met no edge; the place is a guess */
} sag__outline_point;

typedef struct sag__outline {
    bool found;
    sag__outline_axis axis;
    float length_px;    /* of the axis */
    float spacing_px;   /* arc from one point to the next */
    float width_px;     /* median edge width of the valid points */
    float valid_ratio;  /* share of the rays that met an edge, 0..1; of an unpacked one, of the points */
    sag__outline_point point[SAG__OUTLINE_COUNT];
} sag__outline;

/*
 * Read the axis from a skeleton.
 * facing: as in sag__outline_axis. Returns: false if nobody was found or a joint is not finite.
 */
bool sag__outline_axis_read(sag__outline_axis *axis, const sag_skeleton *skeleton, int facing);

/*
 * Where the person of a frame looks, by feet and face: +1 to the right of the picture, -1 to the left; 0 where they do
 * not tell, as from the front.
 */
int sag__outline_facing(const sag_skeleton *skeleton);

/* A part of a mask: columns left to right - 1, rows top to bottom - 1, within the mask; empty where left >= right. */
typedef struct sag__outline_cells {
    int left;
    int top;
    int right;
    int bottom;
} sag__outline_cells;

/*
 * Which cells sag__outline_trace may read: the others need not be there.
 * side, region, axis: those of the trace.
 * Returns: false, nothing, if it will find no outline whatever the mask.
 */
bool sag__outline_reach(sag__outline_cells *out, int side, const sag_region *region, const sag__outline_axis *axis);

/*
 * Follow the back.
 * out: zeroed where not found. mask: side * side probabilities 0..1, rows from the top of the region. side >= 2.
 * region: as the tracker leaves it. axis: of the same frame.
 * Returns: out->found: at least half of the rays met an edge, and the axis is at least 8 mask cells long.
 */
bool sag__outline_trace(sag__outline *out, const float *mask, int side, const sag_region *region,
                        const sag__outline_axis *axis);

#endif
