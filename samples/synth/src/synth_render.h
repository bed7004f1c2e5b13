/*
 * Draws poses as RGB24 frames. The room is painted at creation; a frame marches rays in 16-pixel tiles through the
 * primitives that a tile can see. The bytes depend on scenario, pose and frame number only, never on threads.
 */
#ifndef SYNTH_RENDER_H
#define SYNTH_RENDER_H

#include <stdint.h>

#include "synth_camera.h"
#include "synth_person.h"

typedef struct synth_render synth_render;

/* Make a renderer for a scenario with 1..64 threads. Returns NULL when memory is out. Release with synth_render_destroy. */
synth_render *synth_render_create(const synth_scenario *s, int threads);

/* Accepts NULL. */
void synth_render_destroy(synth_render *r);

/* Draw a pose of `body` as frame `frame` into rgb: width * height * 3 bytes, rows from the top. */
void synth_render_frame(synth_render *r, uint8_t *rgb, const synth_pose *pose, const synth_body *body, int frame);

#endif
