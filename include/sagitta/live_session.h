/*
 * live_session.h - stand in front of the camera and be coached: camera -> pose -> live analysis -> window and voice.
 *
 *   thread 1  camera, or a file in its place -> newest frame
 *   thread 2  newest frame -> skeleton, outline -> live analysis -> newest picture with its words, and the voice
 *   caller    newest picture -> window; keys; at the end the report
 *
 * The newest frame wins: nobody waits for somebody slower, and what was not looked at is counted. Times are the camera's.
 * Nothing is kept but what is asked for: out_folder the report, record the camera's video.
 * Thread: called in the program's first thread (the window's rule).
 */
#ifndef SAGITTA_LIVE_SESSION_H
#define SAGITTA_LIVE_SESSION_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include <sagitta/camera.h>
#include <sagitta/live.h>
#include <sagitta/session.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sag_live_session_options {
    sag_camera_request camera;
    const char *file_path;   /* a video plays the camera's part, at its own pace; NULL: the camera */
    bool fast;               /* a file: as fast as it can be looked at, and no frame is left out */
    int play_count;          /* a file: how often it is played, one after the other; 1 */
    double seconds_max;      /* ends after so much time, of a file's own; 0: never */
    sag_tracker_options tracker;
    sag_live_options live;   /* the size of the pictures is filled in here */
    bool with_back;
    bool headless;           /* no window */
    bool mirror;
    bool full_screen;
    bool voice;
    bool record;             /* keep the camera's video: camera.mp4 in the out folder */
    const char *out_folder;  /* NULL: nothing is written */
    const char *snapshot_path; /* NULL, or: where the last picture goes as PNG */
    const volatile sig_atomic_t *stop; /* NULL, or: not 0 ends the set */
    void (*tell)(void *context, const char *line); /* NULL, or: what happened, a line at a time, in the caller's thread */
    void *tell_context;
} sag_live_session_options;

SAG_API void sag_live_session_options_init(sag_live_session_options *options);

/* How long a stage took, in ns. */
typedef struct sag_live_stage {
    int64_t count;
    int64_t p50_ns;
    int64_t p95_ns;
    int64_t max_ns;
} sag_live_stage;

typedef struct sag_live_stats {
    int64_t frame_count;       /* from the camera */
    int64_t dropped_count;     /* of them, replaced by a newer one before they were looked at */
    int64_t undrawn_count;     /* pictures replaced by a newer one before they were drawn */
    sag_camera_stats camera;   /* zero for a file */
    sag_live_stage wait;       /* from the camera's time until a frame is looked at */
    sag_live_stage pose;       /* networks and outline */
    sag_live_stage analysis;
    sag_live_stage draw;
    sag_live_stage latency;    /* from the camera's time until it is shown */
} sag_live_stats;

/*
 * Run a set from the camera to the report. result: as of sag_session_run; result->motion is the set.
 * Returns SAG_STATUS_OK, or the failure that ended it: what was measured until then is analyzed and written.
 * Ownership: *result is owned by the caller, release with sag_session_result_release.
 */
SAG_API sag_status sag_live_session_run(sag_session_result *result, sag_live_stats *stats,
                                        const sag_live_session_options *options, sag_error *err);

#ifdef __cplusplus
}
#endif
#endif
