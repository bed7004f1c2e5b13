#include <sagitta/overlay.h>

#include <assert.h>
#include <stdlib.h>

#include <sagitta/version.h>

#include "angle.h"
#include "canvas.h"
#include "decimal.h"
#include "fail.h"
#include "figure.h"
#include "png_file.h"
#include "scene.h"

/* Room for the plain facts, and value, error or reason of every metric. */
#define TEXT_MAX (16 + 2 * SAG_METRIC_COUNT)
static_assert(TEXT_MAX <= SAG__PNG_TEXTS_MAX, "all facts fit a picture");

/* The facts of a snapshot as PNG text chunks; the strings live here. */
typedef struct chunks {
    size_t count;
    char key[TEXT_MAX][64];
    char value[TEXT_MAX][SAG_MOTION_TEXT_BYTES];
    sag__png_text text[TEXT_MAX];
} chunks;

/* Begin a fact: its key is set, its value is to be written by the caller to the returned place. */
static char *add_key(chunks *out, const char *key, const char *suffix)
{
    assert(out->count < TEXT_MAX);
    size_t i = out->count++;
    sag__figure_text(out->key[i], sizeof out->key[i], "%s%s", key, suffix);
    out->text[i] = (sag__png_text){out->key[i], out->value[i]};
    return out->value[i];
}

#define ADD(out, key, suffix, ...) sag__figure_text(add_key(out, key, suffix), SAG_MOTION_TEXT_BYTES, __VA_ARGS__)

static void add_metric(chunks *out, sag_metric metric, const sag_measure *measure)
{
    const sag_metric_info *info = sag_metric_get_info(metric);
    char key[48];
    sag__figure_text(key, sizeof key, "sagitta:%s", info->name);
    if (measure->reason != SAG_REASON_NONE) {
        ADD(out, key, "_reason", "%s", sag_reason_text(measure->reason));
    } else if (info->unit == SAG_UNIT_ANGLE) {
        ADD(out, key, "_deg", "%.1f", sag__decimal_round(SAG__DEG(measure->value), 1));
        ADD(out, key, "_se_deg", "%.1f", sag__decimal_round(SAG__DEG(measure->se), 1));
    } else {
        ADD(out, key, "_ratio", "%.3f", sag__decimal_round(measure->value, 3));
        ADD(out, key, "_se_ratio", "%.3f", sag__decimal_round(measure->se, 3));
    }
}

static void fill_chunks(chunks *out, const sag_motion *motion, const sag_analysis *analysis, const sag_rep *rep,
                        int scale)
{
    double bottom_s = (double)rep->bottom_ns / 1e9;
    out->count = 0;
    ADD(out, "Title", "", "Squat %d of %zu, bottom at %.3f s", rep->number, analysis->rep_count, bottom_s);
    ADD(out, "Software", "", "Sagitta %s", sag_version());
    ADD(out, "Source", "", "%s", sag_motion_view_facts(motion)->source_name);
    ADD(out, "sagitta:rep", "", "%d", rep->number);
    ADD(out, "sagitta:rep_count", "", "%zu", analysis->rep_count);
    ADD(out, "sagitta:time_s", "", "%.3f", bottom_s);
    ADD(out, "sagitta:frame", "", "%zu", rep->bottom_frame);
    ADD(out, "sagitta:picture_scale", "", "%d", scale);
    ADD(out, "sagitta:view", "", "%s", sag_view_name(analysis->view));
    ADD(out, "sagitta:facing", "", "%s", sag_facing_name(analysis->facing));
    ADD(out, "sagitta:near_side", "", "%s", sag_side_name(analysis->near_side));
    ADD(out, "sagitta:partial", "", "%s", rep->partial ? "yes" : "no");
    ADD(out, "sagitta:depth_class", "", "%s", sag_depth_class_name(rep->depth_class));
    if (rep->depth_class_other != rep->depth_class) {
        ADD(out, "sagitta:depth_class_other", "", "%s", sag_depth_class_name(rep->depth_class_other));
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        add_metric(out, (sag_metric)m, &rep->at_bottom[m]);
    }
}

/* Whether the frame is the picture of the repetition's bottom. */
static sag_status check_frame(const sag_frame *frame, const sag_motion *motion, const sag_rep *rep, sag_error *err)
{
    if (rep->bottom_frame >= sag_motion_get_count(motion)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw repetition %d: its frame is not in the motion",
                         rep->number);
    }
    int64_t wanted = sag_motion_get(motion, rep->bottom_frame)->frame_index;
    if (frame->index != wanted) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw repetition %d: frame %lld was given, not %lld",
                         rep->number, (long long)frame->index, (long long)wanted);
    }
    if (frame->width_px < 1 || frame->width_px > SAG_FRAME_SIDE_MAX_PX || frame->height_px < 1
        || frame->height_px > SAG_FRAME_SIDE_MAX_PX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw repetition %d: a frame of %d x %d pixels",
                         rep->number, frame->width_px, frame->height_px);
    }
    return SAG_STATUS_OK;
}

sag_status sag_overlay_write_rep_png(const char *path, const sag_frame *frame, const sag_motion *motion,
                                     const sag_analysis *analysis, const sag_rep *rep, sag_error *err)
{
    sag_status status = check_frame(frame, motion, rep, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__canvas canvas;
    status = sag__canvas_open(&canvas, frame->width_px, frame->height_px, err);
    uint8_t *rgb = NULL;
    chunks *facts = NULL;
    ptrdiff_t stride_bytes = 3 * (ptrdiff_t)canvas.width_px;
    if (status == SAG_STATUS_OK) {
        sag__canvas_load(&canvas, frame);
        sag__scene scene = {sag_motion_get(motion, rep->bottom_frame), analysis, rep};
        sag__scene_draw(&canvas, &scene);
        rgb = malloc((size_t)stride_bytes * (size_t)canvas.height_px);
        facts = malloc(sizeof *facts);
        if (rgb == NULL || facts == NULL || !sag__canvas_is_sound(&canvas)) {
            status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw %s: out of memory", path);
        }
    }
    if (status == SAG_STATUS_OK) {
        sag__canvas_store(&canvas, rgb, stride_bytes);
        fill_chunks(facts, motion, analysis, rep, canvas.scale);
        status = sag__png_write(path, rgb, canvas.width_px, canvas.height_px, stride_bytes, facts->text, facts->count,
                                err);
    }
    free(facts);
    free(rgb);
    sag__canvas_close(&canvas);
    return status;
}
