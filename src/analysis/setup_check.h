/*
 * setup_check.h - whether the recording was made so that it can be measured, and what only standing tells.
 */
#ifndef SAGITTA_ANALYSIS_SETUP_CHECK_H
#define SAGITTA_ANALYSIS_SETUP_CHECK_H

#include "clip.h"
#include "stance.h"

/*
 * Fill out->check, out->camera_roll_rad and out->camera_roll_se_rad, out->turn_out and out->stance_width.
 * Called behind sag__stance_find and before sag__metric_fill, which takes the roll's error from out.
 */
void sag__setup_check(sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                      const sag_analysis_options *options);

#endif
