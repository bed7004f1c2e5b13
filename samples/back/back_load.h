/*
 * back_load.h - a clip as its outlines: from the cache of the network, the pixels of the clip, and the truth.
 */
#ifndef BACK_LOAD_H
#define BACK_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include <sagitta/skeleton.h>
#include <sagitta/source.h>

#include "back_truth.h"
#include "back.h"
#include "outline.h"

enum { BACK_FRAMES_MAX = 1200 };

typedef struct back_clip {
    char name[64];
    size_t count;
    size_t truth_count; /* 0: a clip of a real person */
    int facing;
    double reference_px; /* median trunk length of the standing frames */
    double trace_us;     /* median time of one outline */
    double snap_us;
    sag_skeleton *skeleton;
    sag__outline *outline;
    back_truth *truth;
    bool *standing; /* frames of the baseline */
} back_clip;

/*
 * Load WORK/NAME/MODEL.cache with WORK/NAME/clip.mp4 and truth.csv, or those under the second folder or the clips.
 * snap: refine the outlines on the frames. Ends the program with a message if it cannot.
 */
void back_load(back_clip *clip, const char *name, const char *model, bool snap);

/* A clock to time stages with, in microseconds. */
double back_now_us(void);

/* The constants for "full", "lite", "heavy"; those of full for a network that has none yet. */
const sag__back_model *back_model_of(const char *model);

extern const char *const back_rule_name[SAG__BACK_RULE_COUNT];

/* Open the pixels of a clip by its name. Ends the program with a message if it cannot. */
sag_source *back_open_clip(const char *name);

#endif
