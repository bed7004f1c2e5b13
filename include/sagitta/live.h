/*
 * live.h - a movement while it happens: guidance into place, repetitions as they end, one cue at a time.
 *
 *   skeleton, outline -> set-up assistant -> standing baseline -> countdown -> counting -> end
 *
 * Numbers come from the same analysis as for a recording: of the newest seconds together with the standing baseline in
 * every frame, and of the whole set when a repetition may have ended. So what is told at once is what the report will
 * say, but for what later frames teach: a count may be corrected. What cannot be measured has its reason.
 * Thread: one live is used by one thread. step allocates what an analysis allocates; the motion grows with the frames.
 */
#ifndef SAGITTA_LIVE_H
#define SAGITTA_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/analysis.h>
#include <sagitta/outline.h>
#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sag_live_phase {
    SAG_LIVE_PHASE_SETUP = 0, /* the person comes into place */
    SAG_LIVE_PHASE_STILL,     /* stands still: the baseline */
    SAG_LIVE_PHASE_COUNTDOWN,
    SAG_LIVE_PHASE_ACTIVE,    /* repetitions are counted */
    SAG_LIVE_PHASE_ENDED      /* walked out, or stood still for long, behind at least one repetition */
} sag_live_phase;

/* What the person should do to be measured. */
typedef enum sag_live_advice {
    SAG_LIVE_ADVICE_NONE = 0,
    SAG_LIVE_ADVICE_NOBODY,
    SAG_LIVE_ADVICE_STEP_BACK,
    SAG_LIVE_ADVICE_STEP_CLOSER,
    SAG_LIVE_ADVICE_MOVE_LEFT,  /* as the person sees it in a mirror */
    SAG_LIVE_ADVICE_MOVE_RIGHT,
    SAG_LIVE_ADVICE_LIGHT,
    SAG_LIVE_ADVICE_TURN,       /* neither from the side nor from the front */
    SAG_LIVE_ADVICE_LEVEL,      /* the camera is turned about its axis */
    SAG_LIVE_ADVICE_COUNT
} sag_live_advice;

/* One short instruction to read and to hear. Returns: static; "" for NONE. */
SAG_API const char *sag_live_advice_text(sag_live_advice advice);

typedef enum sag_live_event_kind {
    SAG_LIVE_EVENT_STARTED = 0, /* counting began */
    SAG_LIVE_EVENT_REP,         /* a repetition ended */
    SAG_LIVE_EVENT_DEPTH,       /* and reached a horizontal thigh or lower, beyond doubt */
    SAG_LIVE_EVENT_CUE,         /* something to do better in the next one */
    SAG_LIVE_EVENT_ENDED
} sag_live_event_kind;

typedef struct sag_live_event {
    sag_live_event_kind kind;
    int rep_number;
    sag_compensation compensation; /* of a cue */
    const char *text;              /* what to say: static; "" for a plain repetition */
} sag_live_event;

#define SAG_LIVE_EVENT_MAX 16

typedef struct sag_live_state {
    sag_live_phase phase;
    sag_live_advice advice;    /* during SETUP */
    double progress_ratio;     /* of STILL, 0 .. 1 */
    int countdown;             /* 3, 2, 1 during COUNTDOWN */
    sag_skeleton skeleton;     /* of this frame, smoothed for the eye (One-Euro, no use for measuring) */
    sag_view view;
    sag_facing facing;
    sag_side near_side;
    sag_measure now[SAG_METRIC_COUNT]; /* of this frame */
    int rep_count;
    bool rep_known;            /* a repetition has ended */
    sag_rep rep;               /* the newest one: frame numbers are meaningless, times hold */
    sag_live_event event[SAG_LIVE_EVENT_MAX]; /* each told once */
    size_t event_count;
} sag_live_state;

typedef struct sag_live_options {
    sag_analysis_options analysis;
    int width_px;     /* of the pictures */
    int height_px;
    bool guided;      /* assistant, baseline and countdown first; else counting begins at once */
    double away_end_s;  /* ends when nobody was seen for so long; 3 */
    double still_end_s; /* ends when the person stood still for so long; 0: never; 12 */
} sag_live_options;

SAG_API void sag_live_options_init(sag_live_options *options);

typedef struct sag_live sag_live;

/*
 * Begin. facts: copied into the motion: model and source as for a recorded set.
 * Returns SAG_STATUS_OK, _ARGUMENT or _NO_MEMORY. Ownership: *out transferred, release with sag_live_destroy.
 */
SAG_API sag_status sag_live_create(sag_live **out, const sag_live_options *options, const sag_motion_facts *facts,
                                   sag_error *err);

/*
 * Take a frame. Its t_ns must be larger than the last one's.
 * outline: of the back, or NULL. body_light: mean brightness of the body, 0 .. 1; negative: not known.
 * Returns SAG_STATUS_OK, _ARGUMENT (time), _NO_MEMORY.
 */
SAG_API sag_status sag_live_step(sag_live *live, const sag_skeleton *skeleton, const sag_outline *outline,
                                 double body_light);

/* Begin or end the counting now, whatever the phase. */
SAG_API void sag_live_start(sag_live *live);
SAG_API void sag_live_end(sag_live *live);

/* Returns: borrowed until the next step, start or end. */
SAG_API const sag_live_state *sag_live_get_state(const sag_live *live);

/*
 * The motion since standing still began (unguided: since the first frame): what a report is made of.
 * Returns: borrowed until destroy.
 */
SAG_API sag_motion *sag_live_get_motion(sag_live *live);

/* The same for good. Returns: transferred, release with sag_motion_destroy; the live can only be destroyed then. */
SAG_API sag_motion *sag_live_take_motion(sag_live *live);

/* Release everything. Accepts NULL. */
SAG_API void sag_live_destroy(sag_live *live);

#ifdef __cplusplus
}
#endif
#endif
