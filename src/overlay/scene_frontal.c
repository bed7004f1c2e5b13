#include "scene.h"

#include <math.h>

#include "angle.h"
#include "brush.h"
#include "decimal.h"
#include "figure.h"

/* The set lasts this much longer than from its first start to its last end. */
#define SET_MARGIN_NS 1000000000LL

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The vertical through the toe up to the knee's height, and how far the knee stands inside or outside of it. */
static void draw_knee(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, sag_side side)
{
    double font = canvas->font_px;
    double value = 0.0;
    sag__point knee, toe, other;
    sag_side other_side = side == SAG_SIDE_LEFT ? SAG_SIDE_RIGHT : SAG_SIDE_LEFT;
    sag_metric metric = side == SAG_SIDE_LEFT ? SAG_METRIC_KNEE_TO_FOOT_LEFT : SAG_METRIC_KNEE_TO_FOOT_RIGHT;
    if (!sag__scene_measure(&value, scene, metric)
        || !sag__scene_locate_side(&knee, canvas, scene, SAG_JOINT_LEFT_KNEE, side)
        || !sag__scene_locate_side(&toe, canvas, scene, SAG_JOINT_LEFT_FOOT_INDEX, side)) {
        return;
    }
    bool has_other = sag__scene_locate_side(&other, canvas, scene, SAG_JOINT_LEFT_FOOT_INDEX, other_side);
    double outward = has_other && other.x_px > toe.x_px ? -1.0 : 1.0;
    double up_rad = sag__scene_up_rad(scene);
    double height = (knee.x_px - toe.x_px) * cos(up_rad) + (knee.y_px - toe.y_px) * sin(up_rad);
    sag__point above = sag__brush_move(toe, up_rad, height);
    sag__brush_set_dash(canvas, 0.5 * font, 0.4 * font);
    sag__brush_add_line(canvas, clutter, toe, above);
    sag__brush_stroke_measure(canvas, 0.10);
    sag__brush_set_dash(canvas, 0.0, 0.0);
    sag__brush_add_line(canvas, clutter, above, knee);
    sag__brush_stroke_measure(canvas, 0.18);

    char text[48];
    double percent = sag__decimal_round(100.0 * value, 0);
    sag__figure_text(text, sizeof text, "%s%.0f %% %s", scene->terse ? "" : "knee ", fabs(percent),
                     percent >= 0.0 ? "in" : "out");
    double edge = outward * fmax(outward * knee.x_px, outward * above.x_px);
    const sag__point places[] = {
        {edge + outward * 0.9 * font, knee.y_px},
        {edge + outward * 4.5 * font, knee.y_px + 1.8 * font},
        {edge + outward * 4.5 * font, knee.y_px - 1.8 * font},
    };
    sag__scene_label(canvas, scene, clutter, text, outward, places, COUNT(places));
}

/* The vertical through the middle of the ankles up to the hips, and how far their middle stands beside it. */
static void draw_shift(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    double font = canvas->font_px;
    double value = 0.0;
    sag__point ankles, hips;
    if (!sag__scene_measure(&value, scene, SAG_METRIC_HIP_SHIFT)
        || !sag__scene_locate_middle(&ankles, canvas, scene, SAG_JOINT_LEFT_ANKLE)
        || !sag__scene_locate_middle(&hips, canvas, scene, SAG_JOINT_LEFT_HIP)) {
        return;
    }
    double up_rad = sag__scene_up_rad(scene);
    double height = (hips.x_px - ankles.x_px) * cos(up_rad) + (hips.y_px - ankles.y_px) * sin(up_rad);
    sag__point above = sag__brush_move(ankles, up_rad, height);
    sag__brush_set_dash(canvas, 0.5 * font, 0.4 * font);
    sag__brush_add_line(canvas, clutter, ankles, above);
    sag__brush_stroke_measure(canvas, 0.10);
    sag__brush_set_dash(canvas, 0.0, 0.0);
    sag__brush_add_line(canvas, clutter, above, hips);
    sag__brush_stroke_measure(canvas, 0.18);
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, hips.x_px, hips.y_px, 0.25 * font, 0.0, 2.0 * G_PI);
    sag__brush_stroke_measure(canvas, 0.12);

    if (scene->terse) { /* without its word the number says nothing */
        return;
    }
    char text[48];
    double percent = sag__decimal_round(100.0 * value, 0);
    sag__figure_text(text, sizeof text, "hips %.0f %%%s", fabs(percent),
                     percent > 0.0 ? " right" : percent < 0.0 ? " left" : "");
    const sag__point places[] = {
        {ankles.x_px, ankles.y_px - 0.8 * font},
        {ankles.x_px, ankles.y_px + 2.0 * font},
        {ankles.x_px, ankles.y_px - 3.0 * font},
    };
    sag__scene_label(canvas, scene, clutter, text, 0.0, places, COUNT(places));
}

/* The line through both hips, with its tilt. */
static void draw_pelvis(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    double value = 0.0;
    sag__point left, right;
    if (!sag__scene_measure(&value, scene, SAG_METRIC_PELVIC_OBLIQUITY)
        || !sag__scene_locate(&left, canvas, scene, SAG_JOINT_LEFT_HIP)
        || !sag__scene_locate(&right, canvas, scene, SAG_JOINT_RIGHT_HIP)) {
        return;
    }
    double font = canvas->font_px;
    double across_rad = sag__brush_direction(left, right);
    sag__point right_end = sag__brush_move(right, across_rad, 1.0 * font);
    sag__point left_end = sag__brush_move(left, across_rad, -1.0 * font);
    sag__brush_add_line(canvas, clutter, left_end, right_end);
    sag__brush_stroke_measure(canvas, 0.14);
    double tilt_deg = sag__decimal_round(SAG__DEG(value), 0);
    if (scene->terse) {
        return;
    }
    char text[48];
    sag__figure_text(text, sizeof text, "pelvis %.0f°%s", fabs(tilt_deg),
                     tilt_deg > 0.0 ? " right down" : tilt_deg < 0.0 ? " left down" : "");
    sag__point edge = left_end.x_px < right_end.x_px ? left_end : right_end; /* always the picture's left */
    const sag__point places[] = {
        {edge.x_px - 0.8 * font, edge.y_px - 1.2 * font},
        {edge.x_px - 5.0 * font, edge.y_px - 3.0 * font},
    };
    sag__scene_label(canvas, scene, clutter, text, -1.0, places, COUNT(places));
}

/*
 * Knees and hips against the feet mean something of a person who squats. One who walks into the set or out of it, past
 * the camera, would get numbers about steps.
 */
static bool lies_in_set(const sag__scene *scene)
{
    const sag_analysis *analysis = scene->analysis;
    if (scene->kind != SAG__SCENE_VIDEO) {
        return true;
    }
    int64_t t_ns = sag_motion_get(scene->motion, scene->frame)->t_ns;
    return analysis->rep_count > 0 && t_ns >= analysis->rep[0].start_ns - SET_MARGIN_NS
           && t_ns <= analysis->rep[analysis->rep_count - 1].end_ns + SET_MARGIN_NS;
}

void sag__scene_draw_frontal(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    if (!lies_in_set(scene)) {
        return;
    }
    draw_shift(canvas, scene, clutter);
    draw_knee(canvas, scene, clutter, SAG_SIDE_LEFT);
    draw_knee(canvas, scene, clutter, SAG_SIDE_RIGHT);
    draw_pelvis(canvas, scene, clutter);
}
