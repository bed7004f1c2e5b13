/*
 * live_parts.h - what stands on the live window's picture.
 *
 * Thread: pure functions on a canvas.
 */
#ifndef SAGITTA_OVERLAY_LIVE_PARTS_H
#define SAGITTA_OVERLAY_LIVE_PARTS_H

#include <sagitta/live_view.h>

#include "canvas.h"
#include "figure.h"

/* Where the camera's picture lies in the window: as large as it fits, in the middle. */
typedef struct sag__live_place {
    double scale;
    double left_px;
    double top_px;
    int frame_width_px;
    int frame_height_px;
    bool mirror;
} sag__live_place;

sag__live_place sag__live_place_find(int frame_width_px, int frame_height_px, int width_px, int height_px, bool mirror);

/* A place of the frame in the window, and back; back returns false beside the frame. */
sag__point sag__live_place_to(const sag__live_place *place, double x_px, double y_px);
bool sag__live_place_back(const sag__live_place *place, double *frame_x_px, double *frame_y_px, double x_px, double y_px);

/* The camera's picture on a dark ground. */
void sag__live_draw_camera(sag__canvas *window, const sag__canvas *camera, const sag__live_place *place);

/* Where a person should stand. */
void sag__live_draw_guide(sag__canvas *window, const sag__live_place *place);

/* Skeleton and angles. */
void sag__live_draw_body(sag__canvas *window, const sag_live_scene *scene, const sag__live_place *place);

/* Counter, gauge, words. */
void sag__live_draw_panels(sag__canvas *window, const sag_live_scene *scene);

#endif
