/*
 * layout.h - where counter, gauge and chart stand in a video: decided once, from where the body is over the whole clip,
 * so that nothing jumps. What finds no place beside the body becomes smaller, says less, or is left out.
 */
#ifndef SAGITTA_OVERLAY_LAYOUT_H
#define SAGITTA_OVERLAY_LAYOUT_H

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>

#include "canvas.h"
#include "counter.h"
#include "crowd.h"

/* A box of no width: left out. */
typedef struct sag__layout {
    sag__box counter;
    sag__detail detail;
    double counter_width_fonts;
    sag__box chart;
    sag__box gauge;
} sag__layout;

/*
 * Fill a crowd with what the body and its labels cover over the clip; the canvas's picture is not touched.
 * crowd: zeroed. terse: as in sag__scene.
 */
void sag__layout_watch(sag__crowd *crowd, sag__canvas *canvas, const sag_motion *motion, const sag_analysis *analysis,
                       bool terse);

/* Decide the places. */
void sag__layout_find(sag__layout *layout, sag__canvas *canvas, const sag__crowd *crowd, const sag_analysis *analysis);

#endif
