/*
 * When things happen: walking in, turning, a quiet phase, the reps, an end phase, turning, walking out.
 * All times are exact functions of the scenario, in seconds from the first frame.
 */
#ifndef SYNTH_TIMELINE_H
#define SYNTH_TIMELINE_H

#include "synth_scenario.h"

typedef struct synth_rep_times {
    double start_s, bottom_start_s, bottom_end_s, end_s;
} synth_rep_times;

typedef struct synth_timeline {
    double walk_in_end_s, quiet_start_s, quiet_end_s, reps_end_s, end_end_s, walk_out_start_s, duration_s;
    double arms_up_start_s, arms_up_end_s;     /* equal: the arms are in place from the start */
    double arms_down_start_s, arms_down_end_s; /* equal: they stay */
    int frame_count;
    int rep_count;
    synth_rep_times rep[SYNTH_REP_MAX];
} synth_timeline;

/* What a moment asks for. */
typedef struct synth_moment {
    int rep;                /* index of the rep under way, -1 between reps */
    double depth;           /* 0 standing .. 1 bottom of the rep */
    double arms;            /* 0 hanging .. 1 in their place */
    double turned;          /* share of the walking heading: 1 while walking, 0 in place */
    double walk_in, walk_out; /* seconds into the walk, -1 outside it */
} synth_moment;

void synth_timeline_init(synth_timeline *t, const synth_scenario *s);

/* Look a moment up. */
synth_moment synth_timeline_at(const synth_timeline *t, const synth_scenario *s, double time_s);

/* Time at which rep `index` passes `depth` (0..1), going down or coming up; by bisection to 1e-12 s. */
double synth_timeline_cross(const synth_timeline *t, const synth_scenario *s, int index, double depth, int going_up);

#endif
