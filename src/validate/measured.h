/*
 * measured.h - what was measured, from an analysis or from the files of an out folder, in one shape.
 */
#ifndef SAGITTA_VALIDATE_MEASURED_H
#define SAGITTA_VALIDATE_MEASURED_H

#include <stdbool.h>
#include <stddef.h>

#include <sagitta/validate.h>

#define SAG__MEASURED_REASON_BYTES 128

/* Values of a repetition that are compared: see rep_value.h. */
typedef enum sag__rep_value {
    SAG__REP_VALUE_LUMBAR_LATE = 0,
    SAG__REP_VALUE_LUMBAR_BOTTOM,
    SAG__REP_VALUE_PELVIS_BOTTOM,
    SAG__REP_VALUE_COUNT
} sag__rep_value;

typedef struct sag__measured_rep {
    double start_s; /* NaN where the recording cuts it off */
    double bottom_s;
    double end_s;
    sag_depth_class depth_class;
    sag_depth_class depth_class_other; /* equal when clear */
    size_t start_frame; /* positions below frame_count, also where the recording cuts it off; 0 in old folders */
    size_t bottom_frame;
    size_t end_frame;
    double value[SAG__REP_VALUE_COUNT]; /* rad, NaN where not measured */
    double se[SAG__REP_VALUE_COUNT];
} sag__measured_rep;

struct sag_measured {
    size_t frame_count;
    size_t found_count;
    double presence_min;
    sag_view view;
    sag_side near_side;
    sag_movement movement;
    bool standing_known;              /* the baseline is one stretch of frames; not moments, not none */
    size_t standing_first;
    size_t standing_last;
    double *t_s;                      /* increases strictly */
    double *series[SAG_METRIC_COUNT]; /* rad or ratio, NaN where not measured */
    double *series_se[SAG_METRIC_COUNT]; /* stated standard errors, NaN where there is none */
    char reason[SAG_METRIC_COUNT][SAG__MEASURED_REASON_BYTES]; /* why a whole series is absent; empty if it is not */
    sag__measured_rep *rep;
    size_t rep_count;
};

#endif
