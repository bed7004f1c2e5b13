#include "plate.h"

#include <math.h>
#include <string.h>

#include "brush.h"
#include "figure.h"

/* Small letters against the picture's letter size. */
#define SMALL_FONTS 0.84

bool sag__plate_open(sag__plate *plate, const sag__box *box)
{
    memset(plate, 0, sizeof *plate);
    plate->box = (sag__box){floor(box->x_px), floor(box->y_px), ceil(box->width_px), ceil(box->height_px)};
    plate->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)plate->box.width_px,
                                                (int)plate->box.height_px);
    plate->cairo = cairo_create(plate->surface);
    return sag__plate_is_sound(plate);
}

void sag__plate_begin(sag__plate *plate, sag__canvas *canvas)
{
    plate->below = canvas->cairo;
    canvas->cairo = plate->cairo;
    cairo_t *cairo = plate->cairo;
    cairo_save(cairo);
    cairo_set_operator(cairo, CAIRO_OPERATOR_CLEAR);
    cairo_paint(cairo);
    cairo_set_operator(cairo, CAIRO_OPERATOR_OVER);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_new_path(cairo);
    sag__brush_add_round_box(canvas, &(sag__box){0.0, 0.0, plate->box.width_px, plate->box.height_px},
                             0.5 * canvas->font_px);
    sag__brush_set_color(canvas, sag__palette_panel);
    cairo_fill(cairo);
}

void sag__plate_end(sag__plate *plate, sag__canvas *canvas)
{
    cairo_restore(plate->cairo);
    canvas->cairo = plate->below;
    plate->below = NULL;
}

void sag__plate_write(sag__canvas *canvas, const char *text, double x_px, double y_px, double toward, sag__color color)
{
    char markup[256];
    sag__figure_text(markup, sizeof markup, "<span size=\"%d\">%s</span>", sag__canvas_markup_size(canvas, SMALL_FONTS),
                     text);
    sag__box box = {0};
    sag__canvas_set_text(canvas, markup, 0.0, 0.0, &box);
    box.x_px = x_px + 0.5 * (toward - 1.0) * box.width_px;
    box.y_px = y_px - 0.5 * box.height_px;
    sag__canvas_draw_text(canvas, &box, color, color, 0.0);
}

void sag__plate_draw(const sag__plate *plate, sag__canvas *canvas)
{
    cairo_t *cairo = canvas->cairo;
    cairo_save(cairo);
    cairo_set_source_surface(cairo, plate->surface, plate->box.x_px, plate->box.y_px);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_rectangle(cairo, plate->box.x_px, plate->box.y_px, plate->box.width_px, plate->box.height_px);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

bool sag__plate_is_sound(const sag__plate *plate)
{
    return cairo_surface_status(plate->surface) == CAIRO_STATUS_SUCCESS
           && cairo_status(plate->cairo) == CAIRO_STATUS_SUCCESS;
}

void sag__plate_close(sag__plate *plate)
{
    if (plate->cairo != NULL) {
        cairo_destroy(plate->cairo);
    }
    if (plate->surface != NULL) {
        cairo_surface_destroy(plate->surface);
    }
    memset(plate, 0, sizeof *plate);
}
