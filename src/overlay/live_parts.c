#include "live_parts.h"

#include <math.h>

#include "angle.h"
#include "brush.h"
#include "words.h"

/* Joints below it are guesses of the model and are not drawn; those below the second are drawn as unsure. */
#define VISIBILITY_MIN 0.5f
#define VISIBILITY_SURE 0.75f

/* Sizes as shares of the window's smaller side. */
#define EDGE 0.02
#define COUNT_LETTERS 0.17
#define TITLE_LETTERS 0.035
#define HEADLINE_LETTERS 0.062
#define LINE_LETTERS 0.032
#define STATUS_LETTERS 0.02
#define BIG_LETTERS 0.5
#define ANGLE_LETTERS 0.034
#define GAUGE_WIDTH 0.06

static const sag__color good = {0.45, 0.87, 0.67, 1.0};
static const sag__color care = {1.0, 0.85, 0.30, 1.0};
static const sag__color unsure = {0.941, 0.894, 0.259, 0.9};
static const sag__color red = {0.88, 0.2, 0.16, 1.0};

static double smaller_side(const sag__canvas *window)
{
    return window->width_px < window->height_px ? window->width_px : window->height_px;
}

static sag__color color_of(sag_live_tone tone)
{
    return tone == SAG_LIVE_TONE_GOOD ? good : tone == SAG_LIVE_TONE_CARE ? care : sag__palette_text;
}

/* ---- places ---- */

sag__live_place sag__live_place_find(int frame_width_px, int frame_height_px, int width_px, int height_px, bool mirror)
{
    double scale = fmin((double)width_px / frame_width_px, (double)height_px / frame_height_px);
    return (sag__live_place){.scale = scale,
                             .left_px = 0.5 * (width_px - scale * frame_width_px),
                             .top_px = 0.5 * (height_px - scale * frame_height_px),
                             .frame_width_px = frame_width_px,
                             .frame_height_px = frame_height_px,
                             .mirror = mirror};
}

sag__point sag__live_place_to(const sag__live_place *place, double x_px, double y_px)
{
    x_px = place->mirror ? place->frame_width_px - x_px : x_px;
    return (sag__point){place->left_px + place->scale * x_px, place->top_px + place->scale * y_px};
}

bool sag__live_place_back(const sag__live_place *place, double *frame_x_px, double *frame_y_px, double x_px, double y_px)
{
    double x = (x_px - place->left_px) / place->scale;
    double y = (y_px - place->top_px) / place->scale;
    *frame_x_px = place->mirror ? place->frame_width_px - x : x;
    *frame_y_px = y;
    return x >= 0.0 && y >= 0.0 && x < place->frame_width_px && y < place->frame_height_px;
}

/* ---- picture and body ---- */

void sag__live_draw_camera(sag__canvas *window, const sag__canvas *camera, const sag__live_place *place)
{
    cairo_t *cairo = window->cairo;
    cairo_surface_flush(camera->surface);
    cairo_save(cairo);
    cairo_set_source_rgb(cairo, 0.05, 0.06, 0.08);
    cairo_paint(cairo);
    cairo_translate(cairo, place->left_px, place->top_px);
    cairo_scale(cairo, place->scale, place->scale);
    if (place->mirror) {
        cairo_translate(cairo, place->frame_width_px, 0.0);
        cairo_scale(cairo, -1.0, 1.0);
    }
    cairo_set_source_surface(cairo, camera->surface, 0.0, 0.0);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_BILINEAR);
    cairo_rectangle(cairo, 0.0, 0.0, place->frame_width_px, place->frame_height_px);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

void sag__live_draw_guide(sag__canvas *window, const sag__live_place *place)
{
    double height = 0.82 * place->scale * place->frame_height_px;
    double top = place->top_px + 0.09 * place->scale * place->frame_height_px;
    double middle = place->left_px + 0.5 * place->scale * place->frame_width_px;
    double head = 0.065 * height;
    double width = fmax(2.0, 0.005 * smaller_side(window));
    cairo_new_path(window->cairo);
    cairo_arc(window->cairo, middle, top + head, head, 0.0, 2.0 * SAG__PI);
    sag__box body = {middle - 0.09 * height, top + 2.3 * head, 0.18 * height, 0.38 * height};
    sag__brush_set_dash(window, 4.0 * width, 3.0 * width);
    sag__brush_stroke(window, sag__palette_light, sag__palette_dark, width);
    sag__brush_add_round_box(window, &body, 0.08 * height);
    sag__brush_stroke(window, sag__palette_light, sag__palette_dark, width);
    double hips = body.y_px + body.height_px;
    sag__box legs = {middle - 0.06 * height, hips, 0.12 * height, top + height - hips};
    sag__brush_add_round_box(window, &legs, 0.05 * height);
    sag__brush_stroke(window, sag__palette_light, sag__palette_dark, width);
    sag__brush_set_dash(window, 0.0, 0.0);
}

static const sag_joint bones[][2] = {
    {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_RIGHT_SHOULDER},  {SAG_JOINT_LEFT_HIP, SAG_JOINT_RIGHT_HIP},
    {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_ELBOW},      {SAG_JOINT_RIGHT_SHOULDER, SAG_JOINT_RIGHT_ELBOW},
    {SAG_JOINT_LEFT_ELBOW, SAG_JOINT_LEFT_WRIST},         {SAG_JOINT_RIGHT_ELBOW, SAG_JOINT_RIGHT_WRIST},
    {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_HIP},        {SAG_JOINT_RIGHT_SHOULDER, SAG_JOINT_RIGHT_HIP},
    {SAG_JOINT_LEFT_HIP, SAG_JOINT_LEFT_KNEE},            {SAG_JOINT_RIGHT_HIP, SAG_JOINT_RIGHT_KNEE},
    {SAG_JOINT_LEFT_KNEE, SAG_JOINT_LEFT_ANKLE},          {SAG_JOINT_RIGHT_KNEE, SAG_JOINT_RIGHT_ANKLE},
    {SAG_JOINT_LEFT_ANKLE, SAG_JOINT_LEFT_HEEL},          {SAG_JOINT_RIGHT_ANKLE, SAG_JOINT_RIGHT_HEEL},
    {SAG_JOINT_LEFT_HEEL, SAG_JOINT_LEFT_FOOT_INDEX},     {SAG_JOINT_RIGHT_HEEL, SAG_JOINT_RIGHT_FOOT_INDEX},
    {SAG_JOINT_LEFT_ANKLE, SAG_JOINT_LEFT_FOOT_INDEX},    {SAG_JOINT_RIGHT_ANKLE, SAG_JOINT_RIGHT_FOOT_INDEX},
};

static sag__point point_of(const sag_live_scene *scene, const sag__live_place *place, sag_joint joint)
{
    const sag_keypoint *point = &scene->skeleton->joint[joint];
    return sag__live_place_to(place, (double)point->x_px, (double)point->y_px);
}

static void draw_bones(sag__canvas *window, const sag_live_scene *scene, const sag__live_place *place, double width_px)
{
    for (size_t b = 0; b < sizeof bones / sizeof *bones; b++) {
        float seen = fminf(scene->skeleton->joint[bones[b][0]].visibility_ratio,
                           scene->skeleton->joint[bones[b][1]].visibility_ratio);
        if (seen < VISIBILITY_MIN) {
            continue;
        }
        sag__point from = point_of(scene, place, bones[b][0]);
        sag__point to = point_of(scene, place, bones[b][1]);
        cairo_new_path(window->cairo);
        cairo_move_to(window->cairo, from.x_px, from.y_px);
        cairo_line_to(window->cairo, to.x_px, to.y_px);
        sag__brush_stroke(window, seen < VISIBILITY_SURE ? unsure : sag__palette_far, sag__palette_dark, width_px);
    }
}

/* A text of a letter height with its middle at a point. */
static void write_at(sag__canvas *window, const char *text, double letters_px, sag__point middle, sag__color color)
{
    char markup[SAG__WORDS_BYTES] = "";
    SAG__WORDS_APPEND(markup, "<span size=\"%d\"><b>", sag__canvas_markup_size(window, letters_px / window->font_px));
    sag__words_append_plain(markup, text);
    SAG__WORDS_APPEND(markup, "</b></span>");
    sag__box box = {0};
    sag__canvas_set_text(window, markup, 0.0, 0.0, &box);
    box.x_px = middle.x_px - 0.5 * box.width_px;
    box.y_px = middle.y_px - 0.5 * box.height_px;
    sag__canvas_draw_text(window, &box, color, sag__palette_dark, 0.09 * letters_px);
}

static void draw_angle(sag__canvas *window, const sag_live_scene *scene, const sag__live_place *place,
                       const sag_live_angle *angle, double width_px)
{
    sag__point vertex = point_of(scene, place, angle->vertex);
    sag__point to = point_of(scene, place, angle->to);
    double to_rad = sag__brush_direction(vertex, to);
    double from_rad = -0.5 * SAG__PI;
    if (angle->from == SAG_LIVE_FROM_JOINT) {
        from_rad = sag__brush_direction(vertex, point_of(scene, place, angle->from_joint));
    } else if (angle->from == SAG_LIVE_FROM_HORIZONTAL) {
        from_rad = to.x_px < vertex.x_px ? SAG__PI : 0.0;
    }
    double radius = 1.1 * ANGLE_LETTERS * smaller_side(window);
    if (angle->from != SAG_LIVE_FROM_JOINT) {
        sag__point end = sag__brush_move(vertex, from_rad, 1.8 * radius);
        cairo_new_path(window->cairo);
        cairo_move_to(window->cairo, vertex.x_px, vertex.y_px);
        cairo_line_to(window->cairo, end.x_px, end.y_px);
        sag__brush_set_dash(window, 3.0 * width_px, 2.0 * width_px);
        sag__brush_stroke(window, sag__palette_measure, sag__palette_dark, 0.7 * width_px);
        sag__brush_set_dash(window, 0.0, 0.0);
    }
    cairo_new_path(window->cairo);
    sag__brush_add_arc(window, vertex, radius, from_rad, to_rad);
    sag__brush_stroke(window, sag__palette_measure, sag__palette_dark, width_px);
    double turn = remainder(to_rad - from_rad, 2.0 * SAG__PI);
    sag__point at = sag__brush_move(vertex, from_rad + 0.5 * turn, 2.3 * radius);
    write_at(window, angle->text, ANGLE_LETTERS * smaller_side(window), at, sag__palette_text);
}

void sag__live_draw_body(sag__canvas *window, const sag_live_scene *scene, const sag__live_place *place)
{
    if (scene->skeleton == NULL || !scene->skeleton->found) {
        return;
    }
    double width_px = fmax(2.0, 0.007 * smaller_side(window));
    draw_bones(window, scene, place, width_px);
    for (size_t i = 0; i < scene->angle_count; i++) {
        draw_angle(window, scene, place, &scene->angle[i], width_px);
    }
}

/* ---- panels ---- */

static void fill_panel(sag__canvas *window, const sag__box *box)
{
    sag__brush_add_round_box(window, box, 0.015 * smaller_side(window));
    sag__brush_set_color(window, sag__palette_panel);
    cairo_fill(window->cairo);
}

/* The number of repetitions, and what they are. Returns: the panel's lower edge. */
static double draw_counter(sag__canvas *window, const sag_live_scene *scene)
{
    double side = smaller_side(window);
    double edge = EDGE * side;
    if (scene->rep_count < 0) {
        return edge;
    }
    char markup[SAG__WORDS_BYTES] = "";
    SAG__WORDS_APPEND(markup, "<span size=\"%d\"><b>%d</b></span>",
                      sag__canvas_markup_size(window, COUNT_LETTERS * side / window->font_px), scene->rep_count);
    if (scene->rep_title[0] != '\0') {
        SAG__WORDS_APPEND(markup, "<span size=\"%d\">  ",
                          sag__canvas_markup_size(window, TITLE_LETTERS * side / window->font_px));
        sag__words_append_plain(markup, scene->rep_title);
        SAG__WORDS_APPEND(markup, "</span>");
    }
    sag__box text = {0};
    sag__canvas_set_text(window, markup, 0.0, 0.0, &text);
    sag__box panel = {edge, edge, text.width_px + 2.0 * edge, text.height_px};
    fill_panel(window, &panel);
    sag__canvas_set_text(window, markup, 0.0, 0.0, &text);
    text.x_px = panel.x_px + edge;
    text.y_px = panel.y_px;
    sag__canvas_draw_text(window, &text, sag__palette_text, sag__palette_dark, 0.0);
    return panel.y_px + panel.height_px;
}

/* Values and reasons, under the counter. */
static void draw_lines(sag__canvas *window, const sag_live_scene *scene, double top_px)
{
    if (scene->line_count == 0) {
        return;
    }
    double side = smaller_side(window);
    double edge = EDGE * side;
    char markup[SAG__WORDS_BYTES] = "";
    SAG__WORDS_APPEND(markup, "<span size=\"%d\">",
                      sag__canvas_markup_size(window, LINE_LETTERS * side / window->font_px));
    for (size_t i = 0; i < scene->line_count; i++) {
        sag__color color = color_of(scene->line_tone[i]);
        SAG__WORDS_APPEND(markup, "%s<span foreground=\"#%02x%02x%02x\">", i > 0 ? "\n" : "",
                          (unsigned)(255.0 * color.red), (unsigned)(255.0 * color.green),
                          (unsigned)(255.0 * color.blue));
        sag__words_append_plain(markup, scene->line[i]);
        SAG__WORDS_APPEND(markup, "</span>");
    }
    SAG__WORDS_APPEND(markup, "</span>");
    double width = fmin(0.42 * window->width_px, 0.62 * side);
    sag__box text = {0};
    sag__canvas_set_text(window, markup, width, 0.0, &text);
    sag__box panel = {edge, top_px + 0.5 * edge, text.width_px + 1.6 * edge, text.height_px + edge};
    fill_panel(window, &panel);
    text.x_px = panel.x_px + 0.8 * edge;
    text.y_px = panel.y_px + 0.5 * edge;
    sag__canvas_draw_text(window, &text, sag__palette_text, sag__palette_dark, 0.0);
}

/* The bar of depth at the right edge: standing at its top. */
static void draw_gauge(sag__canvas *window, const sag_live_scene *scene)
{
    if (!scene->gauge) {
        return;
    }
    double side = smaller_side(window);
    double edge = EDGE * side;
    sag__box bar = {window->width_px - edge - GAUGE_WIDTH * side, 0.16 * window->height_px, GAUGE_WIDTH * side,
                    0.52 * window->height_px};
    sag__box panel = {bar.x_px - 0.4 * edge, bar.y_px - 0.4 * edge, bar.width_px + 0.8 * edge,
                      bar.height_px + 0.8 * edge};
    fill_panel(window, &panel);
    double level = fmax(0.0, fmin(1.0, scene->gauge_ratio));
    bool reached = scene->gauge_ratio >= scene->gauge_target_ratio;
    cairo_rectangle(window->cairo, bar.x_px, bar.y_px, bar.width_px, level * bar.height_px);
    sag__brush_set_color(window, reached ? good : sag__palette_far);
    cairo_fill(window->cairo);
    const double marks[2] = {scene->gauge_target_ratio, scene->gauge_lowest_ratio};
    for (int k = 0; k < 2; k++) {
        if (marks[k] >= 0.0) {
            double y = bar.y_px + fmin(1.0, marks[k]) * bar.height_px;
            cairo_new_path(window->cairo);
            cairo_move_to(window->cairo, bar.x_px - (k == 0 ? 0.8 * edge : 0.0), y);
            cairo_line_to(window->cairo, bar.x_px + bar.width_px, y);
            sag__brush_stroke(window, k == 0 ? sag__palette_measure : sag__palette_light, sag__palette_dark,
                              fmax(2.0, 0.006 * side));
        }
    }
    if (scene->gauge_text[0] != '\0') {
        double letters = 0.9 * LINE_LETTERS * side;
        sag__point at = {window->width_px - edge - 2.3 * letters, panel.y_px + panel.height_px + letters};
        write_at(window, scene->gauge_text, letters, at, sag__palette_text);
    }
}

/* The headline at the foot of the window, with its bar. */
static void draw_headline(sag__canvas *window, const sag_live_scene *scene)
{
    double side = smaller_side(window);
    double edge = EDGE * side;
    double foot = window->height_px - 2.2 * STATUS_LETTERS * side;
    if (scene->headline[0] == '\0') {
        return;
    }
    char markup[SAG__WORDS_BYTES] = "";
    SAG__WORDS_APPEND(markup, "<span size=\"%d\"><b>",
                      sag__canvas_markup_size(window, HEADLINE_LETTERS * side / window->font_px));
    sag__words_append_plain(markup, scene->headline);
    SAG__WORDS_APPEND(markup, "</b></span>");
    sag__box text = {0};
    sag__canvas_set_text(window, markup, 0.9 * window->width_px, 0.0, &text);
    bool bar = scene->progress_ratio >= 0.0;
    double height = text.height_px + edge + (bar ? edge : 0.0);
    sag__box panel = {0.5 * (window->width_px - text.width_px) - edge, foot - height, text.width_px + 2.0 * edge, height};
    fill_panel(window, &panel);
    text.x_px = panel.x_px + edge;
    text.y_px = panel.y_px + 0.5 * edge;
    sag__canvas_draw_text(window, &text, color_of(scene->headline_tone), sag__palette_dark, 0.0);
    if (bar) {
        double share = fmax(0.0, fmin(1.0, scene->progress_ratio));
        cairo_rectangle(window->cairo, text.x_px, panel.y_px + height - 0.9 * edge, share * text.width_px, 0.4 * edge);
        sag__brush_set_color(window, good);
        cairo_fill(window->cairo);
    }
}

static void draw_status(sag__canvas *window, const sag_live_scene *scene)
{
    double letters = STATUS_LETTERS * smaller_side(window);
    double x_px = letters;
    double y_px = window->height_px - 1.1 * letters;
    if (scene->recording) {
        cairo_new_path(window->cairo);
        cairo_arc(window->cairo, x_px + 0.4 * letters, y_px, 0.45 * letters, 0.0, 2.0 * SAG__PI);
        sag__brush_set_color(window, red);
        cairo_fill(window->cairo);
        x_px += 1.6 * letters;
    }
    if (scene->status[0] == '\0') {
        return;
    }
    char markup[SAG__WORDS_BYTES] = "";
    SAG__WORDS_APPEND(markup, "<span size=\"%d\">", sag__canvas_markup_size(window, letters / window->font_px));
    sag__words_append_plain(markup, scene->status);
    SAG__WORDS_APPEND(markup, "</span>");
    sag__box text = {0};
    sag__canvas_set_text(window, markup, 0.0, 0.0, &text);
    text.x_px = x_px;
    text.y_px = y_px - 0.5 * text.height_px;
    sag__canvas_draw_text(window, &text, sag__palette_quiet, sag__palette_dark, 0.12 * letters);
}

void sag__live_draw_panels(sag__canvas *window, const sag_live_scene *scene)
{
    double below = draw_counter(window, scene);
    draw_lines(window, scene, below);
    draw_gauge(window, scene);
    draw_headline(window, scene);
    draw_status(window, scene);
    if (scene->big[0] != '\0') {
        sag__point middle = {0.5 * window->width_px, 0.46 * window->height_px};
        write_at(window, scene->big, BIG_LETTERS * smaller_side(window), middle, sag__palette_text);
    }
}
