/*
 * region.h - where the landmark network looks: a rotated square, made from two points of the body.
 *
 * The points are the mid-hip and a point whose distance and direction give the body's size and rotation. They come
 * from the detector, or from two auxiliary landmarks of the frame before, which go through a One-Euro filter first
 * (Casiez, Roussel, Vogel 2012, "1 Euro Filter"). Pixels with the origin at the top-left corner.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_POSE_REGION_H
#define SAGITTA_POSE_REGION_H

#include <stdbool.h>
#include <stdint.h>

#include <sagitta/skeleton.h>

typedef struct sag__region_points {
    double center_x_px;
    double center_y_px;
    double end_x_px;
    double end_y_px;
} sag__region_points;

/* A side longer than this many times the picture's longer side, or a centre that far away, is no person. */
#define SAG__REGION_LIMIT_RATIO 8.0
#define SAG__REGION_SIDE_MIN_PX 1.0

/*
 * Make the square around a body in a picture of width_px x height_px.
 * Returns: false, and *out zeroed, if the numbers are not finite or the square is outside the limits above.
 */
bool sag__region_make(sag_region *out, const sag__region_points *points, int width_px, int height_px);

/* One filtered coordinate. */
typedef struct sag__region_track {
    double raw_px; /* newest unfiltered value */
    double filtered_px;
    double speed_per_s; /* filtered derivative, in object sizes */
} sag__region_track;

/* The filter of the two points. Zeroed is its start. */
typedef struct sag__region_filter {
    bool started;
    int64_t t_ns;
    sag__region_track track[4]; /* center x, center y, end x, end y */
} sag__region_filter;

/* Filter two points; t_ns is larger than that of the call before. The first call returns its input. */
sag__region_points sag__region_filter_step(sag__region_filter *filter, const sag__region_points *points,
                                           int64_t t_ns);

#endif
