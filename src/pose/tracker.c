#include <sagitta/pose.h>

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "colours.h"
#include "detector.h"
#include "engine.h"
#include "fail.h"
#include "identity.h"
#include "kernels.h"
#include "landmarks.h"
#include "mask.h"
#include "outline_pack.h"
#include "outline_snap.h"
#include "memory.h"
#include "net.h"
#include "people.h"
#include "region.h"

/* Candidates for somebody lost that are looked at closely in one frame: each costs a run of the landmark network. */
#define LOOKS_MAX 3

/* The window in which somebody lost is searched, in sides of the square around the body. */
#define WINDOW_SIDES 1.5
#define WINDOW_SIDE_MIN_PX 32.0

/*
 * The detector often sees only the most striking of several people. At the start it also looks at this many windows
 * side by side, half the picture wide and overlapping by half.
 */
#define START_WINDOWS 3

static_assert(SAG__DETECTOR_PEOPLE_MAX <= SAG__IDENTITY_CANDIDATES_MAX, "whoever is detected can be ranked");

struct sag_tracker {
    sag_model model;
    sag_model detector_model;
    sag_person_rule person;
    double person_x_px;
    double person_y_px;
    sag__detector *detector;
    sag__landmarks *landmarks;
    bool timed; /* t_ns holds the time of the newest frame */
    int64_t t_ns;
    bool following; /* region says where to look in the next frame */
    int search_count; /* frames searched since somebody was followed */
    sag_region region;
    sag__region_filter filter;
    sag__identity identity;
    sag_tracker_people people;
    bool masked;            /* the newest step left a mask */
    sag_region mask_region; /* that it belongs to */
    sag__body body;
};

void sag_tracker_options_init(sag_tracker_options *options)
{
    *options = (sag_tracker_options){.thread_count = 1};
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

/* The detector on its way, in a thread of its own. */
typedef struct detector_load {
    sag__detector **out;
    const sag_model *model;
    const sag__kernels *kernels;
    sag__net_engine engine;
    int thread_count;
    sag_status status;
    sag_error err;
} detector_load;

static void *load_detector(void *argument)
{
    detector_load *load = argument;
    load->status = require_ready(load->model, &load->err);
    if (load->status == SAG_STATUS_OK) {
        load->status = sag__detector_open(load->out, load->model, load->kernels, load->engine, load->thread_count,
                                          &load->err);
    }
    return NULL;
}

/* Check and load both networks side by side. Of two failures the detector's is told. */
static sag_status load_networks(sag_tracker *tracker, const sag_tracker_options *options, sag_error *err)
{
    detector_load load = {
        .out = &tracker->detector,
        .model = &tracker->detector_model,
        .kernels = sag__kernels_choose(),
        .engine = sag__engine_of_net(options->engine),
        .thread_count = options->thread_count,
    };
    pthread_t thread;
    bool beside = pthread_create(&thread, NULL, load_detector, &load) == 0;
    sag_error landmarks_err = {0};
    sag_status status = require_ready(&tracker->model, &landmarks_err);
    if (status == SAG_STATUS_OK) {
        bool with_mask = options->with_mask && tracker->model.output_mask[0] != '\0';
        status = sag__landmarks_open(&tracker->landmarks, &tracker->model, with_mask, load.kernels, load.engine,
                                     options->thread_count, &landmarks_err);
    }
    if (beside) {
        pthread_join(thread, NULL);
    } else {
        load_detector(&load);
    }
    bool detector_failed = load.status != SAG_STATUS_OK;
    if (err != NULL && (detector_failed || status != SAG_STATUS_OK)) {
        *err = detector_failed ? load.err : landmarks_err;
    }
    return detector_failed ? load.status : status;
}

/* The manifests, then the networks: the cheapest reason to refuse comes first. */
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
    return status == SAG_STATUS_OK ? load_networks(tracker, options, err) : status;
}

sag_status sag_tracker_open(sag_tracker **out, const sag_tracker_options *options, sag_error *err)
{
    *out = NULL;
    sag_tracker *tracker = sag__memory_alloc(1, sizeof *tracker);
    if (tracker == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open the pose tracker: out of memory");
    }
    tracker->person = options->person;
    tracker->person_x_px = options->person_x_px;
    tracker->person_y_px = options->person_y_px;
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
            frame->stride_bytes <= -3 * (ptrdiff_t)frame->width_px) &&
           (frame->raw.plane[0] == NULL || sag__colours_are_readable(frame));
}

/* The two points of a body that say where to look in the next frame. */
static sag__region_points body_points(const sag__body *body)
{
    const sag_keypoint *center = &body->point[SAG__LANDMARKS_CENTER];
    const sag_keypoint *end = &body->point[SAG__LANDMARKS_END];
    return (sag__region_points){(double)center->x_px, (double)center->y_px, (double)end->x_px, (double)end->y_px};
}

/* What the identity needs of a skeleton. Returns: false if the body has no size or no place. */
static bool sight(sag__sighting *out, const sag_skeleton *skeleton, const sag__body *body, const sag_frame *frame)
{
    sag__region_points points = body_points(body);
    sag_region region;
    if (!sag__region_make(&region, &points, frame->width_px, frame->height_px)) {
        return false;
    }
    const sag_keypoint *joint = skeleton->joint;
    *out = (sag__sighting){
        .t_ns = frame->t_ns,
        .hip_x_px = 0.5 * ((double)joint[SAG_JOINT_LEFT_HIP].x_px + (double)joint[SAG_JOINT_RIGHT_HIP].x_px),
        .hip_y_px = 0.5 * ((double)joint[SAG_JOINT_LEFT_HIP].y_px + (double)joint[SAG_JOINT_RIGHT_HIP].y_px),
        .shoulder_x_px =
            0.5 * ((double)joint[SAG_JOINT_LEFT_SHOULDER].x_px + (double)joint[SAG_JOINT_RIGHT_SHOULDER].x_px),
        .shoulder_y_px =
            0.5 * ((double)joint[SAG_JOINT_LEFT_SHOULDER].y_px + (double)joint[SAG_JOINT_RIGHT_SHOULDER].y_px),
        .side_px = (double)region.side_px,
    };
    sag__appearance_read(&out->appearance, frame, joint);
    return isfinite(out->hip_x_px + out->hip_y_px + out->shoulder_x_px + out->shoulder_y_px);
}

/* A part of a frame, at least 1 x 1. */
typedef struct window {
    int x_px;
    int y_px;
    int width_px;
    int height_px;
} window;

/* People in a picture: where the landmark network is to look, and the squares around the bodies it then saw. */
typedef struct tracker_crowd {
    int count;
    sag_region square[SAG__DETECTOR_PEOPLE_MAX];
    sag_region body[SAG__DETECTOR_PEOPLE_MAX];
} tracker_crowd;

static void copy_body(sag_skeleton *out, const sag__body *body, const sag_model *model)
{
    out->found = true;
    out->presence_ratio = body->presence_ratio;
    for (int i = 0; i < model->joint_count; i++) {
        out->joint[model->joint[i]] = body->point[i];
        out->world[model->joint[i]] = body->world[i];
    }
}

/*
 * Measure the body in a region and judge it. out: filled if it is the person. found: whether there is a body at all.
 */
static sag_status look(sag_tracker *tracker, sag_skeleton *out, bool *found, const sag_frame *frame,
                       const sag_region *region)
{
    sag_status status = sag__landmarks_step(tracker->landmarks, &tracker->body, frame, region);
    *found = status == SAG_STATUS_OK && tracker->body.found;
    if (!*found) {
        return status;
    }
    sag_skeleton seen = *out;
    seen.region = *region;
    copy_body(&seen, &tracker->body, &tracker->model);
    sag__sighting sighting;
    if (!sight(&sighting, &seen, &tracker->body, frame)) {
        /* Nothing to judge by: good enough only while nobody is known. */
        *out = tracker->identity.known ? *out : seen;
        return SAG_STATUS_OK;
    }
    if (sag__identity_judge(&tracker->identity, &sighting) == SAG__VERDICT_SAME) {
        sag__identity_accept(&tracker->identity, &sighting);
        *out = seen;
    }
    return SAG_STATUS_OK;
}

/* The person was in region in the frame before. */
static sag_status follow(sag_tracker *tracker, sag_skeleton *out, const sag_frame *frame)
{
    const sag_region region = tracker->region;
    bool found = false;
    sag_status status = look(tracker, out, &found, frame, &region);
    if (status == SAG_STATUS_OK && !out->found) {
        bool on_trial = sag__identity_on_trial(&tracker->identity, frame->t_ns);
        if (found && !on_trial) {
            tracker->people.takeover_count++;
        } else {
            tracker->people.lost_count++;
        }
        if (on_trial) {
            tracker->identity = (sag__identity){0};
        }
    }
    return status;
}

/* Add the squares of the people in a window of the frame. */
static sag_status detect(tracker_crowd *crowd, sag_tracker *tracker, const sag_frame *frame, window part)
{
    sag_frame seen = *frame;
    seen.rgb += part.y_px * frame->stride_bytes + 3 * (ptrdiff_t)part.x_px;
    seen.width_px = part.width_px;
    seen.height_px = part.height_px;
    if (part.width_px != frame->width_px || part.height_px != frame->height_px) {
        seen.raw = (sag_raw){0}; /* a part may begin within a group of its pixels */
    }
    sag__detection detection[SAG__DETECTOR_PEOPLE_MAX];
    int count = 0;
    sag_status status = sag__detector_step(tracker->detector, detection, &count, &seen);
    for (int i = 0; i < count && crowd->count < SAG__DETECTOR_PEOPLE_MAX; i++) {
        sag__region_points *points = &detection[i].points;
        points->center_x_px += part.x_px;
        points->end_x_px += part.x_px;
        points->center_y_px += part.y_px;
        points->end_y_px += part.y_px;
        crowd->count += sag__region_make(&crowd->square[crowd->count], points, frame->width_px, frame->height_px);
    }
    return status;
}

/*
 * Keep of the squares from position first on those in which the landmark network sees a body that no earlier square
 * holds; reflections and coats often are none.
 */
static sag_status confirm(tracker_crowd *crowd, sag_tracker *tracker, const sag_frame *frame, int first)
{
    int end = crowd->count;
    crowd->count = first;
    for (int i = first; i < end; i++) {
        sag_status status = sag__landmarks_step(tracker->landmarks, &tracker->body, frame, &crowd->square[i]);
        if (status != SAG_STATUS_OK) {
            return status;
        }
        sag__region_points points = body_points(&tracker->body);
        sag_region body;
        if (tracker->body.found && sag__region_make(&body, &points, frame->width_px, frame->height_px) &&
            sag__people_is_new(crowd->body, crowd->count, &body)) {
            crowd->body[crowd->count] = body;
            crowd->square[crowd->count++] = crowd->square[i];
        }
    }
    return SAG_STATUS_OK;
}

/* Choose whom to follow and leave only that square in crowd, or none. */
static sag_status choose_first(tracker_crowd *crowd, sag_tracker *tracker, const sag_frame *frame)
{
    sag_status status = confirm(crowd, tracker, frame, 0);
    int sure_count = crowd->count;
    for (int i = 0; i < START_WINDOWS && status == SAG_STATUS_OK && sure_count > 0; i++) {
        int width_px = (frame->width_px + 1) / 2;
        int x_px = (frame->width_px - width_px) * i / (START_WINDOWS - 1);
        int before = crowd->count;
        status = detect(crowd, tracker, frame, (window){x_px, 0, width_px, frame->height_px});
        if (status == SAG_STATUS_OK) {
            status = confirm(crowd, tracker, frame, before);
        }
    }
    tracker->people.count = crowd->count;
    int best = sag__people_choose(crowd->body, crowd->count, tracker->person, tracker->person_x_px,
                                  tracker->person_y_px, frame->width_px, frame->height_px);
    crowd->count = status == SAG_STATUS_OK && best >= 0;
    crowd->square[0] = crowd->square[best >= 0 ? best : 0];
    return status;
}

/* Where somebody lost is expected. */
static window window_around(const sag_region *expected, const sag_frame *frame)
{
    double half_px = 0.5 * fmax(WINDOW_SIDES * (double)expected->side_px, WINDOW_SIDE_MIN_PX);
    double x_px = fmin(fmax((double)expected->center_x_px, 0.0), (double)frame->width_px);
    double y_px = fmin(fmax((double)expected->center_y_px, 0.0), (double)frame->height_px);
    int left_px = (int)fmax(x_px - half_px, 0.0);
    int top_px = (int)fmax(y_px - half_px, 0.0);
    int right_px = (int)fmin(x_px + half_px, (double)frame->width_px);
    int bottom_px = (int)fmin(y_px + half_px, (double)frame->height_px);
    return (window){left_px, top_px, right_px - left_px, bottom_px - top_px};
}

/*
 * Nobody is followed: look for a first person, or for the one who was lost. The latter is looked for in the whole
 * picture and near the expected place in turn, for the one run sees far and the other is not drawn to other people.
 */
static sag_status search(sag_tracker *tracker, sag_skeleton *out, const sag_frame *frame)
{
    tracker->filter = (sag__region_filter){0};
    window part = {0, 0, frame->width_px, frame->height_px};
    if (tracker->identity.known && tracker->search_count % 2 == 1) {
        sag_region expected = sag__identity_expect(&tracker->identity, frame->t_ns);
        part = window_around(&expected, frame);
    }
    tracker->search_count++;
    tracker_crowd crowd = {.count = 0};
    int order[SAG__IDENTITY_CANDIDATES_MAX] = {0};
    sag_status status = detect(&crowd, tracker, frame, part);
    if (status == SAG_STATUS_OK && !tracker->identity.known) {
        status = choose_first(&crowd, tracker, frame);
    } else {
        sag__identity_rank(order, &tracker->identity, crowd.square, crowd.count, frame->t_ns);
    }
    for (int i = 0; i < crowd.count && i < LOOKS_MAX && status == SAG_STATUS_OK && !out->found; i++) {
        bool found = false;
        status = look(tracker, out, &found, frame, &crowd.square[order[i]]);
    }
    return status;
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

    bool followed = tracker->following;
    tracker->following = false;
    sag_status status = followed ? follow(tracker, out, frame) : search(tracker, out, frame);
    if (status != SAG_STATUS_OK || !out->found) {
        return status;
    }
    tracker->search_count = 0;
    tracker->masked = sag__landmarks_has_mask(tracker->landmarks);
    tracker->mask_region = out->region;

    sag__region_points points = body_points(&tracker->body);
    points = sag__region_filter_step(&tracker->filter, &points, frame->t_ns);
    tracker->following = sag__region_make(&tracker->region, &points, frame->width_px, frame->height_px);
    tracker->people.lost_count += !tracker->following;
    return SAG_STATUS_OK;
}

sag_status sag_tracker_get_mask(const sag_tracker *tracker, const float **mask, int *width_px, int *height_px)
{
    *mask = tracker->masked ? sag__landmarks_get_mask(tracker->landmarks, NULL) : NULL;
    *width_px = *mask != NULL ? SAG__LANDMARKS_MASK_SIDE : 0;
    *height_px = *width_px;
    return *mask != NULL ? SAG_STATUS_OK : tracker->masked ? SAG_STATUS_MODEL : SAG_STATUS_NOT_FOUND;
}

sag_status sag_tracker_warp_mask(const sag_tracker *tracker, float *out, int width_px, int height_px)
{
    const float *mask = NULL;
    int side = 0;
    sag_status status = sag_tracker_get_mask(tracker, &mask, &side, &side);
    if (status == SAG_STATUS_OK) {
        sag__mask_warp(out, width_px, height_px, mask, side, &tracker->mask_region);
    }
    return status;
}

void sag_tracker_trace_outline(const sag_tracker *tracker, sag_outline *out, const sag_skeleton *skeleton,
                               const sag_frame *frame)
{
    memset(out, 0, sizeof *out);
    sag__outline_axis axis;
    int facing = tracker->masked ? sag__outline_facing(skeleton) : 0;
    if (facing == 0 || !frame_is_good(frame) || !sag__outline_axis_read(&axis, skeleton, facing)) {
        return;
    }
    sag__outline_cells reach;
    if (!sag__outline_reach(&reach, SAG__LANDMARKS_MASK_SIDE, &tracker->mask_region, &axis)) {
        return;
    }
    const float *mask = sag__landmarks_get_mask(tracker->landmarks, &reach);
    sag__outline outline;
    if (mask != NULL && sag__outline_trace(&outline, mask, SAG__LANDMARKS_MASK_SIDE, &tracker->mask_region, &axis)) {
        sag__outline_snap(&outline, frame);
        sag__outline_pack(out, &outline);
    }
}

const sag_model *sag_tracker_get_model(const sag_tracker *tracker)
{
    return &tracker->model;
}

const sag_model *sag_tracker_get_detector(const sag_tracker *tracker)
{
    return &tracker->detector_model;
}

const char *sag_tracker_get_engine(const sag_tracker *tracker)
{
    return sag__net_get_engine(sag__landmarks_get_net(tracker->landmarks));
}

const char *sag_tracker_get_engine_reason(const sag_tracker *tracker)
{
    const char *reason = sag__net_get_reason(sag__landmarks_get_net(tracker->landmarks));
    return reason[0] != '\0' ? reason : sag__net_get_reason(sag__detector_get_net(tracker->detector));
}

sag_tracker_people sag_tracker_get_people(const sag_tracker *tracker)
{
    return tracker->people;
}

sag_tracker_times sag_tracker_get_times(const sag_tracker *tracker)
{
    sag_tracker_times times = {0};
    sag__detector_add_times(tracker->detector, &times);
    sag__landmarks_add_times(tracker->landmarks, &times);
    return times;
}

void sag_tracker_reset(sag_tracker *tracker)
{
    tracker->timed = false;
    tracker->following = false;
    tracker->search_count = 0;
    tracker->identity = (sag__identity){0};
    tracker->people = (sag_tracker_people){0};
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
