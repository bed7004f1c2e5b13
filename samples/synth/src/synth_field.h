/*
 * Distance to the smooth union of a shape's primitives. Each distance is the local one over the length of its gradient
 * (first order exact near the surface). A list of primitive numbers in ascending order says which take part.
 */
#ifndef SYNTH_FIELD_H
#define SYNTH_FIELD_H

#include "synth_shape.h"

typedef struct synth_list {
    int count;
    unsigned char index[SYNTH_PRIM_MAX];
} synth_list;

typedef struct synth_surface {
    float normal[3], rgb[3], gloss;
} synth_surface;

/* Distance of p to the union of the listed primitives; at most `limit`. */
float synth_field_distance(const synth_shape *shape, const synth_list *list, const float p[3], float limit);

/* Normal and colour of the union near its surface. */
synth_surface synth_field_surface(const synth_shape *shape, const synth_list *list, const float p[3]);

/* List the primitives whose bounds, grown by `margin`, meet a cone from `eye` along unit `axis` with the half-angle's sine and cosine. */
void synth_field_cull(synth_list *out, const synth_shape *shape, const float eye[3], const float axis[3], float sine, float cosine,
                      float margin);

#endif
