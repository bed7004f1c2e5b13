#include "appearance.h"

#include <math.h>
#include <string.h>

/* Places on the trunk, across and down, and along each thigh; the ends of a part are often hidden by others. */
enum { TRUNK_ACROSS = 5, TRUNK_DOWN = 7, THIGH_ALONG = 7, THIGH_ACROSS = 3 };
#define PART_FIRST_RATIO 0.15
#define PART_LAST_RATIO 0.85

/* A trunk seen from the side has no width between its joints: half of what is taken instead, in trunk lengths. */
#define TRUNK_HALF_WIDTH_TRUNKS 0.12
#define THIGH_HALF_WIDTH_RATIO 0.08 /* of the thigh's length */

/* Less of a part inside the picture says nothing. */
#define INSIDE_MIN_RATIO 0.4

typedef struct place {
    double x_px;
    double y_px;
} place;

static place place_of(const sag_keypoint *joint, sag_joint which)
{
    return (place){(double)joint[which].x_px, (double)joint[which].y_px};
}

static place between(place a, place b, double ratio)
{
    return (place){a.x_px + ratio * (b.x_px - a.x_px), a.y_px + ratio * (b.y_px - a.y_px)};
}

/* Add the colour at a place to a histogram, shared among the nearest cells. Returns whether it lies in the picture. */
static bool add_colour(float *share, const sag_frame *frame, place at)
{
    if (!(at.x_px >= 0.0 && at.y_px >= 0.0 && at.x_px < frame->width_px && at.y_px < frame->height_px)) {
        return false;
    }
    const uint8_t *pixel = frame->rgb + (ptrdiff_t)at.y_px * frame->stride_bytes + 3 * (ptrdiff_t)at.x_px;
    int cell[3];
    float weight[3];
    for (int c = 0; c < 3; c++) {
        float level = (float)pixel[c] / 255.0f * (float)(SAG__APPEARANCE_LEVELS - 1);
        cell[c] = level < (float)(SAG__APPEARANCE_LEVELS - 2) ? (int)level : SAG__APPEARANCE_LEVELS - 2;
        weight[c] = level - (float)cell[c];
    }
    for (int corner = 0; corner < 8; corner++) {
        float product = 1.0f;
        int index = 0;
        for (int c = 0; c < 3; c++) {
            int upper = corner >> c & 1;
            product *= upper ? weight[c] : 1.0f - weight[c];
            index = index * SAG__APPEARANCE_LEVELS + cell[c] + upper;
        }
        share[index] += product;
    }
    return true;
}

/* Places in a strip from one end to the other: count_along by count_across, half_px wide to each side. */
static int add_strip(float *share, const sag_frame *frame, place start, place end, double half_px, int count_along,
                     int count_across)
{
    double length_px = hypot(end.x_px - start.x_px, end.y_px - start.y_px);
    double across_x = length_px > 0.0 ? -(end.y_px - start.y_px) / length_px : 0.0;
    double across_y = length_px > 0.0 ? (end.x_px - start.x_px) / length_px : 0.0;
    int inside = 0;
    for (int i = 0; i < count_along; i++) {
        double along = PART_FIRST_RATIO + (PART_LAST_RATIO - PART_FIRST_RATIO) * i / (count_along - 1);
        place middle = between(start, end, along);
        for (int k = 0; k < count_across; k++) {
            double offset_px = half_px * (2.0 * k / (count_across - 1) - 1.0);
            inside += add_colour(share, frame,
                                 (place){middle.x_px + offset_px * across_x, middle.y_px + offset_px * across_y});
        }
    }
    return inside;
}

static void normalize(sag__appearance *out, sag__appearance_part part, int inside, int count)
{
    out->known[part] = inside >= INSIDE_MIN_RATIO * count;
    for (int i = 0; i < SAG__APPEARANCE_CELLS; i++) {
        out->share[part][i] = out->known[part] ? out->share[part][i] / (float)inside : 0.0f;
    }
}

void sag__appearance_read(sag__appearance *out, const sag_frame *frame, const sag_keypoint *joint)
{
    memset(out, 0, sizeof *out);
    place shoulder[2] = {place_of(joint, SAG_JOINT_LEFT_SHOULDER), place_of(joint, SAG_JOINT_RIGHT_SHOULDER)};
    place hip[2] = {place_of(joint, SAG_JOINT_LEFT_HIP), place_of(joint, SAG_JOINT_RIGHT_HIP)};
    place knee[2] = {place_of(joint, SAG_JOINT_LEFT_KNEE), place_of(joint, SAG_JOINT_RIGHT_KNEE)};
    place top = between(shoulder[0], shoulder[1], 0.5);
    place bottom = between(hip[0], hip[1], 0.5);
    double trunk_px = hypot(top.x_px - bottom.x_px, top.y_px - bottom.y_px);
    double hips_px = hypot(hip[0].x_px - hip[1].x_px, hip[0].y_px - hip[1].y_px);
    double half_px = fmax(0.5 * hips_px, TRUNK_HALF_WIDTH_TRUNKS * trunk_px);
    int inside = add_strip(out->share[SAG__APPEARANCE_TRUNK], frame, top, bottom, half_px, TRUNK_DOWN, TRUNK_ACROSS);
    normalize(out, SAG__APPEARANCE_TRUNK, inside, TRUNK_DOWN * TRUNK_ACROSS);
    inside = 0;
    for (int side = 0; side < 2; side++) {
        double thigh_px = hypot(hip[side].x_px - knee[side].x_px, hip[side].y_px - knee[side].y_px);
        inside += add_strip(out->share[SAG__APPEARANCE_THIGHS], frame, hip[side], knee[side],
                            THIGH_HALF_WIDTH_RATIO * thigh_px, THIGH_ALONG, THIGH_ACROSS);
    }
    normalize(out, SAG__APPEARANCE_THIGHS, inside, 2 * THIGH_ALONG * THIGH_ACROSS);
}

double sag__appearance_distance(const sag__appearance *a, const sag__appearance *b)
{
    double sum = 0.0;
    int parts = 0;
    for (int part = 0; part < SAG__APPEARANCE_PARTS; part++) {
        if (!a->known[part] || !b->known[part]) {
            continue;
        }
        double common = 0.0;
        for (int i = 0; i < SAG__APPEARANCE_CELLS; i++) {
            common += (double)fminf(a->share[part][i], b->share[part][i]);
        }
        sum += 1.0 - fmin(common, 1.0);
        parts++;
    }
    return parts > 0 ? sum / parts : -1.0;
}

void sag__appearance_blend(sag__appearance *reference, const sag__appearance *newer, double weight)
{
    for (int part = 0; part < SAG__APPEARANCE_PARTS; part++) {
        if (!newer->known[part]) {
            continue;
        }
        float w = reference->known[part] ? (float)weight : 1.0f;
        for (int i = 0; i < SAG__APPEARANCE_CELLS; i++) {
            reference->share[part][i] += w * (newer->share[part][i] - reference->share[part][i]);
        }
        reference->known[part] = true;
    }
}
