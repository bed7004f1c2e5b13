#include "back_clip.h"

#include <math.h>
#include <string.h>

#include "memory.h"
#include "outline_pack.h"
#include "stats.h"

/* Of the upper arm only this last share counts: its beginning always lies at the back. */
#define UPPER_ARM_FROM 0.4

/* Points taken of each segment of an arm. */
#define ARM_POINT_COUNT 6

/* A far arm that the model only guesses says nothing. */
#define FAR_ARM_VISIBILITY_MIN 0.5f

static bool read_axis(sag__outline_axis *axis, const sag__back_clip *back, size_t i)
{
    sag_skeleton room;
    return sag__outline_axis_read(axis, sag__clip_skeleton(back->clip, i, &room), back->facing);
}

/* Lay the outline of a frame upright and fit its tangents. */
static const sag__back_curve *curve_at(void *context, size_t i)
{
    sag__back_clip *back = context;
    const sag_outline *packed = sag_motion_get_outline(back->clip->motion, i);
    sag__outline outline;
    sag__outline_axis axis;
    back->curve.found = false;
    if (packed == NULL || !read_axis(&axis, back, i) || !sag__outline_unpack(&outline, packed, &axis)) {
        return &back->curve;
    }
    if (back->clip->roll_rad != 0.0) {
        sag__outline_turn(&outline, back->clip->roll_rad);
    }
    sag__back_curve_make(&back->curve, back->clip->kernels, &outline, back->reference_px, SAG__BACK_WINDOW);
    return &back->curve;
}

/* Median length of the trunk over the standing frames. */
static double reference_length(const sag__back_clip *back, const sag__stance *stance)
{
    size_t count = 0;
    sag__outline_axis axis;
    for (size_t i = 0; i < back->clip->count; i++) {
        if (stance->used[i] && read_axis(&axis, back, i)) {
            back->clip->scratch[count++] =
                hypot(axis.shoulder_x_px - axis.hip_x_px, axis.shoulder_y_px - axis.hip_y_px);
        }
    }
    return sag__stats_median(back->clip->scratch, count, back->clip->scratch);
}

/* Square of the distance of an arm's nearest point from the points first .. last of the curve. */
static double arm_square(const sag__back_clip *back, const sag__back_curve *curve, const sag_skeleton *skeleton,
                           const sag__outline_axis *axis, sag_side side, int first, int last)
{
    static const sag_joint chain[] = {SAG_JOINT_LEFT_SHOULDER, SAG_JOINT_LEFT_ELBOW, SAG_JOINT_LEFT_WRIST,
                                      SAG_JOINT_LEFT_INDEX};
    double least = INFINITY;
    for (size_t s = 0; s + 1 < sizeof chain / sizeof *chain; s++) {
        const sag_keypoint *a = &skeleton->joint[chain[s] + side];
        const sag_keypoint *b = &skeleton->joint[chain[s + 1] + side];
        double from = s == 0 ? UPPER_ARM_FROM : 0.0;
        for (int k = 0; k <= ARM_POINT_COUNT; k++) {
            double share = from + (1.0 - from) * k / ARM_POINT_COUNT;
            double x_px = (double)a->x_px + share * ((double)b->x_px - (double)a->x_px);
            double y_px = (double)a->y_px + share * ((double)b->y_px - (double)a->y_px);
            double square = back->clip->kernels->nearest_f64(
                curve->forward + first, curve->up + first,
                back->facing * (x_px - axis->hip_x_px) / back->reference_px,
                (axis->hip_y_px - y_px) / back->reference_px, (size_t)(last - first + 1));
            least = fmin(least, square);
        }
    }
    return least;
}

/* Fill arm[i] of a frame whose places were just found on the curve. */
static void measure_arm(void *context, size_t i)
{
    sag__back_clip *back = context;
    const sag__back_curve *curve = &back->curve;
    back->arm[i] = NAN;
    if (!curve->found) {
        return;
    }
    double half = SAG__BACK_WINDOW / curve->spacing;
    double first = back->series.thorax_place[i] - half;
    double last = back->series.sacrum_place[i] + half;
    if (isnan(first) || isnan(last)) {
        return;
    }
    int from = first > 0.0 ? (int)first : 0;
    int to = last < SAG__OUTLINE_COUNT - 1 ? (int)last : SAG__OUTLINE_COUNT - 1;
    sag_skeleton room;
    const sag_skeleton *skeleton = sag__clip_skeleton(back->clip, i, &room);
    sag__outline_axis axis;
    sag__outline_axis_read(&axis, skeleton, back->facing);
    double least = INFINITY;
    for (int side = 0; side < 2; side++) {
        bool seen = skeleton->joint[SAG_JOINT_LEFT_ELBOW + side].visibility_ratio >= FAR_ARM_VISIBILITY_MIN;
        if (side == (int)back->near_side || seen) {
            least = fmin(least, arm_square(back, curve, skeleton, &axis, (sag_side)side, from, to));
        }
    }
    back->arm[i] = sqrt(least);
}

/* Why nothing can be measured, before looking at any outline. */
static sag_reason reason_before(const sag_analysis *out, const sag__clip *clip, const sag__back_model *model)
{
    sag_reason reason = out->clip_reason[SAG_METRIC_LUMBAR_FLEXION];
    if (reason != SAG_REASON_NONE) {
        return reason;
    }
    bool any = false;
    for (size_t i = 0; i < clip->count && !any; i++) {
        any = sag_motion_get_outline(clip->motion, i) != NULL;
    }
    return any && model != NULL ? SAG_REASON_NONE : SAG_REASON_NO_OUTLINE;
}

sag_status sag__back_clip_open(sag__back_clip *back, const sag_analysis *out, const sag__clip *clip,
                               const sag__stance *stance)
{
    memset(back, 0, sizeof *back);
    back->clip = clip;
    back->facing = out->facing == SAG_FACING_LEFT ? -1 : 1;
    back->near_side = out->near_side;
    const sag__back_model *model = sag__back_model_find(sag_motion_view_facts(clip->motion)->model_name);
    back->reason = reason_before(out, clip, model);
    if (back->reason != SAG_REASON_NONE) {
        return SAG_STATUS_OK;
    }
    back->memory = sag__memory_alloc((SAG__BACK_SERIES_ARRAYS + 1) * clip->count + 1, sizeof *back->memory);
    if (back->memory == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    back->reference_px = reference_length(back, stance);
    back->series = (sag__back_series){
        .count = clip->count, .t_s = clip->t_s, .curve_at = curve_at, .frame_done = measure_arm, .context = back,
        .standing = stance->used};
    sag__back_series_lay(&back->series, back->memory);
    back->arm = back->memory + SAG__BACK_SERIES_ARRAYS * clip->count;
    back->laid = true;
    bool measured = sag__back_measure(&back->series, &back->baseline, model);
    bool any = false;
    for (size_t i = 0; i < clip->count; i++) {
        any = any || !isnan(back->series.thorax_place[i]);
    }
    if (!measured) {
        back->reason = any ? SAG_REASON_FEW_STANDING : SAG_REASON_COVERED;
    }
    return SAG_STATUS_OK;
}

bool sag__back_clip_locate(const sag__back_clip *back, size_t i, sag__back_place place, double *x_px, double *y_px)
{
    const sag_outline *outline = sag_motion_get_outline(back->clip->motion, i);
    if (outline == NULL || !(place >= 0.0 && place <= SAG_OUTLINE_COUNT - 1)) {
        return false;
    }
    double x[SAG_OUTLINE_COUNT], y[SAG_OUTLINE_COUNT];
    sag_outline_get_points(outline, x, y);
    int k = (int)place < SAG_OUTLINE_COUNT - 2 ? (int)place : SAG_OUTLINE_COUNT - 2;
    *x_px = x[k] + (x[k + 1] - x[k]) * (place - k);
    *y_px = y[k] + (y[k + 1] - y[k]) * (place - k);
    return true;
}

void sag__back_clip_close(sag__back_clip *back)
{
    sag__memory_free(back->memory);
    memset(back, 0, sizeof *back);
}
