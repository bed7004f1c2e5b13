/*
 * back_curve.h - the dorsal outline as a curve of tangents, and the places on it that two inclinometers would take.
 *
 * Lengths are in reference lengths: the distance mid-hip to mid-shoulder while standing. Origin: the mid-hip of the
 * same frame; axes: forward (where the person faces) and up. Tangents are inclinations of the outline, going up, from
 * the vertical: + leaning forward. So a picture and its mirror give the same curve.
 * Thread: pure functions on caller-owned data; nothing is allocated.
 */
#ifndef SAGITTA_ANALYSIS_BACK_CURVE_H
#define SAGITTA_ANALYSIS_BACK_CURVE_H

#include <stdbool.h>

#include "kernels.h"
#include "outline.h"

/* Half width of the weights of the line fit behind a tangent: the feet of an inclinometer, about 4 cm each way. */
#define SAG__BACK_WINDOW 0.08

typedef struct sag__back_curve {
    const sag__kernels *kernels;
    bool found; /* false: nothing below holds */
    double spacing; /* arc from one point to the next */
    double length;  /* of this frame's trunk */
    double axis_forward; /* unit vector from mid-hip to mid-shoulder */
    double axis_up;
    double width; /* median edge width of the mask */
    double forward[SAG__OUTLINE_COUNT];
    double up[SAG__OUTLINE_COUNT];
    double along[SAG__OUTLINE_COUNT];  /* projection on the axis, from the mid-hip */
    double behind[SAG__OUTLINE_COUNT]; /* distance from the axis, + dorsal */
    double tangent_rad[SAG__OUTLINE_COUNT]; /* unwrapped along the curve */
    bool valid[SAG__OUTLINE_COUNT];
} sag__back_curve;

/* A place on the curve: position among its points, 0 at the nape; NaN: not there. */
typedef double sag__back_place;

/*
 * Fit the tangents.
 * kernels: of sag__kernels_choose. reference_px: the reference length. window: SAG__BACK_WINDOW, or another in a search.
 * Returns: curve->found.
 */
bool sag__back_curve_make(sag__back_curve *curve, const sag__kernels *kernels, const sag__outline *outline,
                          double reference_px, double window);

/* Tangent at a place, linear between points. NaN for no place. */
double sag__back_curve_tangent(const sag__back_curve *curve, sag__back_place place);

/* Distance of a place from the mid-hip. NaN for no place. */
double sag__back_curve_radius(const sag__back_curve *curve, sag__back_place place);

/* Whether all points within a window of a place are valid. */
bool sag__back_curve_is_clear(const sag__back_curve *curve, sag__back_place place, double window);

/* The most cranial place within a distance of the mid-hip. */
sag__back_place sag__back_find_radius(const sag__back_curve *curve, double radius);

/* The first place caudal of another whose direction from the mid-hip differs from that one's by an angle. */
sag__back_place sag__back_find_polar(const sag__back_curve *curve, sag__back_place from, double angle_rad);

/* A place so far along the arc from another, + caudal. */
sag__back_place sag__back_find_arc(const sag__back_curve *curve, sag__back_place from, double arc);

/* The most cranial place whose projection on the axis is at most this share of the axis. */
sag__back_place sag__back_find_axis(const sag__back_curve *curve, double share);

/* The place of the buttock furthest behind the axis. */
sag__back_place sag__back_find_gluteal_apex(const sag__back_curve *curve);

/* The place of the largest or the smallest tangent between two places. */
sag__back_place sag__back_find_steepest(const sag__back_curve *curve, sag__back_place from, sag__back_place to,
                                        bool largest);

#endif
