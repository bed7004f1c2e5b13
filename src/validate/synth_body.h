/*
 * synth_body.h - the metrics of feet, knees and pelvis from the positions in a synthetic truth.
 *
 * As sag_metric_get_info defines them, but without perspective: in the person's own sagittal and frontal plane. Rows
 * in which the person walks or turns have none.
 */
#ifndef SAGITTA_VALIDATE_SYNTH_BODY_H
#define SAGITTA_VALIDATE_SYNTH_BODY_H

#include "table.h"
#include "truth.h"

/* What is summed up over the rows. Begin with all zero. */
typedef struct sag__synth_body {
    double leg_m;                            /* thigh plus shank, set by the caller */
    double foot_sum_m[SAG__TRUTH_SIDES];     /* heel to toe in the sagittal plane, while standing */
    size_t foot_count[SAG__TRUTH_SIDES];
} sag__synth_body;

/* Make the columns that the table has the positions for. Returns false when out of memory. */
bool sag__synth_body_add(sag_truth *truth, const sag__table *table);

/* Take the row that was split last. upright: the person stands. Returns false if a number is damaged. */
bool sag__synth_body_take(sag__synth_body *body, sag_truth *truth, const sag__table *table, size_t row, bool upright);

/* Behind the last row, and behind taking standing from foot pitch and heel rise: what rests on both. */
void sag__synth_body_finish(const sag__synth_body *body, sag_truth *truth);

#endif
