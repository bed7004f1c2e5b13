/*
 * csv_cell.h - the cells of the tables that are written: text by RFC 4180, numbers with fixed decimals.
 */
#ifndef SAGITTA_REPORT_CSV_CELL_H
#define SAGITTA_REPORT_CSV_CELL_H

#include <sagitta/metric.h>

#include "outfile.h"

/* A text cell: quoted when it holds a comma, a quote or a line break. */
void sag__csv_text(sag__outfile *file, const char *text);

/* A comma, then a text from outside, cleaned for UTF-8 and control characters. */
void sag__csv_foreign_text(sag__outfile *file, const char *text);

/* A comma, then the number, or nothing when it is not finite. */
void sag__csv_number(sag__outfile *file, double value, int decimals);

/* A comma, then a value of a metric in its outside unit; nothing when it is not finite. */
void sag__csv_value(sag__outfile *file, sag_unit unit, double value);

/* Three cells, each after a comma: value and standard error in the outside unit, and the reason's key. */
void sag__csv_measure(sag__outfile *file, sag_unit unit, const sag_measure *measure);

#endif
