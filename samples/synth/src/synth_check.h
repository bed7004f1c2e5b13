/*
 * The truth's second opinion: reads a truth file and computes every angle again from the written joint positions, with
 * its own vector code and none of the kinematics.
 */
#ifndef SYNTH_CHECK_H
#define SYNTH_CHECK_H

#include <stdio.h>

/* Largest difference allowed, degrees or cm. */
#define SYNTH_CHECK_TOLERANCE 1e-3

/*
 * Check a truth file; `report` gets a line for each angle, NULL for none.
 * Returns 0 when all agree, 1 when some do not, -1 with a line in error[SYNTH_ERROR_MAX] when the file cannot be used.
 */
int synth_check_file(const char *path, FILE *report, char *error);

#endif
