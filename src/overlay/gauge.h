/*
 * gauge.h - an upright bar that fills from standing to the deepest of the clip, with a line at the horizontal thigh.
 */
#ifndef SAGITTA_OVERLAY_GAUGE_H
#define SAGITTA_OVERLAY_GAUGE_H

#include <sagitta/analysis.h>

#include "plate.h"

/* Size in letter sizes. */
#define SAG__GAUGE_WIDTH_FONTS 5.4
#define SAG__GAUGE_HEIGHT_FONTS_MIN 7.0

typedef struct sag__gauge {
    sag__plate plate; /* all but the level */
    sag__box bar;     /* on the plate */
    sag_metric metric;
    double top;
    double deepest;
    bool shown;       /* false: depth was not measured, or there is no room */
} sag__gauge;

/* Draw all that does not move. Returns false when out of memory; end with sag__gauge_close. */
bool sag__gauge_open(sag__gauge *gauge, sag__canvas *canvas, const sag__box *box, const sag_analysis *analysis);

/* Lay the gauge onto the canvas with the level and the number of a frame. */
void sag__gauge_draw(const sag__gauge *gauge, sag__canvas *canvas, const sag_analysis *analysis, size_t frame);

void sag__gauge_close(sag__gauge *gauge);

#endif
