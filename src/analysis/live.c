/* The phases of a live set, frame by frame. */
#include <sagitta/live.h>

#include <math.h>
#include <string.h>

#include "angle.h"
#include "fail.h"
#include "kernels.h"
#include "live_reps.h"
#include "live_setup.h"
#include "memory.h"

/* Newest frames that are analyzed for the numbers of now. */
#define TAIL_FRAMES 45

/* A set-up frame is forgotten when so many have come. */
#define SETUP_FRAMES 512

/* Standing quietly: how long, and slower than this (smoothed points; sway is a tenth of it). */
#define STILL_NS 2000000000
#define STILL_SPEED 0.25
#define COUNTDOWN_NS 3000000000

/*
 * Hysteresis of the movement, in leg lengths of the hips' drop or radians of the trunk: down beyond the first, up again
 * above the second. It only says when to look: the analysis counts.
 */
#define DROP_DOWN 0.12
#define DROP_UP 0.06
#define TRUNK_DOWN SAG__RAD(22.0)
#define TRUNK_UP SAG__RAD(12.0)

/* After the way up is done the filter wants some frames; later looks are for slow endings. */
#define LOOK_AFTER_NS 250000000
#define LOOK_AGAIN_NS 400000000
#define LOOK_SELDOM_NS 2500000000

/* One-Euro filter for the eye, in pixels: a picture of 640 wants 1 Hz at rest, and no lag in a fast squat. */
#define EURO_MIN_HZ 1.5f
#define EURO_BETA 0.02f
#define EURO_SPEED_ALPHA 0.2f

enum { EURO_CHANNELS = 2 * SAG_JOINT_COUNT };

struct sag_live {
    sag_live_options options;
    const sag__kernels *kernels;
    sag_live_state state;
    sag_motion *motion;
    sag_motion *tail;
    sag__live_reps reps;
    sag__live_held held;
    bool any;              /* a frame has come */
    sag_skeleton last;     /* the frame before, smoothed */
    int64_t found_ns;      /* when somebody was seen last */
    int64_t phase_ns;      /* since when the phase is */
    int64_t still_ns;      /* since when the person stands still; -1 moving */
    size_t baseline_first; /* of the motion; the frames of standing still */
    size_t baseline_count;
    bool is_down;
    int64_t look_ns;       /* when to look for repetitions; INT64_MAX: not now */
    int64_t looked_ns;
    float euro_state[EURO_CHANNELS];
    float euro_speed[EURO_CHANNELS];
};

void sag_live_options_init(sag_live_options *options)
{
    *options = (sag_live_options){.guided = true, .away_end_s = 3.0, .still_end_s = 12.0};
    sag_analysis_options_init(&options->analysis);
}

sag_status sag_live_create(sag_live **out, const sag_live_options *options, const sag_motion_facts *facts,
                           sag_error *err)
{
    *out = NULL;
    if (options->width_px < 1 || options->height_px < 1) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot begin: no size of the pictures");
    }
    sag_live *live = sag__memory_alloc(1, sizeof *live);
    sag_status status = live == NULL ? SAG_STATUS_NO_MEMORY : SAG_STATUS_OK;
    if (status == SAG_STATUS_OK) {
        live->options = *options;
        live->kernels = sag__kernels_choose();
        live->still_ns = -1;
        live->look_ns = INT64_MAX;
        live->state.phase = options->guided ? SAG_LIVE_PHASE_SETUP : SAG_LIVE_PHASE_ACTIVE;
        live->held.shown = live->held.next = SAG_LIVE_ADVICE_NOBODY;
        live->state.advice = SAG_LIVE_ADVICE_NOBODY;
        status = sag_motion_create(&live->motion, 0, NULL);
    }
    if (status == SAG_STATUS_OK) {
        *sag_motion_get_facts(live->motion) = *facts;
        status = sag_motion_create(&live->tail, 0, NULL);
    }
    if (status == SAG_STATUS_OK) {
        status = sag__live_reps_open(&live->reps, live->motion, &live->options.analysis);
    }
    if (status != SAG_STATUS_OK) {
        sag_live_destroy(live);
        return sag__fail(err, status, "cannot begin: out of memory");
    }
    *out = live;
    return SAG_STATUS_OK;
}

static void enter(sag_live *live, sag_live_phase phase, int64_t t_ns)
{
    live->state.phase = phase;
    live->phase_ns = t_ns;
    if (phase == SAG_LIVE_PHASE_ACTIVE) {
        sag__live_tell(&live->state, (sag_live_event){.kind = SAG_LIVE_EVENT_STARTED, .text = "Go."});
    } else if (phase == SAG_LIVE_PHASE_ENDED) {
        sag__live_tell(&live->state, (sag_live_event){.kind = SAG_LIVE_EVENT_ENDED, .text = "Done."});
    }
}

/* The skeleton for the eye. */
static void smooth(sag_live *live, const sag_skeleton *skeleton)
{
    sag_skeleton *shown = &live->state.skeleton;
    live->last = *shown;
    *shown = *skeleton;
    if (!skeleton->found) {
        return;
    }
    float value[EURO_CHANNELS];
    for (int j = 0; j < SAG_JOINT_COUNT; j++) {
        value[2 * j] = skeleton->joint[j].x_px;
        value[2 * j + 1] = skeleton->joint[j].y_px;
    }
    double step_s = (double)(skeleton->t_ns - live->last.t_ns) * 1e-9;
    if (!live->any || !live->last.found || step_s > 0.5) {
        memcpy(live->euro_state, value, sizeof value);
        memset(live->euro_speed, 0, sizeof live->euro_speed);
    } else {
        live->kernels->one_euro(live->euro_state, live->euro_speed, value, (float)(1.0 / step_s), EURO_MIN_HZ, EURO_BETA,
                                EURO_SPEED_ALPHA, EURO_CHANNELS);
    }
    for (int j = 0; j < SAG_JOINT_COUNT; j++) {
        shown->joint[j].x_px = live->euro_state[2 * j];
        shown->joint[j].y_px = live->euro_state[2 * j + 1];
    }
}

/* The numbers of now: from the baseline and the newest frames. newest: to be released by the caller. */
static sag_status measure_now(sag_live *live, sag_analysis *newest)
{
    size_t count = sag_motion_get_count(live->motion);
    size_t first = count > TAIL_FRAMES ? count - TAIL_FRAMES : 0;
    sag_status status = sag__live_join(live->tail, live->motion, live->baseline_first, live->baseline_count, first);
    if (status == SAG_STATUS_OK) {
        status = sag_analysis_run(newest, live->tail, &live->options.analysis, NULL);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    live->state.view = newest->view;
    live->state.facing = newest->facing;
    live->state.near_side = newest->near_side;
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        sag_measure *now = &live->state.now[m];
        double value = newest->series[m][newest->frame_count - 1];
        *now = (sag_measure){.reason = newest->clip_reason[m]};
        if (now->reason == SAG_REASON_NONE && isnan(value)) {
            now->reason = SAG_REASON_HIDDEN;
        } else if (now->reason == SAG_REASON_NONE) {
            now->value = value;
            now->se = newest->series_se[m][newest->frame_count - 1];
        }
    }
    return SAG_STATUS_OK;
}

/* Follow how long the person has stood still. */
static void watch_stillness(sag_live *live, int64_t t_ns)
{
    double speed = sag__live_speed(&live->last, &live->state.skeleton);
    bool still = speed < STILL_SPEED && sag__live_is_upright(&live->state.skeleton);
    live->still_ns = !still ? -1 : live->still_ns < 0 ? t_ns : live->still_ns;
}

static void step_setup(sag_live *live, double body_light, const sag_analysis *newest, int64_t t_ns)
{
    const sag_skeleton *shown = &live->state.skeleton;
    sag_live_advice judged = sag__live_setup_judge(shown, &live->options, body_light, newest);
    live->state.advice = sag__live_setup_hold(&live->held, judged, t_ns);
    if (live->state.phase == SAG_LIVE_PHASE_SETUP && live->state.advice == SAG_LIVE_ADVICE_NONE) {
        enter(live, SAG_LIVE_PHASE_STILL, t_ns);
        live->still_ns = -1;
    } else if (live->state.phase == SAG_LIVE_PHASE_STILL && live->state.advice != SAG_LIVE_ADVICE_NONE) {
        enter(live, SAG_LIVE_PHASE_SETUP, t_ns);
    }
}

/* Forget the frames before `first`. */
static sag_status forget_before(sag_live *live, size_t first)
{
    sag_status status = sag__live_join(live->tail, live->motion, 0, 0, first);
    if (status == SAG_STATUS_OK) {
        sag_motion *kept = live->tail;
        live->tail = live->motion;
        live->motion = kept;
        live->reps.motion = kept;
    }
    return status;
}

/* Standing still for the baseline; the motion begins with it. */
static void step_still(sag_live *live, int64_t t_ns)
{
    int64_t still_ns = live->still_ns < 0 ? 0 : t_ns - live->still_ns;
    live->state.progress_ratio = fmin(1.0, (double)still_ns / STILL_NS);
    if (still_ns < STILL_NS) {
        return;
    }
    size_t count = sag_motion_get_count(live->motion);
    size_t first = count;
    while (first > 0 && sag_motion_get(live->motion, first - 1)->t_ns >= live->still_ns) {
        first--;
    }
    /* What was before is no part of the set. */
    if (forget_before(live, first) == SAG_STATUS_OK) {
        live->baseline_first = 0;
        count = sag_motion_get_count(live->motion);
        live->baseline_count = count < SAG__LIVE_BASELINE_FRAMES ? count : SAG__LIVE_BASELINE_FRAMES;
    }
    enter(live, SAG_LIVE_PHASE_COUNTDOWN, t_ns);
}

static void step_countdown(sag_live *live, int64_t t_ns)
{
    int64_t left_ns = COUNTDOWN_NS - (t_ns - live->phase_ns);
    live->state.countdown = (int)((left_ns + 999999999) / 1000000000);
    if (left_ns <= 0) {
        live->state.countdown = 0;
        enter(live, SAG_LIVE_PHASE_ACTIVE, t_ns);
    }
}

/* When to look for repetitions. */
static void watch_movement(sag_live *live, int64_t t_ns)
{
    bool hinge = live->options.analysis.movement == SAG_MOVEMENT_HINGE;
    const sag_measure *driver = &live->state.now[hinge ? SAG_METRIC_TRUNK_INCLINATION : SAG_METRIC_HIP_DROP];
    if (driver->reason == SAG_REASON_NONE) {
        if (!live->is_down && driver->value > (hinge ? TRUNK_DOWN : DROP_DOWN)) {
            live->is_down = true;
            live->look_ns = INT64_MAX;
        } else if (live->is_down && driver->value < (hinge ? TRUNK_UP : DROP_UP)) {
            live->is_down = false;
            live->look_ns = t_ns + LOOK_AFTER_NS;
        }
    }
    if (live->look_ns == INT64_MAX && t_ns - live->looked_ns >= LOOK_SELDOM_NS) {
        live->look_ns = t_ns;
    }
}

static sag_status look(sag_live *live, int64_t t_ns, bool open_end)
{
    bool unfinished = false;
    sag_status status = sag__live_reps_look(&live->reps, &live->state, &unfinished, open_end);
    live->looked_ns = t_ns;
    live->look_ns = unfinished && !live->is_down ? t_ns + LOOK_AGAIN_NS : INT64_MAX;
    return status;
}

static sag_status step_active(sag_live *live, int64_t t_ns)
{
    watch_movement(live, t_ns);
    sag_status status = t_ns >= live->look_ns ? look(live, t_ns, true) : SAG_STATUS_OK;
    const sag_live_options *options = &live->options;
    bool away = (double)(t_ns - live->found_ns) * 1e-9 > options->away_end_s;
    bool rested = options->still_end_s > 0.0 && live->still_ns >= 0 &&
                  (double)(t_ns - live->still_ns) * 1e-9 > options->still_end_s;
    if (options->guided && live->state.rep_count > 0 && (away || rested)) {
        sag_live_end(live);
    }
    return status;
}

sag_status sag_live_step(sag_live *live, const sag_skeleton *skeleton, const sag_outline *outline, double body_light)
{
    live->state.event_count = 0;
    int64_t t_ns = skeleton->t_ns;
    if (live->state.phase == SAG_LIVE_PHASE_ENDED) {
        smooth(live, skeleton);
        return SAG_STATUS_OK;
    }
    bool waiting = live->state.phase <= SAG_LIVE_PHASE_STILL;
    if (waiting && sag_motion_get_count(live->motion) >= SETUP_FRAMES) {
        /* The newest stay, with all of a standing that has begun. */
        sag_status kept = forget_before(live, SETUP_FRAMES / 2);
        if (kept != SAG_STATUS_OK) {
            return kept;
        }
    }
    sag_status status = sag_motion_push(live->motion, skeleton);
    if (status == SAG_STATUS_OK && outline != NULL && outline->found) {
        status = sag_motion_set_outline(live->motion, outline);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    smooth(live, skeleton);
    if (!live->any) {
        live->any = true;
        live->found_ns = live->phase_ns = live->looked_ns = t_ns;
    }
    live->found_ns = skeleton->found ? t_ns : live->found_ns;
    watch_stillness(live, t_ns);
    sag_analysis newest = {0};
    status = measure_now(live, &newest);
    if (status == SAG_STATUS_OK) {
        if (live->state.phase <= SAG_LIVE_PHASE_STILL) {
            step_setup(live, body_light, &newest, t_ns);
        }
        switch (live->state.phase) {
        case SAG_LIVE_PHASE_STILL:
            step_still(live, t_ns);
            break;
        case SAG_LIVE_PHASE_COUNTDOWN:
            step_countdown(live, t_ns);
            break;
        case SAG_LIVE_PHASE_ACTIVE:
            status = step_active(live, t_ns);
            break;
        case SAG_LIVE_PHASE_SETUP:
        case SAG_LIVE_PHASE_ENDED:
            break;
        }
    }
    sag_analysis_release(&newest);
    return status;
}

void sag_live_start(sag_live *live)
{
    live->state.event_count = 0;
    if (live->state.phase < SAG_LIVE_PHASE_ACTIVE) {
        enter(live, SAG_LIVE_PHASE_ACTIVE, live->last.t_ns);
    }
}

void sag_live_end(sag_live *live)
{
    if (live->state.phase == SAG_LIVE_PHASE_ENDED) {
        return;
    }
    if (live->state.phase == SAG_LIVE_PHASE_ACTIVE && sag_motion_get_count(live->motion) > 0) {
        /* Without memory the count stays what it was; the report tells the truth. */
        (void)look(live, live->state.skeleton.t_ns, false);
    }
    enter(live, SAG_LIVE_PHASE_ENDED, live->state.skeleton.t_ns);
}

const sag_live_state *sag_live_get_state(const sag_live *live)
{
    return &live->state;
}

sag_motion *sag_live_get_motion(sag_live *live)
{
    return live->motion;
}

sag_motion *sag_live_take_motion(sag_live *live)
{
    sag_motion *motion = live->motion;
    live->motion = NULL;
    return motion;
}

void sag_live_destroy(sag_live *live)
{
    if (live == NULL) {
        return;
    }
    sag__live_reps_close(&live->reps);
    sag_motion_destroy(live->tail);
    sag_motion_destroy(live->motion);
    sag__memory_free(live);
}
