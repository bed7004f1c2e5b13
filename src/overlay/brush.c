#include "brush.h"

#include <math.h>

void sag__brush_set_color(sag__canvas *canvas, sag__color color)
{
    cairo_set_source_rgba(canvas->cairo, color.red, color.green, color.blue, color.alpha);
}

void sag__brush_set_dash(sag__canvas *canvas, double on_px, double off_px)
{
    double dash[] = {on_px, off_px};
    cairo_set_dash(canvas->cairo, dash, on_px > 0.0 ? 2 : 0, 0.0);
}

void sag__brush_stroke(sag__canvas *canvas, sag__color color, sag__color outline, double width_px)
{
    cairo_t *cairo = canvas->cairo;
    cairo_set_line_width(cairo, width_px + 0.16 * canvas->font_px);
    sag__brush_set_color(canvas, outline);
    cairo_stroke_preserve(cairo);
    cairo_set_line_width(cairo, width_px);
    sag__brush_set_color(canvas, color);
    cairo_stroke(cairo);
}

void sag__brush_stroke_measure(sag__canvas *canvas, double width_fonts)
{
    sag__brush_stroke(canvas, sag__palette_measure, sag__palette_dark, width_fonts * canvas->font_px);
}

void sag__brush_add_line(sag__canvas *canvas, sag__clutter *clutter, sag__point a, sag__point b)
{
    cairo_move_to(canvas->cairo, a.x_px, a.y_px);
    cairo_line_to(canvas->cairo, b.x_px, b.y_px);
    sag__clutter_add_line(clutter, a, b);
}

void sag__brush_add_arc(sag__canvas *canvas, sag__point center, double radius_px, double from_rad, double to_rad)
{
    double sweep_rad = remainder(to_rad - from_rad, 2.0 * G_PI);
    cairo_new_sub_path(canvas->cairo);
    if (sweep_rad >= 0.0) {
        cairo_arc(canvas->cairo, center.x_px, center.y_px, radius_px, from_rad, from_rad + sweep_rad);
    } else {
        cairo_arc_negative(canvas->cairo, center.x_px, center.y_px, radius_px, from_rad, from_rad + sweep_rad);
    }
}

void sag__brush_add_round_box(sag__canvas *canvas, const sag__box *box, double radius_px)
{
    cairo_t *cairo = canvas->cairo;
    double left = box->x_px + radius_px;
    double right = box->x_px + box->width_px - radius_px;
    double top = box->y_px + radius_px;
    double bottom = box->y_px + box->height_px - radius_px;
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, right, top, radius_px, -0.5 * G_PI, 0.0);
    cairo_arc(cairo, right, bottom, radius_px, 0.0, 0.5 * G_PI);
    cairo_arc(cairo, left, bottom, radius_px, 0.5 * G_PI, G_PI);
    cairo_arc(cairo, left, top, radius_px, G_PI, 1.5 * G_PI);
    cairo_close_path(cairo);
}

sag__point sag__brush_move(sag__point from, double direction_rad, double distance_px)
{
    return (sag__point){from.x_px + distance_px * cos(direction_rad), from.y_px + distance_px * sin(direction_rad)};
}

double sag__brush_direction(sag__point from, sag__point to)
{
    return atan2(to.y_px - from.y_px, to.x_px - from.x_px);
}

double sag__brush_distance(sag__point a, sag__point b)
{
    return hypot(b.x_px - a.x_px, b.y_px - a.y_px);
}

sag__point sag__brush_middle(sag__point a, sag__point b)
{
    return (sag__point){0.5 * (a.x_px + b.x_px), 0.5 * (a.y_px + b.y_px)};
}
