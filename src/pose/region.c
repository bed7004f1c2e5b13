#include "region.h"

#include <math.h>

#include "angle.h"

/* The square is this much larger than the circle through the end point. */
#define REGION_SCALE 1.25

/* One-Euro parameters of the auxiliary points: cut-off at rest, its growth with speed, cut-off of the speed. */
#define CUTOFF_MIN_HZ 0.01
#define CUTOFF_BETA 10.0
#define CUTOFF_SPEED_HZ 1.0

bool sag__region_make(sag_region *out, const sag__region_points *points, int width_px, int height_px)
{
    *out = (sag_region){0};
    double dx = points->end_x_px - points->center_x_px;
    double dy = points->end_y_px - points->center_y_px;
    double side_px = 2.0 * hypot(dx, dy) * REGION_SCALE;
    double limit_px = SAG__REGION_LIMIT_RATIO * (width_px > height_px ? width_px : height_px);
    /* Written so that a NaN anywhere makes it false. */
    bool sane = side_px >= SAG__REGION_SIDE_MIN_PX && side_px <= limit_px && fabs(points->center_x_px) <= limit_px &&
                fabs(points->center_y_px) <= limit_px;
    if (!sane) {
        return false;
    }
    double rotation_rad = SAG__PI / 2.0 - atan2(-dy, dx);
    rotation_rad -= 2.0 * SAG__PI * floor((rotation_rad + SAG__PI) / (2.0 * SAG__PI));
    *out = (sag_region){
        .center_x_px = (float)points->center_x_px,
        .center_y_px = (float)points->center_y_px,
        .side_px = (float)side_px,
        .rotation_rad = (float)rotation_rad,
    };
    return true;
}

/* Weight of the new value in an exponential filter of this cut-off at this rate. */
static double smoothing(double cutoff_hz, double rate_hz)
{
    return 1.0 / (1.0 + rate_hz / (2.0 * SAG__PI * cutoff_hz));
}

static double track_step(sag__region_track *track, double value_px, double scale_per_px, double rate_hz)
{
    double speed_per_s = (value_px - track->raw_px) * scale_per_px * rate_hz;
    double a = smoothing(CUTOFF_SPEED_HZ, rate_hz);
    track->speed_per_s = a * speed_per_s + (1.0 - a) * track->speed_per_s;
    a = smoothing(CUTOFF_MIN_HZ + CUTOFF_BETA * fabs(track->speed_per_s), rate_hz);
    track->filtered_px = a * value_px + (1.0 - a) * track->filtered_px;
    track->raw_px = value_px;
    return track->filtered_px;
}

sag__region_points sag__region_filter_step(sag__region_filter *filter, const sag__region_points *points, int64_t t_ns)
{
    const double value_px[4] = {points->center_x_px, points->center_y_px, points->end_x_px, points->end_y_px};
    double size_px = 2.0 * hypot(value_px[2] - value_px[0], value_px[3] - value_px[1]);
    double interval_s = 1e-9 * (double)(t_ns - filter->t_ns);
    if (!filter->started || !(size_px > 0.0)) {
        *filter = (sag__region_filter){.started = true};
        for (int i = 0; i < 4; i++) {
            filter->track[i] = (sag__region_track){.raw_px = value_px[i], .filtered_px = value_px[i]};
        }
        filter->t_ns = t_ns;
        return *points;
    }
    double filtered_px[4];
    for (int i = 0; i < 4; i++) {
        filtered_px[i] = track_step(&filter->track[i], value_px[i], 1.0 / size_px, 1.0 / interval_s);
    }
    filter->t_ns = t_ns;
    return (sag__region_points){filtered_px[0], filtered_px[1], filtered_px[2], filtered_px[3]};
}
