/*
 * unit.h - the units in which metrics stand in files and tables: deg, ratio, percent, s, legs_per_s.
 */
#ifndef SAGITTA_VALIDATE_UNIT_H
#define SAGITTA_VALIDATE_UNIT_H

#include <sagitta/metric.h>

/* How a unit ends a column's name. Returns: static. */
const char *sag__unit_name(sag_unit unit);

/* Outside value = scale * inside value. */
double sag__unit_scale(sag_unit unit);

/* Decimals of a difference in that unit in a table for people. */
int sag__unit_decimals(sag_unit unit);

#endif
