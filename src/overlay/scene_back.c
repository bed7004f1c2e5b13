/* The lower back: its outline, the two tangents as inclinometers that lie on it, and the standing back as a ghost. */
#include "scene.h"

#include <math.h>

#include <sagitta/outline.h>

#include "angle.h"
#include "brush.h"
#include "decimal.h"
#include "story.h"
#include "words.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Shares of the trunk's length: how far the outline goes on beyond the tangents, and how long they are. */
#define BEYOND_UP_RATIO 0.2
#define BEYOND_DOWN_RATIO 0.1
#define TANGENT_RATIO 0.25
/* Widths in letter sizes, on a body large enough for them; on a small one in shares of the trunk's length. */
#define TANGENT_FONTS 0.2
#define TANGENT_WIDTH_RATIO 0.035
#define LINE_FONTS 0.12
#define LINE_WIDTH_RATIO 0.022
/* Height of the label over the hips, in trunk lengths. */
#define LABEL_RATIO 0.4
/* A trunk whose length differs more between two frames was not seen well in one of them. */
#define GHOST_SCALE_MAX 1.25

/* The back of one frame on the canvas. */
typedef struct dorsum {
    bool outlined;
    sag__point point[SAG_OUTLINE_COUNT]; /* from the nape down */
    bool guessed[SAG_OUTLINE_COUNT];
    int thorax; /* the outline's points nearest to the tangents */
    int sacrum;
    int first;  /* the stretch that is drawn */
    int last;
    sag__point hips_at;
    sag__point thorax_at;
    sag__point sacrum_at;
    double thorax_rad;
    double sacrum_rad;
    double trunk_px;
    double forward; /* +1: faces the right of the picture, -1 the left */
} dorsum;

static sag__point on_canvas(const sag__canvas *canvas, float x_px, float y_px)
{
    return (sag__point){(double)x_px * canvas->scale, (double)y_px * canvas->scale};
}

static sag__point middle_of(const sag__canvas *canvas, const sag_skeleton *skeleton, sag_joint left)
{
    const sag_keypoint *a = &skeleton->joint[left];
    const sag_keypoint *b = &skeleton->joint[left + SAG_SIDE_RIGHT];
    return sag__brush_middle(on_canvas(canvas, a->x_px, a->y_px), on_canvas(canvas, b->x_px, b->y_px));
}

static int nearest(const dorsum *back, sag__point at)
{
    int best = 0;
    for (int i = 1; i < SAG_OUTLINE_COUNT; i++) {
        if (sag__brush_distance(back->point[i], at) < sag__brush_distance(back->point[best], at)) {
            best = i;
        }
    }
    return best;
}

/* The point that lies a length of the outline's arc away, in steps of +1 or -1. */
static int along(const dorsum *back, int from, int step, double length_px)
{
    int i = from;
    while (length_px > 0.0 && i + step >= 0 && i + step < SAG_OUTLINE_COUNT) {
        length_px -= sag__brush_distance(back->point[i], back->point[i + step]);
        i += step;
    }
    return i;
}

/* Read the outline and find the tangents on it. Returns false if there is none that can be drawn. */
static bool read_outline(dorsum *back, const sag__canvas *canvas, const sag_outline *outline)
{
    if (outline == NULL || !outline->found) {
        return false;
    }
    double x_px[SAG_OUTLINE_COUNT], y_px[SAG_OUTLINE_COUNT];
    sag_outline_get_points(outline, x_px, y_px);
    for (int i = 0; i < SAG_OUTLINE_COUNT; i++) {
        back->point[i] = (sag__point){x_px[i] * canvas->scale, y_px[i] * canvas->scale};
        back->guessed[i] = outline->width[i] == SAG_OUTLINE_GUESSED;
        if (!sag__scene_reaches(canvas, back->point[i])) {
            return false;
        }
    }
    back->forward = outline->facing < 0 ? -1.0 : 1.0;
    back->thorax = nearest(back, back->thorax_at);
    back->sacrum = nearest(back, back->sacrum_at);
    back->first = along(back, back->thorax, -1, BEYOND_UP_RATIO * back->trunk_px);
    back->last = along(back, back->sacrum, +1, BEYOND_DOWN_RATIO * back->trunk_px);
    return back->thorax < back->sacrum;
}

/* Read the back of a frame. Returns false where it was not measured. */
static bool read_back(dorsum *back, const sag__canvas *canvas, const sag__scene *scene, size_t frame)
{
    const sag_analysis *analysis = scene->analysis;
    if (analysis->back.mark == NULL || frame >= analysis->frame_count || frame >= sag_motion_get_count(scene->motion)
        || !analysis->back.mark[frame].measured) {
        return false;
    }
    const sag_back_mark *mark = &analysis->back.mark[frame];
    const sag_skeleton *skeleton = sag_motion_get(scene->motion, frame);
    back->thorax_at = on_canvas(canvas, mark->thorax_x_px, mark->thorax_y_px);
    back->sacrum_at = on_canvas(canvas, mark->sacrum_x_px, mark->sacrum_y_px);
    back->thorax_rad = (double)mark->thorax_rad;
    back->sacrum_rad = (double)mark->sacrum_rad;
    back->hips_at = middle_of(canvas, skeleton, SAG_JOINT_LEFT_HIP);
    back->trunk_px = sag__brush_distance(back->hips_at, middle_of(canvas, skeleton, SAG_JOINT_LEFT_SHOULDER));
    back->forward = sag__scene_forward(canvas, scene);
    bool drawable = sag__scene_reaches(canvas, back->thorax_at) && sag__scene_reaches(canvas, back->sacrum_at)
                    && isfinite(back->thorax_rad) && isfinite(back->sacrum_rad)
                    && sag__scene_reaches(canvas, back->hips_at)
                    && sag__scene_reaches(canvas, (sag__point){back->trunk_px, 0.0});
    back->outlined = skeleton->found && drawable
                     && read_outline(back, canvas, sag_motion_get_outline(scene->motion, frame));
    return skeleton->found && drawable;
}

/* Away from the body. */
static double behind_rad(const dorsum *back, double direction_rad)
{
    return direction_rad - back->forward * 0.5 * G_PI;
}

/* Add the outline to the path: what was seen of it, or what was guessed. */
static void add_outline(sag__canvas *canvas, const dorsum *back, bool guessed)
{
    bool drawing = false;
    for (int i = back->first + 1; i <= back->last; i++) {
        if ((back->guessed[i - 1] || back->guessed[i]) != guessed) {
            drawing = false;
            continue;
        }
        if (!drawing) {
            cairo_move_to(canvas->cairo, back->point[i - 1].x_px, back->point[i - 1].y_px);
        }
        cairo_line_to(canvas->cairo, back->point[i].x_px, back->point[i].y_px);
        drawing = true;
    }
}

static double line_width(const sag__canvas *canvas, const dorsum *back)
{
    return fmin(LINE_FONTS * canvas->font_px, LINE_WIDTH_RATIO * back->trunk_px);
}

static void draw_outline(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, const dorsum *back,
                         sag__color color)
{
    double font = canvas->font_px;
    sag__clutter_add_line(clutter, back->point[back->first], back->point[back->last]);
    add_outline(canvas, back, false);
    if (scene->kind == SAG__SCENE_FINDING) {
        sag__brush_stroke(canvas, sag__palette_finding, sag__palette_light, 1.5 * line_width(canvas, back));
    } else {
        sag__brush_stroke(canvas, color, sag__palette_dark, line_width(canvas, back));
    }
    add_outline(canvas, back, true);
    sag__brush_set_dash(canvas, 0.15 * font, 0.4 * font);
    sag__brush_stroke(canvas, color, sag__palette_dark, 0.75 * line_width(canvas, back));
    sag__brush_set_dash(canvas, 0.0, 0.0);
}

static double tangent_width(const sag__canvas *canvas, const dorsum *back)
{
    return fmin(TANGENT_FONTS * canvas->font_px, TANGENT_WIDTH_RATIO * back->trunk_px);
}

/* A tangent: a stroke on the back with a foot at each end. */
static void add_tangent(sag__canvas *canvas, sag__clutter *clutter, const dorsum *back, sag__point at,
                        double direction_rad)
{
    double half_px = 0.5 * TANGENT_RATIO * back->trunk_px;
    double foot_px = 1.2 * tangent_width(canvas, back);
    double across_rad = behind_rad(back, direction_rad);
    sag__brush_add_line(canvas, clutter, sag__brush_move(at, direction_rad, -half_px),
                        sag__brush_move(at, direction_rad, half_px));
    for (int end = -1; end <= 1; end += 2) {
        sag__point foot = sag__brush_move(at, direction_rad, end * half_px);
        sag__point inner = sag__brush_move(foot, across_rad, -foot_px);
        sag__point outer = sag__brush_move(foot, across_rad, foot_px);
        cairo_move_to(canvas->cairo, inner.x_px, inner.y_px);
        cairo_line_to(canvas->cairo, outer.x_px, outer.y_px);
    }
}

/*
 * Lay the standing back so that both lower tangents are one: rotated, moved, and as long as the trunk is now.
 * ghost: gets its points from the lower tangent up, in the order of the outline. Returns false without one.
 */
static bool lay_ghost(dorsum *ghost, const sag__canvas *canvas, const sag__scene *scene, const dorsum *back)
{
    if (!read_back(ghost, canvas, scene, scene->analysis->back.standing_frame) || !ghost->outlined
        || ghost->forward != back->forward) {
        return false;
    }
    double scale = back->trunk_px / ghost->trunk_px;
    double turn_rad = back->sacrum_rad - ghost->sacrum_rad;
    double cosine = scale * cos(turn_rad);
    double sine = scale * sin(turn_rad);
    ghost->last = ghost->sacrum;
    if (!(scale > 1.0 / GHOST_SCALE_MAX && scale < GHOST_SCALE_MAX)) {
        return false;
    }
    for (int i = ghost->first; i <= ghost->last; i++) {
        double x_px = ghost->point[i].x_px - ghost->sacrum_at.x_px;
        double y_px = ghost->point[i].y_px - ghost->sacrum_at.y_px;
        ghost->point[i] = (sag__point){back->sacrum_at.x_px + cosine * x_px - sine * y_px,
                                       back->sacrum_at.y_px + sine * x_px + cosine * y_px};
        if (!sag__scene_reaches(canvas, ghost->point[i])) {
            return false;
        }
    }
    return true;
}

/* From the lower tangent up, so that the dashes stand still there. */
static void draw_ghost(sag__canvas *canvas, sag__clutter *clutter, const dorsum *ghost)
{
    double width_px = line_width(canvas, ghost);
    cairo_move_to(canvas->cairo, ghost->point[ghost->last].x_px, ghost->point[ghost->last].y_px);
    for (int i = ghost->last - 1; i >= ghost->first; i--) {
        cairo_line_to(canvas->cairo, ghost->point[i].x_px, ghost->point[i].y_px);
    }
    sag__clutter_add_line(clutter, ghost->point[ghost->last], ghost->point[ghost->first]);
    sag__brush_set_dash(canvas, 3.5 * width_px, 3.2 * width_px);
    sag__brush_stroke(canvas, sag__palette_text, sag__palette_dark, width_px);
    sag__brush_set_dash(canvas, 0.0, 0.0);
}

/* What lies between the standing back and the one now, above the lower tangent. */
static void fill_between(sag__canvas *canvas, const dorsum *back, const dorsum *ghost)
{
    sag__color color = sag__palette_finding;
    color.alpha = 0.4;
    cairo_move_to(canvas->cairo, back->point[back->sacrum].x_px, back->point[back->sacrum].y_px);
    for (int i = back->sacrum - 1; i >= back->first; i--) {
        cairo_line_to(canvas->cairo, back->point[i].x_px, back->point[i].y_px);
    }
    for (int i = ghost->first; i <= ghost->last; i++) {
        cairo_line_to(canvas->cairo, ghost->point[i].x_px, ghost->point[i].y_px);
    }
    cairo_close_path(canvas->cairo);
    sag__brush_set_color(canvas, color);
    cairo_fill(canvas->cairo);
}

/* The size as a label says it. Returns false if there is nothing to be said. */
static bool size_text(char *text, size_t size_bytes, const sag__scene *scene, bool numbered)
{
    if (scene->kind == SAG__SCENE_FINDING) {
        if (!numbered || scene->finding->size.reason != SAG_REASON_NONE) {
            sag__figure_text(text, size_bytes, "visible");
            return true;
        }
        char value[32];
        sag__words_value(value, sizeof value, SAG_UNIT_ANGLE, scene->finding->size.value);
        sag__figure_text(text, size_bytes, "late %s", value);
        return true;
    }
    /* A snapshot and its panel tell the same number. */
    const sag_measure *bottom = scene->kind == SAG__SCENE_REP ? &scene->rep->whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM]
                                                              : NULL;
    double value_rad = bottom != NULL && bottom->reason == SAG_REASON_NONE ? bottom->value : NAN;
    if (!numbered || (bottom == NULL && !sag__scene_measure(&value_rad, scene, SAG_METRIC_LUMBAR_FLEXION))
        || !isfinite(value_rad)) {
        return false;
    }
    double value_deg = sag__decimal_round(SAG__DEG(value_rad), 0);
    /* Named where other labels are not: no arc shows what it belongs to. */
    sag__figure_text(text, size_bytes, "lumbar %s%.0f°", value_deg > 0.0 ? "+" : "", value_deg);
    return true;
}

static void label_size(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, const dorsum *back,
                       bool numbered)
{
    char text[48];
    if (!size_text(text, sizeof text, scene, numbered)) {
        return;
    }
    double font = canvas->font_px;
    double behind = -back->forward;
    double furthest_px = fmax(behind * back->thorax_at.x_px, behind * back->sacrum_at.x_px);
    /* Between the labels of the trunk, above, and of the thigh, below. */
    sag__point beside = sag__brush_move(back->hips_at, sag__scene_up_rad(scene), LABEL_RATIO * back->trunk_px);
    beside.x_px = behind * (furthest_px + 1.2 * font);
    sag__point above = sag__brush_move(back->thorax_at, behind_rad(back, back->thorax_rad), 2.0 * font);
    const sag__point places[] = {
        beside,
        {beside.x_px + behind * 3.5 * font, beside.y_px - 1.2 * font},
        {beside.x_px + behind * 3.5 * font, beside.y_px + 1.2 * font},
        {above.x_px + behind * 3.5 * font, above.y_px},
        {above.x_px + behind * 3.5 * font, above.y_px - 2.0 * font},
        {beside.x_px + behind * 7.0 * font, beside.y_px},
    };
    sag__scene_label(canvas, scene, clutter, text, behind, places, COUNT(places));
}

void sag__scene_draw_back(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    dorsum back, ghost;
    if (!read_back(&back, canvas, scene, scene->frame)) {
        return;
    }
    bool video = scene->kind == SAG__SCENE_VIDEO;
    sag__back_telling telling = video ? sag__story_back_at(scene->analysis, scene->frame)
                                      : sag__story_back_of_rep(scene->rep);
    bool measured = telling.state != SAG_BACK_NOT_MEASURED;
    sag__color color = sag__palette_back(telling.state);
    cairo_new_path(canvas->cairo);
    cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_ROUND);
    bool compared = measured && lay_ghost(&ghost, canvas, scene, &back);
    if (compared && back.outlined && scene->kind == SAG__SCENE_FINDING) {
        fill_between(canvas, &back, &ghost);
    }
    if (compared) {
        draw_ghost(canvas, clutter, &ghost);
    }
    if (back.outlined) {
        draw_outline(canvas, scene, clutter, &back, color);
    }
    add_tangent(canvas, clutter, &back, back.thorax_at, back.thorax_rad);
    add_tangent(canvas, clutter, &back, back.sacrum_at, back.sacrum_rad);
    sag__brush_stroke(canvas, color, sag__palette_dark, tangent_width(canvas, &back));
    if (measured && telling.rep != NULL) {
        label_size(canvas, scene, clutter, &back, telling.numbered);
    }
}
