/*
 * session.h - wires source -> pose -> analysis -> files, for one recorded video or one recording.
 *
 * sag_session_run reads the source once for the skeletons, analyzes them, and reads it a second time (decoding only)
 * for the pictures of the repetitions and findings and for the annotated video. report.json is written last: where it
 * is, recording and tables are whole. sag_session_replay starts at the recording and needs neither video nor model.
 * Frames are read ahead in a thread of the session's own; what is measured and written does not depend on it.
 * Thread: a session is used by one thread, which all functions given to it are called in; stop may be set from a signal
 * handler.
 */
#ifndef SAGITTA_SESSION_H
#define SAGITTA_SESSION_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include <sagitta/analysis.h>
#include <sagitta/pose.h>
#include <sagitta/report.h>
#include <sagitta/source.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sag_session_progress {
    int64_t frame_count;
    int64_t frame_count_hint; /* 0 unknown */
    bool drawing;             /* the second reading, for the video; false while measuring */
} sag_session_progress;

typedef struct sag_session_options {
    sag_source_options source;
    sag_tracker_options tracker;
    sag_analysis_options analysis; /* replay takes what is 0 here from the recording */
    const char *out_folder; /* created if absent; NULL: nothing is written */
    bool with_back;         /* follow the outline of the back: takes about a fourth more time */
    bool with_png;          /* write rep-NN.png of every repetition and finding-NN.png of every finding */
    bool with_video;        /* write annotated.mp4 */
    bool read_ahead;        /* decode the next frames in a thread while this one is looked at; on by default */
    /*
     * NULL, or a counter of requests to stop, checked before each frame: the first ends the measuring, and what was
     * measured is analyzed and written; a request that comes after the measuring leaves out the remaining pictures.
     */
    const volatile sig_atomic_t *stop;
    void (*progress)(void *context, const sag_session_progress *progress); /* NULL: none; after each frame */
    void *progress_context;
} sag_session_options;

/* The part of a session that failed: what to tell the person, and the program's exit code, depend on it. */
typedef enum sag_session_stage {
    SAG_SESSION_STAGE_NONE = 0,
    SAG_SESSION_STAGE_SOURCE,   /* the video, picture or recording */
    SAG_SESSION_STAGE_MODEL,    /* manifests, network files, inference */
    SAG_SESSION_STAGE_ANALYSIS,
    SAG_SESSION_STAGE_OUTPUT    /* the out folder and the files in it */
} sag_session_stage;

/* Where the time went: the first five follow one another. */
typedef struct sag_session_times {
    int64_t wait_ns;    /* waiting for frames: with read_ahead only what reading them took longer than the rest */
    int64_t pose_ns;    /* finding the body in them */
    int64_t outline_ns; /* following the outline of the back */
    int64_t analyze_ns;
    int64_t write_ns;   /* all files, with the second reading */
    int64_t read_ns;    /* decoding and converting frames to RGB, in a thread of its own with read_ahead */
    bool read_ahead;    /* read_ns passed beside the other times; false: it is wait_ns */
    sag_tracker_times tracker; /* the parts of pose_ns and outline_ns that are the networks' */
} sag_session_times;

/* What a session measured. */
typedef struct sag_session_result {
    sag_session_stage failed; /* NONE when the session returned SAG_STATUS_OK */
    bool pictures_left_out;   /* a request to stop came while pictures or video were written */
    char engine[64];          /* name and version of what ran the landmark network; "" if it was not loaded */
    char engine_reason[SAG_ERROR_TEXT_BYTES]; /* why AUTO did not take oneDNN, one line; "" if it did */
    char video_note[192];     /* one line on what annotated.mp4 lacks, e.g. its sound; "" if nothing */
    sag_session_times times;
    sag_motion *motion;       /* NULL if it failed before the first frame */
    sag_analysis analysis;    /* all zero if it failed before the analysis */
} sag_session_result;

SAG_API void sag_session_options_init(sag_session_options *options);

/*
 * Analyze one video, image or folder of images. When reading or inference fails on the way, what was measured
 * until then is analyzed and written before the failure is returned.
 * out: filled as far as measured, also on failure.
 * Returns SAG_STATUS_OK, or the failure of the stage that stopped it. No person in any frame is not a failure:
 *   the analysis says so.
 * Ownership: *out is owned by the caller, release with sag_session_result_release.
 */
SAG_API sag_status sag_session_run(sag_session_result *out, const char *path, const sag_session_options *options,
                                   sag_error *err);

/* Analyze a pose recording. Writes the same report files, but no pictures. Returns and ownership as above. */
SAG_API sag_status sag_session_replay(sag_session_result *out, const char *path, const sag_session_options *options,
                                      sag_error *err);

/* Free what a result holds and zero it. Accepts NULL and a zeroed struct. */
SAG_API void sag_session_result_release(sag_session_result *result);

#ifdef __cplusplus
}
#endif
#endif
