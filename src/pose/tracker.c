#include <sagitta/pose.h>

#include <string.h>

#include "detector.h"
#include "fail.h"
#include "landmarks.h"
#include "mask.h"
#include "memory.h"
#include "net.h"
#include "region.h"

struct sag_tracker {
    sag_model model;
    sag_model detector_model;
    sag__detector *detector;
    sag__landmarks *landmarks;
    bool timed; /* t_ns holds the time of the newest frame */
    int64_t t_ns;
    bool following; /* region says where to look in the next frame */
    sag_region region;
    sag__region_filter filter;
    bool masked;            /* the newest step left a mask */
    sag_region mask_region; /* that it belongs to */
    sag__body body;
};

void sag_tracker_options_init(sag_tracker_options *options)
{
    *options = (sag_tracker_options){0};
}

/* Check that a network file is there and is the one of its manifest. */
static sag_status require_ready(const sag_model *model, sag_error *err)
{
    sag_model_state state = SAG_MODEL_STATE_MISSING;
    sag_status status = sag_model_verify(&state, model, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    if (state == SAG_MODEL_STATE_MISSING) {
        return sag__fail(err, SAG_STATUS_NOT_FOUND, "the model %s is missing: no file %s", model->name, model->path);
    }
    if (state == SAG_MODEL_STATE_CORRUPT) {
        return sag__fail(err, SAG_STATUS_FORMAT, "the model file %s is corrupt: its SHA-256 is not that of %s",
                         model->path, model->name);
    }
    return SAG_STATUS_OK;
}

/* Manifests, then hashes, then networks: the cheapest reason to refuse comes first. */
static sag_status tracker_load(sag_tracker *tracker, const sag_tracker_options *options, sag_error *err)
{
    char folder[SAG_MODEL_PATH_BYTES];
    sag_status status = sag_model_find_folder(folder, options->model_folder, err);
    if (status == SAG_STATUS_OK) {
        status = sag_model_load(&tracker->model, folder, options->model_name, err);
    }
    if (status == SAG_STATUS_OK && tracker->model.role != SAG_MODEL_ROLE_LANDMARKS) {
        status = sag__fail(err, SAG_STATUS_ARGUMENT, "the model %s finds no landmarks", tracker->model.name);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_model_load(&tracker->detector_model, folder, tracker->model.detector, err);
    }
    if (status == SAG_STATUS_OK) {
        status = require_ready(&tracker->detector_model, err);
    }
    if (status == SAG_STATUS_OK) {
        status = require_ready(&tracker->model, err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag__detector_open(&tracker->detector, &tracker->detector_model, options->thread_count, err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag__landmarks_open(&tracker->landmarks, &tracker->model, options->with_mask, options->thread_count,
                                     err);
    }
    return status;
}

sag_status sag_tracker_open(sag_tracker **out, const sag_tracker_options *options, sag_error *err)
{
    *out = NULL;
    sag_tracker *tracker = sag__memory_alloc(1, sizeof *tracker);
    if (tracker == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open the pose tracker: out of memory");
    }
    sag_status status = tracker_load(tracker, options, err);
    if (status != SAG_STATUS_OK) {
        sag_tracker_close(tracker);
        return status;
    }
    *out = tracker;
    return SAG_STATUS_OK;
}

static bool frame_is_good(const sag_frame *frame)
{
    return frame->rgb != NULL && frame->width_px >= 1 && frame->width_px <= SAG_FRAME_SIDE_MAX_PX &&
           frame->height_px >= 1 && frame->height_px <= SAG_FRAME_SIDE_MAX_PX &&
           (frame->stride_bytes >= 3 * (ptrdiff_t)frame->width_px ||
            frame->stride_bytes <= -3 * (ptrdiff_t)frame->width_px);
}

/* Make sure there is a region to look into. Leaves following false if there is nobody. */
static sag_status tracker_search(sag_tracker *tracker, const sag_frame *frame)
{
    if (tracker->following) {
        return SAG_STATUS_OK;
    }
    tracker->filter = (sag__region_filter){0};
    sag__region_points points;
    bool found = false;
    sag_status status = sag__detector_step(tracker->detector, &found, &points, frame);
    tracker->following = status == SAG_STATUS_OK && found &&
                         sag__region_make(&tracker->region, &points, frame->width_px, frame->height_px);
    return status;
}

static void copy_body(sag_skeleton *out, const sag__body *body, const sag_model *model)
{
    out->found = true;
    out->presence_ratio = body->presence_ratio;
    for (int i = 0; i < model->joint_count; i++) {
        out->joint[model->joint[i]] = body->point[i];
        out->world[model->joint[i]] = body->world[i];
    }
}

sag_status sag_tracker_step(sag_tracker *tracker, sag_skeleton *out, const sag_frame *frame)
{
    memset(out, 0, sizeof *out);
    tracker->masked = false;
    if (!frame_is_good(frame) || (tracker->timed && frame->t_ns <= tracker->t_ns)) {
        return SAG_STATUS_ARGUMENT;
    }
    out->frame_index = frame->index;
    out->t_ns = frame->t_ns;
    tracker->timed = true;
    tracker->t_ns = frame->t_ns;

    sag_status status = tracker_search(tracker, frame);
    if (status != SAG_STATUS_OK || !tracker->following) {
        return status;
    }
    const sag_region region = tracker->region;
    tracker->following = false;
    status = sag__landmarks_step(tracker->landmarks, &tracker->body, frame, &region);
    if (status != SAG_STATUS_OK || !tracker->body.found) {
        return status;
    }
    out->region = region;
    copy_body(out, &tracker->body, &tracker->model);
    tracker->masked = sag__landmarks_get_mask(tracker->landmarks) != NULL;
    tracker->mask_region = region;

    const sag_keypoint *center = &tracker->body.point[SAG__LANDMARKS_CENTER];
    const sag_keypoint *end = &tracker->body.point[SAG__LANDMARKS_END];
    sag__region_points points = {(double)center->x_px, (double)center->y_px, (double)end->x_px, (double)end->y_px};
    points = sag__region_filter_step(&tracker->filter, &points, frame->t_ns);
    tracker->following = sag__region_make(&tracker->region, &points, frame->width_px, frame->height_px);
    return SAG_STATUS_OK;
}

sag_status sag_tracker_get_mask(const sag_tracker *tracker, const float **mask, int *width_px, int *height_px)
{
    *mask = tracker->masked ? sag__landmarks_get_mask(tracker->landmarks) : NULL;
    *width_px = tracker->masked ? SAG__LANDMARKS_MASK_SIDE : 0;
    *height_px = *width_px;
    return tracker->masked ? SAG_STATUS_OK : SAG_STATUS_NOT_FOUND;
}

sag_status sag_tracker_warp_mask(const sag_tracker *tracker, float *out, int width_px, int height_px)
{
    if (!tracker->masked) {
        return SAG_STATUS_NOT_FOUND;
    }
    sag__mask_warp(out, width_px, height_px, sag__landmarks_get_mask(tracker->landmarks), SAG__LANDMARKS_MASK_SIDE,
                   &tracker->mask_region);
    return SAG_STATUS_OK;
}

const sag_model *sag_tracker_get_model(const sag_tracker *tracker)
{
    return &tracker->model;
}

const sag_model *sag_tracker_get_detector(const sag_tracker *tracker)
{
    return &tracker->detector_model;
}

const char *sag_tracker_engine(void)
{
    return sag__net_engine();
}

void sag_tracker_reset(sag_tracker *tracker)
{
    tracker->timed = false;
    tracker->following = false;
    tracker->masked = false;
}

void sag_tracker_close(sag_tracker *tracker)
{
    if (tracker != NULL) {
        sag__detector_close(tracker->detector);
        sag__landmarks_close(tracker->landmarks);
        sag__memory_free(tracker);
    }
}
