/*
 * live_view.h - the picture of the live window: what the camera sees, as in a mirror, and what matters over it.
 *
 * The same drawing library and colours as the snapshots. Numbers and words come ready from the caller; what is not
 * measurable is a word, not a number. Sizes follow the window: the counter is a sixth of its smaller side high, so
 * that it is read from 3 m.
 * Thread: one view is used by one thread.
 */
#ifndef SAGITTA_LIVE_VIEW_H
#define SAGITTA_LIVE_VIEW_H

#include <stdbool.h>

#include <sagitta/frame.h>
#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a sentence means for the person; its colour only repeats it. */
typedef enum sag_live_tone {
    SAG_LIVE_TONE_PLAIN = 0,
    SAG_LIVE_TONE_GOOD,
    SAG_LIVE_TONE_CARE
} sag_live_tone;

/* An angle to draw at a joint: between the line to another joint and a second one, or a fixed direction. */
typedef enum sag_live_from {
    SAG_LIVE_FROM_JOINT = 0,
    SAG_LIVE_FROM_VERTICAL,  /* straight up */
    SAG_LIVE_FROM_HORIZONTAL /* level, to the side that the line points to */
} sag_live_from;

typedef struct sag_live_angle {
    sag_joint vertex;
    sag_joint to;
    sag_live_from from;
    sag_joint from_joint; /* with SAG_LIVE_FROM_JOINT */
    char text[16];        /* e.g. "92°" */
} sag_live_angle;

#define SAG_LIVE_ANGLE_MAX 4
#define SAG_LIVE_LINE_MAX 6
#define SAG_LIVE_TEXT_BYTES 128

/* One picture. Texts are UTF-8; "" is left out. */
typedef struct sag_live_scene {
    const sag_frame *frame;
    const sag_skeleton *skeleton; /* in the frame's coordinates; NULL or not found: none is drawn */
    bool mirror;
    bool guide;                   /* draw where a person should stand */
    int rep_count;                /* -1: no counter */
    char rep_title[32];           /* under the number, e.g. "squats" */
    char headline[SAG_LIVE_TEXT_BYTES]; /* one instruction or cue, large */
    sag_live_tone headline_tone;
    char big[8];                  /* over everything, e.g. the countdown's digit */
    double progress_ratio;        /* 0 .. 1: a bar under the headline; negative: none */
    size_t angle_count;
    sag_live_angle angle[SAG_LIVE_ANGLE_MAX];
    size_t line_count;
    char line[SAG_LIVE_LINE_MAX][SAG_LIVE_TEXT_BYTES]; /* values, findings, and what is not measurable with its reason */
    sag_live_tone line_tone[SAG_LIVE_LINE_MAX];
    /* The gauge of depth: of 0 (standing) .. 1 (its end), where the person is, was lowest, and should reach. */
    bool gauge;
    double gauge_ratio;
    double gauge_lowest_ratio; /* of the newest repetition; negative: none */
    double gauge_target_ratio;
    char gauge_text[24];       /* e.g. "+4° ± 5" */
    char status[SAG_LIVE_TEXT_BYTES]; /* small: camera, rates */
    bool recording;            /* the camera's video is being kept: a red dot */
} sag_live_scene;

typedef struct sag_live_view sag_live_view;

/* Returns SAG_STATUS_OK or _NO_MEMORY. Ownership: *out transferred on success, release with sag_live_view_close. */
SAG_API sag_status sag_live_view_open(sag_live_view **out, sag_error *err);

/*
 * Draw a scene for a window of a size, 16 to SAG_FRAME_SIDE_MAX_PX on each side.
 * out: the picture, of that size. Returns SAG_STATUS_OK, _ARGUMENT, _NO_MEMORY.
 * Ownership: the pixels of out are borrowed until the next draw or close.
 */
SAG_API sag_status sag_live_view_draw(sag_live_view *view, sag_frame *out, const sag_live_scene *scene, int width_px,
                                      int height_px, sag_error *err);

/* Where a place of the newest picture lies in its frame. Returns: false beside the frame. */
SAG_API bool sag_live_view_locate(const sag_live_view *view, double *frame_x_px, double *frame_y_px, double x_px,
                                  double y_px);

/* Write the newest picture as PNG. Returns SAG_STATUS_OK, _ARGUMENT (nothing was drawn yet), _IO, _NO_MEMORY. */
SAG_API sag_status sag_live_view_write_png(const sag_live_view *view, const char *path, sag_error *err);

/* Release everything. Accepts NULL. */
SAG_API void sag_live_view_close(sag_live_view *view);

#ifdef __cplusplus
}
#endif
#endif
