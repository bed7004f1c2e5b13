/*
 * The room: a floor of boards and a wall behind the person, both facing the camera. Painted once for a clip; the
 * person's shadow on the floor is a small map made for each frame from the spheres that stand for the body.
 */
#ifndef SYNTH_BACKDROP_H
#define SYNTH_BACKDROP_H

#include "synth_camera.h"
#include "synth_shape.h"

enum { SYNTH_SHADOW_SIDE = 104, SYNTH_SPHERE_MAX = 3 * SYNTH_PRIM_MAX };

/* Spheres that stand for the body where only soft light matters. */
typedef struct synth_spheres {
    int count;
    float centre[SYNTH_SPHERE_MAX][3], radius[SYNTH_SPHERE_MAX];
} synth_spheres;

typedef struct synth_shadow {
    float origin_x, origin_z, cell;     /* corner of the map on the floor, m */
    float light[SYNTH_SHADOW_SIDE][SYNTH_SHADOW_SIDE]; /* 0 dark .. 1 free */
} synth_shadow;

void synth_spheres_take(synth_spheres *out, const synth_shape *shape);

/* Share of the key light (unit direction towards it) that reaches p past the spheres; `self` skips spheres at the point. */
float synth_spheres_light(const synth_spheres *s, const float p[3], const float to_light[3], int self);

/* Set the map's place around x, z; then fill one row at a time. */
void synth_shadow_place(synth_shadow *m, float x, float z);
void synth_shadow_row(synth_shadow *m, const synth_spheres *s, const float to_light[3], int row);

/* Light at a floor point; 1 outside the map. */
float synth_shadow_at(const synth_shadow *m, float x, float z);

/* Colour (linear light) of the room seen along unit `ray`; returns 1 and the floor point when it is the floor. */
int synth_backdrop_shade(const synth_scenario *s, const synth_camera *c, synth_vec3 ray, float rgb[3], float floor_xz[2]);

#endif
