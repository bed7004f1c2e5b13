/*
 * posture.h - the body in one frame as the metrics see it, and the formula of every metric.
 *
 * In side views `across` is forward, in front and back views it is toward the person's right: so one formula serves
 * both facings, and front and back alike. Thread: pure functions.
 */
#ifndef SAGITTA_ANALYSIS_POSTURE_H
#define SAGITTA_ANALYSIS_POSTURE_H

#include <stdbool.h>

#include <sagitta/analysis.h>

#include "clip.h"
#include "stance.h"

typedef struct sag__posture {
    /* [sag_side][sag__part], NaN where hidden */
    double across_px[2][SAG__PART_COUNT];
    double up_px[2][SAG__PART_COUNT]; /* over the top edge of the picture: negative */
    double sd_px[2][SAG__PART_COUNT]; /* of each coordinate */
    sag_side near_side;
    bool near_only;                   /* heights of the near side alone */
    /* while standing; 0 unknown */
    double leg_px;
    double thigh_px;
    double foot_px;
} sag__posture;

/* out: of which view, facing and near side are decided. */
sag__posture sag__posture_at(const sag_analysis *out, const sag__clip *clip, const sag__stance *stance, size_t i);

/*
 * What a metric is made of, before its standing value is subtracted. NaN where a joint is hidden or a length unknown.
 * HIP_DROP: the hips' height over the ankles; ANKLE_DORSIFLEXION: shank inclination minus foot pitch; the others as
 * named.
 */
double sag__posture_value(const sag__posture *posture, sag_metric metric);

/* Standard error of that value from the noise of the joints it is made of, taken as independent. */
double sag__posture_noise(const sag__posture *posture, sag_metric metric);

/* Line from part a to part b of a side. */
typedef struct sag__line {
    double across_px;
    double up_px;
} sag__line;

sag__line sag__posture_line(const sag__posture *posture, sag_side side, sag__part a, sag__part b);

/* Line between the mid-points of both sides. */
sag__line sag__posture_mid_line(const sag__posture *posture, sag__part a, sag__part b);

/* Distance of the ankles across, in pixels. */
double sag__posture_ankle_width(const sag__posture *posture);

#endif
