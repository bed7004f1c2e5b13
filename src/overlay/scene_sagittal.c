#include "scene.h"

#include <math.h>

#include "angle.h"
#include "brush.h"
#include "decimal.h"
#include "figure.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The near side as it stands on the canvas. */
typedef struct near_leg {
    sag__point shoulder, hip, knee, ankle;
    bool has_shoulder, has_hip, has_knee, has_ankle;
    double forward; /* +1 or -1 along the picture */
} near_leg;

static void label_angle(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, const char *name,
                        double value_rad, bool with_plus, double toward, const sag__point *place, size_t count)
{
    char text[48];
    double value_deg = sag__decimal_round(SAG__DEG(value_rad), 0);
    sag__figure_text(text, sizeof text, "%s%s%s%.0f°", scene->terse ? "" : name, scene->terse ? "" : " ",
                     with_plus && value_deg > 0.0 ? "+" : "", value_deg);
    sag__scene_label(canvas, scene, clutter, text, toward, place, count);
}

/* The thigh's line and the horizontal through the knee, with the angle between them. */
static void draw_thigh(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, const near_leg *leg,
                       double value_rad)
{
    double font = canvas->font_px;
    sag__point hip = leg->hip;
    sag__point knee = leg->knee;
    bool video = scene->kind == SAG__SCENE_VIDEO;
    double length = sag__brush_distance(hip, knee);
    double thigh_rad = sag__brush_direction(knee, hip);
    double outward = -leg->forward;
    double level_rad = sag__scene_level_rad(scene) + (outward > 0.0 ? 0.0 : G_PI);
    double reach = video ? 1.25 : 1.45; /* past the body's outline when deep */
    double bow = video ? 0.55 : 1.2;
    sag__brush_set_dash(canvas, 0.5 * font, 0.4 * font);
    sag__point level_end = sag__brush_move(knee, level_rad, reach * length);
    sag__brush_add_line(canvas, clutter, sag__brush_move(knee, level_rad, -0.2 * length), level_end);
    sag__brush_stroke_measure(canvas, 0.10);
    sag__brush_set_dash(canvas, 0.0, 0.0);
    sag__brush_add_line(canvas, clutter, hip, video ? knee : sag__brush_move(knee, thigh_rad, 1.3 * length));
    sag__brush_stroke_measure(canvas, 0.10);
    sag__brush_add_arc(canvas, knee, bow * length, level_rad, thigh_rad);
    sag__brush_stroke_measure(canvas, 0.16);

    double above = hip.y_px <= knee.y_px ? -1.0 : 1.0; /* the side of the level that the thigh is on */
    const sag__point places[] = {
        {level_end.x_px + outward * 0.7 * font, level_end.y_px},
        {level_end.x_px + outward * 1.5 * font, level_end.y_px - above * 1.8 * font},
        {level_end.x_px - outward * 2.0 * font, level_end.y_px - above * 1.8 * font},
        {level_end.x_px + outward * 2.0 * font, level_end.y_px + above * 4.0 * font},
        {knee.x_px - outward * 5.0 * font, knee.y_px - 1.6 * font},
        {knee.x_px - outward * 5.0 * font, knee.y_px - 4.0 * font},
    };
    label_angle(canvas, scene, clutter, "thigh", value_rad, true, outward, places, COUNT(places));
}

/* Flexion is the angle by which the shank turns away from the thigh's line run on beyond the knee. */
static void draw_knee(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, const near_leg *leg,
                      double value_rad)
{
    double font = canvas->font_px;
    sag__point knee = leg->knee;
    double straight_rad = sag__brush_direction(leg->hip, knee);
    double shank_rad = sag__brush_direction(knee, leg->ankle);
    double radius = (scene->kind == SAG__SCENE_VIDEO ? 0.32 : 0.42) * sag__brush_distance(knee, leg->ankle);
    double turn_rad = remainder(shank_rad - straight_rad, 2.0 * G_PI);
    sag__brush_set_dash(canvas, 0.15 * font, 0.35 * font);
    sag__brush_add_line(canvas, clutter, knee, sag__brush_move(knee, straight_rad, 1.3 * radius));
    sag__brush_stroke_measure(canvas, 0.10);
    sag__brush_set_dash(canvas, 0.0, 0.0);
    sag__brush_add_arc(canvas, knee, radius, straight_rad, shank_rad);
    sag__brush_stroke_measure(canvas, 0.16);

    double middle_rad = straight_rad + 0.5 * turn_rad;
    double early_rad = straight_rad + 0.25 * turn_rad;
    double forward = leg->forward;
    const sag__point beside = {knee.x_px + forward * (1.3 * radius + 0.7 * font), knee.y_px};
    const sag__point places[] = {
        sag__brush_move(knee, middle_rad, radius + 2.6 * font), sag__brush_move(knee, middle_rad, radius + 3.8 * font),
        sag__brush_move(knee, early_rad, radius + 3.2 * font),  sag__brush_move(knee, early_rad, radius + 5.0 * font),
        sag__brush_move(knee, straight_rad, radius + 4.5 * font),
        {knee.x_px + forward * (0.5 * radius + 5.0 * font), knee.y_px + radius},
    };
    if (scene->kind == SAG__SCENE_VIDEO) {
        label_angle(canvas, scene, clutter, "knee", value_rad, false, forward, &beside, 1);
    } else {
        label_angle(canvas, scene, clutter, "knee", value_rad, false, 0.0, places, COUNT(places));
    }
}

/* The trunk's line against the vertical through the hip. */
static void draw_trunk(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, const near_leg *leg,
                       double value_rad)
{
    double font = canvas->font_px;
    double length = sag__brush_distance(leg->hip, leg->shoulder);
    double up_rad = sag__scene_up_rad(scene);
    double trunk_rad = sag__brush_direction(leg->hip, leg->shoulder);
    sag__point top = sag__brush_move(leg->hip, up_rad, 0.75 * length);
    sag__brush_set_dash(canvas, 0.5 * font, 0.4 * font);
    sag__brush_add_line(canvas, clutter, leg->hip, top);
    sag__brush_stroke_measure(canvas, 0.10);
    sag__brush_set_dash(canvas, 0.0, 0.0);
    sag__brush_add_arc(canvas, leg->hip, 0.55 * length, up_rad, trunk_rad);
    sag__brush_stroke_measure(canvas, 0.16);
    double back = -leg->forward;
    const sag__point places[] = {
        {top.x_px + back * (0.3 * length + 0.3 * font), top.y_px + 0.4 * font},
        {top.x_px + back * 3.5 * font, top.y_px - 1.2 * font},
        {top.x_px, top.y_px - 1.2 * font},
        {top.x_px + back * 4.0 * font, top.y_px + 3.0 * font},
    };
    label_angle(canvas, scene, clutter, "trunk", value_rad, false, back, places, COUNT(places));
}

void sag__scene_draw_sagittal(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag_side side = scene->analysis->near_side;
    near_leg leg = {.forward = sag__scene_forward(canvas, scene)};
    leg.has_shoulder = sag__scene_locate_side(&leg.shoulder, canvas, scene, SAG_JOINT_LEFT_SHOULDER, side);
    leg.has_hip = sag__scene_locate_side(&leg.hip, canvas, scene, SAG_JOINT_LEFT_HIP, side);
    leg.has_knee = sag__scene_locate_side(&leg.knee, canvas, scene, SAG_JOINT_LEFT_KNEE, side);
    leg.has_ankle = sag__scene_locate_side(&leg.ankle, canvas, scene, SAG_JOINT_LEFT_ANKLE, side);
    double value = 0.0;
    if (leg.has_hip && leg.has_knee && sag__scene_measure(&value, scene, SAG_METRIC_THIGH_INCLINATION)) {
        draw_thigh(canvas, scene, clutter, &leg, value);
    }
    if (leg.has_hip && leg.has_knee && leg.has_ankle && sag__scene_measure(&value, scene, SAG_METRIC_KNEE_FLEXION)) {
        draw_knee(canvas, scene, clutter, &leg, value);
    }
    if (leg.has_shoulder && leg.has_hip && sag__scene_measure(&value, scene, SAG_METRIC_TRUNK_INCLINATION)) {
        draw_trunk(canvas, scene, clutter, &leg, value);
    }
}
