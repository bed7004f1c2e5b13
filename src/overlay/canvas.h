/*
 * canvas.h - the surface a frame is drawn on: pixels in, Cairo and Pango on top, pixels out.
 *
 * A snapshot whose smaller side is below SAG__CANVAS_SIDE_MIN_PX is enlarged by a whole factor (bilinear), so that
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
#include "palette.h"

#define SAG__CANVAS_SIDE_MIN_PX 540
#define SAG__CANVAS_SCALE_MAX 16
/* An enlarged picture stays within this. */
#define SAG__CANVAS_ENLARGED_MAX_PX 4096

/* Slots for labels and the longest one, in bytes with the terminating zero. */
#define SAG__LETTERS_MAX 64
#define SAG__LETTERS_BYTES 64

/* One slot of lettering.h. */
typedef struct sag__letters {
    char text[SAG__LETTERS_BYTES];
    double width_px;
    double height_px;
    uint64_t used; /* when, as a count of uses */
    cairo_surface_t *surface;
    cairo_t *cairo;
} sag__letters;

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
    uint64_t letters_used;
    sag__letters letters[SAG__LETTERS_MAX];
} sag__canvas;

/* By how much a snapshot of this size is enlarged. */
int sag__canvas_choose_scale(int width_px, int height_px);

/*
 * Open a canvas for frames of a size in pixels, 1..SAG_FRAME_SIDE_MAX_PX each, enlarged by a whole factor.
 * Returns SAG_STATUS_OK or _NO_MEMORY. Ownership: *canvas ends with sag__canvas_close, also after a failure.
 */
sag_status sag__canvas_open(sag__canvas *canvas, int frame_width_px, int frame_height_px, int scale, sag_error *err);

/* Put a frame of the canvas's frame size on it, over all that was drawn. */
void sag__canvas_load(sag__canvas *canvas, const sag_frame *frame);

/*
 * The same for the part of the picture in a box of whole pixels, cut to the canvas; only for a canvas that enlarges
 * nothing.
 */
void sag__canvas_load_part(sag__canvas *canvas, const sag_frame *frame, const sag__box *box);

/* Copy the pixels out as RGB, width_px by height_px of the canvas. */
void sag__canvas_store(const sag__canvas *canvas, uint8_t *rgb, ptrdiff_t stride_bytes);

/* The same for the part in a box; rgb: of the whole picture. */
void sag__canvas_store_part(const sag__canvas *canvas, uint8_t *rgb, ptrdiff_t stride_bytes, const sag__box *box);

/*
 * Lay out a text in Pango's markup for measuring and drawing: no wider than width_px (0: one line for each line of
 * the text), with tab stops at tab_px (0: none).
 * box: gets the size; its place stays as it is.
 */
void sag__canvas_set_text(sag__canvas *canvas, const char *markup, double width_px, double tab_px, sag__box *box);

/*
 * Draw the text set last with its top-left corner at the box's, with an outline of the given width. Colours in
 * the markup hold only without an outline (0).
 */
void sag__canvas_draw_text(sag__canvas *canvas, const sag__box *box, sag__color color, sag__color outline,
                           double outline_px);

/* Font size in the 1/1024 points that Pango's markup takes, for a multiple of the canvas's letter size. */
int sag__canvas_markup_size(const sag__canvas *canvas, double fonts);

/* Whether all drawing so far worked (memory is the only reason it would not). */
bool sag__canvas_is_sound(const sag__canvas *canvas);

/* Release everything. Accepts a zeroed struct. */
void sag__canvas_close(sag__canvas *canvas);

#endif
