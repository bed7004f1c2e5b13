/*
 * clutter.h - what already stands on a picture, so that texts find a place beside it.
 *
 * Positions in canvas pixels. Fixed room; what does not fit any more is not remembered and may be covered.
 */
#ifndef SAGITTA_OVERLAY_CLUTTER_H
#define SAGITTA_OVERLAY_CLUTTER_H

#include <stddef.h>

/* Enough for every bone of a skeleton, its lines and its labels. */
#define SAG__CLUTTER_POINT_MAX 2048
#define SAG__CLUTTER_BOX_MAX 16

typedef struct sag__point {
    double x_px;
    double y_px;
} sag__point;

typedef struct sag__box {
    double x_px; /* top-left corner */
    double y_px;
    double width_px;
    double height_px;
} sag__box;

typedef struct sag__clutter {
    double width_px; /* of the canvas */
    double height_px;
    double margin_px; /* distance that texts should keep */
    size_t point_count;
    sag__point point[SAG__CLUTTER_POINT_MAX];
    size_t box_count;
    sag__box box[SAG__CLUTTER_BOX_MAX];
} sag__clutter;

void sag__clutter_init(sag__clutter *clutter, double width_px, double height_px, double margin_px);

/* Remember a line, as points a margin apart. */
void sag__clutter_add_line(sag__clutter *clutter, sag__point from, sag__point to);

/* Remember a text's box. */
void sag__clutter_add_box(sag__clutter *clutter, const sag__box *box);

/* How much a box at this place would hide; 0: it stands free. */
double sag__clutter_cost(const sag__clutter *clutter, const sag__box *box);

/*
 * Move the box to the cheapest of count > 0 top-left corners, each first pushed inside the canvas, half a margin
 * off its edges. The earlier of
 * two equal ones wins.
 */
void sag__clutter_place(const sag__clutter *clutter, sag__box *box, const sag__point *corner, size_t count);

#endif
