#include "live_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "angle.h"

/* The gauge: standing thighs are at 90 deg, its end is well below the horizontal. */
#define GAUGE_TOP_DEG 90.0
#define GAUGE_END_DEG -35.0

static double gauge_share(double thigh_rad)
{
    return (GAUGE_TOP_DEG - SAG__DEG(thigh_rad)) / (GAUGE_TOP_DEG - GAUGE_END_DEG);
}

static void add_line(sag_live_scene *scene, sag_live_tone tone, const char *text)
{
    if (scene->line_count < SAG_LIVE_LINE_MAX) {
        scene->line_tone[scene->line_count] = tone;
        snprintf(scene->line[scene->line_count++], SAG_LIVE_TEXT_BYTES, "%s", text);
    }
}

/* A number with its error, or nothing: what is not measured is told once, below. */
static void add_number(sag_live_scene *scene, const char *title, const sag_measure *measure)
{
    if (measure->reason == SAG_REASON_NONE) {
        char text[SAG_LIVE_TEXT_BYTES];
        snprintf(text, sizeof text, "%s %.0f° ± %.0f°", title, round(SAG__DEG(measure->value)) + 0.0,
                 ceil(SAG__DEG(measure->se)));
        add_line(scene, SAG_LIVE_TONE_PLAIN, text);
    }
}

static void add_reason(sag_live_scene *scene, const char *title, const sag_measure *measure)
{
    if (measure->reason != SAG_REASON_NONE) {
        char text[SAG_LIVE_TEXT_BYTES];
        snprintf(text, sizeof text, "%s: not measurable here, %s", title, sag_reason_text(measure->reason));
        add_line(scene, SAG_LIVE_TONE_CARE, text);
    }
}

static void add_angle(sag_live_scene *scene, const sag_measure *measure, sag_live_angle angle, sag_side side)
{
    if (measure->reason != SAG_REASON_NONE || scene->angle_count == SAG_LIVE_ANGLE_MAX) {
        return;
    }
    angle.vertex = (sag_joint)((int)angle.vertex + (int)side);
    angle.to = (sag_joint)((int)angle.to + (int)side);
    angle.from_joint = (sag_joint)((int)angle.from_joint + (int)side);
    snprintf(angle.text, sizeof angle.text, "%.0f°", round(SAG__DEG(measure->value)) + 0.0);
    scene->angle[scene->angle_count++] = angle;
}

static void fill_phase(sag_live_scene *scene, const sag_live_state *state)
{
    scene->progress_ratio = -1.0;
    scene->rep_count = -1;
    switch (state->phase) {
    case SAG_LIVE_PHASE_SETUP:
        scene->guide = true;
        scene->headline_tone = SAG_LIVE_TONE_CARE;
        snprintf(scene->headline, sizeof scene->headline, "%s", sag_live_advice_text(state->advice));
        break;
    case SAG_LIVE_PHASE_STILL:
        scene->progress_ratio = state->progress_ratio;
        snprintf(scene->headline, sizeof scene->headline, "Stand still");
        break;
    case SAG_LIVE_PHASE_COUNTDOWN:
        snprintf(scene->big, sizeof scene->big, "%d", state->countdown);
        snprintf(scene->headline, sizeof scene->headline, "Get ready");
        break;
    case SAG_LIVE_PHASE_ACTIVE:
    case SAG_LIVE_PHASE_ENDED:
        scene->rep_count = state->rep_count;
        break;
    }
}

void sag__live_words_fill(sag_live_scene *scene, const sag_live_state *state, sag_movement movement)
{
    fill_phase(scene, state);
    scene->skeleton = &state->skeleton;
    snprintf(scene->rep_title, sizeof scene->rep_title, "%s", sag_movement_words(movement, (size_t)state->rep_count));
    if (state->phase < SAG_LIVE_PHASE_COUNTDOWN || !state->skeleton.found) {
        return;
    }
    const sag_measure *now = state->now;
    add_angle(scene, &now[SAG_METRIC_KNEE_FLEXION],
              (sag_live_angle){.vertex = SAG_JOINT_LEFT_KNEE, .to = SAG_JOINT_LEFT_ANKLE,
                               .from = SAG_LIVE_FROM_JOINT, .from_joint = SAG_JOINT_LEFT_HIP}, state->near_side);
    add_angle(scene, &now[SAG_METRIC_TRUNK_INCLINATION],
              (sag_live_angle){.vertex = SAG_JOINT_LEFT_HIP, .to = SAG_JOINT_LEFT_SHOULDER,
                               .from = SAG_LIVE_FROM_VERTICAL}, state->near_side);
    add_number(scene, "thigh", &now[SAG_METRIC_THIGH_INCLINATION]);
    add_number(scene, "trunk", &now[SAG_METRIC_TRUNK_INCLINATION]);
    add_number(scene, "low back", &now[SAG_METRIC_LUMBAR_FLEXION]);
    add_number(scene, "pelvis", &now[SAG_METRIC_PELVIC_TILT]);
    add_reason(scene, "depth", &now[SAG_METRIC_THIGH_INCLINATION]);
    if (now[SAG_METRIC_THIGH_INCLINATION].reason == SAG_REASON_NONE) {
        add_reason(scene, "low back", &now[SAG_METRIC_LUMBAR_FLEXION]);
    }
    const sag_measure *thigh = &now[SAG_METRIC_THIGH_INCLINATION];
    if (thigh->reason == SAG_REASON_NONE && movement == SAG_MOVEMENT_SQUAT) {
        scene->gauge = true;
        scene->gauge_ratio = gauge_share(thigh->value);
        scene->gauge_target_ratio = gauge_share(0.0);
        const sag_measure *bottom = &state->rep.at_bottom[SAG_METRIC_THIGH_INCLINATION];
        bool known = state->rep_known && bottom->reason == SAG_REASON_NONE;
        scene->gauge_lowest_ratio = known ? gauge_share(bottom->value) : -1.0;
        snprintf(scene->gauge_text, sizeof scene->gauge_text, "%+.0f°", round(SAG__DEG(thigh->value)) + 0.0);
    }
}

void sag__live_words_event(char *headline, char *spoken, const sag_live_event *event, const sag_live_state *state)
{
    headline[0] = spoken[0] = '\0';
    switch (event->kind) {
    case SAG_LIVE_EVENT_REP: {
        const sag_measure *thigh = &state->rep.at_bottom[SAG_METRIC_THIGH_INCLINATION];
        if (thigh->reason == SAG_REASON_NONE && state->rep.depth_class != SAG_DEPTH_UNKNOWN) {
            snprintf(headline, SAG_LIVE_TEXT_BYTES, "%d: thigh %+.0f° ± %.0f°, %s", event->rep_number,
                     round(SAG__DEG(thigh->value)) + 0.0, ceil(SAG__DEG(thigh->se)),
                     sag_depth_class_name(state->rep.depth_class));
        } else {
            snprintf(headline, SAG_LIVE_TEXT_BYTES, "%d", event->rep_number);
        }
        snprintf(spoken, SAG_LIVE_TEXT_BYTES, "%d.", event->rep_number);
        break;
    }
    case SAG_LIVE_EVENT_DEPTH: /* the headline of the repetition says more */
        snprintf(spoken, SAG_LIVE_TEXT_BYTES, "%s", event->text);
        break;
    case SAG_LIVE_EVENT_CUE:
    case SAG_LIVE_EVENT_STARTED:
    case SAG_LIVE_EVENT_ENDED:
        snprintf(headline, SAG_LIVE_TEXT_BYTES, "%s", event->text);
        snprintf(spoken, SAG_LIVE_TEXT_BYTES, "%s", event->text);
        break;
    }
}
