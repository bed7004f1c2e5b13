/*
 * The truth file: CSV, one row a frame, after comment lines that hold the parameters, the units and signs, and the events.
 */
#ifndef SYNTH_TRUTH_H
#define SYNTH_TRUTH_H

#include <stdio.h>

#include "synth_person.h"

enum { SYNTH_TRUTH_VERSION = 1 };

/* Write comments and the column line. */
void synth_truth_head(FILE *out, const synth_person *p, int first_frame, int last_frame);

/* Write the row of a frame. */
void synth_truth_row(FILE *out, const synth_person *p, int frame, const synth_pose *pose, const synth_moment *m);

#endif
