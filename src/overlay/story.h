/*
 * story.h - where in the set a moment lies: which repetition is shown, in which phase, and the depth over time that the
 * gauge and the chart show; and what may be told of the lower back.
 */
#ifndef SAGITTA_OVERLAY_STORY_H
#define SAGITTA_OVERLAY_STORY_H

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>

typedef enum sag__phase {
    SAG__PHASE_NOBODY = 0,
    SAG__PHASE_OTHER, /* before, between and after repetitions, not standing */
    SAG__PHASE_STANDING,
    SAG__PHASE_DOWN,
    SAG__PHASE_BOTTOM,
    SAG__PHASE_UP,
    SAG__PHASE_COUNT
} sag__phase;

typedef struct sag__moment {
    const sag_rep *rep; /* the one going on, else the last one; NULL before the first */
    sag__phase phase;
    bool down_over; /* of rep: its way down is behind, and so on */
    bool pause_over;
    bool up_over;
} sag__moment;

/* The moment of a frame. Returns: a value, the same for the same frame. */
sag__moment sag__story_at(const sag_motion *motion, const sag_analysis *analysis, size_t frame);

/* What may be told of the lower back. */
typedef struct sag__back_telling {
    const sag_rep *rep; /* NULL outside repetitions */
    sag_back_state state;
    bool numbered; /* its size may be told too */
} sag__back_telling;

/* Of a repetition. */
sag__back_telling sag__story_back_of_rep(const sag_rep *rep);

/*
 * At a frame: as of the repetition that it lies in; elsewhere there is nothing to detect if the back was measured at
 * all.
 */
sag__back_telling sag__story_back_at(const sag_analysis *analysis, size_t frame);

/* Lumbar flexion at a frame; NaN where it was not measured or its size may not be told. */
double sag__story_lumbar(const sag_analysis *analysis, size_t frame);

/* A phase in words; "" for OTHER. Returns: static. */
const char *sag__story_phase_text(sag__phase phase);

/* The metric that shows depth over time: the thigh where measured, else the drop of the hips; of a hinge the trunk. */
sag_metric sag__story_depth_metric(const sag_analysis *analysis);

/*
 * How deep a frame is by that metric, + deeper, in its inside unit: the drop, the trunk's inclination, or minus that of
 * the thigh, 0 horizontal; NaN where not measured.
 */
double sag__story_depth(const sag_analysis *analysis, sag_metric metric, size_t frame);

/* What it is called on a gauge: "depth", "hips down", "trunk". Returns: static. */
const char *sag__story_depth_title(sag_metric metric);

/* Range of that over the clip, with the horizontal thigh or standing in it. Returns false if nothing was measured. */
bool sag__story_depth_range(const sag_analysis *analysis, sag_metric metric, double *top, double *deepest);

#endif
