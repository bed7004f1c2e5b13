/*
 * scene.h - what is drawn over one frame, onto a canvas that holds the frame already. The snapshot of a repetition, the
 * evidence of a finding and every frame of a video are this scene; its kind switches the elements.
 *
 *   body -> what was measured, as lines and arcs -> what a finding points at -> labels -> panel
 *
 * In a snapshot a label takes the freest of some places. In a video its place only follows the body, so that it glides
 * and never jumps.
 */
#ifndef SAGITTA_OVERLAY_SCENE_H
#define SAGITTA_OVERLAY_SCENE_H

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>

#include "canvas.h"
#include "clutter.h"

typedef enum sag__scene_kind {
    SAG__SCENE_REP = 0, /* the bottom of a repetition, with its numbers */
    SAG__SCENE_FINDING, /* the moment that shows a finding most */
    SAG__SCENE_VIDEO
} sag__scene_kind;

typedef struct sag__scene {
    sag__scene_kind kind;
    const sag_motion *motion;
    const sag_analysis *analysis;
    size_t frame;               /* position in the motion */
    const sag_rep *rep;         /* whose bottom the frame shows, or in which the finding lies; NULL in a video */
    const sag_finding *finding; /* to be pointed out; NULL: none */
    bool terse;                 /* labels without words: a small video */
} sag__scene;

/* Places for the middle of a label, best first. */
#define SAG__SCENE_PLACE_MAX 8

/* Draw a snapshot or an evidence. Failures of memory show in sag__canvas_is_sound. */
void sag__scene_draw(sag__canvas *canvas, const sag__scene *scene);

/*
 * Draw skeleton, angles, what the finding points at, and their labels; remember in clutter what they cover. Nothing if
 * nobody was found.
 */
void sag__scene_draw_body(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter);

/* A box of whole pixels that holds all that sag__scene_draw_body draws. Returns false if it draws nothing. */
bool sag__scene_body_box(sag__box *box, const sag__canvas *canvas, const sag__scene *scene);

/* Draw what the view of the analysis measures in this frame, with the numbers. */
void sag__scene_draw_sagittal(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter);
void sag__scene_draw_frontal(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter);

/* Draw what the scene's finding points at. */
void sag__scene_draw_finding(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter);

/* Draw the panel in the corner where it hides least; left out where it does not fit the canvas. */
void sag__scene_draw_panel(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter);

/*
 * Draw the lower back where it was measured: its outline, the two tangents, the standing back behind it, and the size
 * where it may be told. In the evidence of a finding that points at it, what lies between both backs too.
 */
void sag__scene_draw_back(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter);

/* Whether the picture's view is a side view. */
bool sag__scene_is_side(const sag_analysis *analysis);

/* The value of a metric in the scene's frame. Returns false where it was not measured. */
bool sag__scene_measure(double *value, const sag__scene *scene, sag_metric metric);

/*
 * Whether a point can be drawn to: Cairo's coordinates are fixed-point numbers, positions far outside would wrap
 * around.
 */
bool sag__scene_reaches(const sag__canvas *canvas, sag__point at);

/* Where a joint lies on the canvas. Returns false if it is hidden, far outside, or nobody was found. */
bool sag__scene_locate(sag__point *out, const sag__canvas *canvas, const sag__scene *scene, sag_joint joint);

/* The same for the joint of a side, named by its left one; and for the middle of both sides'. */
bool sag__scene_locate_side(sag__point *out, const sag__canvas *canvas, const sag__scene *scene, sag_joint left,
                            sag_side side);
bool sag__scene_locate_middle(sag__point *out, const sag__canvas *canvas, const sag__scene *scene, sag_joint left);

/* +1 if the person faces the right of the picture, -1 the left; where that is not known, where the near knee points. */
double sag__scene_forward(const sag__canvas *canvas, const sag__scene *scene);

/* Directions of the true horizontal toward the right of the picture, and of the true vertical, upward. */
double sag__scene_level_rad(const sag__scene *scene);
double sag__scene_up_rad(const sag__scene *scene);

/*
 * Write a label. toward: which way it may grow from the first place: -1 its right edge lies there, 0 its middle, +1 its
 * left edge. place: SAG__SCENE_PLACE_MAX at most; the others are for the label's middle.
 */
void sag__scene_label(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter, const char *text,
                      double toward, const sag__point *place, size_t count);

#endif
