/*
 * measured.h - what was measured, from an analysis or from the files of an out folder, in one shape.
 */
#ifndef SAGITTA_VALIDATE_MEASURED_H
#define SAGITTA_VALIDATE_MEASURED_H

#include <stddef.h>

#include <sagitta/validate.h>

#define SAG__MEASURED_REASON_BYTES 128

typedef struct sag__measured_rep {
    double start_s; /* NaN where the recording cuts it off */
    double bottom_s;
    double end_s;
    sag_depth_class depth_class;
    sag_depth_class depth_class_other; /* equal when clear */
} sag__measured_rep;

struct sag_measured {
    size_t frame_count;
    size_t found_count;
    double presence_min;
    sag_view view;
    sag_side near_side;
    double *t_s;                      /* increases strictly */
    double *series[SAG_METRIC_COUNT]; /* rad or ratio, NaN where not measured */
    char reason[SAG_METRIC_COUNT][SAG__MEASURED_REASON_BYTES]; /* why a whole series is absent; empty if it is not */
    sag__measured_rep *rep;
    size_t rep_count;
};

#endif
