#include <sagitta/overlay.h>

#include <stdlib.h>

#include "canvas.h"
#include "fail.h"
#include "facts.h"
#include "scene.h"

/* Whether the frame is the picture at a position of the motion. subject: what was to be drawn, for the error. */
static sag_status check_frame(const sag_frame *frame, const sag_motion *motion, size_t position, const char *subject,
                              int number, sag_error *err)
{
    if (position >= sag_motion_get_count(motion)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw %s %d: its frame is not in the motion", subject,
                         number);
    }
    int64_t wanted = sag_motion_get(motion, position)->frame_index;
    if (frame->index != wanted) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw %s %d: frame %lld was given, not %lld", subject, number,
                         (long long)frame->index, (long long)wanted);
    }
    if (frame->width_px < 1 || frame->width_px > SAG_FRAME_SIDE_MAX_PX || frame->height_px < 1
        || frame->height_px > SAG_FRAME_SIDE_MAX_PX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw %s %d: a frame of %d x %d pixels", subject, number,
                         frame->width_px, frame->height_px);
    }
    return SAG_STATUS_OK;
}

/* Draw a scene over its frame and write it with its facts. */
static sag_status write_scene(const char *path, const sag_frame *frame, const sag__scene *scene, sag_error *err)
{
    sag__canvas canvas;
    int scale = sag__canvas_choose_scale(frame->width_px, frame->height_px);
    sag_status status = sag__canvas_open(&canvas, frame->width_px, frame->height_px, scale, err);
    uint8_t *rgb = NULL;
    sag__facts *facts = NULL;
    ptrdiff_t stride_bytes = 3 * (ptrdiff_t)canvas.width_px;
    if (status == SAG_STATUS_OK) {
        sag__canvas_load(&canvas, frame);
        sag__scene_draw(&canvas, scene);
        rgb = malloc((size_t)stride_bytes * (size_t)canvas.height_px);
        facts = malloc(sizeof *facts);
        if (rgb == NULL || facts == NULL || !sag__canvas_is_sound(&canvas)) {
            status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw %s: out of memory", path);
        }
    }
    if (status == SAG_STATUS_OK) {
        sag__canvas_store(&canvas, rgb, stride_bytes);
        if (scene->kind == SAG__SCENE_FINDING) {
            sag__facts_of_finding(facts, scene->motion, scene->analysis, scene->finding, scale);
        } else {
            sag__facts_of_rep(facts, scene->motion, scene->analysis, scene->rep, scale);
        }
        status = sag__png_write(path, rgb, canvas.width_px, canvas.height_px, stride_bytes, facts->text, facts->count,
                                err);
    }
    free(facts);
    free(rgb);
    sag__canvas_close(&canvas);
    return status;
}

sag_status sag_overlay_write_rep_png(const char *path, const sag_frame *frame, const sag_motion *motion,
                                     const sag_analysis *analysis, const sag_rep *rep, sag_error *err)
{
    sag_status status = check_frame(frame, motion, rep->bottom_frame, "repetition", rep->number, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__scene scene = {.kind = SAG__SCENE_REP, .motion = motion, .analysis = analysis, .frame = rep->bottom_frame,
                        .rep = rep};
    return write_scene(path, frame, &scene, err);
}

sag_status sag_overlay_write_finding_png(const char *path, const sag_frame *frame, const sag_motion *motion,
                                         const sag_analysis *analysis, const sag_finding *finding, sag_error *err)
{
    if (sag_compensation_get_info(finding->compensation) == NULL || finding->worst_rep >= analysis->rep_count) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot draw a finding: it is not one of the analysis");
    }
    const sag_rep *rep = &analysis->rep[finding->worst_rep];
    sag_status status = check_frame(frame, motion, finding->frame, "the finding in repetition", rep->number, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__scene scene = {.kind = SAG__SCENE_FINDING, .motion = motion, .analysis = analysis, .frame = finding->frame,
                        .rep = rep, .finding = finding};
    return write_scene(path, frame, &scene, err);
}
