/*
 * scene.h - what is drawn over one frame, onto a canvas that holds the frame already. A snapshot, a video and a
 * live window draw the same scene.
 *
 *   body, angles -> labels find free places -> the panel takes the freest corner
 *
 * Colours are told apart by people with any colour vision (Okabe and Ito's set): blue is the skeleton, orange is
 * what was measured; both carry an outline of the other brightness.
 */
#ifndef SAGITTA_OVERLAY_SCENE_H
#define SAGITTA_OVERLAY_SCENE_H

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>

#include "canvas.h"
#include "clutter.h"

typedef struct sag__scene {
    const sag_skeleton *skeleton; /* of the frame */
    const sag_analysis *analysis;
    const sag_rep *rep;           /* whose bottom the frame shows */
} sag__scene;

/* Draw everything. Failures of memory show in sag__canvas_is_sound. */
void sag__scene_draw(sag__canvas *canvas, const sag__scene *scene);

/* Draw skeleton, angles and their labels; remember in clutter what they cover. Nothing if nobody was found. */
void sag__scene_draw_body(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter);

/* Draw the panel in the corner where it hides least; left out where it does not fit the canvas. */
void sag__scene_draw_panel(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter);

#endif
