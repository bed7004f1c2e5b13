#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include <sagitta/live.h>

#include "stick_figure.h"

enum { WIDTH_PX = 600, HEIGHT_PX = 1000 };

/* The clock of a guided set: absent until 1 s, stands until squat_s, squats of three seconds, gone from leave_s on. */
typedef struct scene {
    double come_s;
    double squat_s;
    int squat_count;
    double leave_s;
} scene;

static stick_pose pose_at(double t_s, const scene *what)
{
    double since_s = t_s - what->squat_s;
    if (since_s < 0.0 || since_s >= 3.0 * what->squat_count) {
        return stick_squat(0.0, 95.0);
    }
    return stick_squat(0.5 - 0.5 * cos(2.0 * STICK_PI * since_s / 3.0), 95.0);
}

static sag_skeleton skeleton_at(int64_t i, double t_s, const scene *what)
{
    const stick_camera camera = {400.0, 300.0, 900.0, false, 0.0, 0.0};
    stick_pose pose = pose_at(t_s, what);
    sag_skeleton skeleton = stick_skeleton(&pose, &camera, i, (int64_t)(t_s * 1e9));
    if (t_s < what->come_s || t_s >= what->leave_s) {
        skeleton = (sag_skeleton){.frame_index = i, .t_ns = (int64_t)(t_s * 1e9)};
    }
    return skeleton;
}

static sag_live *begin(bool guided)
{
    sag_live_options options;
    sag_live_options_init(&options);
    options.width_px = WIDTH_PX;
    options.height_px = HEIGHT_PX;
    options.guided = guided;
    sag_motion_facts facts = {.source = {.width_px = WIDTH_PX, .height_px = HEIGHT_PX}, .person_count = -1,
                              .takeover_count = -1, .body_light = -1.0};
    sag_live *live = NULL;
    cr_assert_eq(sag_live_create(&live, &options, &facts, NULL), SAG_STATUS_OK);
    return live;
}

/* What was seen on the way. */
typedef struct seen {
    double phase_s[SAG_LIVE_PHASE_ENDED + 1]; /* when each phase began; -1 never */
    int told[SAG_LIVE_EVENT_ENDED + 1];
    double rep_s[8]; /* when each repetition was told */
    bool advice[SAG_LIVE_ADVICE_COUNT];
} seen;

static seen play(sag_live *live, const scene *what, double duration_s)
{
    seen out;
    memset(&out, 0, sizeof out);
    for (int p = 0; p <= SAG_LIVE_PHASE_ENDED; p++) {
        out.phase_s[p] = -1.0;
    }
    for (int64_t i = 0; (double)i / 30.0 < duration_s; i++) {
        double t_s = (double)i / 30.0;
        sag_skeleton skeleton = skeleton_at(i, t_s, what);
        cr_assert_eq(sag_live_step(live, &skeleton, NULL, 0.4), SAG_STATUS_OK);
        const sag_live_state *state = sag_live_get_state(live);
        out.phase_s[state->phase] = out.phase_s[state->phase] < 0.0 ? t_s : out.phase_s[state->phase];
        out.advice[state->advice] = true;
        for (size_t e = 0; e < state->event_count; e++) {
            if (state->event[e].kind == SAG_LIVE_EVENT_REP && out.told[SAG_LIVE_EVENT_REP] < 8) {
                out.rep_s[out.told[SAG_LIVE_EVENT_REP]] = t_s;
                cr_assert_eq(state->event[e].rep_number, out.told[SAG_LIVE_EVENT_REP] + 1);
            }
            out.told[state->event[e].kind]++;
        }
    }
    return out;
}

Test(live, leads_into_place_counts_and_ends)
{
    const scene what = {1.0, 12.0, 3, 24.0};
    sag_live *live = begin(true);
    seen saw = play(live, &what, 30.0);
    cr_assert(saw.advice[SAG_LIVE_ADVICE_NOBODY]);
    cr_assert_gt(saw.phase_s[SAG_LIVE_PHASE_STILL], 1.0, "after somebody came");
    cr_assert_gt(saw.phase_s[SAG_LIVE_PHASE_COUNTDOWN], saw.phase_s[SAG_LIVE_PHASE_STILL] + 1.9);
    cr_assert_float_eq(saw.phase_s[SAG_LIVE_PHASE_ACTIVE], saw.phase_s[SAG_LIVE_PHASE_COUNTDOWN] + 3.0, 0.1);
    cr_assert_lt(saw.phase_s[SAG_LIVE_PHASE_ACTIVE], 12.0, "before the first squat");
    cr_assert_eq(saw.told[SAG_LIVE_EVENT_STARTED], 1);
    cr_assert_eq(saw.told[SAG_LIVE_EVENT_REP], 3);
    for (int r = 0; r < 3; r++) {
        cr_assert_lt(saw.rep_s[r], 12.0 + 3.0 * (r + 1) + 1.2, "told soon: %g s", saw.rep_s[r]);
    }
    cr_assert_eq(saw.told[SAG_LIVE_EVENT_ENDED], 1);
    cr_assert_float_eq(saw.phase_s[SAG_LIVE_PHASE_ENDED], 27.0, 0.2, "three seconds after walking out");
    cr_assert_eq(sag_live_get_state(live)->rep_count, 3);

    sag_analysis analysis;
    cr_assert_eq(sag_analysis_run(&analysis, sag_live_get_motion(live), NULL, NULL), SAG_STATUS_OK);
    cr_assert_eq(analysis.rep_count, 3, "the report counts the same");
    cr_assert(analysis.standing_found);
    sag_analysis_release(&analysis);
    sag_live_destroy(live);
}

Test(live, ends_when_the_person_stays_still)
{
    const scene what = {0.0, 9.0, 2, 1000.0};
    sag_live *live = begin(true);
    seen saw = play(live, &what, 35.0);
    cr_assert_eq(saw.told[SAG_LIVE_EVENT_REP], 2);
    cr_assert_gt(saw.phase_s[SAG_LIVE_PHASE_ENDED], 26.0);
    cr_assert_lt(saw.phase_s[SAG_LIVE_PHASE_ENDED], 29.0);
    sag_live_destroy(live);
}

Test(live, nobody_is_asked_to_move_who_stands_well_and_a_squat_is_no_standing)
{
    const scene what = {0.0, 0.5, 1, 1000.0};
    sag_live *live = begin(true);
    seen saw = play(live, &what, 3.4);
    cr_assert_lt(saw.phase_s[SAG_LIVE_PHASE_COUNTDOWN], 0.0, "moving is not standing still");
    cr_assert_not(saw.advice[SAG_LIVE_ADVICE_STEP_BACK]);
    cr_assert_not(saw.advice[SAG_LIVE_ADVICE_TURN]);
    sag_live_destroy(live);
}

Test(live, counts_at_once_when_not_guided)
{
    const scene what = {0.0, 1.0, 5, 1000.0};
    sag_live *live = begin(false);
    seen saw = play(live, &what, 18.0);
    cr_assert_eq(saw.told[SAG_LIVE_EVENT_REP], 5);
    const sag_live_state *state = sag_live_get_state(live);
    cr_assert_eq(state->rep_count, 5);
    cr_assert_eq(state->now[SAG_METRIC_KNEE_FLEXION].reason, SAG_REASON_NONE);
    cr_assert_eq(state->now[SAG_METRIC_LUMBAR_FLEXION].reason, SAG_REASON_NO_OUTLINE, "a reason, no number");
    sag_live_destroy(live);
}

Test(live, a_long_set_is_counted_in_parts)
{
    const scene what = {0.0, 4.0, 120, 1000.0};
    sag_live *live = begin(false);
    for (int64_t i = 0; i < 30 * 366; i++) {
        sag_skeleton skeleton = skeleton_at(i, (double)i / 30.0, &what);
        sag_live_step(live, &skeleton, NULL, -1.0);
    }
    sag_live_end(live);
    cr_assert_eq(sag_live_get_state(live)->rep_count, 120);
    sag_live_destroy(live);
}

Test(live, a_click_of_the_keys_begins_and_ends)
{
    const scene what = {0.0, 100.0, 0, 1000.0};
    sag_live *live = begin(true);
    play(live, &what, 0.5);
    sag_live_start(live);
    cr_assert_eq(sag_live_get_state(live)->phase, SAG_LIVE_PHASE_ACTIVE);
    cr_assert_eq(sag_live_get_state(live)->event_count, 1);
    sag_live_end(live);
    cr_assert_eq(sag_live_get_state(live)->phase, SAG_LIVE_PHASE_ENDED);
    sag_live_end(live);
    sag_live_destroy(live);
}

Test(live, refuses_pictures_without_size_and_time_that_stands)
{
    sag_live_options options;
    sag_live_options_init(&options);
    sag_motion_facts facts = {0};
    sag_live *live = NULL;
    cr_assert_eq(sag_live_create(&live, &options, &facts, NULL), SAG_STATUS_ARGUMENT);
    live = begin(false);
    sag_skeleton skeleton = {.t_ns = 5};
    cr_assert_eq(sag_live_step(live, &skeleton, NULL, -1.0), SAG_STATUS_OK);
    cr_assert_eq(sag_live_step(live, &skeleton, NULL, -1.0), SAG_STATUS_ARGUMENT);
    sag_live_destroy(live);
    sag_live_destroy(NULL);
}
