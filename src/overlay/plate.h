/*
 * plate.h - a dark panel with round corners that keeps its picture from frame to frame: drawn when its contents change,
 * otherwise only laid onto the canvas.
 */
#ifndef SAGITTA_OVERLAY_PLATE_H
#define SAGITTA_OVERLAY_PLATE_H

#include "canvas.h"

typedef struct sag__plate {
    sag__box box; /* on the canvas, whole pixels; an empty plate (nothing to show) has no surface */
    cairo_surface_t *surface;
    cairo_t *cairo;
    cairo_t *below; /* the canvas's own, while the plate is drawn on */
} sag__plate;

/* Make a plate; the box is rounded to whole pixels. Returns false when out of memory; end with sag__plate_close. */
bool sag__plate_open(sag__plate *plate, const sag__box *box);

/* Empty the plate and let the canvas draw on it, in the plate's own coordinates, until sag__plate_end. */
void sag__plate_begin(sag__plate *plate, sag__canvas *canvas);
void sag__plate_end(sag__plate *plate, sag__canvas *canvas);

/*
 * Write a small text beside a point while the plate is drawn on. toward: -1 its right edge lies at the point, 0 its
 * middle, +1 its left edge; its middle height always.
 */
void sag__plate_write(sag__canvas *canvas, const char *text, double x_px, double y_px, double toward,
                      sag__color color);

/* Lay the plate onto the canvas. */
void sag__plate_draw(const sag__plate *plate, sag__canvas *canvas);

/* Whether all drawing on it worked. */
bool sag__plate_is_sound(const sag__plate *plate);

/* Release everything. Accepts a zeroed struct. */
void sag__plate_close(sag__plate *plate);

#endif
