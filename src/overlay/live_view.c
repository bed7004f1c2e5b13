/* The live window's picture: order and places. What stands on it is drawn in live_parts.c. */
#include <sagitta/live_view.h>

#include <string.h>

#include <sagitta/version.h>

#include "fail.h"
#include "live_parts.h"
#include "memory.h"
#include "png_file.h"

#define SIDE_MIN_PX 16

struct sag_live_view {
    sag__canvas camera; /* of the frame's size */
    sag__canvas window;
    uint8_t *rgb;       /* of the window's size */
    ptrdiff_t stride_bytes;
    sag__live_place place;
    int64_t t_ns;
    bool drawn;
};

sag_status sag_live_view_open(sag_live_view **out, sag_error *err)
{
    *out = sag__memory_alloc(1, sizeof **out);
    return *out != NULL ? SAG_STATUS_OK : sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw: out of memory");
}

static sag_status fit_canvas(sag__canvas *canvas, int width_px, int height_px, sag_error *err)
{
    if (canvas->surface != NULL && canvas->width_px == width_px && canvas->height_px == height_px) {
        return SAG_STATUS_OK;
    }
    sag__canvas_close(canvas);
    return sag__canvas_open(canvas, width_px, height_px, 1, err);
}

/* Make everything as large as the scene and the window need it. */
static sag_status fit(sag_live_view *view, const sag_frame *frame, int width_px, int height_px, sag_error *err)
{
    bool resized = view->rgb == NULL || view->window.width_px != width_px || view->window.height_px != height_px;
    sag_status status = fit_canvas(&view->camera, frame->width_px, frame->height_px, err);
    if (status == SAG_STATUS_OK) {
        status = fit_canvas(&view->window, width_px, height_px, err);
    }
    if (status == SAG_STATUS_OK && resized) {
        sag__memory_free(view->rgb);
        view->stride_bytes = 3 * (ptrdiff_t)width_px;
        view->rgb = sag__memory_alloc((size_t)height_px, (size_t)view->stride_bytes);
        if (view->rgb == NULL) {
            status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw %d x %d pixels: out of memory", width_px, height_px);
        }
    }
    return status;
}

sag_status sag_live_view_draw(sag_live_view *view, sag_frame *out, const sag_live_scene *scene, int width_px,
                              int height_px, sag_error *err)
{
    view->drawn = false;
    const sag_frame *frame = scene->frame;
    if (width_px < SIDE_MIN_PX || height_px < SIDE_MIN_PX || width_px > SAG_FRAME_SIDE_MAX_PX ||
        height_px > SAG_FRAME_SIDE_MAX_PX || frame->width_px < 1 || frame->height_px < 1) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw a window of %d x %d pixels", width_px, height_px);
    }
    sag_status status = fit(view, frame, width_px, height_px, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    view->place = sag__live_place_find(frame->width_px, frame->height_px, width_px, height_px, scene->mirror);
    sag__canvas_load(&view->camera, frame);
    sag__live_draw_camera(&view->window, &view->camera, &view->place);
    if (scene->guide) {
        sag__live_draw_guide(&view->window, &view->place);
    }
    sag__live_draw_body(&view->window, scene, &view->place);
    sag__live_draw_panels(&view->window, scene);
    if (!sag__canvas_is_sound(&view->window)) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw: out of memory");
    }
    sag__canvas_store(&view->window, view->rgb, view->stride_bytes);
    *out = (sag_frame){.rgb = view->rgb, .stride_bytes = view->stride_bytes, .width_px = width_px,
                       .height_px = height_px, .index = frame->index, .t_ns = frame->t_ns};
    view->t_ns = frame->t_ns;
    view->drawn = true;
    return SAG_STATUS_OK;
}

bool sag_live_view_locate(const sag_live_view *view, double *frame_x_px, double *frame_y_px, double x_px, double y_px)
{
    return view->drawn && sag__live_place_back(&view->place, frame_x_px, frame_y_px, x_px, y_px);
}

sag_status sag_live_view_write_png(const sag_live_view *view, const char *path, sag_error *err)
{
    if (!view->drawn) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: nothing was shown yet", path);
    }
    char time[32];
    sag__figure_text(time, sizeof time, "%.3f s", (double)view->t_ns * 1e-9);
    const sag__png_text texts[] = {{"Title", "Sagitta live snapshot"}, {"Software", "Sagitta " SAG_VERSION},
                                   {"sagitta:time", time}};
    return sag__png_write(path, view->rgb, view->window.width_px, view->window.height_px, view->stride_bytes, texts,
                          sizeof texts / sizeof *texts, err);
}

void sag_live_view_close(sag_live_view *view)
{
    if (view == NULL) {
        return;
    }
    sag__canvas_close(&view->camera);
    sag__canvas_close(&view->window);
    sag__memory_free(view->rgb);
    sag__memory_free(view);
}
