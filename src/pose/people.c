#include "people.h"

#include <math.h>

/* How much less somebody counts at the corner of the picture than at its centre. */
#define OFF_CENTRE_LOSS 0.5

/* Head and feet are this far from the mid-hip, in sides of the square. */
#define AXIS_HALF_SIDES 0.35

/*
 * A mid-hip nearer than this to the axis of a larger body, in sides of its square, is taken for a part of that body:
 * people side by side are 0.2 apart, and half a body in a window is seen as a small one.
 */
#define SAME_SIDES 0.15

static double off_centre(const sag_region *person, int width_px, int height_px)
{
    double half_x_px = 0.5 * width_px;
    double half_y_px = 0.5 * height_px;
    return hypot((double)person->center_x_px - half_x_px, (double)person->center_y_px - half_y_px) /
           hypot(half_x_px, half_y_px);
}

/* Distance of a point from the line between head and feet. */
static double axis_distance(const sag_region *person, double x_px, double y_px)
{
    double half_px = AXIS_HALF_SIDES * (double)person->side_px;
    double down_x = -sin((double)person->rotation_rad);
    double down_y = cos((double)person->rotation_rad);
    double dx_px = x_px - (double)person->center_x_px;
    double dy_px = y_px - (double)person->center_y_px;
    double along_px = fmax(-half_px, fmin(half_px, dx_px * down_x + dy_px * down_y));
    return hypot(dx_px - along_px * down_x, dy_px - along_px * down_y);
}

int sag__people_choose(const sag_region *people, int count, sag_person_rule rule, double person_x_px,
                       double person_y_px, int width_px, int height_px)
{
    int best = -1;
    double best_score = 0.0;
    for (int i = 0; i < count; i++) {
        double score = 0.0;
        switch (rule) {
        case SAG_PERSON_MAIN:
            score = (double)people[i].side_px * (1.0 - OFF_CENTRE_LOSS * off_centre(&people[i], width_px, height_px));
            break;
        case SAG_PERSON_LARGEST:
            score = (double)people[i].side_px;
            break;
        case SAG_PERSON_LEFTMOST:
            score = -(double)people[i].center_x_px;
            break;
        case SAG_PERSON_RIGHTMOST:
            score = (double)people[i].center_x_px;
            break;
        case SAG_PERSON_AT:
            score = -axis_distance(&people[i], person_x_px, person_y_px);
            break;
        }
        if (best < 0 || score > best_score) {
            best = i;
            best_score = score;
        }
    }
    return best;
}

bool sag__people_is_new(const sag_region *people, int count, const sag_region *body)
{
    for (int i = 0; i < count; i++) {
        bool larger = people[i].side_px >= body->side_px;
        const sag_region *large = larger ? &people[i] : body;
        const sag_region *small = larger ? body : &people[i];
        if (axis_distance(large, (double)small->center_x_px, (double)small->center_y_px) <
            SAME_SIDES * (double)large->side_px) {
            return false;
        }
    }
    return true;
}
