#include "clutter.h"

#include <math.h>
#include <stdbool.h>

/* A text over a text is worse than a text over some of the body. */
#define BOX_COST 100.0
/* Beyond this a line says nothing about the picture. */
#define LINE_POINTS_MAX 64

void sag__clutter_init(sag__clutter *clutter, double width_px, double height_px, double margin_px)
{
    clutter->width_px = width_px;
    clutter->height_px = height_px;
    clutter->margin_px = margin_px;
    clutter->point_count = 0;
    clutter->box_count = 0;
}

void sag__clutter_add_line(sag__clutter *clutter, sag__point from, sag__point to)
{
    double steps = ceil(hypot(to.x_px - from.x_px, to.y_px - from.y_px) / clutter->margin_px);
    int count = steps < LINE_POINTS_MAX ? (int)steps + 1 : LINE_POINTS_MAX;
    for (int i = 0; i < count && clutter->point_count < SAG__CLUTTER_POINT_MAX; i++) {
        double along = count > 1 ? (double)i / (count - 1) : 0.0;
        clutter->point[clutter->point_count++] = (sag__point){
            from.x_px + along * (to.x_px - from.x_px),
            from.y_px + along * (to.y_px - from.y_px),
        };
    }
}

void sag__clutter_add_box(sag__clutter *clutter, const sag__box *box)
{
    if (clutter->box_count < SAG__CLUTTER_BOX_MAX) {
        clutter->box[clutter->box_count++] = *box;
    }
}

static bool boxes_meet(const sag__box *a, const sag__box *b)
{
    return a->x_px < b->x_px + b->width_px && b->x_px < a->x_px + a->width_px
           && a->y_px < b->y_px + b->height_px && b->y_px < a->y_px + a->height_px;
}

double sag__clutter_cost(const sag__clutter *clutter, const sag__box *box)
{
    double margin = clutter->margin_px;
    double cost = 0.0;
    for (size_t i = 0; i < clutter->point_count; i++) {
        double x = clutter->point[i].x_px - box->x_px;
        double y = clutter->point[i].y_px - box->y_px;
        if (x > -margin && x < box->width_px + margin && y > -margin && y < box->height_px + margin) {
            cost += 1.0;
        }
    }
    for (size_t i = 0; i < clutter->box_count; i++) {
        cost += boxes_meet(&clutter->box[i], box) ? BOX_COST : 0.0;
    }
    return cost;
}

/* Push an interval inside 0..limit, off the edges where there is room. */
static double inside(double begin, double length, double limit, double edge)
{
    return fmax(edge, fmin(begin, limit - edge - length));
}

void sag__clutter_place(const sag__clutter *clutter, sag__box *box, const sag__point *corner, size_t count)
{
    double edge_px = 0.5 * clutter->margin_px;
    sag__box best = *box;
    double best_cost = INFINITY;
    for (size_t i = 0; i < count; i++) {
        sag__box here = *box;
        here.x_px = inside(corner[i].x_px, box->width_px, clutter->width_px, edge_px);
        here.y_px = inside(corner[i].y_px, box->height_px, clutter->height_px, edge_px);
        double cost = sag__clutter_cost(clutter, &here);
        if (cost < best_cost) {
            best = here;
            best_cost = cost;
        }
    }
    *box = best;
}
