/*
 * body.h - posture from the model's body-centred space: what holds in every view, though coarsely.
 *
 * Used to tell movements apart, never to report an angle. Frames near each other are taken together by the median.
 */
#ifndef SAGITTA_ANALYSIS_BODY_H
#define SAGITTA_ANALYSIS_BODY_H

#include <sagitta/skeleton.h>

#include "clip.h"

/* One value of a posture; NAN where it cannot be computed. */
typedef double (*sag__body_value)(const sag_skeleton *skeleton);

/* Knee flexion of each side, 0 straight. */
double sag__body_left_knee(const sag_skeleton *skeleton);
double sag__body_right_knee(const sag_skeleton *skeleton);

/* Angle of each thigh from hanging straight down. */
double sag__body_left_thigh(const sag_skeleton *skeleton);
double sag__body_right_thigh(const sag_skeleton *skeleton);

/* Angle of the trunk from upright. */
double sag__body_trunk(const sag_skeleton *skeleton);

/*
 * How far the centre of mass lies in front of the ankles, in leg lengths; forward is across the line of the hips.
 * Segment masses and centres: Winter, Biomechanics and Motor Control of Human Movement (after Dempster).
 */
double sag__body_balance(const sag_skeleton *skeleton);

/* Median of a value over the found frames first .. last, both included. NaN without one. */
double sag__body_median(const sag__clip *clip, sag__body_value value, size_t first, size_t last);

#endif
