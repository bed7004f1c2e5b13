/*
 * truth.h - what every truth file becomes: metrics of both sides over time, the depth of the movement, its squats.
 */
#ifndef SAGITTA_VALIDATE_TRUTH_H
#define SAGITTA_VALIDATE_TRUTH_H

#include <stdbool.h>
#include <stddef.h>

#include <sagitta/validate.h>

#include "table.h"

#define SAG__TRUTH_SIDES 2

/* One squat; NaN where the truth does not say. */
typedef struct sag__truth_rep {
    double start_s;        /* the movement has begun: 5 % of the way down */
    double bottom_start_s; /* the hold at the bottom; equal when there is none */
    double bottom_end_s;
    double end_s;
    sag_depth_class depth_class;
} sag__truth_rep;

struct sag_truth {
    size_t row_count;
    double *t_s; /* increases strictly */
    double *value[SAG_METRIC_COUNT][SAG__TRUTH_SIDES]; /* rad or ratio; NULL where the truth has no such metric */
    double *depth_ratio; /* 0 standing .. 1 bottom; NULL unknown */
    sag__truth_rep *rep;
    size_t rep_count;
    bool reps_known; /* the file lists its squats or has knee flexion to find them by; maybe there are none */
};

/* Columns of row_count values, all NaN. Return false when out of memory. */
bool sag__truth_add(sag_truth *truth, sag_metric metric, sag_side side);

/* Make room for row_count rows. Returns OK, _NO_MEMORY. */
sag_status sag__truth_reserve(sag_truth *truth, size_t row_count, const char *path, sag_error *err);

/* Set a row's time; refuses times that do not increase. */
sag_status sag__truth_set_time(sag_truth *truth, size_t row, double t_s, const sag__table *table, size_t line,
                               sag_error *err);

/* The readers: fill an empty truth from an open table. */
sag_status sag__truth_read_synth(sag_truth *truth, sag__table *table, sag_error *err);
sag_status sag__truth_read_mot(sag_truth *truth, sag__table *table, size_t end_of_header, sag_error *err);
sag_status sag__truth_read_trc(sag_truth *truth, sag__table *table, sag_error *err);
sag_status sag__truth_read_mapped(sag_truth *truth, sag__table *table, const char *map_path, sag_error *err);

/* Line of the word endheader among the first lines; line_count if there is none. */
size_t sag__truth_find_endheader(const sag__table *table);

/* Columns of sides: at time t_s (NaN outside or beside a gap). *cursor: 0 before the first of increasing times. */
double sag__truth_at(const sag_truth *truth, const double *column, double t_s, size_t *cursor);

/* The class whose name a text is, blanks or underscores between the words; UNKNOWN otherwise. */
sag_depth_class sag__truth_depth_class(sag__cell name);

#endif
