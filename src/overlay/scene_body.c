#include "scene.h"

#include <assert.h>
#include <math.h>

#include "brush.h"
#include "lettering.h"

/* Joints below it are guesses of the model and are not drawn; those below the second are drawn faintly. */
#define VISIBILITY_MIN 0.5f
#define VISIBILITY_SURE 0.75f

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

static sag_joint on_side(sag_joint left, sag_side side)
{
    return (sag_joint)((int)left + (int)side);
}

bool sag__scene_is_side(const sag_analysis *analysis)
{
    return analysis->view == SAG_VIEW_SIDE || analysis->view == SAG_VIEW_SIDE_REDUCED;
}

bool sag__scene_measure(double *value, const sag__scene *scene, sag_metric metric)
{
    if (scene->kind == SAG__SCENE_REP) {
        *value = scene->rep->at_bottom[metric].value;
        return scene->rep->at_bottom[metric].reason == SAG_REASON_NONE;
    }
    const double *series = scene->analysis->series[metric];
    *value = series != NULL && scene->frame < scene->analysis->frame_count ? series[scene->frame] : NAN;
    return isfinite(*value);
}

bool sag__scene_reaches(const sag__canvas *canvas, sag__point at)
{
    return fabs(at.x_px) < 2.0 * canvas->width_px + 1000.0 && fabs(at.y_px) < 2.0 * canvas->height_px + 1000.0;
}

bool sag__scene_locate(sag__point *out, const sag__canvas *canvas, const sag__scene *scene, sag_joint joint)
{
    const sag_skeleton *skeleton = sag_motion_get(scene->motion, scene->frame);
    const sag_keypoint *key = &skeleton->joint[joint];
    out->x_px = (double)key->x_px * canvas->scale;
    out->y_px = (double)key->y_px * canvas->scale;
    return skeleton->found && key->visibility_ratio >= VISIBILITY_MIN && sag__scene_reaches(canvas, *out);
}

bool sag__scene_locate_side(sag__point *out, const sag__canvas *canvas, const sag__scene *scene, sag_joint left,
                            sag_side side)
{
    return sag__scene_locate(out, canvas, scene, on_side(left, side));
}

bool sag__scene_locate_middle(sag__point *out, const sag__canvas *canvas, const sag__scene *scene, sag_joint left)
{
    sag__point a, b;
    if (!sag__scene_locate(&a, canvas, scene, left)
        || !sag__scene_locate(&b, canvas, scene, on_side(left, SAG_SIDE_RIGHT))) {
        return false;
    }
    *out = sag__brush_middle(a, b);
    return true;
}

double sag__scene_forward(const sag__canvas *canvas, const sag__scene *scene)
{
    if (scene->analysis->facing != SAG_FACING_UNKNOWN) {
        return scene->analysis->facing == SAG_FACING_LEFT ? -1.0 : 1.0;
    }
    sag__point hip, knee;
    bool located = sag__scene_locate_side(&hip, canvas, scene, SAG_JOINT_LEFT_HIP, scene->analysis->near_side)
                   && sag__scene_locate_side(&knee, canvas, scene, SAG_JOINT_LEFT_KNEE, scene->analysis->near_side);
    return located && knee.x_px < hip.x_px ? -1.0 : 1.0;
}

double sag__scene_level_rad(const sag__scene *scene)
{
    return -scene->analysis->camera_roll_rad;
}

double sag__scene_up_rad(const sag__scene *scene)
{
    return -0.5 * G_PI - scene->analysis->camera_roll_rad;
}

void sag__scene_label(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, const char *text,
                      double toward, const sag__point *place, size_t count)
{
    assert(count > 0 && count <= SAG__SCENE_PLACE_MAX);
    sag__box box = {0};
    sag__lettering_measure(canvas, text, &box);
    sag__point corner[SAG__SCENE_PLACE_MAX];
    for (size_t i = 0; i < count; i++) {
        double shift = i == 0 ? toward : 0.0;
        corner[i] = (sag__point){place[i].x_px + 0.5 * (shift - 1.0) * box.width_px,
                                 place[i].y_px - 0.5 * box.height_px};
    }
    sag__clutter_place(clutter, &box, corner, scene->kind == SAG__SCENE_VIDEO ? 1 : count);
    sag__clutter_add_box(clutter, &box);
    sag__lettering_draw(canvas, text, &box);
}

/* How a side's limbs are drawn: far or faint ones thinner. */
typedef struct limb_pen {
    sag__color color;
    double width_px;
    double joint_px;
} limb_pen;

static bool is_sure(const sag__scene *scene, sag_joint joint)
{
    return sag_motion_get(scene->motion, scene->frame)->joint[joint].visibility_ratio >= VISIBILITY_SURE;
}

/* Add the bone to the path if it is as surely seen as asked. */
static void add_bone(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, sag_joint from, sag_joint to,
                     bool sure)
{
    sag__point a, b;
    if (sag__scene_locate(&a, canvas, scene, from) && sag__scene_locate(&b, canvas, scene, to)
        && (is_sure(scene, from) && is_sure(scene, to)) == sure) {
        sag__brush_add_line(canvas, clutter, a, b);
    }
}

static void draw_side(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, sag_side side,
                      const limb_pen *pen)
{
    for (int sure = 0; sure < 2; sure++) {
        for (size_t i = 0; i < COUNT(limb_bones); i++) {
            add_bone(canvas, scene, clutter, on_side(limb_bones[i].from, side), on_side(limb_bones[i].to, side),
                     sure == 1);
        }
        sag__color color = pen->color;
        sag__color outline = sag__palette_light;
        color.alpha *= sure == 1 ? 1.0 : 0.55;
        outline.alpha *= sure == 1 ? 1.0 : 0.4;
        sag__brush_stroke(canvas, color, outline, (sure == 1 ? 1.0 : 0.6) * pen->width_px);
    }
    for (size_t i = 0; i < COUNT(limb_joints); i++) {
        sag__point at;
        if (sag__scene_locate_side(&at, canvas, scene, limb_joints[i], side)) {
            cairo_new_sub_path(canvas->cairo);
            cairo_arc(canvas->cairo, at.x_px, at.y_px, pen->joint_px, 0.0, 2.0 * G_PI);
        }
    }
    sag__brush_set_color(canvas, sag__palette_text);
    cairo_fill_preserve(canvas->cairo);
    cairo_set_line_width(canvas->cairo, 0.55 * pen->joint_px);
    sag__brush_set_color(canvas, pen->color);
    cairo_stroke(canvas->cairo);
}

/* The head has no bones to draw, but no text may hide it either. */
static void keep_head_free(const sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    sag__point nose, ear;
    for (int side = 0; side < 2; side++) {
        if (sag__scene_locate(&nose, canvas, scene, SAG_JOINT_NOSE)
            && sag__scene_locate_side(&ear, canvas, scene, SAG_JOINT_LEFT_EAR, (sag_side)side)) {
            double above_px = sag__brush_distance(nose, ear);
            sag__clutter_add_line(clutter, nose, ear);
            sag__clutter_add_line(clutter, ear, (sag__point){ear.x_px, ear.y_px - above_px});
        }
    }
}

/* Blue is the near side in a side view and the person's left otherwise; the other side is light blue. */
static void draw_skeleton(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    double font = canvas->font_px;
    bool from_side = sag__scene_is_side(scene->analysis);
    sag_side strong = from_side ? scene->analysis->near_side : SAG_SIDE_LEFT;
    double weight = scene->kind == SAG__SCENE_FINDING ? 0.7 : 1.0; /* the finding's own lines stand out */
    limb_pen near = {sag__palette_near, weight * 0.24 * font, weight * 0.26 * font};
    limb_pen far = {sag__palette_far, weight * (from_side ? 0.12 : 0.24) * font,
                    weight * (from_side ? 0.17 : 0.26) * font};
    keep_head_free(canvas, scene, clutter);
    for (size_t i = 0; i < COUNT(middle_bones); i++) {
        add_bone(canvas, scene, clutter, middle_bones[i].from, middle_bones[i].to, true);
        add_bone(canvas, scene, clutter, middle_bones[i].from, middle_bones[i].to, false);
    }
    sag__brush_stroke(canvas, sag__palette_far, sag__palette_light, weight * 0.12 * font);
    draw_side(canvas, scene, clutter, strong == SAG_SIDE_LEFT ? SAG_SIDE_RIGHT : SAG_SIDE_LEFT, &far);
    draw_side(canvas, scene, clutter, strong, &near);
}

/* How far lines and labels reach beyond the joints: shares of the body's height, and letter sizes. */
#define REACH_ASIDE_RATIO 0.3
#define REACH_ASIDE_FONTS 9.0
#define REACH_UP_RATIO 0.1
#define REACH_UP_FONTS 3.0

bool sag__scene_body_box(sag__box *box, const sag__canvas *canvas, const sag__scene *scene)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (int joint = 0; joint < SAG_JOINT_COUNT; joint++) {
        sag__point at;
        if (sag__scene_locate(&at, canvas, scene, (sag_joint)joint)) {
            left = fmin(left, at.x_px);
            right = fmax(right, at.x_px);
            top = fmin(top, at.y_px);
            bottom = fmax(bottom, at.y_px);
        }
    }
    if (left > right) {
        return false;
    }
    double up_px = REACH_UP_RATIO * (bottom - top) + REACH_UP_FONTS * canvas->font_px;
    double aside_px = REACH_ASIDE_RATIO * (bottom - top) + REACH_ASIDE_FONTS * canvas->font_px;
    left = floor(fmax(0.0, left - aside_px));
    top = floor(fmax(0.0, top - up_px));
    right = ceil(fmin(canvas->width_px, right + aside_px));
    bottom = ceil(fmin(canvas->height_px, bottom + up_px));
    *box = (sag__box){left, top, right - left, bottom - top};
    return right > left && bottom > top;
}

void sag__scene_draw_body(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    if (!sag_motion_get(scene->motion, scene->frame)->found) {
        return;
    }
    cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_new_path(canvas->cairo);
    draw_skeleton(canvas, scene, clutter);
    if (scene->finding != NULL) { /* below the numbers */
        sag__scene_draw_finding(canvas, scene, clutter);
    }
    if (scene->kind != SAG__SCENE_FINDING && sag__scene_is_side(scene->analysis)) {
        sag__scene_draw_sagittal(canvas, scene, clutter);
        sag__scene_draw_back(canvas, scene, clutter);
    } else if (scene->kind != SAG__SCENE_FINDING) {
        sag__scene_draw_frontal(canvas, scene, clutter);
    }
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
