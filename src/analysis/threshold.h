/* threshold.h - thresholds as people write them. */
#ifndef SAGITTA_ANALYSIS_THRESHOLD_H
#define SAGITTA_ANALYSIS_THRESHOLD_H

#include <sagitta/finding.h>

/* A value of a unit between the inside (rad, ratio) and the outside (deg, %). */
double sag__threshold_from_outside(sag_unit unit, double outside);
double sag__threshold_to_outside(sag_unit unit, double inside);

/* "deg", "%" or "" in a threshold file's comments. Returns: static. */
const char *sag__threshold_unit_name(sag_unit unit);

#endif
