/*
 * A pinhole camera around the person. Image coordinates are continuous pixels: the image spans 0..width and 0..height,
 * the centre of the first pixel is at 0.5, 0.5; u right, v down.
 */
#ifndef SYNTH_CAMERA_H
#define SYNTH_CAMERA_H

#include "synth_math.h"
#include "synth_scenario.h"

typedef struct synth_camera {
    synth_vec3 eye, forward, right, down;
    synth_vec3 level;       /* horizontal unit vector of the camera's axis */
    double focal_px, centre_u, centre_v;
} synth_camera;

/* Set the camera from the scenario: focal length by the diagonal of a 36 x 24 mm frame. */
void synth_camera_init(synth_camera *c, const synth_scenario *s);

/* Project a world point; a point behind the camera gives NaN. */
void synth_camera_project(const synth_camera *c, synth_vec3 p, double *u_px, double *v_px);

#endif
