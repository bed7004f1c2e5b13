/*
 * back_span.h - the frames of a repetition over which values of the back are taken.
 *
 * They are named by shares of the largest angle, within the repetition, of what drives the movement: knee flexion, of a
 * hinge the inclination of the trunk. Whoever compares such a value with a truth takes the same frames by calling this.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_ANALYSIS_BACK_SPAN_H
#define SAGITTA_ANALYSIS_BACK_SPAN_H

#include <stddef.h>

#include <sagitta/analysis.h>

typedef struct sag__back_span {
    const double *driver_rad; /* series of sag__back_driver, NaN where hidden; borrowed */
    double peak_rad;          /* its largest in the repetition; NaN if it is hidden throughout */
    size_t start_frame;
    size_t bottom_frame;
    size_t end_frame;
} sag__back_span;

typedef enum sag__back_part {
    SAG__BACK_PART_BOTTOM = 0,
    SAG__BACK_PART_WAY_DOWN, /* the middle of it */
    SAG__BACK_PART_WAY_UP,
    SAG__BACK_PART_COUNT
} sag__back_part;

/* The metric that drives a movement. */
sag_metric sag__back_driver(sag_movement movement);

/* The span of the frames start <= bottom <= end, all of them within the series. */
sag__back_span sag__back_span_make(const double *driver_rad, size_t start_frame, size_t bottom_frame,
                                   size_t end_frame);

/*
 * Median of a series over the frames of a part.
 * scratch: a value a frame. Returns: NaN without any.
 */
double sag__back_span_median(const sag__back_span *span, sag__back_part part, const double *series, double *scratch);

#endif
