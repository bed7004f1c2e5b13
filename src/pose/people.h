/*
 * people.h - whom to follow, of those in the picture.
 *
 * A person is given by the square around the body (region.h): its centre is the mid-hip, its side grows with the body.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_POSE_PEOPLE_H
#define SAGITTA_POSE_PEOPLE_H

#include <stdbool.h>

#include <sagitta/frame.h>
#include <sagitta/pose.h>

/*
 * Choose by a rule.
 * MAIN takes the largest of side * (1 - d / 2), d being the distance of the centre from the picture's centre in half
 * diagonals: in a corner a person counts half. AT takes the body whose axis, from head to feet, is nearest to the
 * point.
 * person_x_px, person_y_px: for AT. Returns: position of the chosen one; of equal ones the first; -1 of none.
 */
int sag__people_choose(const sag_region *people, int count, sag_person_rule rule, double person_x_px,
                       double person_y_px, int width_px, int height_px);

/* Whether a body is none of count others, and no part of one: the smaller one's centre is off the larger one's axis. */
bool sag__people_is_new(const sag_region *people, int count, const sag_region *body);

#endif
