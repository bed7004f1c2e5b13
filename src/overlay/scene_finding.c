/* What a finding points at: the thing itself, and what it is compared with as a dashed line. */
#include "scene.h"

#include <math.h>

#include "angle.h"
#include "brush.h"
#include "words.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void stroke_now(sag__canvas *canvas)
{
    sag__brush_stroke(canvas, sag__palette_finding, sag__palette_light, 0.26 * canvas->font_px);
}

/* Stroke the path as what the body is compared with. */
static void stroke_reference(sag__canvas *canvas)
{
    sag__brush_set_dash(canvas, 0.55 * canvas->font_px, 0.45 * canvas->font_px);
    sag__brush_stroke(canvas, sag__palette_text, sag__palette_dark, 0.16 * canvas->font_px);
    sag__brush_set_dash(canvas, 0.0, 0.0);
}

/* The finding's size at the best of some places; the lines alone in a video, where the panel has the words. */
static void label_size(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, const sag__point *place,
                       size_t count)
{
    if (scene->kind == SAG__SCENE_VIDEO) {
        return;
    }
    char text[32];
    sag__words_value(text, sizeof text, sag_compensation_get_info(scene->finding->compensation)->unit,
                     scene->finding->size.value);
    sag__scene_label(canvas, scene, clutter, text, 0.0, place, count);
}

/* Places around a point, at a distance, for a label. */
static void label_around(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, sag__point at,
                         double distance_fonts)
{
    double d = distance_fonts * canvas->font_px;
    const sag__point places[] = {
        {at.x_px + 1.2 * d, at.y_px}, {at.x_px - 1.2 * d, at.y_px}, {at.x_px, at.y_px + d},
        {at.x_px, at.y_px - d},       {at.x_px + d, at.y_px - d},   {at.x_px - d, at.y_px - d},
        {at.x_px + d, at.y_px + d},   {at.x_px - d, at.y_px + d},
    };
    label_size(canvas, scene, clutter, places, COUNT(places));
}

/*
 * A line from a pivot and the direction it is compared with, with the arc between them.
 * length_px: of the line compared with.
 */
static void draw_turned(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, sag__point pivot,
                        sag__point end, double reference_rad, double length_px)
{
    double now_rad = sag__brush_direction(pivot, end);
    sag__brush_add_line(canvas, clutter, pivot, sag__brush_move(pivot, reference_rad, length_px));
    stroke_reference(canvas);
    sag__brush_add_line(canvas, clutter, pivot, end);
    stroke_now(canvas);
    sag__brush_add_arc(canvas, pivot, 0.7 * length_px, reference_rad, now_rad);
    stroke_now(canvas);
    double middle_rad = reference_rad + 0.5 * remainder(now_rad - reference_rad, 2.0 * G_PI);
    label_around(canvas, scene, clutter, sag__brush_move(pivot, middle_rad, 0.8 * length_px), 2.2);
}

/* The foot's line now, and where it was while standing. */
static void draw_heel_rise(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag__point heel, toe;
    sag_side side = scene->analysis->near_side;
    if (!sag__scene_locate_side(&heel, canvas, scene, SAG_JOINT_LEFT_HEEL, side)
        || !sag__scene_locate_side(&toe, canvas, scene, SAG_JOINT_LEFT_FOOT_INDEX, side)) {
        return;
    }
    double pitch_rad = 0.0;
    if (!sag__scene_measure(&pitch_rad, scene, SAG_METRIC_FOOT_PITCH)) {
        pitch_rad = scene->finding->size.value;
    }
    /* The heel stands behind the toe; going back down by the pitch turns it the other way for a foot to the left. */
    double standing_rad = sag__brush_direction(toe, heel) - sag__scene_forward(canvas, scene) * pitch_rad;
    draw_turned(canvas, scene, clutter, toe, heel, standing_rad, 1.25 * sag__brush_distance(heel, toe));
}

/* The trunk against a direction through the hip. */
static void draw_trunk(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, double reference_rad)
{
    sag__point hip, shoulder;
    sag_side side = scene->analysis->near_side;
    if (sag__scene_locate_side(&hip, canvas, scene, SAG_JOINT_LEFT_HIP, side)
        && sag__scene_locate_side(&shoulder, canvas, scene, SAG_JOINT_LEFT_SHOULDER, side)) {
        draw_turned(canvas, scene, clutter, hip, shoulder, reference_rad, sag__brush_distance(hip, shoulder));
    }
}

/* The trunk against the vertical, and against the shank drawn parallel through the hip. */
static void draw_forward_lean(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag__point hip, shoulder, knee, ankle;
    sag_side side = scene->analysis->near_side;
    double reference_rad = sag__scene_up_rad(scene);
    if (sag__scene_locate_side(&knee, canvas, scene, SAG_JOINT_LEFT_KNEE, side)
        && sag__scene_locate_side(&ankle, canvas, scene, SAG_JOINT_LEFT_ANKLE, side)
        && sag__scene_locate_side(&hip, canvas, scene, SAG_JOINT_LEFT_HIP, side)
        && sag__scene_locate_side(&shoulder, canvas, scene, SAG_JOINT_LEFT_SHOULDER, side)) {
        sag__brush_add_line(canvas, clutter, hip,
                            sag__brush_move(hip, reference_rad, 0.8 * sag__brush_distance(hip, shoulder)));
        stroke_reference(canvas);
        reference_rad = sag__brush_direction(ankle, knee);
        sag__brush_add_line(canvas, clutter, ankle, knee);
        stroke_reference(canvas);
    }
    draw_trunk(canvas, scene, clutter, reference_rad);
}

/* The scene of the same person in another frame. */
static sag__scene scene_at(const sag__scene *scene, size_t frame)
{
    sag__scene other = *scene;
    other.frame = frame;
    return other;
}

/* The trunk now, and as it was at the bottom of the repetition. */
static void draw_hips_first(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag__point hip, shoulder;
    sag_side side = scene->analysis->near_side;
    sag__scene bottom = scene_at(scene, scene->analysis->rep[scene->finding->worst_rep].bottom_frame);
    if (sag__scene_locate_side(&hip, canvas, &bottom, SAG_JOINT_LEFT_HIP, side)
        && sag__scene_locate_side(&shoulder, canvas, &bottom, SAG_JOINT_LEFT_SHOULDER, side)) {
        draw_trunk(canvas, scene, clutter, sag__brush_direction(hip, shoulder));
    }
}

/* The thigh now, and as it was at the bottom of the first repetition. */
static void draw_depth_loss(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag__point hip, knee, first_hip, first_knee;
    sag_side side = scene->analysis->near_side;
    sag__scene first = scene_at(scene, scene->analysis->rep[0].bottom_frame);
    if (sag__scene_locate_side(&hip, canvas, scene, SAG_JOINT_LEFT_HIP, side)
        && sag__scene_locate_side(&knee, canvas, scene, SAG_JOINT_LEFT_KNEE, side)
        && sag__scene_locate_side(&first_hip, canvas, &first, SAG_JOINT_LEFT_HIP, side)
        && sag__scene_locate_side(&first_knee, canvas, &first, SAG_JOINT_LEFT_KNEE, side)) {
        draw_turned(canvas, scene, clutter, knee, hip, sag__brush_direction(first_knee, first_hip),
                    1.1 * sag__brush_distance(knee, hip));
    }
}

/*
 * Whether the finding's size is the knee's way from the vertical over its toe; otherwise it is that from the line hip
 * to ankle.
 */
static bool is_against_foot(const sag__scene *scene, sag_side side)
{
    double value = 0.0;
    sag_metric metric = side == SAG_SIDE_LEFT ? SAG_METRIC_KNEE_TO_FOOT_LEFT : SAG_METRIC_KNEE_TO_FOOT_RIGHT;
    return scene->finding->compensation == SAG_COMPENSATION_KNEE_ASYMMETRY
           || (sag__scene_measure(&value, scene, metric)
               && fabs(value - scene->finding->size.value) < 0.5 * scene->finding->size.se);
}

/* The knee, and its way along the horizontal from what it is compared with. */
static void draw_knee(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, sag_side side,
                      bool with_label)
{
    sag__point hip, knee, ankle, toe;
    if (!sag__scene_locate_side(&hip, canvas, scene, SAG_JOINT_LEFT_HIP, side)
        || !sag__scene_locate_side(&knee, canvas, scene, SAG_JOINT_LEFT_KNEE, side)
        || !sag__scene_locate_side(&ankle, canvas, scene, SAG_JOINT_LEFT_ANKLE, side)) {
        return;
    }
    sag__point beside;
    if (is_against_foot(scene, side) && sag__scene_locate_side(&toe, canvas, scene, SAG_JOINT_LEFT_FOOT_INDEX, side)) {
        double up_rad = sag__scene_up_rad(scene);
        double height = (knee.x_px - toe.x_px) * cos(up_rad) + (knee.y_px - toe.y_px) * sin(up_rad);
        beside = sag__brush_move(toe, up_rad, height);
        sag__brush_add_line(canvas, clutter, toe, sag__brush_move(toe, up_rad, 1.3 * height));
    } else {
        double share = fabs(ankle.y_px - hip.y_px) < 1.0 ? 0.5 : (knee.y_px - hip.y_px) / (ankle.y_px - hip.y_px);
        beside = (sag__point){hip.x_px + share * (ankle.x_px - hip.x_px), knee.y_px};
        sag__brush_add_line(canvas, clutter, hip, ankle);
    }
    stroke_reference(canvas);
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, knee.x_px, knee.y_px, 0.5 * canvas->font_px, 0.0, 2.0 * G_PI);
    stroke_now(canvas);
    sag__brush_add_line(canvas, clutter, beside, knee);
    stroke_now(canvas);
    if (with_label) {
        label_around(canvas, scene, clutter, knee, 2.4);
    }
}

/* Both knees inward: their distance against that of the ankles. */
static void draw_separation(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag__point knee[2], ankle[2];
    for (int side = 0; side < 2; side++) {
        if (!sag__scene_locate_side(&knee[side], canvas, scene, SAG_JOINT_LEFT_KNEE, (sag_side)side)
            || !sag__scene_locate_side(&ankle[side], canvas, scene, SAG_JOINT_LEFT_ANKLE, (sag_side)side)) {
            return;
        }
    }
    sag__brush_add_line(canvas, clutter, ankle[0], ankle[1]);
    stroke_reference(canvas);
    sag__brush_add_line(canvas, clutter, knee[0], knee[1]);
    stroke_now(canvas);
    label_around(canvas, scene, clutter, knee[0].x_px > knee[1].x_px ? knee[0] : knee[1], 2.4);
}

/* The middle of the hips against the vertical through the middle of the ankles. */
static void draw_hip_shift(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag__point ankles, hips;
    if (!sag__scene_locate_middle(&ankles, canvas, scene, SAG_JOINT_LEFT_ANKLE)
        || !sag__scene_locate_middle(&hips, canvas, scene, SAG_JOINT_LEFT_HIP)) {
        return;
    }
    double up_rad = sag__scene_up_rad(scene);
    double height = (hips.x_px - ankles.x_px) * cos(up_rad) + (hips.y_px - ankles.y_px) * sin(up_rad);
    sag__point level = sag__brush_move(ankles, up_rad, height);
    sag__brush_add_line(canvas, clutter, ankles, sag__brush_move(ankles, up_rad, 1.3 * height));
    stroke_reference(canvas);
    sag__brush_add_line(canvas, clutter, level, hips);
    stroke_now(canvas);
    cairo_new_sub_path(canvas->cairo);
    cairo_arc(canvas->cairo, hips.x_px, hips.y_px, 0.5 * canvas->font_px, 0.0, 2.0 * G_PI);
    stroke_now(canvas);
    label_around(canvas, scene, clutter, hips, 2.4);
}

/* The line through the hips against the horizontal. */
static void draw_pelvis(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag__point a, b;
    if (!sag__scene_locate(&a, canvas, scene, SAG_JOINT_LEFT_HIP)
        || !sag__scene_locate(&b, canvas, scene, SAG_JOINT_RIGHT_HIP)) {
        return;
    }
    double half = fmax(0.9 * sag__brush_distance(a, b), 3.0 * canvas->font_px);
    sag__point middle = sag__brush_middle(a, b);
    double level_rad = sag__scene_level_rad(scene);
    double across_rad = a.x_px <= b.x_px ? sag__brush_direction(a, b) : sag__brush_direction(b, a);
    sag__brush_add_line(canvas, clutter, sag__brush_move(middle, level_rad, -half),
                        sag__brush_move(middle, level_rad, half));
    stroke_reference(canvas);
    sag__point end = sag__brush_move(middle, across_rad, half);
    sag__brush_add_line(canvas, clutter, sag__brush_move(middle, across_rad, -half), end);
    stroke_now(canvas);
    label_around(canvas, scene, clutter, end, 2.4);
}

/* The line from mid-hip to mid-shoulder against the vertical. */
static void draw_lateral_lean(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag__point hips, shoulders;
    if (sag__scene_locate_middle(&hips, canvas, scene, SAG_JOINT_LEFT_HIP)
        && sag__scene_locate_middle(&shoulders, canvas, scene, SAG_JOINT_LEFT_SHOULDER)) {
        draw_turned(canvas, scene, clutter, hips, shoulders, sag__scene_up_rad(scene),
                    sag__brush_distance(hips, shoulders));
    }
}

void sag__scene_draw_finding(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    switch (scene->finding->compensation) {
    case SAG_COMPENSATION_LUMBAR_ROUNDING:
        if (scene->kind != SAG__SCENE_VIDEO) { /* which draws it in every frame */
            sag__scene_draw_back(canvas, scene, clutter);
        }
        break;
    case SAG_COMPENSATION_HEEL_RISE:
        draw_heel_rise(canvas, scene, clutter);
        break;
    case SAG_COMPENSATION_FORWARD_LEAN:
        draw_forward_lean(canvas, scene, clutter);
        break;
    case SAG_COMPENSATION_HIPS_FIRST:
        draw_hips_first(canvas, scene, clutter);
        break;
    case SAG_COMPENSATION_KNEE_IN:
        if (scene->finding->side == SAG_BODY_SIDE_NONE) {
            draw_separation(canvas, scene, clutter);
        } else {
            draw_knee(canvas, scene, clutter,
                      scene->finding->side == SAG_BODY_SIDE_RIGHT ? SAG_SIDE_RIGHT : SAG_SIDE_LEFT, true);
        }
        break;
    case SAG_COMPENSATION_KNEE_ASYMMETRY:
        draw_knee(canvas, scene, clutter, SAG_SIDE_LEFT, false);
        draw_knee(canvas, scene, clutter, SAG_SIDE_RIGHT, true);
        break;
    case SAG_COMPENSATION_HIP_SHIFT:
        draw_hip_shift(canvas, scene, clutter);
        break;
    case SAG_COMPENSATION_PELVIC_OBLIQUITY:
        draw_pelvis(canvas, scene, clutter);
        break;
    case SAG_COMPENSATION_LATERAL_LEAN:
        draw_lateral_lean(canvas, scene, clutter);
        break;
    case SAG_COMPENSATION_DEPTH_LOSS:
        draw_depth_loss(canvas, scene, clutter);
        break;
    case SAG_COMPENSATION_COUNT:
        break;
    }
}
