/*
 * made_back.h - the outline of a back made of two straight stretches, thorax and pelvis, and a buttock, whose angles
 * are known exactly. Header only, for the tests of the back.
 */
#ifndef SAGITTA_TESTS_MADE_BACK_H
#define SAGITTA_TESTS_MADE_BACK_H

#include <math.h>
#include <string.h>

#include "angle.h"
#include "outline.h"

/* Length of the outline in trunk lengths; where it turns from thorax to pelvis and from pelvis to buttock. */
#define MADE_BACK_ARC 1.7
#define MADE_BACK_WAIST 0.80
#define MADE_BACK_BUTTOCK 1.15

typedef struct made_back {
    double thorax_rad; /* inclinations, + forward */
    double pelvis_rad;
    int facing;
    double roll_rad;   /* the whole picture is turned by this, clockwise, about the mid-hip */
    double length_px;  /* a trunk length */
    double hip_x_px;   /* where the mid-hip lies */
    double hip_y_px;
} made_back;

static inline double made_back_step(double s, double at)
{
    return 0.5 * (1.0 + tanh((s - at) / 0.03));
}

/* Into the picture: forward and up of the mid-hip, in trunk lengths. */
static inline void made_back_place(double *x_px, double *y_px, const made_back *back, double forward, double up)
{
    double x = back->facing * forward * back->length_px;
    double y = -up * back->length_px;
    *x_px = back->hip_x_px + cos(back->roll_rad) * x - sin(back->roll_rad) * y;
    *y_px = back->hip_y_px + sin(back->roll_rad) * x + cos(back->roll_rad) * y;
}

/* Make the outline with its axis; the mid-shoulder is where the thorax puts it. */
static inline void made_back_outline(sag__outline *out, const made_back *back)
{
    memset(out, 0, sizeof *out);
    double forward[SAG__OUTLINE_COUNT], up[SAG__OUTLINE_COUNT];
    double spacing = MADE_BACK_ARC / (SAG__OUTLINE_COUNT - 1);
    forward[0] = up[0] = 0.0;
    for (int i = 1; i < SAG__OUTLINE_COUNT; i++) {
        double s = (i - 0.5) * spacing;
        double angle = back->thorax_rad +
                       (back->pelvis_rad - back->thorax_rad) * made_back_step(s, MADE_BACK_WAIST) -
                       SAG__RAD(70.0) * made_back_step(s, MADE_BACK_BUTTOCK);
        forward[i] = forward[i - 1] - spacing * sin(angle);
        up[i] = up[i - 1] - spacing * cos(angle);
    }
    /* The hip lies in front of the pelvis, the shoulder in front of the thorax. */
    int low = (int)(1.12 / spacing);
    int high = (int)(0.10 / spacing);
    double hip_forward = forward[low] + 0.16 * cos(back->pelvis_rad);
    double hip_up = up[low] - 0.16 * sin(back->pelvis_rad);
    double shoulder_forward = forward[high] + 0.12 * cos(back->thorax_rad);
    double shoulder_up = up[high] - 0.12 * sin(back->thorax_rad);
    for (int i = 0; i < SAG__OUTLINE_COUNT; i++) {
        double x_px, y_px;
        made_back_place(&x_px, &y_px, back, forward[i] - hip_forward, up[i] - hip_up);
        out->point[i] = (sag__outline_point){(float)x_px, (float)y_px, (float)(0.01 * back->length_px), true};
    }
    out->axis.hip_x_px = back->hip_x_px;
    out->axis.hip_y_px = back->hip_y_px;
    made_back_place(&out->axis.shoulder_x_px, &out->axis.shoulder_y_px, back, shoulder_forward - hip_forward,
                    shoulder_up - hip_up);
    out->found = true;
    out->axis.facing = back->facing;
    out->length_px = (float)hypot(out->axis.shoulder_x_px - out->axis.hip_x_px,
                                  out->axis.shoulder_y_px - out->axis.hip_y_px);
    out->spacing_px = (float)(spacing * back->length_px);
    out->width_px = (float)(0.01 * back->length_px);
}

#endif
