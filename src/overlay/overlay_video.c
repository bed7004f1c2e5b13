#include <sagitta/overlay.h>

#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "chart.h"
#include "counter.h"
#include "crowd.h"
#include "fail.h"
#include "gauge.h"
#include "layout.h"
#include "memory.h"
#include "scene.h"

/* A finding is pointed out this long around its moment. */
#define FINDING_NS 350000000LL
/* A picture narrower than this many letters has labels without words. */
#define TERSE_FONTS 40.0

struct sag_overlay {
    sag__canvas canvas;
    const sag_motion *motion;
    const sag_analysis *analysis;
    bool terse;
    bool has_counter;
    bool has_chart;
    bool has_gauge;
    sag__counter counter;
    sag__chart chart;
    sag__gauge gauge;
    ptrdiff_t stride_bytes;
    uint8_t *rgb;
};

/* Find the places and draw what does not move. Returns false when out of memory. */
static bool open_parts(sag_overlay *overlay)
{
    sag__crowd *crowd = sag__memory_alloc(1, sizeof *crowd);
    if (crowd == NULL) {
        return false;
    }
    sag__canvas *canvas = &overlay->canvas;
    sag__layout layout;
    sag__layout_watch(crowd, canvas, overlay->motion, overlay->analysis, overlay->terse);
    sag__layout_find(&layout, canvas, crowd, overlay->analysis);
    sag__memory_free(crowd);
    overlay->has_counter = layout.counter.width_px > 0.0;
    overlay->has_chart = layout.chart.width_px > 0.0;
    overlay->has_gauge = layout.gauge.width_px > 0.0;
    return (!overlay->has_counter
            || sag__counter_open(&overlay->counter, &layout.counter, overlay->analysis, layout.detail,
                                 layout.counter_width_fonts))
           && (!overlay->has_chart
               || sag__chart_open(&overlay->chart, canvas, &layout.chart, overlay->motion, overlay->analysis))
           && (!overlay->has_gauge || sag__gauge_open(&overlay->gauge, canvas, &layout.gauge, overlay->analysis));
}

sag_status sag_overlay_open(sag_overlay **out, int width_px, int height_px, const sag_motion *motion,
                            const sag_analysis *analysis, sag_error *err)
{
    *out = NULL;
    if (width_px < 1 || width_px > SAG_FRAME_SIDE_MAX_PX || height_px < 1 || height_px > SAG_FRAME_SIDE_MAX_PX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw on frames of %d x %d pixels", width_px, height_px);
    }
    sag_overlay *overlay = calloc(1, sizeof *overlay);
    if (overlay == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw on frames: out of memory");
    }
    sag_status status = sag__canvas_open(&overlay->canvas, width_px, height_px, 1, err);
    if (status == SAG_STATUS_OK) {
        overlay->motion = motion;
        overlay->analysis = analysis;
        overlay->terse = width_px < TERSE_FONTS * overlay->canvas.font_px;
        overlay->stride_bytes = 3 * (ptrdiff_t)width_px;
        overlay->rgb = sag__memory_alloc((size_t)height_px, (size_t)overlay->stride_bytes);
        if (overlay->rgb == NULL || !open_parts(overlay) || !sag__canvas_is_sound(&overlay->canvas)) {
            status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw on frames of %d x %d pixels: out of memory",
                               width_px, height_px);
        }
    }
    if (status != SAG_STATUS_OK) {
        sag_overlay_close(overlay);
        return status;
    }
    *out = overlay;
    return SAG_STATUS_OK;
}

static sag_status check_frame(const sag_overlay *overlay, const sag_frame *frame, size_t i, sag_error *err)
{
    if (i >= sag_motion_get_count(overlay->motion)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw frame %zu: the motion has %zu", i,
                         sag_motion_get_count(overlay->motion));
    }
    int64_t wanted = sag_motion_get(overlay->motion, i)->frame_index;
    if (frame->index != wanted) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw frame %lld: frame %lld was given", (long long)wanted,
                         (long long)frame->index);
    }
    if (frame->width_px != overlay->canvas.width_px || frame->height_px != overlay->canvas.height_px) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw frame %lld: %d x %d pixels, not %d x %d",
                         (long long)wanted, frame->width_px, frame->height_px, overlay->canvas.width_px,
                         overlay->canvas.height_px);
    }
    return SAG_STATUS_OK;
}

/* The finding whose moment is now; the most certain of several. */
static const sag_finding *finding_at(const sag_analysis *analysis, int64_t t_ns)
{
    for (size_t i = 0; i < analysis->finding_count; i++) {
        int64_t away_ns = analysis->finding[i].t_ns - t_ns;
        if (away_ns > -FINDING_NS && away_ns < FINDING_NS) {
            return &analysis->finding[i];
        }
    }
    return NULL;
}

/* Only the parts of a picture that are drawn on go through the canvas: most of it is untouched. */
#define PART_MAX 4

static size_t find_parts(sag__box *part, const sag_overlay *overlay, const sag__scene *scene)
{
    size_t count = 0;
    if (sag__scene_body_box(&part[count], &overlay->canvas, scene)) {
        count++;
    }
    if (overlay->has_chart) {
        part[count++] = overlay->chart.plate.box;
    }
    if (overlay->has_gauge && overlay->gauge.shown) {
        part[count++] = overlay->gauge.plate.box;
    }
    if (overlay->has_counter) {
        part[count++] = overlay->counter.plate.box;
    }
    return count;
}

static void draw_parts(sag_overlay *overlay, const sag__scene *scene, const sag__box *part, size_t part_count)
{
    sag__canvas *canvas = &overlay->canvas;
    if (part_count == 0) {
        return;
    }
    sag__clutter clutter;
    sag__clutter_init(&clutter, canvas->width_px, canvas->height_px, canvas->font_px);
    cairo_save(canvas->cairo);
    cairo_new_path(canvas->cairo);
    for (size_t k = 0; k < part_count; k++) {
        cairo_rectangle(canvas->cairo, part[k].x_px, part[k].y_px, part[k].width_px, part[k].height_px);
    }
    cairo_clip(canvas->cairo);
    sag__scene_draw_body(canvas, scene, &clutter);
    if (overlay->has_chart) {
        sag__chart_draw(&overlay->chart, canvas, overlay->motion, overlay->analysis, scene->frame);
    }
    if (overlay->has_gauge) {
        sag__gauge_draw(&overlay->gauge, canvas, overlay->analysis, scene->frame);
    }
    if (overlay->has_counter) {
        sag__counter_draw(&overlay->counter, canvas, overlay->motion, overlay->analysis, scene->frame);
    }
    cairo_restore(canvas->cairo);
}

static void copy_rows(sag_overlay *overlay, const sag_frame *frame)
{
    for (int y = 0; y < frame->height_px; y++) {
        memcpy(overlay->rgb + y * overlay->stride_bytes, frame->rgb + y * frame->stride_bytes,
               3 * (size_t)frame->width_px);
    }
}

sag_status sag_overlay_draw(sag_overlay *overlay, sag_frame *out, const sag_frame *frame, size_t i, sag_error *err)
{
    sag_status status = check_frame(overlay, frame, i, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__canvas *canvas = &overlay->canvas;
    sag__scene scene = {.kind = SAG__SCENE_VIDEO, .motion = overlay->motion, .analysis = overlay->analysis, .frame = i,
                        .finding = finding_at(overlay->analysis, sag_motion_get(overlay->motion, i)->t_ns),
                        .terse = overlay->terse};
    sag__box part[PART_MAX];
    size_t part_count = find_parts(part, overlay, &scene);
    copy_rows(overlay, frame);
    for (size_t k = 0; k < part_count; k++) {
        sag__canvas_load_part(canvas, frame, &part[k]);
    }
    draw_parts(overlay, &scene, part, part_count);
    if (!sag__canvas_is_sound(canvas) || (overlay->has_counter && !sag__plate_is_sound(&overlay->counter.plate))) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw frame %lld: out of memory", (long long)frame->index);
    }
    for (size_t k = 0; k < part_count; k++) {
        sag__canvas_store_part(canvas, overlay->rgb, overlay->stride_bytes, &part[k]);
    }
    *out = *frame;
    out->rgb = overlay->rgb;
    out->stride_bytes = overlay->stride_bytes;
    out->raw = (sag_raw){0};
    return SAG_STATUS_OK;
}

void sag_overlay_close(sag_overlay *overlay)
{
    if (overlay == NULL) {
        return;
    }
    sag__counter_close(&overlay->counter);
    sag__chart_close(&overlay->chart);
    sag__gauge_close(&overlay->gauge);
    sag__memory_free(overlay->rgb);
    sag__canvas_close(&overlay->canvas);
    free(overlay);
}
