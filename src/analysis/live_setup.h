/*
 * live_setup.h - what keeps a person from being measured now, and whether somebody stands quietly.
 *
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_ANALYSIS_LIVE_SETUP_H
#define SAGITTA_ANALYSIS_LIVE_SETUP_H

#include <sagitta/live.h>

/* What one frame says. newest: the analysis of the newest seconds. */
sag_live_advice sag__live_setup_judge(const sag_skeleton *skeleton, const sag_live_options *options, double body_light,
                                      const sag_analysis *newest);

/* An instruction that is held, so that it can be read: it changes when another one has been right for a while. */
typedef struct sag__live_held {
    sag_live_advice shown;
    sag_live_advice next;
    int64_t shown_ns; /* since when */
    int64_t next_ns;
} sag__live_held;

/* Take what a frame says. Returns: what to show; NONE only when nothing has been wrong for a while. */
sag_live_advice sag__live_setup_hold(sag__live_held *held, sag_live_advice judged, int64_t t_ns);

/* Whether the body stands: legs straight and trunk upright, as far as they are seen. */
bool sag__live_is_upright(const sag_skeleton *skeleton);

/* Speed of the body's slowest sign of moving, hips and shoulders, in trunk lengths a second; NaN when not seen. */
double sag__live_speed(const sag_skeleton *before, const sag_skeleton *now);

#endif
