/*
 * outline_snap.h - move an outline from the edge of the mask to the edge in the pixels of the frame.
 *
 * On the normal of each point, the change of colour is measured at places around the mask's edge. Of all chains of
 * places, one on each normal, the one is taken that collects the strongest edges without straying far from the mask
 * or wandering from point to point (dynamic programming: Amini, Weymouth, Jain 1990, "Using Dynamic Programming for
 * Solving Variational Problems in Vision"). Its moves, brought between the places by a parabola, are smoothed along the
 * arc by the strength of their edges. So a bulge of the mask is taken back, and a point without an edge goes with its
 * neighbours.
 * Thread: pure function on caller-owned data; nothing is allocated.
 */
#ifndef SAGITTA_GEOM_OUTLINE_SNAP_H
#define SAGITTA_GEOM_OUTLINE_SNAP_H

#include <sagitta/frame.h>

#include "outline.h"

/*
 * Refine an outline in place.
 * frame: the picture that the outline was traced in. An outline that was not found stays as it is.
 * Returns: the share of the valid points that lie on a strong edge of their own, 0..1.
 */
double sag__outline_snap(sag__outline *outline, const sag_frame *frame);

#endif
