#include "scene.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "angle.h"
#include "decimal.h"
#include "figure.h"

#define MARKUP_BYTES 2048
/* Where numbers begin, in letter sizes: behind "knee flexion" and a gap. */
#define TAB_FONTS 7.6

static const sag__color panel_color = {0.05, 0.07, 0.10, 0.80};
static const sag__color text_color = {1.0, 1.0, 1.0, 1.0};

/* Append to a markup; what does not fit is cut. */
#define APPEND(markup, ...) \
    sag__figure_text((markup) + strlen(markup), MARKUP_BYTES - strlen(markup), __VA_ARGS__)

static void append_depth(char *markup, const sag_rep *rep)
{
    if (rep->depth_class == SAG_DEPTH_UNKNOWN) {
        APPEND(markup, "\ndepth not measured");
        return;
    }
    APPEND(markup, "\n<b>%s</b>", sag_depth_class_name(rep->depth_class));
    if (rep->depth_class_other != rep->depth_class) {
        APPEND(markup, " or %s", sag_depth_class_name(rep->depth_class_other));
    }
}

static void append_angle(char *markup, const char *title, const sag_measure *measure, bool with_plus)
{
    if (measure->reason == SAG_REASON_NONE) {
        double value_deg = sag__decimal_round(SAG__DEG(measure->value), 0);
        double se_deg = sag__decimal_round(SAG__DEG(measure->se), 0);
        APPEND(markup, "\n%s\t<b>%s%.0f°</b> ± %.0f°", title, with_plus && value_deg > 0.0 ? "+" : "", value_deg,
               se_deg);
    }
}

/* One line for each reason, with the metrics it keeps away. */
static void append_missing(char *markup, const sag_rep *rep)
{
    for (int reason = SAG_REASON_NONE + 1; reason < SAG_REASON_COUNT; reason++) {
        int count = 0;
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            count += (int)rep->at_bottom[m].reason == reason ? 1 : 0;
        }
        if (count == 0) {
            continue;
        }
        APPEND(markup, "\n<span size=\"smaller\">not measured: %s",
               count == SAG_METRIC_COUNT ? "all angles and ratios" : "");
        for (int m = 0, told = 0; m < SAG_METRIC_COUNT; m++) {
            if ((int)rep->at_bottom[m].reason == reason && count < SAG_METRIC_COUNT) {
                APPEND(markup, "%s%s", told++ > 0 ? ", " : "", sag_metric_get_info((sag_metric)m)->title);
            }
        }
        APPEND(markup, " (%s)</span>", sag_reason_text((sag_reason)reason));
    }
}

static void fill_markup(char *markup, const sag__scene *scene)
{
    const sag_rep *rep = scene->rep;
    markup[0] = '\0';
    APPEND(markup, "Squat %d of %zu\t%.2f s", rep->number, scene->analysis->rep_count, (double)rep->bottom_ns / 1e9);
    append_depth(markup, rep);
    append_angle(markup, "thigh", &rep->at_bottom[SAG_METRIC_THIGH_INCLINATION], true);
    append_angle(markup, "knee flexion", &rep->at_bottom[SAG_METRIC_KNEE_FLEXION], false);
    if (rep->partial) {
        APPEND(markup, "\npartial squat");
    }
    append_missing(markup, rep);
}

static void round_rectangle(cairo_t *cairo, const sag__box *box, double radius_px)
{
    double left = box->x_px + radius_px;
    double right = box->x_px + box->width_px - radius_px;
    double top = box->y_px + radius_px;
    double bottom = box->y_px + box->height_px - radius_px;
    cairo_new_path(cairo);
    cairo_arc(cairo, right, top, radius_px, -0.5 * G_PI, 0.0);
    cairo_arc(cairo, right, bottom, radius_px, 0.0, 0.5 * G_PI);
    cairo_arc(cairo, left, bottom, radius_px, 0.5 * G_PI, G_PI);
    cairo_arc(cairo, left, top, radius_px, G_PI, 1.5 * G_PI);
    cairo_close_path(cairo);
}

void sag__scene_draw_panel(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    double font = canvas->font_px;
    double edge = 0.6 * font;
    double inner = 0.6 * font;
    char markup[MARKUP_BYTES];
    fill_markup(markup, scene);
    double limit = fmin(24.0 * font, 0.62 * canvas->width_px);
    sag__box text = {0};
    sag__canvas_set_text(canvas, markup, limit, TAB_FONTS * font, &text);
    sag__box box = {.width_px = text.width_px + 2.0 * inner, .height_px = text.height_px + 2.0 * inner};
    if (box.width_px + 2.0 * edge > canvas->width_px || box.height_px + 2.0 * edge > canvas->height_px) {
        return;
    }
    double right = canvas->width_px - edge - box.width_px;
    double bottom = canvas->height_px - edge - box.height_px;
    const sag__point corners[4] = {{edge, edge}, {right, edge}, {edge, bottom}, {right, bottom}};
    sag__clutter_place(clutter, &box, corners, 4);
    sag__clutter_add_box(clutter, &box);

    round_rectangle(canvas->cairo, &box, 0.5 * font);
    cairo_set_source_rgba(canvas->cairo, panel_color.red, panel_color.green, panel_color.blue, panel_color.alpha);
    cairo_fill(canvas->cairo);
    text.x_px = box.x_px + inner;
    text.y_px = box.y_px + inner;
    sag__canvas_draw_text(canvas, &text, text_color, panel_color, 0.0);
}

void sag__scene_draw(sag__canvas *canvas, const sag__scene *scene)
{
    sag__clutter clutter;
    sag__clutter_init(&clutter, canvas->width_px, canvas->height_px, canvas->font_px);
    cairo_save(canvas->cairo);
    sag__scene_draw_body(canvas, scene, &clutter);
    sag__scene_draw_panel(canvas, scene, &clutter);
    cairo_restore(canvas->cairo);
}
