/*
 * The body's surface: a list of affinely scaled round cones (an ellipsoid is one of no length) that a smooth union
 * joins in list order. Single precision, world coordinates, metres. Colours are linear light 0..1.
 */
#ifndef SYNTH_SHAPE_H
#define SYNTH_SHAPE_H

#include "synth_body.h"

enum { SYNTH_PRIM_MAX = 160 };

typedef struct synth_prim {
    float origin[3];
    float into[3][3];           /* world offset from the origin -> local, rows; the cone runs along local y */
    float length, r1, r2;       /* local */
    float slope, rise;          /* of the cone's side: sine and cosine of its half-angle */
    float blend;                /* width of the smooth union with what came before, m */
    float centre[3], radius;    /* bounding sphere */
    float rgb[3], gloss;
    int casts;                  /* takes part in the cheap shadow of spheres */
} synth_prim;

typedef struct synth_shape {
    int count;
    synth_prim prim[SYNTH_PRIM_MAX];
} synth_shape;

/* What a maker of primitives says of looks. */
typedef struct synth_look {
    float rgb[3], gloss;
    double blend;
    int casts;
} synth_look;

/* Build the surface of a pose. */
void synth_shape_build(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s);

/* Add shoes, shorts, sleeves and a loose shirt. Called by synth_shape_build. */
void synth_shape_dress(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s);

/* Add what the person carries or wears over the back (the scenario's prop). Called by synth_shape_build. */
void synth_shape_carry(synth_shape *out, const synth_pose *p, const synth_body *b, const synth_scenario *s);

/*
 * Add a round cone from a to b with radii ra, rb; its section is stretched along `right` by `wide`.
 * Add an ellipsoid with the half-axes along the frame's columns.
 */
void synth_shape_cone(synth_shape *out, synth_vec3 a, synth_vec3 b, double ra, double rb, synth_vec3 right, double wide,
                      synth_look look);
void synth_shape_ellipsoid(synth_shape *out, synth_vec3 centre, synth_mat3 frame, double rx, double ry, double rz,
                           synth_look look);

/* sRGB 0..255 to linear light. */
void synth_linear_rgb(float out[3], const double srgb[3]);

/* A limb's frame: up from its far to its near end, right as given, forward the rest. */
synth_mat3 synth_limb_frame(synth_vec3 near_end, synth_vec3 far_end, synth_vec3 right);

#endif
