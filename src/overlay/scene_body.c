#include "scene.h"

#include <assert.h>
#include <math.h>

#include "angle.h"
#include "decimal.h"
#include "figure.h"

/* Joints below it are guesses of the model and are not drawn. */
#define VISIBILITY_MIN 0.5f

/* A bone by the left joints; its twin runs between the right ones. */
typedef struct bone {
    sag_joint from;
    sag_joint to;
} bone;

static const bone limb_bones[] = {
    {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_ELBOW}, {SAG_JOINT_LEFT_ELBOW, SAG_JOINT_LEFT_WRIST},
    {SAG_JOINT_LEFT_WRIST, SAG_JOINT_LEFT_INDEX},    {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_HIP},
    {SAG_JOINT_LEFT_HIP, SAG_JOINT_LEFT_KNEE},       {SAG_JOINT_LEFT_KNEE, SAG_JOINT_LEFT_ANKLE},
    {SAG_JOINT_LEFT_ANKLE, SAG_JOINT_LEFT_HEEL},     {SAG_JOINT_LEFT_HEEL, SAG_JOINT_LEFT_FOOT_INDEX},
    {SAG_JOINT_LEFT_ANKLE, SAG_JOINT_LEFT_FOOT_INDEX},
};

static const bone middle_bones[] = {
    {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_RIGHT_SHOULDER},
    {SAG_JOINT_LEFT_HIP, SAG_JOINT_RIGHT_HIP},
};

static const sag_joint limb_joints[] = {
    SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_ELBOW, SAG_JOINT_LEFT_WRIST, SAG_JOINT_LEFT_HIP,
    SAG_JOINT_LEFT_KNEE,     SAG_JOINT_LEFT_ANKLE, SAG_JOINT_LEFT_HEEL,  SAG_JOINT_LEFT_FOOT_INDEX,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const sag__color near_color = {0.0, 0.447, 0.698, 1.0};
static const sag__color far_color = {0.337, 0.706, 0.914, 0.9};
static const sag__color measure_color = {0.961, 0.643, 0.0, 1.0};
static const sag__color light_color = {1.0, 1.0, 1.0, 0.85};
static const sag__color dark_color = {0.05, 0.07, 0.10, 0.75};
static const sag__color text_color = {1.0, 1.0, 1.0, 1.0};

static sag_joint on_side(sag_joint left, sag_side side)
{
    return (sag_joint)((int)left + (int)side);
}

/* Where a joint lies on the canvas. Returns false if it is hidden or far outside. */
static bool locate_joint(sag__point *out, const sag__canvas *canvas, const sag_skeleton *skeleton, sag_joint joint)
{
    const sag_keypoint *key = &skeleton->joint[joint];
    out->x_px = (double)key->x_px * canvas->scale;
    out->y_px = (double)key->y_px * canvas->scale;
    /* Cairo's coordinates are fixed-point numbers; positions far outside would wrap around. */
    bool near = fabs(out->x_px) < 2.0 * canvas->width_px + 1000.0 && fabs(out->y_px) < 2.0 * canvas->height_px + 1000.0;
    return near && key->visibility_ratio >= VISIBILITY_MIN;
}

static void set_color(cairo_t *cairo, sag__color color)
{
    cairo_set_source_rgba(cairo, color.red, color.green, color.blue, color.alpha);
}

/* Stroke the current path with an outline around it. */
static void stroke(sag__canvas *canvas, sag__color color, sag__color outline, double width_px)
{
    cairo_t *cairo = canvas->cairo;
    cairo_set_line_width(cairo, width_px + 0.16 * canvas->font_px);
    set_color(cairo, outline);
    cairo_stroke_preserve(cairo);
    cairo_set_line_width(cairo, width_px);
    set_color(cairo, color);
    cairo_stroke(cairo);
}

static void add_bone(sag__canvas *canvas, const sag_skeleton *skeleton, sag__clutter *clutter, sag_joint from,
                     sag_joint to)
{
    sag__point a, b;
    if (locate_joint(&a, canvas, skeleton, from) && locate_joint(&b, canvas, skeleton, to)) {
        cairo_move_to(canvas->cairo, a.x_px, a.y_px);
        cairo_line_to(canvas->cairo, b.x_px, b.y_px);
        sag__clutter_add_line(clutter, a, b);
    }
}

static void draw_side(sag__canvas *canvas, const sag_skeleton *skeleton, sag__clutter *clutter, sag_side side,
                      bool strong)
{
    sag__color color = strong ? near_color : far_color;
    double font = canvas->font_px;
    for (size_t i = 0; i < COUNT(limb_bones); i++) {
        add_bone(canvas, skeleton, clutter, on_side(limb_bones[i].from, side), on_side(limb_bones[i].to, side));
    }
    stroke(canvas, color, light_color, (strong ? 0.24 : 0.12) * font);
    for (size_t i = 0; i < COUNT(limb_joints); i++) {
        sag__point at;
        if (locate_joint(&at, canvas, skeleton, on_side(limb_joints[i], side))) {
            cairo_new_sub_path(canvas->cairo);
            cairo_arc(canvas->cairo, at.x_px, at.y_px, (strong ? 0.26 : 0.17) * font, 0.0, 2.0 * G_PI);
        }
    }
    set_color(canvas->cairo, text_color);
    cairo_fill_preserve(canvas->cairo);
    cairo_set_line_width(canvas->cairo, (strong ? 0.14 : 0.09) * font);
    set_color(canvas->cairo, color);
    cairo_stroke(canvas->cairo);
}

/* The head has no bones to draw, but no text may hide it either. */
static void keep_head_free(const sag__canvas *canvas, const sag_skeleton *skeleton, sag__clutter *clutter)
{
    sag__point nose, ear;
    for (int side = 0; side < 2; side++) {
        if (locate_joint(&nose, canvas, skeleton, SAG_JOINT_NOSE)
            && locate_joint(&ear, canvas, skeleton, on_side(SAG_JOINT_LEFT_EAR, (sag_side)side))) {
            double above_px = hypot(nose.x_px - ear.x_px, nose.y_px - ear.y_px);
            sag__clutter_add_line(clutter, nose, ear);
            sag__clutter_add_line(clutter, ear, (sag__point){ear.x_px, ear.y_px - above_px});
        }
    }
}

static void draw_skeleton(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    const sag_skeleton *skeleton = scene->skeleton;
    keep_head_free(canvas, skeleton, clutter);
    for (size_t i = 0; i < COUNT(middle_bones); i++) {
        add_bone(canvas, skeleton, clutter, middle_bones[i].from, middle_bones[i].to);
    }
    stroke(canvas, far_color, light_color, 0.12 * canvas->font_px);
    sag_view view = scene->analysis->view;
    bool from_side = view == SAG_VIEW_SIDE || view == SAG_VIEW_SIDE_REDUCED;
    sag_side near = scene->analysis->near_side;
    draw_side(canvas, skeleton, clutter, near == SAG_SIDE_LEFT ? SAG_SIDE_RIGHT : SAG_SIDE_LEFT, !from_side);
    draw_side(canvas, skeleton, clutter, near, true);
}

/* An angle's number at the best of some places for the middle of its text. */
static void draw_label(sag__canvas *canvas, sag__clutter *clutter, const char *text, const sag__point *middle,
                       size_t count)
{
    char markup[96];
    sag__figure_text(markup, sizeof markup, "<b>%s</b>", text);
    sag__box box = {0};
    sag__canvas_set_text(canvas, markup, 0.0, 0.0, &box);
    sag__point corner[8];
    assert(count <= COUNT(corner));
    for (size_t i = 0; i < count; i++) {
        corner[i] = (sag__point){middle[i].x_px - 0.5 * box.width_px, middle[i].y_px - 0.5 * box.height_px};
    }
    sag__clutter_place(clutter, &box, corner, count);
    sag__clutter_add_box(clutter, &box);
    sag__canvas_draw_text(canvas, &box, text_color, dark_color, 0.2 * canvas->font_px);
}

/* Arc around a centre from one direction to another, the short way. */
static void arc_between(sag__canvas *canvas, sag__point center, double radius_px, double from_rad, double to_rad)
{
    double sweep_rad = remainder(to_rad - from_rad, 2.0 * G_PI);
    cairo_new_sub_path(canvas->cairo);
    if (sweep_rad >= 0.0) {
        cairo_arc(canvas->cairo, center.x_px, center.y_px, radius_px, from_rad, from_rad + sweep_rad);
    } else {
        cairo_arc_negative(canvas->cairo, center.x_px, center.y_px, radius_px, from_rad, from_rad + sweep_rad);
    }
}

static sag__point move(sag__point from, double direction_rad, double distance_px)
{
    return (sag__point){from.x_px + distance_px * cos(direction_rad), from.y_px + distance_px * sin(direction_rad)};
}

static void add_line(sag__canvas *canvas, sag__clutter *clutter, sag__point a, sag__point b)
{
    cairo_move_to(canvas->cairo, a.x_px, a.y_px);
    cairo_line_to(canvas->cairo, b.x_px, b.y_px);
    sag__clutter_add_line(clutter, a, b);
}

/* The thigh's line and the horizontal through the knee, with the angle between them. */
static void draw_thigh(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, sag__point hip,
                       sag__point knee)
{
    double font = canvas->font_px;
    double length = hypot(hip.x_px - knee.x_px, hip.y_px - knee.y_px);
    double thigh_rad = atan2(hip.y_px - knee.y_px, hip.x_px - knee.x_px);
    double level_rad = hip.x_px >= knee.x_px ? 0.0 : G_PI;
    double dash[] = {0.5 * font, 0.4 * font};
    cairo_set_dash(canvas->cairo, dash, 2, 0.0);
    sag__point level_end = move(knee, level_rad, 1.45 * length);
    add_line(canvas, clutter, move(knee, level_rad, -0.2 * length), level_end);
    stroke(canvas, measure_color, dark_color, 0.10 * font);
    cairo_set_dash(canvas->cairo, NULL, 0, 0.0);
    add_line(canvas, clutter, hip, move(knee, thigh_rad, 1.3 * length));
    stroke(canvas, measure_color, dark_color, 0.10 * font);
    arc_between(canvas, knee, 1.2 * length, level_rad, thigh_rad);
    stroke(canvas, measure_color, dark_color, 0.16 * font);

    char text[64];
    double value_rad = scene->rep->at_bottom[SAG_METRIC_THIGH_INCLINATION].value;
    double value_deg = sag__decimal_round(SAG__DEG(value_rad), 0);
    sag__figure_text(text, sizeof text, "thigh %s%.0f°", value_deg > 0.0 ? "+" : "", value_deg);
    double outward = level_rad == 0.0 ? 1.0 : -1.0;
    double above = hip.y_px <= knee.y_px ? -1.0 : 1.0; /* the side of the level that the thigh is on */
    const sag__point places[] = {
        {level_end.x_px + outward * 3.3 * font, level_end.y_px},
        {level_end.x_px + outward * 1.5 * font, level_end.y_px - above * 1.8 * font},
        {level_end.x_px - outward * 2.0 * font, level_end.y_px - above * 1.8 * font},
        {level_end.x_px + outward * 2.0 * font, level_end.y_px + above * 4.0 * font},
        {knee.x_px - outward * 5.0 * font, knee.y_px - 1.6 * font},
        {knee.x_px - outward * 5.0 * font, knee.y_px - 4.0 * font},
    };
    draw_label(canvas, clutter, text, places, COUNT(places));
}

/* Flexion is the angle by which the shank turns away from the thigh's line run on beyond the knee. */
static void draw_knee(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, sag__point hip,
                      sag__point knee, sag__point ankle)
{
    double font = canvas->font_px;
    double straight_rad = atan2(knee.y_px - hip.y_px, knee.x_px - hip.x_px);
    double shank_rad = atan2(ankle.y_px - knee.y_px, ankle.x_px - knee.x_px);
    double shank_length = hypot(ankle.x_px - knee.x_px, ankle.y_px - knee.y_px);
    double radius = 0.42 * shank_length;
    double dash[] = {0.15 * font, 0.35 * font};
    cairo_set_dash(canvas->cairo, dash, 2, 0.0);
    add_line(canvas, clutter, knee, move(knee, straight_rad, 1.3 * radius));
    stroke(canvas, measure_color, dark_color, 0.10 * font);
    cairo_set_dash(canvas->cairo, NULL, 0, 0.0);
    arc_between(canvas, knee, radius, straight_rad, shank_rad);
    stroke(canvas, measure_color, dark_color, 0.16 * font);

    char text[64];
    sag__figure_text(text, sizeof text, "knee %.0f°",
                     sag__decimal_round(SAG__DEG(scene->rep->at_bottom[SAG_METRIC_KNEE_FLEXION].value), 0));
    double middle_rad = straight_rad + 0.5 * remainder(shank_rad - straight_rad, 2.0 * G_PI);
    double forward = knee.x_px >= hip.x_px ? 1.0 : -1.0;
    double early_rad = straight_rad + 0.25 * remainder(shank_rad - straight_rad, 2.0 * G_PI);
    const sag__point places[] = {
        move(knee, middle_rad, radius + 2.6 * font), move(knee, middle_rad, radius + 3.8 * font),
        move(knee, early_rad, radius + 3.2 * font),  move(knee, early_rad, radius + 5.0 * font),
        move(knee, straight_rad, radius + 4.5 * font),
        {knee.x_px + forward * (0.5 * radius + 5.0 * font), knee.y_px + radius},
    };
    draw_label(canvas, clutter, text, places, COUNT(places));
}

void sag__scene_draw_body(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    const sag_skeleton *skeleton = scene->skeleton;
    if (!skeleton->found) {
        return;
    }
    cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_new_path(canvas->cairo);
    draw_skeleton(canvas, scene, clutter);

    sag_side side = scene->analysis->near_side;
    sag__point hip, knee, ankle;
    bool has_hip = locate_joint(&hip, canvas, skeleton, on_side(SAG_JOINT_LEFT_HIP, side));
    bool has_knee = locate_joint(&knee, canvas, skeleton, on_side(SAG_JOINT_LEFT_KNEE, side));
    bool has_ankle = locate_joint(&ankle, canvas, skeleton, on_side(SAG_JOINT_LEFT_ANKLE, side));
    const sag_measure *at_bottom = scene->rep->at_bottom;
    if (has_hip && has_knee && at_bottom[SAG_METRIC_THIGH_INCLINATION].reason == SAG_REASON_NONE) {
        draw_thigh(canvas, scene, clutter, hip, knee);
    }
    if (has_hip && has_knee && has_ankle && at_bottom[SAG_METRIC_KNEE_FLEXION].reason == SAG_REASON_NONE) {
        draw_knee(canvas, scene, clutter, hip, knee, ankle);
    }
}
