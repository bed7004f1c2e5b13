#include "chart.h"

#include <math.h>
#include <string.h>

#include "angle.h"
#include "brush.h"
#include "figure.h"
#include "story.h"

/* Edge of the plate, in letter sizes. */
#define INNER_FONTS 0.55
/* Rows above and below the curve, in letter sizes: the repetitions' numbers, the findings' marks, the captions. A chart
 * lower than the last has no captions. */
#define NUMBER_ROW_FONTS 1.3
#define MARK_ROW_FONTS 0.75
#define CAPTION_ROW_FONTS 1.0
#define CAPTION_HEIGHT_FONTS_MIN 5.2
/* A narrower chart has no room for the caption of a second curve. */
#define LUMBAR_WIDTH_FONTS_MIN 14.0
/* The second curve's scale holds at least this, so that noise stays small; more than the others is an error. */
#define LUMBAR_LOW_RAD SAG__RAD(-6.0)
#define LUMBAR_HIGH_RAD SAG__RAD(30.0)
#define LUMBAR_LEAST_RAD SAG__RAD(-30.0)
#define LUMBAR_MOST_RAD SAG__RAD(70.0)

static double x_of(const sag__chart *chart, int64_t t_ns)
{
    double whole = (double)(chart->last_ns - chart->first_ns);
    double share = whole > 0.0 ? (double)(t_ns - chart->first_ns) / whole : 0.5;
    return chart->field.x_px + fmax(0.0, fmin(share, 1.0)) * chart->field.width_px;
}

static double y_of(const sag__chart *chart, double depth)
{
    return chart->field.y_px + (depth - chart->top) / (chart->deepest - chart->top) * chart->field.height_px;
}

static void draw_reps(const sag__chart *chart, sag__canvas *canvas, const sag_analysis *analysis)
{
    double font = canvas->font_px;
    double number_end = -INFINITY;
    for (size_t i = 0; i < analysis->rep_count; i++) {
        const sag_rep *rep = &analysis->rep[i];
        double x0 = x_of(chart, rep->start_ns);
        double x1 = x_of(chart, rep->end_ns);
        cairo_rectangle(canvas->cairo, x0, chart->field.y_px, fmax(1.0, x1 - x0), chart->field.height_px);
        sag__brush_set_color(canvas, (sag__color){1.0, 1.0, 1.0, i % 2 == 0 ? 0.16 : 0.10});
        cairo_fill(canvas->cairo);
        char text[16];
        sag__figure_text(text, sizeof text, "%d", rep->number);
        double half = 0.4 * font * (double)strlen(text);
        double x = x_of(chart, rep->bottom_ns);
        if (x - half > number_end) {
            sag__plate_write(canvas, text, x, chart->field.y_px - 0.55 * font, 0.0, sag__palette_text);
            number_end = x + half;
        }
    }
}

/* Lumbar flexion grows upward, so that the curves part while standing. */
static double lumbar_y_of(const sag__chart *chart, double lumbar_rad)
{
    double inside = fmax(chart->lumbar_low, fmin(lumbar_rad, chart->lumbar_high));
    double share = (inside - chart->lumbar_low) / (chart->lumbar_high - chart->lumbar_low);
    return chart->field.y_px + (1.0 - share) * chart->field.height_px;
}

static double depth_y(const sag__chart *chart, const sag_analysis *analysis, size_t frame)
{
    double depth = sag__story_depth(analysis, chart->metric, frame);
    return isfinite(depth) ? y_of(chart, depth) : NAN;
}

static double lumbar_y(const sag__chart *chart, const sag_analysis *analysis, size_t frame)
{
    double lumbar_rad = sag__story_lumbar(analysis, frame);
    return isfinite(lumbar_rad) ? lumbar_y_of(chart, lumbar_rad) : NAN;
}

/* How a curve looks, and its height in a frame: NaN where it has a gap. */
typedef struct curve_style {
    double (*height)(const sag__chart *chart, const sag_analysis *analysis, size_t frame);
    double width_px_min;
    double width_fonts;
    const sag__color *color;
} curve_style;

static const curve_style depth_style = {depth_y, 1.5, 0.11, &sag__palette_text};
static const curve_style lumbar_style = {lumbar_y, 1.2, 0.08, &sag__palette_second};

static void draw_curve(const sag__chart *chart, sag__canvas *canvas, const sag_motion *motion,
                       const sag_analysis *analysis, const curve_style *style)
{
    bool drawing = false;
    for (size_t i = 0; i < analysis->frame_count && i < sag_motion_get_count(motion); i++) {
        double y = style->height(chart, analysis, i);
        if (!isfinite(y)) {
            drawing = false;
            continue;
        }
        double x = x_of(chart, sag_motion_get(motion, i)->t_ns);
        if (drawing) {
            cairo_line_to(canvas->cairo, x, y);
        } else {
            cairo_move_to(canvas->cairo, x, y);
        }
        drawing = true;
    }
    cairo_set_line_width(canvas->cairo, fmax(style->width_px_min, style->width_fonts * canvas->font_px));
    sag__brush_set_color(canvas, *style->color);
    cairo_stroke(canvas->cairo);
}

/* Whether there is lumbar flexion to be shown and room for it, and its scale. */
static void set_lumbar(sag__chart *chart, const sag__canvas *canvas, const sag_analysis *analysis)
{
    double font = canvas->font_px;
    bool room = chart->plate.box.height_px >= CAPTION_HEIGHT_FONTS_MIN * font
                && chart->plate.box.width_px >= LUMBAR_WIDTH_FONTS_MIN * font;
    chart->lumbar_low = LUMBAR_LOW_RAD;
    chart->lumbar_high = LUMBAR_HIGH_RAD;
    for (size_t i = 0; i < analysis->frame_count && room && chart->measured; i++) {
        double lumbar_rad = sag__story_lumbar(analysis, i);
        if (isfinite(lumbar_rad)) {
            chart->lumbar = true;
            chart->lumbar_low = fmax(LUMBAR_LEAST_RAD, fmin(chart->lumbar_low, lumbar_rad));
            chart->lumbar_high = fmin(LUMBAR_MOST_RAD, fmax(chart->lumbar_high, lumbar_rad));
        }
    }
}

static void draw_bottoms(const sag__chart *chart, sag__canvas *canvas, const sag_analysis *analysis)
{
    for (size_t i = 0; i < analysis->rep_count; i++) {
        double depth = sag__story_depth(analysis, chart->metric, analysis->rep[i].bottom_frame);
        if (isfinite(depth)) {
            cairo_new_sub_path(canvas->cairo);
            cairo_arc(canvas->cairo, x_of(chart, analysis->rep[i].bottom_ns), y_of(chart, depth),
                      0.32 * canvas->font_px, 0.0, 2.0 * G_PI);
            sag__brush_set_color(canvas, sag__palette_depth(analysis->rep[i].depth_class));
            cairo_fill_preserve(canvas->cairo);
            cairo_set_line_width(canvas->cairo, 0.1 * canvas->font_px);
            sag__brush_set_color(canvas, sag__palette_dark);
            cairo_stroke(canvas->cairo);
        }
    }
}

/* A triangle on the lower edge for each finding. */
static void draw_findings(const sag__chart *chart, sag__canvas *canvas, const sag_analysis *analysis)
{
    double size = 0.45 * canvas->font_px;
    double y = chart->field.y_px + chart->field.height_px;
    for (size_t i = 0; i < analysis->finding_count; i++) {
        double x = x_of(chart, analysis->finding[i].t_ns);
        cairo_move_to(canvas->cairo, x, y + 0.1 * size);
        cairo_line_to(canvas->cairo, x + 0.8 * size, y + 1.5 * size);
        cairo_line_to(canvas->cairo, x - 0.8 * size, y + 1.5 * size);
        cairo_close_path(canvas->cairo);
        sag__brush_set_color(canvas, sag__palette_severity(analysis->finding[i].severity));
        cairo_fill(canvas->cairo);
    }
}

/* What the curve is, the time it covers, and the horizontal thigh. */
static void draw_captions(const sag__chart *chart, sag__canvas *canvas)
{
    double font = canvas->font_px;
    const sag__box *field = &chart->field;
    double below = field->y_px + field->height_px + (MARK_ROW_FONTS + 0.45 * CAPTION_ROW_FONTS) * font;
    bool captions = chart->plate.box.height_px >= CAPTION_HEIGHT_FONTS_MIN * font;
    if (captions) {
        char text[64];
        sag__figure_text(text, sizeof text, "%.0f s", (double)(chart->last_ns - chart->first_ns) / 1e9);
        sag__plate_write(canvas, text, field->x_px + field->width_px, below, -1.0, sag__palette_quiet);
    }
    if (!chart->measured) {
        sag__plate_write(canvas, "depth not measured", field->x_px + 0.5 * field->width_px,
                    field->y_px + 0.5 * field->height_px, 0.0, sag__palette_quiet);
        return;
    }
    bool thigh = chart->metric == SAG_METRIC_THIGH_INCLINATION;
    if (captions) {
        sag__plate_write(canvas, thigh ? "depth (thigh)" : sag__story_depth_title(chart->metric), field->x_px, below,
                         1.0, sag__palette_quiet);
    }
    if (chart->lumbar) {
        sag__plate_write(canvas, "lumbar", field->x_px + 0.66 * field->width_px, below, 0.0, sag__palette_second);
    }
    double y = y_of(chart, 0.0);
    if (thigh) {
        sag__brush_set_dash(canvas, 0.3 * font, 0.3 * font);
        cairo_move_to(canvas->cairo, field->x_px, y);
        cairo_line_to(canvas->cairo, field->x_px + field->width_px, y);
        cairo_set_line_width(canvas->cairo, fmax(1.0, 0.07 * font));
        sag__brush_set_color(canvas, sag__palette_measure);
        cairo_stroke(canvas->cairo);
        sag__brush_set_dash(canvas, 0.0, 0.0);
    }
}

bool sag__chart_open(sag__chart *chart, sag__canvas *canvas, const sag__box *box, const sag_motion *motion,
                     const sag_analysis *analysis)
{
    memset(chart, 0, sizeof *chart);
    size_t count = sag_motion_get_count(motion);
    double font = canvas->font_px;
    chart->metric = sag__story_depth_metric(analysis);
    chart->measured = sag__story_depth_range(analysis, chart->metric, &chart->top, &chart->deepest);
    chart->first_ns = count > 0 ? sag_motion_get(motion, 0)->t_ns : 0;
    chart->last_ns = count > 0 ? sag_motion_get(motion, count - 1)->t_ns : 0;
    if (!sag__plate_open(&chart->plate, box)) {
        return false;
    }
    double inner = INNER_FONTS * font;
    bool captions = chart->plate.box.height_px >= CAPTION_HEIGHT_FONTS_MIN * font;
    double below = MARK_ROW_FONTS + (captions ? CAPTION_ROW_FONTS : 0.0);
    chart->field = (sag__box){inner, NUMBER_ROW_FONTS * font, chart->plate.box.width_px - 2.0 * inner,
                              chart->plate.box.height_px - (NUMBER_ROW_FONTS + below) * font};
    set_lumbar(chart, canvas, analysis);
    sag__plate_begin(&chart->plate, canvas);
    draw_reps(chart, canvas, analysis);
    draw_captions(chart, canvas);
    if (chart->lumbar) {
        draw_curve(chart, canvas, motion, analysis, &lumbar_style);
    }
    if (chart->measured) {
        draw_curve(chart, canvas, motion, analysis, &depth_style);
        draw_bottoms(chart, canvas, analysis);
    }
    draw_findings(chart, canvas, analysis);
    sag__plate_end(&chart->plate, canvas);
    return sag__plate_is_sound(&chart->plate);
}

void sag__chart_draw(const sag__chart *chart, sag__canvas *canvas, const sag_motion *motion,
                     const sag_analysis *analysis, size_t frame)
{
    sag__plate_draw(&chart->plate, canvas);
    double font = canvas->font_px;
    double x = chart->plate.box.x_px + x_of(chart, sag_motion_get(motion, frame)->t_ns);
    double y = chart->plate.box.y_px + chart->field.y_px;
    cairo_new_path(canvas->cairo);
    cairo_move_to(canvas->cairo, x, y);
    cairo_line_to(canvas->cairo, x, y + chart->field.height_px);
    cairo_set_line_width(canvas->cairo, fmax(1.5, 0.12 * font));
    sag__brush_set_color(canvas, sag__palette_measure);
    cairo_stroke(canvas->cairo);
    double lumbar = chart->lumbar ? lumbar_y(chart, analysis, frame) : NAN;
    if (isfinite(lumbar)) {
        cairo_arc(canvas->cairo, x, chart->plate.box.y_px + lumbar, 0.2 * font, 0.0, 2.0 * G_PI);
        sag__brush_set_color(canvas, sag__palette_second);
        cairo_fill(canvas->cairo);
    }
    double depth = chart->measured ? depth_y(chart, analysis, frame) : NAN;
    if (isfinite(depth)) {
        cairo_arc(canvas->cairo, x, chart->plate.box.y_px + depth, 0.28 * font, 0.0, 2.0 * G_PI);
        sag__brush_set_color(canvas, sag__palette_measure);
        cairo_fill(canvas->cairo);
    }
}

void sag__chart_close(sag__chart *chart)
{
    sag__plate_close(&chart->plate);
}
