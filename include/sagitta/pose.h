/*
 * pose.h - frames in, skeletons out: the BlazePose pipeline.
 *
 *   frame -> detector (only when nobody is followed) -> region of interest -> landmark network
 *         -> heatmap refinement -> skeleton;  auxiliary points -> filter -> region of the next frame
 *         -> mask, if asked for -> outline of the back
 *
 * One person is followed, chosen once. When that person is lost or the landmarks have jumped to somebody else, the
 * frame counts as not found and the detector looks for the same person again: near the last place, of the same size.
 *
 * The arithmetic conforms to MediaPipe Pose with smoothing off (google-ai-edge/mediapipe, Apache-2.0;
 * Bazarevsky et al. 2020, "BlazePose: On-device Real-time Body Pose tracking", arXiv 2006.10204).
 * Nothing is smoothed here: skeletons are raw measurements.
 * Thread: one tracker is used by one thread at a time. step allocates nothing of its own. With more than one inference
 * thread, set OMP_WAIT_POLICY=passive before the process starts (OpenMP reads it before main): threads that spin while
 * they wait cost hundreds of times the time of a run where other processes want the cores.
 */
#ifndef SAGITTA_POSE_H
#define SAGITTA_POSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/frame.h>
#include <sagitta/model.h>
#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sag_tracker sag_tracker;

/* Whom to follow when the first picture that shows anybody shows several people. */
typedef enum sag_person_rule {
    SAG_PERSON_MAIN = 0, /* the largest and most central */
    SAG_PERSON_LARGEST,
    SAG_PERSON_LEFTMOST,
    SAG_PERSON_RIGHTMOST,
    SAG_PERSON_AT        /* the one at, or nearest to, a point */
} sag_person_rule;

/* The library that runs the networks. */
typedef enum sag_engine {
    SAG_ENGINE_AUTO = 0, /* oneDNN where it was built in and takes the model, else OpenCV DNN */
    SAG_ENGINE_ONEDNN,
    SAG_ENGINE_OPENCV
} sag_engine;

typedef struct sag_tracker_options {
    const char *model_folder; /* NULL: sag_model_find_folder decides */
    const char *model_name;   /* NULL: the default landmark model */
    bool with_mask;           /* also compute the person mask, if the model has one */
    int thread_count;         /* inference threads, 0: as many as there are cores for this process; default 1 */
    sag_engine engine;
    sag_person_rule person;
    double person_x_px;       /* for SAG_PERSON_AT, in the upright picture */
    double person_y_px;
} sag_tracker_options;

/* What the tracker saw of other people. */
typedef struct sag_tracker_people {
    int count;          /* in the first picture that showed any; 0 while nobody was seen */
    int takeover_count; /* times the landmarks had jumped to somebody else and were refused */
    int lost_count;     /* times the person was lost and searched again */
} sag_tracker_people;

/* Where the time of a tracker went since it was opened, and how often each network ran. */
typedef struct sag_tracker_times {
    int64_t crop_ns;   /* sampling the networks' inputs from the pictures */
    int64_t detect_ns; /* the detector's network */
    int64_t body_ns;   /* the landmark network without its mask; with it where the engine computes all at once */
    int64_t mask_ns;   /* what the mask takes on top of it */
    int64_t detect_count;
    int64_t body_count;
    int64_t mask_count;
} sag_tracker_times;

SAG_API void sag_tracker_options_init(sag_tracker_options *options);

/*
 * Load detector and landmark network, both at a time; their hashes are checked against the manifests first.
 * Returns SAG_STATUS_OK, _ARGUMENT (no landmark model of that name), _NOT_FOUND (model missing), _FORMAT (corrupt file
 *   or manifest), _MODEL, _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag_tracker_close.
 */
SAG_API sag_status sag_tracker_open(sag_tracker **out, const sag_tracker_options *options, sag_error *err);

/*
 * Find the person in one frame. No person is a value: SAG_STATUS_OK with out->found false.
 * frame: t_ns larger than that of the frame before.
 * Returns SAG_STATUS_OK, _ARGUMENT (bad frame or time), _MODEL (the network failed).
 */
SAG_API sag_status sag_tracker_step(sag_tracker *tracker, sag_skeleton *out, const sag_frame *frame);

/*
 * The person mask of the newest step: probability in the region's own square, before any warping. It is computed when
 * it is first asked for, here or by the functions below: a frame whose mask nobody uses does not pay for it.
 * mask: *width_px x *height_px floats 0..1, rows from the top of the region.
 * Returns SAG_STATUS_OK, _NOT_FOUND when the newest step found nobody or the mask was not asked for at open, _MODEL.
 * Ownership: borrowed until the next step.
 */
SAG_API sag_status sag_tracker_get_mask(const sag_tracker *tracker, const float **mask, int *width_px, int *height_px);

/*
 * Draw the newest mask into picture coordinates: bilinear, half-pixel centres, 0 outside the region.
 * out: width_px * height_px floats 0..1, the size of the newest frame.
 * Returns as sag_tracker_get_mask.
 */
SAG_API sag_status sag_tracker_warp_mask(const sag_tracker *tracker, float *out, int width_px, int height_px);

/*
 * Follow the dorsal outline of the person of the newest step in its mask, and refine it on the pixels.
 * out: found false where it cannot be followed: no mask asked for, nobody found, seen from the front, or an edge that
 *   is hidden for too much of the back. skeleton, frame: of the newest step.
 * Source of the refinement: Amini, Weymouth, Jain 1990, "Using Dynamic Programming for Solving Variational Problems in
 *   Vision".
 */
SAG_API void sag_tracker_trace_outline(const sag_tracker *tracker, sag_outline *out, const sag_skeleton *skeleton,
                                       const sag_frame *frame);

/* The manifests in use. Returns: borrowed until close. */
SAG_API const sag_model *sag_tracker_get_model(const sag_tracker *tracker);
SAG_API const sag_model *sag_tracker_get_detector(const sag_tracker *tracker);

/*
 * Name and version of the library behind an engine, e.g. "oneDNN 2.6.3"; of AUTO the one tried first.
 * Returns: static; NULL if it was not built in.
 */
SAG_API const char *sag_engine_describe(sag_engine engine);

/* What runs a model. */
typedef struct sag_engine_use {
    const char *name; /* as sag_engine_describe gives it: static */
    char reason[SAG_ERROR_TEXT_BYTES]; /* why AUTO did not take oneDNN, one line; "" if it did or was not asked to */
} sag_engine_use;

/*
 * Find out what runs a model with all its outputs: load the network, run it once with one thread, and release it.
 * model: its file is not compared with its hash. With OpenCV the number of threads of open trackers becomes one.
 * Returns SAG_STATUS_OK, _UNSUPPORTED (the engine was not built in), _NOT_FOUND, _FORMAT, _MODEL (it does not take the
 *   model), _IO, _LIMIT, _NO_MEMORY.
 */
SAG_API sag_status sag_engine_probe(sag_engine_use *out, const sag_model *model, sag_engine engine, sag_error *err);

/* Name and version of the library that runs the landmark network. Returns: static. */
SAG_API const char *sag_tracker_get_engine(const sag_tracker *tracker);

/* Why AUTO did not take oneDNN for one of the networks, one line; "" if it did. Returns: borrowed until close. */
SAG_API const char *sag_tracker_get_engine_reason(const sag_tracker *tracker);

/* Returns: what was seen of people since open or reset. */
SAG_API sag_tracker_people sag_tracker_get_people(const sag_tracker *tracker);

/* Returns: where the time went. A reset changes nothing in it. */
SAG_API sag_tracker_times sag_tracker_get_times(const sag_tracker *tracker);

/* Forget the followed person and the time; the next step starts with the detector. */
SAG_API void sag_tracker_reset(sag_tracker *tracker);

/* Release everything. Accepts NULL. */
SAG_API void sag_tracker_close(sag_tracker *tracker);

#ifdef __cplusplus
}
#endif
#endif
