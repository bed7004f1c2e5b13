/*
 * live_reps.h - the repetitions of a set while it grows: the analysis of a recording, run again and again.
 *
 * A set of a few minutes is analyzed whole. Of a longer one the standing baseline and the newest part are,
 * from the end of a repetition on; what was counted before that is frozen.
 * Thread: used by one thread.
 */
#ifndef SAGITTA_ANALYSIS_LIVE_REPS_H
#define SAGITTA_ANALYSIS_LIVE_REPS_H

#include <sagitta/live.h>

/* Frames of the standing baseline that go before a part of a set. */
#define SAG__LIVE_BASELINE_FRAMES 60

typedef struct sag__live_reps {
    const sag_motion *motion;
    const sag_analysis_options *options;
    sag_motion *part;     /* baseline and newest frames; of long sets */
    size_t baseline_first; /* of the motion */
    size_t baseline_count;
    size_t cut;           /* the part begins here; 0: the whole motion is analyzed */
    int frozen_count;     /* repetitions before the cut */
    int64_t told_ns;      /* bottom of the newest repetition that was told; -1 */
    int told_count;       /* repetitions told so far */
    int cue_rep[SAG_COMPENSATION_COUNT]; /* the repetition in which a cue was given last */
} sag__live_reps;

/* Forget everything. Returns SAG_STATUS_OK or _NO_MEMORY. */
sag_status sag__live_reps_open(sag__live_reps *reps, const sag_motion *motion, const sag_analysis_options *options);
void sag__live_reps_close(sag__live_reps *reps);

/*
 * Analyze what is there, count, and tell what is new.
 * open_end: whether the set goes on; a repetition that it cuts is not told then.
 * unfinished: filled with whether a repetition has begun and not ended.
 * Returns SAG_STATUS_OK or _NO_MEMORY.
 */
sag_status sag__live_reps_look(sag__live_reps *reps, sag_live_state *state, bool *unfinished, bool open_end);

/* Append to the events of a state; what does not fit is left out. */
void sag__live_tell(sag_live_state *state, sag_live_event event);

/* Fill a motion with the baseline of another and with its frames from `first` on. Returns SAG_STATUS_OK or _NO_MEMORY. */
sag_status sag__live_join(sag_motion *out, const sag_motion *from, size_t baseline_first, size_t baseline_count,
                          size_t first);

#endif
