/*
 * brush.h - the few shapes that everything is drawn with. Positions and widths in canvas pixels, angles as on screen:
 * 0 to the right, + clockwise.
 */
#ifndef SAGITTA_OVERLAY_BRUSH_H
#define SAGITTA_OVERLAY_BRUSH_H

#include "canvas.h"

void sag__brush_set_color(sag__canvas *canvas, sag__color color);

/* Make lines dashed from here on; 0: whole again. */
void sag__brush_set_dash(sag__canvas *canvas, double on_px, double off_px);

/* Stroke the current path with an outline around it, and forget the path. */
void sag__brush_stroke(sag__canvas *canvas, sag__color color, sag__color outline, double width_px);

/* The same in the colours of what was measured, as wide as a share of the letter size. */
void sag__brush_stroke_measure(sag__canvas *canvas, double width_fonts);

/* Add a line to the path and to what texts should not hide. */
void sag__brush_add_line(sag__canvas *canvas, sag__clutter *clutter, sag__point a, sag__point b);

/* Add an arc around a centre from one direction to another, the short way. */
void sag__brush_add_arc(sag__canvas *canvas, sag__point center, double radius_px, double from_rad, double to_rad);

/* Add a rectangle with round corners. */
void sag__brush_add_round_box(sag__canvas *canvas, const sag__box *box, double radius_px);

/* A point at a distance in a direction. */
sag__point sag__brush_move(sag__point from, double direction_rad, double distance_px);

/* Direction from one point to another. */
double sag__brush_direction(sag__point from, sag__point to);

double sag__brush_distance(sag__point a, sag__point b);

sag__point sag__brush_middle(sag__point a, sag__point b);

#endif
