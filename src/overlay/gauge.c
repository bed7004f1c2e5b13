#include "gauge.h"

#include <math.h>
#include <string.h>

#include "angle.h"
#include "brush.h"
#include "decimal.h"
#include "figure.h"
#include "lettering.h"
#include "story.h"

static double y_of(const sag__gauge *gauge, double depth)
{
    double share = (depth - gauge->top) / (gauge->deepest - gauge->top);
    return gauge->bar.y_px + fmax(0.0, fmin(share, 1.0)) * gauge->bar.height_px;
}

bool sag__gauge_open(sag__gauge *gauge, sag__canvas *canvas, const sag__box *box, const sag_analysis *analysis)
{
    memset(gauge, 0, sizeof *gauge);
    double font = canvas->font_px;
    gauge->metric = sag__story_depth_metric(analysis);
    gauge->shown = sag__story_depth_range(analysis, gauge->metric, &gauge->top, &gauge->deepest);
    if (!gauge->shown) {
        return true;
    }
    if (!sag__plate_open(&gauge->plate, box)) {
        return false;
    }
    gauge->bar = (sag__box){0.6 * font, 1.7 * font, 1.0 * font, gauge->plate.box.height_px - 2.3 * font};
    bool thigh = gauge->metric == SAG_METRIC_THIGH_INCLINATION;
    sag__plate_begin(&gauge->plate, canvas);
    sag__plate_write(canvas, sag__story_depth_title(gauge->metric), 0.5 * gauge->plate.box.width_px, 0.85 * font, 0.0,
                     sag__palette_quiet);
    cairo_rectangle(canvas->cairo, gauge->bar.x_px, gauge->bar.y_px, gauge->bar.width_px, gauge->bar.height_px);
    sag__brush_set_color(canvas, (sag__color){1.0, 1.0, 1.0, 0.22});
    cairo_fill(canvas->cairo);
    if (thigh) {
        double y = y_of(gauge, 0.0);
        cairo_move_to(canvas->cairo, gauge->bar.x_px - 0.3 * font, y);
        cairo_line_to(canvas->cairo, gauge->bar.x_px + gauge->bar.width_px + 0.5 * font, y);
        cairo_set_line_width(canvas->cairo, fmax(1.5, 0.12 * font));
        sag__brush_set_color(canvas, sag__palette_text);
        cairo_stroke(canvas->cairo);
    }
    sag__plate_end(&gauge->plate, canvas);
    return sag__plate_is_sound(&gauge->plate);
}

void sag__gauge_draw(const sag__gauge *gauge, sag__canvas *canvas, const sag_analysis *analysis, size_t frame)
{
    if (!gauge->shown) {
        return;
    }
    sag__plate_draw(&gauge->plate, canvas);
    double depth = sag__story_depth(analysis, gauge->metric, frame);
    if (!isfinite(depth)) {
        return;
    }
    double font = canvas->font_px;
    double left = gauge->plate.box.x_px + gauge->bar.x_px;
    double top = gauge->plate.box.y_px + gauge->bar.y_px;
    double level = gauge->plate.box.y_px + y_of(gauge, depth);
    cairo_new_path(canvas->cairo);
    cairo_rectangle(canvas->cairo, left, top, gauge->bar.width_px, level - top);
    sag__brush_set_color(canvas, sag__palette_measure);
    cairo_fill(canvas->cairo);
    bool thigh = gauge->metric == SAG_METRIC_THIGH_INCLINATION;
    if (thigh && depth >= 0.0) { /* the fill hides the line on the plate */
        double y = gauge->plate.box.y_px + y_of(gauge, 0.0);
        cairo_move_to(canvas->cairo, left - 0.3 * font, y);
        cairo_line_to(canvas->cairo, left + gauge->bar.width_px + 0.5 * font, y);
        cairo_set_line_width(canvas->cairo, fmax(1.5, 0.12 * font));
        sag__brush_set_color(canvas, sag__palette_text);
        cairo_stroke(canvas->cairo);
    }
    /* The thigh is told with the sign it has everywhere: + above the horizontal. */
    bool angle = thigh || gauge->metric == SAG_METRIC_TRUNK_INCLINATION;
    double outside = sag__decimal_round(thigh ? SAG__DEG(-depth) : angle ? SAG__DEG(depth) : 100.0 * depth, 0);
    char text[24];
    sag__figure_text(text, sizeof text, angle ? "%s%.0f°" : "%s%.0f%%", thigh && outside > 0.0 ? "+" : "", outside);
    sag__box box = {.x_px = left + gauge->bar.width_px + 0.3 * font};
    sag__lettering_measure(canvas, text, &box);
    box.y_px = fmax(top, fmin(level - 0.5 * box.height_px, top + gauge->bar.height_px - box.height_px));
    sag__lettering_draw(canvas, text, &box);
}

void sag__gauge_close(sag__gauge *gauge)
{
    sag__plate_close(&gauge->plate);
}
