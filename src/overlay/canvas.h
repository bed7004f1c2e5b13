/*
 * canvas.h - the surface a frame is drawn on: pixels in, Cairo and Pango on top, pixels out.
 *
 * A frame whose smaller side is below SAG__CANVAS_SIDE_MIN_PX is enlarged by a whole factor (bilinear), so that
 * texts of a readable size leave the body uncovered. Sizes of lines and letters follow the smaller side.
 * Text is rendered without anything of the user's font set-up: gray anti-aliasing, no hinting, "DejaVu Sans" with
 * what the system has in its place where that is missing.
 * open once for a size, then load / draw / store for each frame.
 * Thread: one canvas is used by one thread.
 */
#ifndef SAGITTA_OVERLAY_CANVAS_H
#define SAGITTA_OVERLAY_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include <pango/pangocairo.h>

#include <sagitta/frame.h>
#include <sagitta/status.h>

#include "clutter.h"

#define SAG__CANVAS_SIDE_MIN_PX 540
#define SAG__CANVAS_SCALE_MAX 16
/* An enlarged picture stays within this. */
#define SAG__CANVAS_ENLARGED_MAX_PX 4096

typedef struct sag__canvas {
    int scale; /* canvas pixels for one frame pixel, 1, 2, ... */
    int width_px;
    int height_px;
    double font_px; /* height of the letter size; lines and distances are multiples of it */
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *font_map;
    PangoContext *font_context;
    PangoLayout *layout;
    PangoFontDescription *font;
} sag__canvas;

typedef struct sag__color {
    double red, green, blue, alpha; /* 0..1 */
} sag__color;

/* By how much a frame of this size is enlarged. */
int sag__canvas_choose_scale(int width_px, int height_px);

/*
 * Open a canvas for frames of a size in pixels, 1..SAG_FRAME_SIDE_MAX_PX each.
 * Returns SAG_STATUS_OK or _NO_MEMORY. Ownership: *canvas ends with sag__canvas_close, also after a failure.
 */
sag_status sag__canvas_open(sag__canvas *canvas, int frame_width_px, int frame_height_px, sag_error *err);

/* Put a frame of the canvas's frame size on it, over all that was drawn. */
void sag__canvas_load(sag__canvas *canvas, const sag_frame *frame);

/* Copy the pixels out as RGB, width_px by height_px of the canvas. */
void sag__canvas_store(const sag__canvas *canvas, uint8_t *rgb, ptrdiff_t stride_bytes);

/*
 * Lay out a text in Pango's markup for measuring and drawing: no wider than width_px (0: one line for each line of
 * the text), with tab stops at tab_px (0: none).
 * box: gets the size; its place stays as it is.
 */
void sag__canvas_set_text(sag__canvas *canvas, const char *markup, double width_px, double tab_px, sag__box *box);

/* Draw the text set last with its top-left corner at the box's, with an outline of the given width (0: none). */
void sag__canvas_draw_text(sag__canvas *canvas, const sag__box *box, sag__color color, sag__color outline,
                           double outline_px);

/* Whether all drawing so far worked (memory is the only reason it would not). */
bool sag__canvas_is_sound(const sag__canvas *canvas);

/* Release everything. Accepts a zeroed struct. */
void sag__canvas_close(sag__canvas *canvas);

#endif
