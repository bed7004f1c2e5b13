/*
 * crowd.h - where on the picture something moves over a whole clip, so that what stands still finds a place beside it.
 *
 * Made of the clutter of many frames: each body covers cells of a coarse grid.
 */
#ifndef SAGITTA_OVERLAY_CROWD_H
#define SAGITTA_OVERLAY_CROWD_H

#include <stdint.h>

#include "clutter.h"

/* Cells of the grid along each side of the picture. */
#define SAG__CROWD_SIDE 96

typedef struct sag__crowd {
    double width_px; /* of the canvas */
    double height_px;
    uint32_t frame_count;
    uint64_t total;                                      /* cells covered, over all frames */
    uint32_t newest[SAG__CROWD_SIDE][SAG__CROWD_SIDE];   /* the frame that covered a cell last */
    uint32_t hits[SAG__CROWD_SIDE][SAG__CROWD_SIDE];     /* frames that cover it */
} sag__crowd;

/* crowd: zeroed. */
void sag__crowd_init(sag__crowd *crowd, double width_px, double height_px);

/* Add what one frame covers; its lines are taken as thick as 2 * radius_px. */
void sag__crowd_add(sag__crowd *crowd, const sag__clutter *clutter, double radius_px);

/* Share of what all frames cover that a box would hide, 0..1; 0 while nothing was added. */
double sag__crowd_hidden(const sag__crowd *crowd, const sag__box *box);

#endif
